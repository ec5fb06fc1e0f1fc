"""A node is made: folder, keys, settings, database, first administrator; its schema is kept current."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from borderlink.foundation.letterkeys import PrivateLetterKeys
from borderlink.foundation.openkeys import SEED_BYTES as LETTER_SEED_BYTES
from borderlink.foundation.roots import KEYS, Root
from borderlink.foundation.signing import SEED_BYTES, PrivateKey
from borderlink.liaison.domain.keymaking import Place, languages, next_keys
from borderlink.node import keeping
from borderlink.node.certifying import CERTIFICATE, DAYS, for_days
from borderlink.node.configuration import DEMO_MARKER, FILE_NAME, written
from borderlink.node.refusals import FolderNotEmpty, NodeExists, NoNode, SchemaAhead, SchemaBehind

KEY_FOLDER: Final = "keys"
ROOT_FOLDER: Final = "root-keys"  # to be carried away: the root belongs offline
PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What `node init` made, as told to the operator."""

    folder: Path
    node: str
    root_fingerprint: str  # 60 digits, to be printed and kept apart
    root_keys: tuple[Path, ...]  # three files, any two of which speak for the agency

    def to_json(self, *, badge: str, password: str) -> str:
        """Return all of it as one line, with the first administrator's password where it was not typed."""
        return json.dumps({
            "folder": str(self.folder), "node": self.node, "root_fingerprint": self.root_fingerprint,
            "root_keys": [str(path) for path in self.root_keys], "administrator": badge, "password": password,
        })  # fmt: skip


def found(
    folder: Path,
    badge: str,
    name: str,
    password: str,
    given: Mapping[str, object],
    *,
    set_up: Callable[[], None],
) -> tuple[Founded, str]:
    """Make a whole node, or nothing; return it and the first administrator's temporary password.

    Refuses: ``NodeExists``, ``FolderNotEmpty``, and what settings or officers refuse.
    """
    made = lay_folder(folder, given)
    try:
        os.environ["BORDERLINK_FOLDER"] = str(made.folder)
        set_up()
        return made, _first_administrator(badge, name, password, str(given["language"]))
    except BaseException:
        shutil.rmtree(made.folder)
        raise


def _first_administrator(badge: str, name: str, password: str, language: str) -> str:
    from django.utils import timezone

    from borderlink.officers.actions.accounts import found_node
    from borderlink.officers.domain import temporary_password

    bring_up_to_date()
    password = password or temporary_password()
    found_node(badge=badge, name=name or badge, language=language, password=password, at=timezone.now())
    return password


def bring_up_to_date() -> int:
    """Bring the database's tables up to date; return how many steps that took."""
    from django.core.management import call_command

    from borderlink.node.health import steps_behind

    count = steps_behind()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return count


def back_up(path: Path) -> keeping.Kept:
    """Keep the node in one file; auditors are alerted before its first byte is written.

    A second line holds the hash once the file is whole. Refuses: ``BackupExists``.
    """
    from django.conf import settings
    from django.utils import timezone

    from borderlink.journal.actions import note

    at = timezone.now()
    path = keeping.new_file(path)
    note(act="node.back-up", subject="node", alert=True, by="node", at=at)  # everything leaves
    kept = keeping.keep_node(settings.BORDERLINK, path, at=at)
    facts = {"sha256": kept.sha256}
    note(act="node.complete-back-up", subject="node", facts=facts, by="node", at=timezone.now())
    return kept


def restore(path: Path, folder: Path, why: str, purges: str, *, set_up: Callable[[], None]) -> None:
    """Make a node again from a backup in a new folder; what was forgotten since is forgotten again.

    ``purges`` is the record's file, empty for the one in the settings, or `none`. The auditors are alerted.
    Refuses: ``NodeExists``, ``FolderNotEmpty``, ``NotABackup``, ``SchemaAhead``, ``PurgesMissing``,
    ``NotAPurgeRecord``, ``PurgesOfAnother``; leaves nothing behind then.
    """
    folder = folder.expanduser().resolve()
    must_be_free(folder)
    about = keeping.lay_kept(path, folder)
    os.environ["BORDERLINK_FOLDER"] = str(folder)
    try:
        set_up()
        facts = {"sha256": keeping.sha256_of(path), "kept-at": str(about["at"])}
        _take_up(why, purges, facts)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _take_up(why: str, given: str, facts: dict[str, str]) -> None:
    """Bring what was laid to today: tables, what must be forgotten, letters' epochs, the line that tells."""
    from django.conf import settings
    from django.utils import timezone

    from borderlink.journal.actions import note
    from borderlink.liaison.actions.epochs import RESTORED, begin_epochs
    from borderlink.node import purges

    must_not_be_newer()
    wanted = purges.wanted(given, settings.BORDERLINK)
    bring_up_to_date()
    again = {"forgotten-again": str(purges.forget_again(wanted, at=timezone.now()))}
    begin_epochs(reason=RESTORED, by="node", at=timezone.now())  # what was sent since is not known here
    told = facts | again | {"purges": "none" if given == purges.NONE else "read"}
    note(act="node.restore", subject="node", why=why, facts=told, alert=True, by="node", at=timezone.now())


