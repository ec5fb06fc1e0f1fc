"""Questions about the gate: what waits, what was decided, consents, the half-yearly register."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from borderlink.cases.models.counted import Case
from borderlink.cases.queries.cases import case_of
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, sees_kind, units_seen
from borderlink.liaison.domain.assurance import Grade
from borderlink.liaison.domain.gate import GONE, flaw, grade_needed
from borderlink.liaison.models.gate import APPROVED, ASKED, Assurance, Consent, GivenAssurance, Passage
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Outgoing
from borderlink.liaison.queries import gating
from borderlink.liaison.queries.letters import UNFINISHED, letter_of
from borderlink.liaison.queries.office import minutes_of

ASKERS: Final = frozenset({Role.LIAISON_OFFICER, Role.COMMANDER, Role.CASE_OFFICER})
JULY: Final = 7

__all__ = ["Assurance", "Consent", "GivenAssurance", "Passage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Half a calendar year: 2026-1 or 2026-2."""

    year: int
    half: int

    @classmethod
    def of(cls, on: date) -> "Half":
        """Return the half-year in which a day lies."""
        return cls(year=on.year, half=1 if on.month < JULY else 2)

    @classmethod
    def named(cls, text: str, *, today: date) -> "Half":
        """Return a half-year by its name; today's where the name is none."""
        year, _, half = text.partition("-")
        if half in {"1", "2"} and year.isdecimal() and date.min.year < int(year) < date.max.year:
            return cls(year=int(year), half=int(half))
        return cls.of(today)

    @property
    def name(self) -> str:
        """Return its name, like 2026-2."""
        return f"{self.year}-{self.half}"

    @property
    def before(self) -> "Half":
        """Return the half-year before."""
        return Half(year=self.year, half=1) if self.half == 2 else Half(year=self.year - 1, half=2)  # noqa: PLR2004

    def span(self) -> tuple[datetime, datetime]:
        """Return its first moment and the first one after it, in the node's time zone."""
        start = date(self.year, 1 if self.half == 1 else JULY, 1)
        end = date(self.year, JULY, 1) if self.half == 1 else date(self.year + 1, 1, 1)
        return _midnight(start), _midnight(end)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The register of half a year in figures; ``by_status`` counts persons, the rest questions."""

    asked: int
    approved: int
    refused: int
    withdrawn: int
    void: int
    open: int
    passed: int  # letters and files that the gate let pass, with an approval or without need of one
    passed_by_approval: int
    received: int  # assurances that partners gave us
    ungated: int  # letters sealed without having passed the gate: always 0
    by_recipient: Sequence[tuple[str, int, int]]  # recipient, asked, approved
    by_grade: Sequence[tuple[str, int]]
    by_status: Sequence[tuple[str, int]]


def seen(reader: Reader) -> Q:
    """Return the condition under which questions to the gate are the reader's to see."""
    if reader.agency != str(settings.BORDERLINK.agency):
        return Q(pk__in=())
    units = units_seen(reader, Kind.ASSURANCE)
    if units is None:
        return Q()
    return Q(unit__in=units) | Q(case__in=reader.cases - {""}) | Q(asked_by=reader.badge)


def assurance_of(reader: Reader, pk: int) -> Assurance:
    """Return one question to the gate. Refuses: ``NotFound``."""
    found = Assurance.objects.filter(seen(reader), pk=pk).select_related("partner").first()
    if found is None:
        raise NotFound(thing="assurance", name=str(pk))
    return found


def locked_assurance_of(reader: Reader, pk: int) -> Assurance:
    """Return one question to the gate, its row locked. Refuses: ``NotFound``."""
    found = assurance_of(reader, pk)
    return Assurance.objects.select_for_update(of=("self",)).select_related("partner").get(pk=found.pk)


def queue(reader: Reader) -> list[Assurance]:
    """Return what waits for a decision, the oldest first."""
    rows = Assurance.objects.filter(seen(reader), state=ASKED).select_related("partner")
    return list(rows.prefetch_related("people").order_by("asked_at", "pk"))


def decided(reader: Reader, limit: int = 50) -> list[Assurance]:
    """Return what was decided or withdrawn, the newest first."""
    rows = Assurance.objects.filter(seen(reader)).exclude(state=ASKED).select_related("partner")
    return list(rows.prefetch_related("people")[:limit])


def of_letter(reader: Reader, letter: Letter) -> list[Assurance]:
    """Return what was asked of the gate about a letter and is the reader's to see, the newest first."""
    rows = Assurance.objects.filter(seen(reader), letter=letter.uuid)
    return list(rows.prefetch_related("people"))


