"""The gate: what is asked of everything that tells a partner of a person, and in which order.

Pure: the rows are read by ``queries.gate``, the answer is kept by ``actions.policy``. A letter is judged by
its own bytes; whoever wrote them may have been careless, so what is not said counts as the worst.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from borderlink.foundation import canonical
from borderlink.liaison.domain.assurance import Grade, Status, Subject, required, status_of, stricter
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.refusals.gate import (
    ApprovalMissing,
    ApprovalOutdated,
    ChannelMissing,
    ConsentMissing,
    GradeTooLow,
    HandlingNotPermitted,
    KindNotPermitted,
    NeverLeaves,
)

# What an approval rests on: all that a letter says, without what sending puts in.
BOUND: Final = (
    "type",
    "version",
    "letter",
    "thread",
    "reply_to",
    "channel",
    "handling",
    "consents",
    "facts",
    "notes",
)
# Its closed form has no place for a person or a free word: it passes whatever the terms are.
STOP: Final = "cd_stop"
NOMINEES: Final = "training_nomination"
GONE: Final = "GTR-GONE"  # the letter was sent, or thrown away
PICTURES: Final = "evidence_file"
SHOWN: Final = "picture"  # the reference of whoever can be recognised in a photograph or video
WORDS: Final = "notes"  # the reference of whoever a note's free words may name
_MARKS: Final = frozenset({"names", "identifiers", "born_on"})  # a mapping with one of these tells of someone
PERSONAL: Final = frozenset({
    "IDT-CN-RIC", "IDT-VN-CCCD", "IDT-VN-CMND", "IDT-PASSPORT", "IDT-BORDERPASS", "IDT-DRVLIC", "IDT-PHONE",
    "IDT-WECHAT", "IDT-ZALO", "IDT-BANKACC",
})  # fmt: skip
_REFERRING: Final = frozenset({"about", "ref", "people"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One person that something tells of. ``ref`` is as in the letter, or case and label: `A-1/P01`."""

    ref: str
    status: Status
    words: frozenset[str] = frozenset()  # names and identifiers, as they are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The channel that something names, with its basis."""

    channel: str
    basis: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the gate is asked about: one letter, or one other thing on its way to a partner.

    ``handling`` is scheme and code; None for what carries none. ``digest`` binds an approval to what is said.
    ``originators`` are partners whose own words this may pass on. ``block`` is what the letter itself says of
    assurances, as canonical bytes.
    """

    partner: str
    kind: str
    subject: str
    route: Route
    digest: str
    handling: tuple[str, str] | None = None
    is_evidence: bool = False
    is_personal: bool = False
    consents: tuple[str, ...] = ()
    people: tuple[Told, ...] = ()
    case: str = ""
    originators: frozenset[str] = frozenset()
    block: bytes = b"[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """A consent as the gate sees it. ``kinds`` and ``case`` empty: all; ``giver`` empty: our authority."""

    digest: str
    partner: str
    kinds: frozenset[str]
    case: str
    for_evidence: bool
    for_persons: bool
    from_at: datetime
    until_at: datetime
    giver: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approval as the gate sees it: whom it names with which status and penalty, and what it rests on."""

    subject: str
    partner: str
    grade: Grade
    digest: str
    table: str
    people: Mapping[str, Subject] = field(default_factory=dict)
    block: bytes = b"[]"
    until_at: datetime
    asked_by: str
    decided_by: str
    is_void: bool = False
    is_used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds where it is asked: the partner's terms, the worst penalty there, the table, when, who."""

    terms: Terms
    worst: str
    table: str
    at: datetime
    author: str
    consents: Sequence[ConsentFacts] = ()
    approvals: Sequence[Approved] = ()
    least: Grade = Grade.NONE  # what leaves as paper or a file needs a commander in any case


def judge(asked: Asked, setting: Setting) -> Approved | None:
    """Let something pass, or refuse; return the approval it passes by, None where none was needed.

    An order to STOP a controlled delivery that names nobody passes in any case: held back, it may cost a
    life, and told, it tells nothing of anyone.

    Refuses: ``ChannelMissing``, ``KindNotPermitted``, ``HandlingNotPermitted``, ``ConsentMissing``,
    ``NeverLeaves``, ``ApprovalMissing``, ``ApprovalOutdated``.
    """
    if asked.kind == STOP and not asked.people and asked.block == b"[]":
        return None
    _check_route(asked, setting.terms)
    _check_consents(asked, setting)
    needed = grade_needed(asked, setting)
    if needed is Grade.NEVER:
        raise NeverLeaves(partner=asked.partner)
    if needed is Grade.NONE and asked.block == b"[]":
        return None
    return _approval(asked, setting)


