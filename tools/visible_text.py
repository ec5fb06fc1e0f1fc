"""Finds visible words in templates that stand outside a translate tag."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

_ATTRIBUTES: Final = frozenset(
    {"title", "placeholder", "aria-label", "aria-description", "alt", "label"}
    | {"data-label", "data-bl-past", "data-bl-confirm"}
)
_SILENT: Final = frozenset({"script", "style", "kbd", "code"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use"}
)
_PROPER: Final = re.compile(r"\b(Borderlink|UTC|CSV|XLSX|JSON|PDF|QR)\b")
_LETTER: Final = re.compile(r"[^\W\d_]")
_CODE: Final = (
    re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL),
    re.compile(r"{#.*?#}"),
    re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL),
    re.compile(r"{%\s*block\s+\w*class\s*%}.*?{%\s*endblock"),  # fills an attribute that nobody reads
    re.compile(r"{%.*?%}", re.DOTALL),
    re.compile(r"{{.*?}}", re.DOTALL),
)


def untranslated(template: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of every text node and spoken attribute that no tag translates.

    What stands in ``kbd``, ``code`` or an element marked ``translate="no"`` or ``data-bl-untranslated`` (a
    name, a number) is meant for every language.
    """
    for pattern in _CODE:
        template = pattern.sub(lambda found: "\n" * found.group().count("\n"), template)
    reader = _Reader()
    reader.feed(template)
    reader.close()
    yield from reader.found


def untranslated_in(package: Path) -> list[str]:
    """Return ``path:line: words`` of all templates of all rooms."""
    return [
        f"{path.relative_to(package).as_posix()}:{line}: {words}"
        for path in sorted(package.glob("*/templates/**/*.html"))
        for line, words in untranslated(path.read_text(encoding="utf-8"))
    ]


class _Reader(HTMLParser):
    """Walks a template whose tags of Django's have been taken out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []  # open elements from the first silent one inwards

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marked = dict(attrs)
        quiet = tag in _SILENT or marked.get("translate") == "no" or "data-bl-untranslated" in marked
        if (self.silent or quiet) and tag not in _VOID:
            self.silent.append(tag)
        if quiet or self.silent:
            return
        for name in sorted(_ATTRIBUTES & marked.keys()):
            self._note(marked[name] or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.silent:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._note(data)

    def _note(self, words: str) -> None:
        if _LETTER.search(_PROPER.sub("", words)):
            line = self.getpos()[0] + len(words) - len(words.lstrip("\n"))
            self.found.append((line, " ".join(words.split())))
