"""The report of a controlled delivery as PDF: plan, legs and events, both languages side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from borderlink.language import languages, numbers
from borderlink.language.typesetting import pdf, words_of
from borderlink.liaison.domain.matters import plan_sentences
from borderlink.liaison.domain.wording import Reader

_FOLDER: Final = files("borderlink.liaison") / "data" / "paper"
_PREFIX: Final = "paper.operation."


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event as the report prints it; ``facts`` as in its letter."""

    kind: str
    side: str
    by: str
    facts: Mapping[str, Any]
    by_telephone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLine:
    """One leg and how it ended."""

    leg: str
    start: str
    end: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper:
    """A report as it is printed; pairs hold ours first, then theirs. ``plan``: the facts of its letter."""

    reference: str
    operation: str
    languages: tuple[str, str]
    agencies: Mapping[str, tuple[str, str]]  # by language: our agency's name, theirs
    codes: tuple[str, str]
    stage: str
    plan: Mapping[str, Any]
    legs: Sequence[LegLine]
    events: Sequence[EventLine]
    zones: tuple[str, str]


def report_pdf(paper: ReportPaper, at: datetime) -> bytes:
    """Return the report as PDF; every time stands in the zone of the side that reads it."""
    sides = [
        {
            "language": language, "words": words_of(_PREFIX, _known(language)),
            "agencies": list(paper.agencies[language]),
            "printed": f"{numbers.datetime(at, _known(language), zone)} ({zone})",
        }
        for language, zone in zip(paper.languages, paper.zones, strict=True)
    ]  # fmt: skip
    readers = [
        Reader(_known(language), zone) for language, zone in zip(paper.languages, paper.zones, strict=True)
    ]
    plans = [
        [one.text for one in plan_sentences(paper.plan, reader, dict(zip(paper.codes, names, strict=True)))]
        for reader, names in ((reader, paper.agencies[code]) for reader, code in zip(
            readers, paper.languages, strict=True
        ))
    ]  # fmt: skip
    data: dict[str, object] = {
        "sides": sides, "reference": paper.reference, "operation": paper.operation, "stage": paper.stage,
        "plan": [list(pair) for pair in zip(*plans, strict=True)],
        "legs": [[one.leg, one.start, one.end, one.state] for one in paper.legs],
        "events": [_event(line, paper, readers) for line in paper.events],
    }  # fmt: skip
    return pdf((_FOLDER / "operation.typ").read_text(encoding="utf-8"), data, at=at)


def _known(language: str) -> str:
    return language if language in languages.LANGUAGES else languages.SOURCE


def _event(line: EventLine, paper: ReportPaper, readers: Sequence[Reader]) -> dict[str, object]:
    when = datetime.fromtimestamp(line.facts["at"], UTC)
    return {
        "at": [numbers.datetime(when, reader.language, reader.zone) for reader in readers],
        "side": paper.codes.index(line.side) if line.side in paper.codes else 1, "by": line.by,
        "told": [event_words(line.kind, line.facts, reader) for reader in readers],
        "telephone": line.by_telephone,
    }  # fmt: skip


def event_words(kind: str, facts: Mapping[str, Any], reader: Reader) -> str:
    """Return one event of an operation as a line of its log."""
    if kind == "cd_plan":
        revision = reader.count(facts["plan"]["revision"])
        return reader.words("cd_log.plan", step=facts["step"], revision=revision)
    if kind == "cd_go":
        return reader.words("cd_log.go", leg=facts["leg"], until=reader.moment(facts["until"]))
    if kind == "cd_stop":
        return reader.words("cd_log.stop", why=facts["why"])
    return reader.words("cd_log.step", step=facts["step"], leg=facts.get("leg", ""))
