"""Where the header row of a table stands, and what is said when none is known."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from rapidfuzz import fuzz, process

from borderlink.screening.adapters.shipped import header_aliases
from borderlink.screening.domain.headers import Recognised, fold_header, recognise
from borderlink.screening.domain.schema import REQUIRED
from borderlink.screening.refusals.files import HeaderIncomplete, HeaderUnknown

DEEPEST: Final = 20  # rows looked at: titles and notes may stand above the header
_SHOWN: Final = 8
_COMPARED: Final = 40  # unknown headers for which a known word is looked for
_WIDEST: Final = 1_000  # columns
_ENOUGH: Final = 2  # known columns that make a row a header
_CLOSE: Final = 60  # of 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A header row: its place among the rows looked at (from 0), its cells, and what they mean."""

    place: int
    cells: tuple[str, ...]
    recognised: Recognised

    def rank(self) -> tuple[bool, int]:
        """Order headings: first by whether nothing required is missing, then by the columns known."""
        columns = self.recognised.columns()
        return all(name in columns for name in REQUIRED), len(columns)


def best_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """Return the row that names most columns, the first of equals; None when no row names two."""
    found = [
        Heading(place=place, cells=tuple(row), recognised=recognise(row, header_aliases()))
        for place, row in enumerate(rows[:DEEPEST])
        if len(row) <= _WIDEST and sum(bool(cell.strip()) for cell in row) >= _ENOUGH
    ]
    best = max(found, key=Heading.rank, default=None)
    return best if best and best.rank()[1] >= _ENOUGH else None


def require(heading: Heading | None, rows: Sequence[Sequence[str]], file: str) -> Heading:
    """Return the heading if it has all that is required. Refuses: ``HeaderUnknown``, ``HeaderIncomplete``."""
    if heading is None:
        first = next((row for row in rows if any(cell.strip() for cell in row)), [])
        _refuse_unknown(first, file)
    missing = [name for name in REQUIRED if name not in heading.recognised.columns()]
    if missing:
        unknown = [header for header, why in heading.recognised.not_read if why == "unknown"]
        raise HeaderIncomplete(
            file=file, missing=missing, saw=_shown(heading.cells), closest=_closest(unknown)
        )
    return heading


def _refuse_unknown(row: Sequence[str], file: str) -> NoReturn:
    raise HeaderUnknown(file=file, saw=_shown(row), closest=_closest(row))


def _shown(cells: Sequence[str]) -> list[str]:
    """Return the first cells, short, without long numbers: a file without a header starts with a person."""
    texts = (re.sub(r"\s+", " ", cell).strip() for cell in cells)
    kept = [
        re.sub(r"\d{4,}", "…", "".join(c for c in text if unicodedata.category(c)[0] != "C"))[:24]
        for text in texts
    ]
    return [text for text in kept if text][:_SHOWN]


def _closest(headers: Sequence[str]) -> list[str]:
    """Return, for every header that is not known, the known word most like it: ``运单编吗 → 运单编号``."""
    words = header_aliases().shown
    pairs = []
    for header in [header for header in headers if header.strip()][:_COMPARED]:
        found = process.extractOne(fold_header(header), words.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        if found:
            pairs.append(f"{_shown([header])[0]} → {words[found[0]]}")
    return pairs[:_SHOWN]