def grade_needed(asked: Asked, setting: Setting) -> Grade:
    """Return whose approval is needed when nothing is said of offence and quantity: the worst is taken."""
    subjects = [
        Subject(status=person.status, penalty=setting.worst, worst=setting.worst) for person in asked.people
    ]
    return max(
        (required(setting.terms.policy, subjects, asked.kind), setting.least), key=lambda grade: grade.rank
    )


def _check_route(asked: Asked, terms: Terms) -> None:
    route = asked.route
    if terms.basis(route.channel, route.basis, route.article) is None:
        raise ChannelMissing(partner=asked.partner, channel=route.channel, basis=route.basis)
    if not terms.permits_kind(asked.kind):
        raise KindNotPermitted(kind=asked.kind, partner=asked.partner)
    if asked.handling is not None and not terms.permits_handling(*asked.handling):
        scheme, code = asked.handling
        raise HandlingNotPermitted(handling=code, scheme=scheme, partner=asked.partner)


def _check_consents(asked: Asked, setting: Setting) -> None:
    """Ask for our authority's consent where the terms do, and for that of whoever told us first."""
    valid = [one for one in setting.consents if _covers(one, asked, setting.at)]
    own = [one for one in valid if not one.giver]
    if asked.is_evidence and setting.terms.consent_for_evidence and not any(one.for_evidence for one in own):
        raise ConsentMissing(partner=asked.partner)
    if asked.is_personal and setting.terms.consent_for_persons and not any(one.for_persons for one in own):
        raise ConsentMissing(partner=asked.partner)
    for giver in sorted(asked.originators):
        if giver not in {one.giver for one in valid}:
            raise ConsentMissing(partner=asked.partner)


def _covers(consent: ConsentFacts, asked: Asked, at: datetime) -> bool:
    return (
        consent.digest in asked.consents
        and consent.partner == asked.partner
        and not consent.is_withdrawn
        and consent.from_at <= at < consent.until_at
        and (not consent.kinds or asked.kind in consent.kinds)
        and (not consent.case or consent.case == asked.case)
    )


def _approval(asked: Asked, setting: Setting) -> Approved:
    """Return the approval that holds; refuse with what is wrong with the last one that was given."""
    given = [one for one in setting.approvals if (one.subject, one.partner) == (asked.subject, asked.partner)]
    wrong = ""
    for one in given:
        wrong = flaw(one, asked, setting)
        if not wrong:
            return one
    if wrong:
        raise ApprovalOutdated(why=wrong)
    grade = max(grade_needed(asked, setting), Grade.SENIOR, key=lambda grade: grade.rank)
    raise ApprovalMissing(partner=asked.partner, persons=len(asked.people), grade=grade.value)


def flaw(approved: Approved, asked: Asked, setting: Setting) -> str:
    """Return why an approval does not hold for what is asked, a code of `gate_reason`; empty if it does."""
    flaws = (
        (approved.is_void, "GTR-VOID"),
        (approved.is_used, "GTR-USED"),
        (setting.at >= approved.until_at, "GTR-EXPIRED"),
        (approved.decided_by in {"", approved.asked_by, setting.author}, "GTR-SAME"),
        (approved.table != setting.table, "GTR-TABLE"),
        (set(approved.people) != {person.ref for person in asked.people}, "GTR-PERSONS"),
        (_status_changed(approved, asked.people), "GTR-STATUS"),
        (approved.digest != asked.digest, "GTR-TEXT"),
        (approved.block != asked.block, "GTR-BLOCK"),
        (approved.grade.rank < _grade_under(approved, asked, setting).rank, "GTR-GRADE"),
    )
    return next((code for is_so, code in flaws if is_so), "")


def _status_changed(approved: Approved, people: Iterable[Told]) -> bool:
    now = {person.ref: person.status.value for person in people}
    return any(now.get(ref) != subject.status for ref, subject in approved.people.items())


def _grade_under(approved: Approved, asked: Asked, setting: Setting) -> Grade:
    """Return the grade needed under what the approval itself says of offence, quantity and factors."""
    subjects = [replace(subject, worst=setting.worst) for subject in approved.people.values()]
    needed = required(setting.terms.policy, subjects, asked.kind)
    return max((needed, setting.least, Grade.SENIOR), key=lambda grade: grade.rank)


