"""Questions about what letters do to cases: what is owed, corrections, typologies, known targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import CaseParcel
from borderlink.cases.models.nominal import Told as ToldRow
from borderlink.cases.queries.search import known_in_agency
from borderlink.cases.queries.sight import seen as case_seen
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.room import Hold
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind, Reader, units_seen
from borderlink.liaison.domain.mentions import texts_in
from borderlink.liaison.domain.states import LetterState
from borderlink.liaison.models.casework import Correction, LetterCase, Owed, Typology
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.office import Duty
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import letters_seen
from borderlink.officers.queries import Unit
from borderlink.screening.queries.approved import suspended_warrants

ACKNOWLEDGED = frozenset({LetterState.OPENED.value, LetterState.ANSWERED.value, LetterState.CLOSED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One recipient of a correction: how far it came, and whether they acknowledged it."""

    row: Correction
    state: str  # of the letter; `told-otherwise` where none goes
    acknowledged: bool


def units_of(reader: Reader) -> Q:
    """Return the condition under which an office's records are the reader's to see."""
    units = units_seen(reader, Kind.LETTER)
    guest = reader.agency != str(settings.BORDERLINK.agency)
    return Q(pk__in=()) if guest else Q() if units is None else Q(unit__in=units)


def case_of_letter(letter: Letter) -> LetterCase | None:
    """Return which case a letter became or joined."""
    return LetterCase.objects.filter(letter=letter).first()


def owed_to(reader: Reader, *, open_only: bool = True) -> list[Owed]:
    """Return what partners asked of the reader's office, what waits first."""
    rows = Owed.objects.filter(units_of(reader)).select_related("letter__thread__partner")
    rows = rows.filter(state__in=("waiting", "stands")) if open_only else rows
    return sorted(rows, key=lambda row: (row.state != "waiting", -row.at.timestamp()))[:200]


def typologies_of(reader: Reader) -> list[Typology]:
    """Return the typologies of the reader's office, what waits for approval first."""
    rows = Typology.objects.filter(units_of(reader)).select_related("partner", "letter__thread")
    return sorted(rows, key=lambda row: (row.state != "proposed", -row.proposed_at.timestamp()))[:200]


def typology_of(reader: Reader, name: str) -> Typology:
    """Return one typology. Refuses: ``NotFound``."""
    rows = Typology.objects.filter(units_of(reader)).select_related("partner", "letter__thread")
    found = rows.filter(name=name).first()
    if found is None:
        raise NotFound(thing="typology", name=name[:64])
    return found


def corrections_of(reader: Reader, *, case: str = "") -> list[Recipient]:
    """Return everyone who must be told that something stands no more, who has not acknowledged it first.

    A row belongs to who keeps the partner's office, and to who sees the case.
    """
    rows = Correction.objects.select_related("partner", "draft__thread")
    if case:
        rows = rows.filter(case=case)
    units = units_seen(reader, Kind.LETTER)
    office = Q() if units is None else Q(draft__thread__unit__in=units)
    own = Q(case__in=Case.objects.filter(case_seen(reader)).values("number"))
    shown = list(rows.filter(own | (office & ~Q(draft=None)))[:500])
    done = dict(
        ToldRow.objects.filter(pk__in=[row.told for row in shown if row.told]).values_list(
            "pk", "corrected_at"
        )
    )
    found = [_recipient(row, done) for row in shown]
    return sorted(found, key=lambda one: (one.acknowledged, -one.row.raised_at.timestamp()))


def _recipient(row: Correction, told: Mapping[int, datetime | None]) -> Recipient:
    if row.draft is None:
        return Recipient(row=row, state="told-otherwise", acknowledged=told.get(row.told or 0) is not None)
    return Recipient(row=row, state=row.draft.state, acknowledged=row.draft.state in ACKNOWLEDGED)


def cases_of_exhibits(numbers: Iterable[str]) -> dict[str, str]:
    """Return the case of each exhibit that we keep, by its number; unknown numbers are left out."""
    rows = Exhibit.objects.filter(number__in=list(numbers)).values_list("number", "case")
    return dict(rows)


def is_theirs(reference: str, partner: Partner) -> bool:
    """Say whether a partner speaks for the number of a seizure: no number of our cases, no other partner's.

    What rests on a case of ours, on one still to come, or on another's seizure is not a partner's to stop.
    """
    units = Unit.objects.values_list("code", flat=True)
    ours = any(reference.startswith(f"{unit}-") for unit in units)
    others = Typology.objects.filter(seizure=reference).exclude(partner=partner)
    return not (ours or Case.objects.filter(number=reference).exists() or others.exists())


def holds_standing(request: str, *, party: str) -> list[Hold]:
    """Return the holds that still stand for a party by one request of its own."""
    return list(Hold.objects.filter(request=request, party=party, lifted_at=None).order_by("pk"))


def known_to_us(facts: Mapping[str, Any]) -> Sequence[str]:
    """Return the numbers of our cases in which a target of a letter stands: never told to the partner."""
    agency = str(settings.BORDERLINK.agency)
    traces = [str(one.get("value", "")) for one in facts.get("traces", ())]
    texts = [*texts_in(facts), *(("identifier", trace) for trace in traces if trace)]
    known = {case.number for case in known_in_agency(agency, texts)}
    parcels = CaseParcel.objects.filter(waybill__in=traces, case__agency=agency, case__erased_on=None)
    return sorted(known | set(parcels.values_list("case__number", flat=True)))


def contact_of(unit: str, at: datetime) -> dict[str, str]:
    """Return whom a partner may call in an office at a moment: who is on duty, else the office itself."""
    on_duty = Duty.objects.filter(
        unit=unit, part="DTY-LIAISON", struck_at=None, from_at__lte=at, until_at__gt=at
    )
    found = on_duty.exclude(badge="").first()
    return {
        "office": unit, "badge": found.badge if found else unit, "phone": found.reached_by if found else "",
    }  # fmt: skip


def letters_of_case(reader: Reader, case: str) -> list[Letter]:
    """Return the letters that hang on a case of the reader's, the newest first."""
    own = Q(thread__case=case) | Q(case_of__case=case)
    rows = letters_seen(reader).filter(own).exclude(state=LetterState.DROPPED.value).distinct()
    return list(rows.order_by("-made_at")[:100])


def is_suspended(case: str) -> bool:
    """Say whether rules and watch entries that rest on a case wait."""
    return case in suspended_warrants()
