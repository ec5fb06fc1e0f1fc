"""What happened to an exhibit, as its page tells it: a sentence for each entry, who signed, its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import said
from borderlink.custody.queries.exhibits import Told
from borderlink.language.languages import locale_of
from borderlink.screening.pages.words import officer_names

SHORT: Final = 8  # digits of a hash, as on a label
_WARNS: Final = frozenset({Kind.DISCREPANCY, Kind.REFUSE, Kind.CANCEL})
_OFFICERS: Final = ("giver", "taker", "holder", "badge")
# What stands beside the ledger: names of persons and free text.
_WORDS: Final[Mapping[str, str]] = {
    "analyst_name": gettext_noop("Analysts"),
    "carrier_name": gettext_noop("Name of the courier"),
    "note": gettext_noop("Note"),
    "owner_name": gettext_noop("Owner"),
    "place_text": gettext_noop("Place in words"),
    "suspect_name": gettext_noop("Name of the suspect"),
    "text": gettext_noop("Note"),
    "witness_name": gettext_noop("Name of the witness"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as a page shows it: its number in the case, its sentence, who signed, the words beside it."""

    number: int
    short_hash: str
    kind: str
    at: datetime
    sentence: str
    signers: str
    words: tuple[tuple[str, str], ...]
    exhibit: str
    warns: bool
    report: str  # the SHA-256 of a laboratory's report that is kept here


def lines_of(entries: Sequence[Told], language: str) -> list[Line]:
    """Return entries as the reader's language tells them, in their order."""
    names = officer_names(badges_of(told.act for told in entries))
    zone = timezone.get_current_timezone_name()
    return [_line(told, names, language, zone) for told in entries]


def _line(told: Told, names: Mapping[str, str], language: str, zone: str) -> Line:
    act = told.act
    return Line(
        number=act.case_seq,
        short_hash=told.hash[:SHORT],
        kind=act.kind.value,
        at=datetime.fromtimestamp(act.at, UTC),
        sentence=said(act, language, names=names, zone=zone),
        signers=format_list(
            [names.get(signer.badge, signer.badge) for signer in act.signers], locale=locale_of(language)
        ),
        words=tuple((gettext(_WORDS.get(name, name)), value) for name, value in told.personal.items()),
        exhibit=act.exhibit,
        warns=act.kind in _WARNS,
        report=act.text("report") if act.kind is Kind.EXAMINE else "",
    )


def badges_of(acts: Iterable[Act]) -> set[str]:
    """Return every badge that acts name: who signed, gave, took, holds."""
    found: set[str] = set()
    for act in acts:
        found |= {signer.badge for signer in act.signers}
        found |= {str(act.facts[name]) for name in _OFFICERS if name in act.facts}
    return found