def check_grade(asked: Asked, setting: Setting, people: Mapping[str, Subject], grade: Grade) -> None:
    """Refuse a decision of too low a grade. Refuses: ``NeverLeaves``, ``GradeTooLow``."""
    subjects = [replace(subject, worst=setting.worst) for subject in people.values()]
    needed = required(setting.terms.policy, subjects, asked.kind)
    if needed is Grade.NEVER or grade is Grade.NEVER:
        raise NeverLeaves(partner=asked.partner)
    least = max((needed, setting.least, Grade.SENIOR), key=lambda one: one.rank)
    if grade.rank < least.rank:
        raise GradeTooLow(grade=least.value)


def digest_of(value: Mapping[str, canonical.Value]) -> str:
    """Return the SHA-256 of what a letter says: what an approval is bound to."""
    return hashlib.sha256(canonical.to_bytes({name: value.get(name) for name in BOUND})).hexdigest()


def people_of(kind: str, facts: canonical.Value, notes: Sequence[canonical.Value]) -> list[Told]:
    """Return everyone that a letter tells of by its own words.

    Whoever has a name, a number or a day of birth is no unidentified person, whatever is said. A free text
    may name anyone, a picture may show anyone: each counts as one person more, unidentified. Nominees of a
    course are officials.
    """
    found = [_told(place, one, kind) for place, one in enumerate(_someone(facts), 1)]
    if kind == PICTURES:
        found.append(_pictured(facts))
    return [*found, Told(ref=WORDS, status=Status.UNIDENTIFIED)] if notes else found


def _pictured(facts: canonical.Value) -> Told:
    """Return whoever a picture may show: someone unidentified, or who can be recognised, as it says."""
    seen = isinstance(facts, Mapping) and facts.get("persons")
    return Told(ref=SHOWN if seen else WORDS, status=Status.NAMED if seen else Status.UNIDENTIFIED)


def _someone(value: canonical.Value, *, is_firm: bool = False) -> list[Mapping[str, canonical.Value]]:
    """Return every mapping of a letter's facts that tells of a person, however deep.

    A firm is no person, but whatever has the number of a person's document or telephone is one.
    """
    if isinstance(value, Mapping):
        marked = not is_firm and bool(_MARKS & set(value) or "status" in value)
        here = [value] if marked or any(part in PERSONAL for part in _texts(list(value.values()))) else []
        deeper = [one for name, part in value.items() for one in _someone(part, is_firm=name == "bodies")]
        return here or deeper
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [one for part in value for one in _someone(part, is_firm=is_firm)]
    return []


def _told(place: int, one: Mapping[str, canonical.Value], kind: str) -> Told:
    ref = str(one.get("ref") or f"#{place}")
    words = frozenset(_words(one))
    if kind == NOMINEES and not {"status", "role"} & set(one):
        return Told(ref=ref, status=Status.OFFICIAL, words=words)
    marked = bool(_MARKS & set(one))
    said = status_of(str(one.get("status", ""))) if marked or "status" in one else Status.NAMED
    if said is Status.OFFICIAL:
        said = Status.CONVICTED  # no person of a case is an official
    if said is Status.UNIDENTIFIED and (words or one.get("born_on")):
        said = Status.NAMED
    return Told(ref=ref, status=said, words=words)


def _words(one: Mapping[str, canonical.Value]) -> Iterable[str]:
    for name in ("names", "identifiers"):
        rows = one.get(name)
        for row in rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ():
            if isinstance(row, Mapping):
                yield str(row.get("text") or row.get("value") or "")


def references(value: canonical.Value) -> set[str]:
    """Return the references to persons of earlier letters or of this one that a letter's facts hold."""
    if isinstance(value, Mapping):
        own = {one for name, part in value.items() if name in _REFERRING for one in _texts(part)}
        return own.union(*(references(part) for part in value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return set().union(*(references(part) for part in value))
    return set()


def _texts(value: canonical.Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, Sequence) else []


def merged(people: Iterable[Told]) -> tuple[Told, ...]:
    """Return each person once, by reference, with the strictest status that anything says of them."""
    found: dict[str, Told] = {}
    for person in people:
        known = found.get(person.ref, person)
        found[person.ref] = Told(
            ref=person.ref, status=stricter(known.status, person.status), words=known.words | person.words
        )
    return tuple(found[ref] for ref in sorted(found))
