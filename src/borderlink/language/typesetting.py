"""PDFs of our templates, set in the fonts of this package alone: the same bytes for the same data, anywhere.

A template is Typst source of ours; what people have typed reaches it as JSON and is never read as markup.
"""

import io
import json
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import segno
import typst

from borderlink.language.languages import SOURCE
from borderlink.language.sentences import sentences_of

_DATA: Final = files("borderlink.language") / "data"
_STANDARD: Final = "a-2b"  # PDF/A-2, to be read in thirty years
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})  # invisible or without meaning
_KEPT: Final = frozenset("\n")
_QR_QUIET: Final = 2  # modules of white around the code; the template adds the rest


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last code points of what has a glyph."""
    lines = (_DATA / "fonts" / "characters.txt").read_text(encoding="ascii").split()
    pairs = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(_DATA / "fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _shows(char: str) -> bool:
    if char in _KEPT:
        return True
    firsts, lasts = _ranges()
    at = bisect_right(firsts, ord(char)) - 1
    return at >= 0 and ord(char) <= lasts[at] and unicodedata.category(char) not in _HIDDEN


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a text that no font of ours can show, invisible ones included."""
    return {char for char in unicodedata.normalize("NFC", text) if not _shows(char)}


def shown(text: str) -> str:
    """Return a text as prints take it: composed, a character without a glyph as ``⟦U+XXXX⟧``.

    The templates draw that mark as a box, so that nothing is dropped in silence. ``⟦`` itself has no glyph:
    no text can forge a box.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(char if _shows(char) else f"⟦U+{ord(char):04X}⟧" for char in composed)


def _prepared(value: object) -> object:
    """Return data with every text in it as prints take it."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {str(name): _prepared(entry) for name, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_prepared(entry) for entry in value]
    return value


def words_of(prefix: str, language: str) -> dict[str, str]:
    """Return the fixed words of a print: every sentence under a prefix, by the rest of its name.

    A language that lacks one answers in English.
    """
    words = {**sentences_of(SOURCE), **sentences_of(language)}
    return {name.removeprefix(prefix): text for name, text in words.items() if name.startswith(prefix)}


def pdf(
    template: str,
    data: Mapping[str, object],
    *,
    images: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
    tagged: bool = True,
) -> bytes:
    """Return a template filled with data, as PDF/A-2b; ``tagged`` for screen readers, at a third more bytes.

    The template reads ``json("data.json")``, ``image("images/<name>")`` and ``#import "house.typ"``. ``at``
    is the date of the document and the only clock: without it the document has none.
    """
    pages = _compiled(template, data, images or {}, "pdf", at=at, tagged=tagged)
    return pages if isinstance(pages, bytes) else pages[0]


def pictures(
    template: str, data: Mapping[str, object], *, images: Mapping[str, bytes] | None = None
) -> list[bytes]:
    """Return the pages of what ``pdf`` would give as PNG pictures, to be looked at on a screen."""
    pages = _compiled(template, data, images or {}, "png")
    return [pages] if isinstance(pages, bytes) else pages


def _compiled(
    template: str,
    data: Mapping[str, object],
    images: Mapping[str, bytes],
    form: Literal["pdf", "png"],
    *,
    at: datetime | None = None,
    tagged: bool = True,
) -> bytes | list[bytes]:
    sources = {
        "main.typ": template.encode(),
        "house.typ": (_DATA / "paper" / "house.typ").read_bytes(),
        "data.json": json.dumps(_prepared(data), ensure_ascii=False).encode(),
        **{f"images/{name}": image for name, image in images.items()},
    }
    compiled: bytes | list[bytes] = typst.compile(  # type: ignore[call-overload] # takes files by name too
        sources,
        format=form,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=[_STANDARD],
        pdf_tags=tagged,
        timestamp=int(at.timestamp()) if at else None,
    )
    return compiled


def qr_svg(text: str, *, error: str = "m") -> str:
    """Return a text as a QR code, an SVG of black squares. ``error``: l, m, q or h, how much may be lost."""
    target = io.BytesIO()
    segno.make(text, error=error, micro=False, boost_error=False).save(
        target, kind="svg", border=_QR_QUIET, xmldecl=False, svgns=True, nl=False
    )
    return target.getvalue().decode()