def must_not_be_newer() -> None:
    """Refuse a database that a newer program made. Refuses: ``SchemaAhead``."""
    from borderlink.node.health import steps_ahead

    unknown = steps_ahead()
    if unknown:
        raise SchemaAhead(step=unknown[0], count=len(unknown))


def must_be_up_to_date() -> None:
    """Refuse a database of an older or a newer program. Refuses: ``SchemaBehind``, ``SchemaAhead``."""
    from borderlink.node.health import steps_behind

    must_not_be_newer()
    count = steps_behind()
    if count:
        raise SchemaBehind(count=count)


def lay_folder(folder: Path, given: Mapping[str, object]) -> Founded:
    """Make a node's folder with keys and settings, or nothing; the database comes after it.

    Refuses: ``NodeExists``, ``FolderNotEmpty``, what settings refuse.
    """
    folder = folder.expanduser().resolve()
    must_be_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _laid(folder, given)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _laid(folder: Path, given: Mapping[str, object]) -> Founded:
    """Fill a new node's folder: settings first, so that what they refuse is refused in their words."""
    from borderlink.node.configuration import load

    folder.chmod(0o700)
    for name in (KEY_FOLDER, ROOT_FOLDER, "files", "incoming", "parcels"):
        (folder / name).mkdir(mode=0o700)
    node = secrets.token_hex(4)
    country, language = str(given.get("country") or "CN"), str(given.get("language") or "en")
    reached_at = (str(given["post_address"]),) if given.get("post_address") else ()
    place = Place(
        agency=str(given["agency"]), node=node, country=country, languages=languages(language),
        addresses=reached_at,
    )  # fmt: skip
    chosen = {name: value for name, value in given.items() if isinstance(value, str | int) and value}
    _keep(folder / FILE_NAME, written({"node": node, **chosen}).encode())
    load({"BORDERLINK_FOLDER": str(folder)})
    root = _make_keys(folder, place)
    if given.get("demo"):
        (folder / DEMO_MARKER).write_text("Invented people; sign-in links work here.\n", encoding="utf-8")
    files = tuple(folder / ROOT_FOLDER / f"root-{number}.pem" for number in range(1, KEYS + 1))
    return Founded(folder=folder, node=node, root_fingerprint=root.fingerprint(), root_keys=files)


def must_hold_node(folder: Path) -> None:
    """Refuse a folder that holds no node. Refuses: ``NoNode``."""
    if not (folder / FILE_NAME).is_file():
        raise NoNode(folder=str(folder))


def must_be_free(folder: Path) -> None:
    """Refuse a folder that holds something. Refuses: ``NodeExists``, ``FolderNotEmpty``."""
    if (folder / FILE_NAME).is_file():
        from borderlink.node.configuration import load

        raise NodeExists(folder=str(folder), node=load({"BORDERLINK_FOLDER": str(folder)}).configuration.node)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(folder=str(folder))


def _make_keys(folder: Path, place: Place) -> Root:
    """Write the secret, the node's key, its letter keys, three root keys, of which two sign the documents."""
    holders = [PrivateKey(os.urandom(SEED_BYTES)) for _ in range(KEYS)]
    root = Root(agency=place.agency, keys=tuple(holder.public() for holder in holders))
    node = PrivateKey(os.urandom(SEED_BYTES))
    certificate = for_days(place.agency, place.node, node.public(), days=DAYS, now=int(time.time()))
    for number, holder in enumerate(holders, start=1):
        _keep(folder / ROOT_FOLDER / f"root-{number}.pem", holder.pem())
    _keep(folder / KEY_FOLDER / "node.pem", node.pem())
    _keep(folder / KEY_FOLDER / "node.pub", f"{node.public().text()}\n".encode())
    _keep(folder / KEY_FOLDER / "root.json", root.sign(*holders[:2]).to_bytes())
    _keep(folder / KEY_FOLDER / CERTIFICATE, certificate.sign(*holders[:2]).to_bytes())
    _keep(folder / KEY_FOLDER / "secret", secrets.token_hex(32).encode())
    _make_letter_keys(folder / KEY_FOLDER, place, node, holders)
    return root


def _make_letter_keys(keys: Path, place: Place, node: PrivateKey, holders: Sequence[PrivateKey]) -> None:
    """Write the first keys that letters to this node are sealed to; its own key signs its letters."""
    private = PrivateLetterKeys.from_seed(os.urandom(LETTER_SEED_BYTES))
    made = next_keys(place, None, private=private, sign_key=node.public(), now=int(time.time()))
    _keep(keys / "letters-1.pem", private.pem())
    _keep(keys / "letters-1.json", made.sign(*holders[:2]).to_bytes())


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, from its first byte on."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(number, "wb") as file:
        file.write(content)
