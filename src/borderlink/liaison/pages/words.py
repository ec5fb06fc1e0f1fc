"""What the pages of letters say of one: its line in a list, its clock in words, who waits for whom."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils.translation import gettext, ngettext

from borderlink.foundation.refusals import Refusal
from borderlink.language import codes, numbers
from borderlink.liaison.domain import clocks
from borderlink.liaison.domain.orders import KINDS as ORDERS
from borderlink.liaison.domain.schemas import check_value
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.domain.telling import Told, tell
from borderlink.liaison.queries.delivery import way_of_leg
from borderlink.liaison.queries.letters import ASKS, FAILED, Letter, body_of
from borderlink.liaison.queries.partners import Partner, calendars_of

DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 120
STAGES: Final = (
    ("RCP-STORED", "package-import"), ("RCP-VALIDATED", "shield-check"), ("RCP-OPENED", "eye"),
    ("RCP-ANSWERED", "message"),
)  # fmt: skip
REACHED: Final = {
    LetterState.STORED.value: 1, LetterState.VALIDATED.value: 2, LetterState.OPENED.value: 3,
    LetterState.ANSWERED.value: 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A moment by which something is due, in words, and whether it has passed."""

    words: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the four stages of a letter of ours: its code, its icon, whether it was reached."""

    code: str
    icon: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A letter as a list shows it. ``waits``: who waits for whom, ``us``, ``them`` or nobody."""

    letter: Letter
    partner: str
    title: str
    waits: str
    waits_words: str
    clock: Clock | None
    stages: Sequence[Stage] = ()
    state: str = ""


def partner_name(partner: Partner, language: str) -> str:
    """Return a partner's name in a language, or the best there is."""
    own = {"vi": partner.name_vi, "en": partner.name_en}.get(language, partner.name_zh)
    return own or partner.name_en or partner.name_zh or partner.name_vi or partner.code


def zone_here() -> str:
    """Return the zone in which this node's officers read times."""
    return str(settings.BORDERLINK.time_zone)


def told(letter: Letter, language: str, zone: str = "") -> Told:
    """Return what a letter says, in whole sentences of a language."""
    return tell(body_of(letter), language, zone or zone_here())


def groups(said: Told, language: str) -> list[dict[str, object]]:
    """Return the sentences of a letter under the names of its sections."""
    return [
        {"code": section, "name": codes.label(section, language, "letter_section"), "sentences": texts}
        for section, texts in said.sections().items()
    ]


def lacking(letter: Letter) -> Refusal | None:
    """Return what a draft still lacks, or None where its form holds."""
    try:
        check_value(body_of(letter))
    except Refusal as refusal:
        return refusal
    return None


def row_of(letter: Letter, language: str, at: datetime) -> Row:
    """Return a letter as a list shows it at a moment."""
    waits = waits_for(letter)
    return Row(
        letter=letter, partner=partner_name(letter.thread.partner, language), title=summary(letter, language),
        waits=waits, waits_words=_waiting(letter, waits, language), clock=clock_of(letter, at),
        stages=stages_of(letter) if letter.direction == Direction.OUT.value and letter.sent_at else (),
        state=state_words(letter, language),
    )  # fmt: skip


def summary(letter: Letter, language: str) -> str:
    """Return the first sentences of a letter's matter: what a list has room for."""
    if not letter.body:
        return gettext("Erased, as its writer asked.")
    if letter.sent_at is None and lacking(letter):
        return gettext("It is not complete yet.")
    said = told(letter, language)
    wanted = [one.text for one in said.sentences if one.section not in BESIDE]
    if letter.kind in ORDERS:
        wanted = _of_operation(letter, wanted)
    return " ".join(wanted[:3]) or said.title


def _of_operation(letter: Letter, texts: list[str]) -> list[str]:
    """Return what a letter of an operation says, under its reference and with the way of its leg.

    What only a program compares (other letters, digests) is left out.
    """
    facts = body_of(letter).get("facts", {})
    leg, way = str(facts.get("leg") or ""), way_of_leg(letter)
    named = [text.replace(str(facts["operation"]), letter.thread.reference) for text in texts]
    if leg and way:
        one = re.compile(rf"\b{re.escape(leg)}\b", re.ASCII)
        named = [one.sub(lambda _: f"{leg} ({way[0]} → {way[1]})", text, count=1) for text in named]
    return [text for text in named if not _FOR_PROGRAMS.search(text)]


_FOR_PROGRAMS: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


BESIDE: Final = frozenset(
    {
        "LSC-ABOUT", "LSC-HANDLING", "LSC-CHANNEL", "LSC-GRADE", "LSC-ASSURANCE", "LSC-HELDBACK",
    }
)  # fmt: skip


def state_words(letter: Letter, language: str) -> str:
    """Return how far a letter has come; of one that came, what was done with it here."""
    if letter.direction == Direction.IN.value and letter.state == LetterState.OPENED.value:
        return gettext("Opened here")
    if is_given_back(letter):
        return gettext("Given back by the second officer")
    return codes.label(letter.state, language, "letter_state")


def is_given_back(letter: Letter) -> bool:
    """Say whether a second officer was asked about a draft and did not approve it."""
    return letter.state == LetterState.DRAFT.value and bool(letter.asked_by) and not letter.approved_by


