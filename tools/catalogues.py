"""Catalogues of interface text, one a room and language.

python -m tools.catalogues compile   write the .mo of every catalogue that changed; needs Babel alone
python -m tools.catalogues update    bring every room's catalogues up to its code and templates
python -m tools.catalogues check     name what is missing, fuzzy or has other placeholders, and exit 1
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from tools.extraction import Message

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "src" / "borderlink"
WRITTEN: Final = ("zh_Hans", "vi")  # by people; zh_Hant is generated from zh_Hans by tools.hant
LOCALES: Final = (*WRITTEN, "zh_Hant")
_HEADER: Final = (
    "# Interface text of {room} in {locale}. `python -m tools.catalogues update` keeps it complete."
)
_BORN: Final = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the file changes only when its words do
_IDLE: Final = re.compile(rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|Generated-By):.*\n', re.MULTILINE)
_NAMED: Final = re.compile(r"%\((\w+)\)[a-z]|%[sd]|{(\w*)}")


def path_of(room: Path, locale: str) -> Path:
    """Return where a room's catalogue of a locale lies."""
    return room / "locale" / locale / "LC_MESSAGES" / "django.po"


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue that is newer than its .mo and return those compiled."""
    compiled = []
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        stream = io.BytesIO()
        write_mo(stream, read(source))
        target.write_bytes(stream.getvalue())
        compiled.append(target)
    return compiled


def read(path: Path) -> Catalog:
    """Return the catalogue of a file; an empty one when there is no such file."""
    locale = path.parent.parent.name
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as stream:
        return read_po(stream, locale=locale)


def written(entries: list[Entry], locale: str, header: str) -> bytes:
    """Return a catalogue's file: entries in the order given, no dates that change, no line numbers."""
    catalogue = Catalog(
        locale=locale,
        header_comment=header,
        creation_date=_BORN,
        revision_date=_BORN,
        last_translator="Borderlink",
        language_team=locale,
        fuzzy=False,
    )
    for entry in entries:
        files = sorted({(path, 0) for path, _ in entry.locations})
        catalogue.add(entry.id, entry.string, locations=files, flags=entry.flags, context=entry.context)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, include_lineno=False)
    return _IDLE.sub(b"", stream.getvalue())


def rooms(package: Path = PACKAGE) -> dict[Path, list["Message"]]:
    """Return every room that says anything, with its messages."""
    from tools.extraction import messages_of

    found = {room: messages_of(room) for room in sorted(package.iterdir()) if (room / "__init__.py").exists()}
    return {room: messages for room, messages in found.items() if messages}


def wanted_catalogues(package: Path = PACKAGE) -> dict[Path, bytes]:
    """Return the catalogues that people write as code and templates ask for, by path.

    Messages that are gone are dropped; a new one takes the words that another room has for it, if any.
    """
    wanted, speaking = {}, rooms(package)
    for locale in WRITTEN:
        known = _known(speaking, locale)
        for room, messages in speaking.items():
            path = path_of(room, locale)
            header = _HEADER.format(room=room.name, locale=locale)
            wanted[path] = written(_entries(messages, read(path), known), locale, header)
    return wanted


def stale_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Return the catalogues that are otherwise than they should be, or that no room needs."""
    wanted = wanted_catalogues(package)
    there = {path for locale in WRITTEN for path in package.glob(f"*/locale/{locale}/LC_MESSAGES/django.po")}
    changed = {path for path, content in wanted.items() if path not in there or path.read_bytes() != content}
    return sorted(changed | (there - wanted.keys()))


def update_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Bring the catalogues that people write up to date and return those changed."""
    wanted, stale = wanted_catalogues(package), stale_catalogues(package)
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        else:
            path.unlink()
    return stale


def _known(speaking: Mapping[Path, object], locale: str) -> dict[tuple[str, str], Entry]:
    """Return the translated messages of all rooms by context and text."""
    found = (entry for room in speaking for entry in read(path_of(room, locale)) if entry.id)
    return {_key(entry): entry for entry in found if _complete(entry)}


def _key(entry: Entry) -> tuple[str, str]:
    text = entry.id if isinstance(entry.id, str) else entry.id[0]
    return entry.context or "", text


def _entries(messages: list["Message"], old: Catalog, known: Mapping[tuple[str, str], Entry]) -> list[Entry]:
    """Return one entry for each distinct message, with the words it had or that another room has for it."""
    entries: dict[tuple[str, str], Entry] = {}
    for message in messages:
        entry = entries.get(message.key)
        if entry is None or (message.plural and isinstance(entry.id, str)):
            fresh = Entry(
                (message.text, message.plural) if message.plural else message.text,
                context=message.context or None,
                locations=entry.locations if entry else (),
            )
            mine = old.get(message.text, message.context or None)
            source = mine if mine and _complete(mine) else known.get(message.key)
            if source and isinstance(source.id, str) == isinstance(fresh.id, str):
                fresh.string = source.string
            entries[message.key] = entry = fresh
        entry.locations.append((message.path, message.line))
    return list(entries.values())


def _complete(entry: Entry) -> bool:
    return bool(strings_of(entry)) and all(strings_of(entry)) and not entry.fuzzy


def strings_of(entry: Entry) -> tuple[str, ...]:
    """Return the words of an entry, one for each plural form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def faults(package: Path = PACKAGE) -> list[str]:
    """Return a line for each message that a catalogue misses, leaves empty or fuzzy, or gives other facts."""
    return [
        f"{room.name} {locale}: {fault}"
        for room, messages in rooms(package).items()
        for locale in LOCALES
        for fault in _faults(messages, read(path_of(room, locale)))
    ]


def _faults(messages: list["Message"], catalogue: Catalog) -> Iterator[str]:
    for message in {message.key: message for message in messages}.values():
        entry = catalogue.get(message.text, message.context or None)
        if entry is None or not _complete(entry):
            yield f"missing: {message.text!r} ({message.path}:{message.line})"
        elif message.plural and len(strings_of(entry)) != catalogue.num_plurals:
            yield f"not in every plural form: {message.text!r}"
        else:
            yield from _other_names(message, entry)


def _other_names(message: "Message", entry: Entry) -> Iterator[str]:
    allowed = _names(message.text) | _names(message.plural)
    needed = _names(message.plural or message.text)
    for words in strings_of(entry):
        if not _names(words) <= allowed or (needed - _names(words)):
            yield f"other placeholders: {message.text!r} -> {words!r}"


def _names(text: str) -> frozenset[str]:
    return frozenset(found.group() for found in _NAMED.finditer(text))


def main(verbs: list[str]) -> int:
    """Run one verb and return the exit code."""
    if verbs == ["compile"]:
        shown, bad = [str(path.relative_to(ROOT)) for path in compile_catalogues()], False
    elif verbs == ["update"]:
        shown, bad = [str(path.relative_to(ROOT)) for path in update_catalogues()], False
    elif verbs == ["check"]:
        from tools.visible_text import untranslated_in

        shown = [*faults(), *untranslated_in(PACKAGE)]
        bad = bool(shown)
    else:
        print(__doc__, file=sys.stderr)
        return 2
    print(*shown, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