def others_about(reader: Reader, row: Assurance) -> list[Assurance]:
    """Return what else was decided about the same thing, case or recipient's persons: who else decided."""
    same = Q(subject=row.subject) | (Q(case=row.case) & ~Q(case=""))
    rows = Assurance.objects.filter(seen(reader)).filter(same).exclude(pk=row.pk).exclude(state=ASKED)
    return list(rows.prefetch_related("people")[:20])


def given_for(letter: Letter) -> list[GivenAssurance]:
    """Return what a partner assured us of in a letter of theirs."""
    return list(GivenAssurance.objects.filter(letter=letter.uuid).order_by("ref"))


def need_to_read(reader: Reader, row: Assurance) -> None:
    """Let someone pass who may read the words that would leave; a case's people stand in the question.

    Refuses: ``NotFound``, as the letter or the minutes would.
    """
    number = row.subject.partition(" ")[2]
    if row.letter or row.way in gating.LETTERS:
        letter_of(reader, row.letter or number)
    elif row.way == gating.MINUTES:
        minutes_of(reader, number)


def may_read(reader: Reader, row: Assurance) -> bool:
    """Say whether the reader may read the words that would leave."""
    try:
        need_to_read(reader, row)
    except NotFound:
        return False
    return True


def may_decide(reader: Reader) -> bool:
    """Say whether the reader decides at the gate: a commander of this agency."""
    return reader.agency == str(settings.BORDERLINK.agency) and Role.COMMANDER in reader.roles


def need_decider(reader: Reader, act: str) -> None:
    """Let a commander of this agency pass. Refuses: ``NotAllowed``."""
    if not may_decide(reader):
        raise NotAllowed(act=act)


def need_asker(reader: Reader, unit: str, case: str) -> None:
    """Let someone pass who works in the office or on the case. Refuses: ``NotAllowed``."""
    own = reader.agency == str(settings.BORDERLINK.agency)
    member = bool(case) and case in reader.cases
    if not (own and (member or (unit in reader.units and reader.roles & ASKERS))):
        raise NotAllowed(act="liaison.ask-assurance")


def need_gate(reader: Reader) -> None:
    """Let someone pass who sees anything of the gate. Refuses: ``NotAllowed``."""
    if reader.agency != str(settings.BORDERLINK.agency) or not sees_kind(reader, Kind.ASSURANCE):
        raise NotAllowed(act="liaison.see-gate")


def case_to_tell_of(reader: Reader, number: str) -> Case:
    """Return a case of the reader's. Refuses: ``NotFound``."""
    return case_of(reader, number)


def own_unit(reader: Reader) -> str:
    """Return the reader's unit. Refuses: ``NotAllowed`` to who has none."""
    if not reader.units:
        raise NotAllowed(act="liaison.ask-assurance")
    return min(reader.units)


def why_void(row: Assurance, at: datetime) -> str:
    """Return why an approval holds no more, a code of `gate_reason`; empty while it holds."""
    letter = _letter(row)
    if letter is not None and letter.state not in UNFINISHED:
        return GONE
    asked = gating.asked_of_letter(letter) if letter else gating.asked_of_paper(row)
    least = Grade.NONE if letter else Grade.SENIOR
    setting = gating.setting_of(row.partner, row=row, author=row.asked_by, least=least, at=at)
    return flaw(gating.approved(row, gating.country_of(row), at), asked, setting)


def _letter(row: Assurance) -> Letter | None:
    rows = Letter.objects.select_related("thread", "thread__partner")
    return rows.get(uuid=row.letter) if row.letter else None


def consents(reader: Reader) -> list[Consent]:
    """Return the consents, the newest first: for all cases, and for those of the reader's offices or own.

    Refuses: ``NotAllowed``.
    """
    need_gate(reader)
    return list(Consent.objects.filter(_consents_seen(reader)))


def _consents_seen(reader: Reader) -> Q:
    """Return the condition under which consents are the reader's to see: a case's number tells of it."""
    units = units_seen(reader, Kind.ASSURANCE)
    if units is None:
        return Q()
    written = Thread.objects.filter(unit__in=units).exclude(case="").values("case")
    kept = Case.objects.filter(unit__in=units, agency=reader.agency).values("number")
    return Q(case__in=reader.cases | {""}) | Q(case__in=written) | Q(case__in=kept)


