"""Minutes of a meeting and the hotline's log as PDF: in both languages, with both signature blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

from borderlink.language import codes, languages, numbers
from borderlink.language.typesetting import pdf, words_of

_FOLDER: Final = files("borderlink.liaison") / "data" / "paper"
_PREFIX: Final = "paper.office."


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """Minutes as they are printed; pairs hold ours first, then theirs."""

    number: str
    our_language: str
    their_language: str
    agencies: Mapping[str, tuple[str, str]]  # by language: our agency's name, theirs
    subjects: tuple[str, str]
    held: tuple[datetime, datetime]
    place: str
    interpreter: str
    present: Sequence[tuple[str, str, str]]  # side, name, office
    points: Sequence[tuple[str, str]]
    settled: bool
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call as the log prints it."""

    at: datetime
    way: str
    ours: str
    theirs: str
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPaper:
    """The hotline's log as it is printed."""

    our_language: str
    their_language: str
    agencies: Mapping[str, tuple[str, str]]
    calls: Sequence[CallLine]
    since: datetime
    until: datetime
    zone: str


def _sides(paper: MinutesPaper | LogPaper) -> list[dict[str, object]]:
    """Return both languages with their fixed words and the agencies' names in them, ours first."""
    return [
        {"language": language, "words": words_of(_PREFIX, known), "agencies": list(paper.agencies[language])}
        for language in (paper.our_language, paper.their_language)
        for known in (language if language in languages.LANGUAGES else languages.SOURCE,)
    ]


def minutes_pdf(paper: MinutesPaper, at: datetime) -> bytes:
    """Return minutes as PDF, each point in both languages side by side; a draft says so."""
    held = [
        f"{numbers.datetime(paper.held[0], language, paper.zone)} – "
        f"{numbers.datetime(paper.held[1], language, paper.zone)} ({paper.zone})"
        for language in (paper.our_language, paper.their_language)
    ]
    data: dict[str, object] = {
        "sides": _sides(paper), "number": paper.number, "subjects": list(paper.subjects), "held": held,
        "place": paper.place, "interpreter": paper.interpreter, "settled": paper.settled,
        "present": {
            side: [[name, office] for one, name, office in paper.present if one == side]
            for side in ("ours", "theirs")
        },
        "points": [list(point) for point in paper.points],
    }  # fmt: skip
    return pdf((_FOLDER / "minutes.typ").read_text(encoding="utf-8"), data, at=at)


def log_pdf(paper: LogPaper, at: datetime) -> bytes:
    """Return the hotline's log as PDF: times, who spoke, the matter in both languages."""
    both = (paper.our_language, paper.their_language)
    data: dict[str, object] = {
        "sides": _sides(paper),
        "period": [
            f"{numbers.datetime(paper.since, language, paper.zone)} – "
            f"{numbers.datetime(paper.until, language, paper.zone)} ({paper.zone})"
            for language in both
        ],
        "calls": [
            {
                "at": numbers.datetime(line.at, paper.our_language, paper.zone), "way": line.way,
                "ours": line.ours, "theirs": line.theirs,
                "matter": [codes.label(line.matter, language, "hotline_matter") for language in both],
            }
            for line in paper.calls
        ],
    }  # fmt: skip
    return pdf((_FOLDER / "hotline.typ").read_text(encoding="utf-8"), data, at=at)