def waits_for(letter: Letter) -> str:
    """Return who must act next: ``us``, ``them``, or nobody."""
    settled = letter.state in {LetterState.CLOSED.value, LetterState.DROPPED.value, *FAILED}
    if settled or letter.sent_at is None or letter.kind not in ASKS:
        return ""
    open_ = letter.due_at is not None and letter.answered_at is None
    feedback = letter.kind == "clue" and letter.feedback_at is None
    if not (open_ or feedback):
        return ""
    return "us" if letter.direction == Direction.IN.value else "them"


def _waiting(letter: Letter, waits: str, language: str) -> str:
    """Return who waits for what, as a sentence."""
    name = partner_name(letter.thread.partner, language)
    answered = letter.answered_at is not None
    if waits == "us":
        if letter.opened_at is None:
            return gettext("To open")
        return (
            gettext("%(partner)s waits to hear what came of it")
            if answered
            else gettext("%(partner)s waits for our answer")
        ) % {"partner": name}
    if waits == "them":
        return (
            gettext("We wait to hear what came of it") if answered else gettext("We wait for %(partner)s")
        ) % {"partner": name}
    return gettext("To open") if _unread(letter) else ""


def _unread(letter: Letter) -> bool:
    closed = letter.state == LetterState.CLOSED.value
    return letter.direction == Direction.IN.value and letter.opened_at is None and not closed


def clock_of(letter: Letter, at: datetime) -> Clock | None:
    """Return the clock that runs on a letter: of its answer, then of the feedback on a clue."""
    if not waits_for(letter):
        return None
    due = letter.due_at if letter.answered_at is None else letter.feedback_due_at
    if due is None:
        return None
    return Clock(words=due_words(due, at, calendars_of(letter.thread.partner)), late=due < at, at=due)


def due_words(due: datetime, at: datetime, calendars: Sequence[str]) -> str:
    """Say how long there is until a moment, or since: in working days of both, or where none is, in hours."""
    span, late = abs(due - at), due < at
    first, last = (at, due) if due > at else (due, at)
    days = sum(
        clocks.both_work((first + DAY * place).date(), calendars)
        for place in range(1, min((last.date() - first.date()).days, MOST_DAYS) + 1)
    )
    if span < DAY or not days:  # a week-end alone is no working day
        hours, minutes = span // timedelta(hours=1), span // timedelta(minutes=1)
        return _hours(hours, late=late) if hours else _minutes(minutes, late=late)
    if late:
        return ngettext("%(n)s working day late", "%(n)s working days late", days) % {"n": days}
    return ngettext("in %(n)s working day", "in %(n)s working days", days) % {"n": days}


def _hours(n: int, *, late: bool) -> str:
    if late:
        return ngettext("%(n)s hour late", "%(n)s hours late", n) % {"n": n}
    return ngettext("in %(n)s hour", "in %(n)s hours", n) % {"n": n}


def _minutes(n: int, *, late: bool) -> str:
    if late:
        return ngettext("%(n)s minute late", "%(n)s minutes late", n) % {"n": n}
    return ngettext("in %(n)s minute", "in %(n)s minutes", n) % {"n": n}


def stages_of(letter: Letter) -> list[Stage]:
    """Return the four stages of a letter of ours and how far it has come."""
    reached = REACHED.get(letter.state, 0)
    if letter.opened_at:
        reached = max(reached, 3)
    if letter.answered_at:
        reached = 4
    return [Stage(code=code, icon=icon, reached=place < reached) for place, (code, icon) in enumerate(STAGES)]


def gains(facts: Mapping[str, object], language: str) -> str:
    """Return what a feedback tells was won: `3 kg of methamphetamine, 2 arrests`; or nothing."""
    seized = facts.get("seized")
    rows = seized if isinstance(seized, list) else []
    found = [
        gettext("%(amount)s of %(substance)s")
        % {
            "amount": _amount(row["amount"], language),
            "substance": codes.label(row["substance"], language, "substance"),
        }
        for row in rows
    ]
    arrested = facts.get("arrested")
    if isinstance(arrested, int) and arrested:
        found.append(ngettext("%(n)s arrest", "%(n)s arrests", arrested) % {"n": arrested})
    return ("、" if language.startswith("zh") else ", ").join(found)


GRAMS: Final = {"UNIT-G": 1, "UNIT-KG": 1000, "UNIT-T": 1_000_000}
KILOGRAM: Final = 1000


def _amount(amount: Mapping[str, str], language: str) -> str:
    """Return an amount as it is spoken: from a kilogram on in kilograms, else the number and its unit."""
    grams = GRAMS.get(amount["unit"])
    ends = [numbers.exact(amount[name]) for name in ("from", "to")]
    words = [_mass(end * grams, language) if grams else numbers.number(end, language) for end in ends]
    span = words[0] if ends[0] == ends[1] else "–".join(words)
    unit = "" if grams else codes.label(amount["unit"], language, "unit")
    return f"{span}{unit}" if language.startswith("zh") or not unit else f"{span} {unit}"


def _mass(grams: Decimal, language: str) -> str:
    if grams < KILOGRAM:
        return numbers.mass(grams, language)
    unit = "千克" if language == "zh-Hans" else "公斤" if language == "zh-Hant" else " kg"
    return numbers.number(grams / KILOGRAM, language) + unit


def names_in(partners: Iterable[Partner], language: str) -> list[tuple[str, str]]:
    """Return code and name of partners, as choices."""
    return [(partner.code, partner_name(partner, language)) for partner in partners]