def consent_of(reader: Reader, digest: str) -> Consent:
    """Return one consent. Refuses: ``NotAllowed``, ``NotFound``."""
    need_gate(reader)
    found = Consent.objects.filter(_consents_seen(reader), digest=digest).first()
    if found is None:
        raise NotFound(thing="consent", name=digest[:12])
    return found


def register(reader: Reader, half: Half) -> list[Assurance]:
    """Return every question of half a year, in the order they were asked. Refuses: ``NotAllowed``."""
    need_register(reader)
    start, end = half.span()
    rows = Assurance.objects.filter(asked_at__gte=start, asked_at__lt=end).prefetch_related("people")
    return list(rows.order_by("asked_at", "pk"))


def need_register(reader: Reader) -> None:
    """Let someone pass who sees the whole agency's gate. Refuses: ``NotAllowed``."""
    if not sees_register(reader):
        raise NotAllowed(act="liaison.see-register")


def figures(reader: Reader, half: Half) -> Figures:
    """Return the register of half a year in figures. Refuses: ``NotAllowed``."""
    rows = register(reader, half)
    start, end = half.span()
    passed = Passage.objects.filter(at__gte=start, at__lt=end)
    states = Counter(row.state for row in rows)
    asked = Counter(row.recipient for row in rows)
    approved = Counter(row.recipient for row in rows if row.state == APPROVED)
    statuses = Counter(one.status for row in rows if row.state == APPROVED for one in row.people.all())
    return Figures(
        asked=len(rows), approved=states[APPROVED], refused=states["refused"], withdrawn=states["withdrawn"],
        void=sum(row.state == APPROVED and row.void_at is not None for row in rows), open=states[ASKED],
        passed=passed.count(), passed_by_approval=passed.exclude(assurance=None).count(),
        received=GivenAssurance.objects.filter(at__gte=start, at__lt=end).count(),
        ungated=_ungated(start, end),
        by_recipient=[(code, count, approved[code]) for code, count in sorted(asked.items())],
        by_grade=sorted(Counter(row.grade for row in rows if row.grade).items()),
        by_status=sorted(statuses.items()),
    )  # fmt: skip


def _ungated(start: datetime, end: datetime) -> int:
    """Return how many letters were sealed without a passage: the proof that no door goes round the gate."""
    passed = Passage.objects.filter(letter__isnull=False).values("letter")
    return Outgoing.objects.filter(sealed_at__gte=start, sealed_at__lt=end).exclude(letter__in=passed).count()


def sees_register(reader: Reader) -> bool:
    """Say whether the reader sees the whole agency's gate."""
    return may_see(reader, Subject(kind=Kind.ASSURANCE, agency=str(settings.BORDERLINK.agency)))


def needed_for(letter: Letter, at: datetime) -> str:
    """Return whose approval a draft needs while nothing is said of offence and quantity: a grade's code."""
    setting = gating.setting_of(letter.thread.partner, author=letter.author, at=at)
    return grade_needed(gating.asked_of_letter(letter), setting).value


def holds(row: Assurance, at: datetime) -> str:
    """Return why an approval that was not used would not hold now; empty if it would, or was none."""
    live = row.state == APPROVED and row.used_at is None and row.void_at is None
    return why_void(row, at) if live else row.void_why


def partner_of(row: Consent) -> Partner | None:
    """Return the partner to whom a consent lets something go; None where it is somebody else."""
    return Partner.objects.filter(code=row.recipient).first()


def consents_named(digests: Sequence[str]) -> list[Consent]:
    """Return the consents that something names."""
    return list(Consent.objects.filter(digest__in=digests))


def consents_to_choose(reader: Reader, at: datetime) -> list[tuple[str, str]]:
    """Return the consents of the reader's that hold now, each with recipient, authority and number."""
    rows = Consent.objects.filter(_consents_seen(reader), withdrawn_at=None, from_at__lte=at, until_at__gt=at)
    return [(row.digest, f"{row.recipient}: {row.authority} {row.number}") for row in rows]


def may_ask_paper(reader: Reader) -> bool:
    """Say whether the reader may ask for a file or an exhibit: of the office, or a member of a case."""
    own = reader.agency == str(settings.BORDERLINK.agency)
    return own and bool(reader.roles & ASKERS or reader.cases)


def need_paper_asker(reader: Reader) -> None:
    """Let someone pass who may ask for a file or an exhibit. Refuses: ``NotAllowed``."""
    if not may_ask_paper(reader):
        raise NotAllowed(act="liaison.ask-assurance")
