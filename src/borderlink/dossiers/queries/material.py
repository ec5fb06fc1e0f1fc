"""All material in a case, line by line, as the disclosure schedule lists it; nothing is withheld here yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Q

from borderlink.cases.models.counted import Case, SeizedSubstance
from borderlink.cases.models.nominal import Approval, CaseParcel, DiaryEntry, Event, Task
from borderlink.cases.queries.deciding import decisions_of
from borderlink.cases.queries.documents import documents_of
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import WeighingStep
from borderlink.custody.models.room import Alarm, Form
from borderlink.custody.queries.warnings import overridden
from borderlink.dossiers.domain.material import (
    ALARM,
    ANALYSIS,
    APPROVAL,
    CONTRADICTORY,
    DECISION,
    DIARY,
    DISCREPANCY,
    EVENT,
    EXAMINATION,
    EXPLANATION,
    FILE,
    FORM,
    REFERRAL,
    TASK,
    TEST,
    TEST_AGAINST,
    WARNING,
)
from borderlink.dossiers.domain.openings import KEPT_BACK, SERVED, Facts, Item
from borderlink.foundation.slots import material_elsewhere
from borderlink.screening.models.referrals import Referral

ELSEWHERE: Final = "elsewhere"  # stands for an exhibit of another case: that one is not this case's to name
_POSITIVE: Final = "PRE-POSITIVE"
_NOT_TESTED: Final = "PRE-NOTDONE"
_DISCREPANCY: Final = "discrepancy"
_OF_EXHIBITS: Final = frozenset({_DISCREPANCY, "drift-lot"})
INTERNAL: Final = "WHG-INTERNAL"  # the ground on which working papers stay, unless an officer serves them
_ENDINGS: Final = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp",
    "application/zip": "zip", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/wav": "wav",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that can go with a dossier: the schedule's reference, the shelf it lies on, its ending."""

    reference: str
    folder: str  # `case` for the case's documents, `papers` for forms that came back
    sha256: str
    ending: str  # empty: as its first bytes tell


def material_of(case: Case, acts: Sequence[Act], at: datetime) -> list[Item]:
    """Return every piece of material in a case: events first, files, what later rooms keep, working papers.

    It goes out with a dossier as it stands: what may not be named in court is not named in it.
    """
    return [
        *_analyses(acts),
        *findings_of(acts),
        *_tests(case, acts),
        *(_of(act, DISCREPANCY) for act in acts if act.kind is Kind.DISCREPANCY),
        *(_of(act, EXPLANATION) for act in acts if act.kind is Kind.EXPLAIN),
        *_alarms(case, acts),
        *_warnings(case),
        *_referrals(case),
        *_decisions(case),
        *files_of(case),
        *_of_later_rooms(case, at),
        *_working_papers(case),
    ]


def findings_of(acts: Sequence[Act]) -> list[Item]:
    """Return what laboratories found on exhibits without a mass, each with its report's hash."""
    return [_of(act, EXAMINATION) for act in acts if act.kind is Kind.EXAMINE]


def files_of(case: Case) -> list[Item]:
    """Return the documents and signed forms of a case."""
    return [*_documents(case), *_forms(case)]


def attached_to(case: Case, acts: Sequence[Act] = ()) -> list[Attached]:
    """Return the files of a case that can go with a dossier; ``acts`` tell which reports were signed."""
    documents = [
        Attached(
            reference=row.label,
            folder="case",
            sha256=row.sha256,
            ending=_ENDINGS.get(row.media_type, "bin"),
        )
        for row in documents_of(case)
    ]
    forms = [
        Attached(
            reference=row.number,
            folder="papers",
            sha256=row.scan_sha256,
            ending=row.scan_name.rpartition(".")[2].lower() or "pdf",
        )
        for row in Form.objects.filter(case=case.number).exclude(scan_sha256="").order_by("number")
    ]
    return [*documents, *forms, *_reports(acts)]


def _reports(acts: Sequence[Act]) -> Iterator[Attached]:
    """Yield the laboratories' reports, each under its finding's line of the schedule."""
    for act in acts:
        if act.kind is Kind.EXAMINE:
            yield Attached(reference=_reference(act), folder="papers", sha256=act.text("report"), ending="")


def _analyses(acts: Sequence[Act]) -> Iterator[Item]:
    """Yield every result, those that contradict another of the same kind of exhibit under their own name."""
    found = [act for act in acts if act.kind is Kind.ANALYSE]
    results = {(act.text("result"), act.text("substance")) for act in found}
    for act in found:
        yield _of(act, CONTRADICTORY if len(results) > 1 else ANALYSIS)


def _tests(case: Case, acts: Sequence[Act]) -> Iterator[Item]:
    """Yield every test on the spot that was made; one that a laboratory does not bear out by its own name."""
    reported = {act.text("substance") for act in acts if act.kind is Kind.ANALYSE}
    rows = SeizedSubstance.objects.filter(seizure__case=case, seizure__struck_on=None)
    rows = rows.exclude(presumptive_result__in=["", _NOT_TESTED]).select_related("seizure")
    for number, row in enumerate(rows.order_by("seizure__number", "pk"), 1):
        laboratory = {row.laboratory} if row.laboratory else reported
        against = row.presumptive_result != _POSITIVE or bool(laboratory - {row.presumptive})
        facts: Facts = {
            "substance": row.presumptive, "test": row.presumptive_test, "result": row.presumptive_result,
        }  # fmt: skip
        reference = f"{row.seizure.number} {number}"
        yield Item(kind=TEST_AGAINST if against else TEST, reference=reference, facts=facts)


def _of(act: Act, kind: str) -> Item:
    """Return what an event of the case says, as a line of the schedule."""
    facts = {name: value for name, value in act.facts.items() if isinstance(value, str | int)}
    return Item(kind=kind, reference=_reference(act), facts=facts, sha256=str(facts.get("report", "")))


def _reference(act: Act) -> str:
    return f"{act.exhibit} #{act.case_seq}"


def _alarms(case: Case, acts: Sequence[Act]) -> Iterator[Item]:
    """Yield alarms of the case, and those of any balance, officer, exhibit or store that its events name.

    One about an exhibit of another case is listed, and neither that exhibit nor its case is named.
    """
    balances = {act.text("balance") for act in acts if "balance" in act.facts}
    badges = {signer.badge for act in acts for signer in act.signers}
    units = {signer.unit for act in acts for signer in act.signers}
    own = {act.exhibit for act in acts}
    shared = WeighingStep.objects.filter(Q(balance__in=balances) | Q(holder__in=badges)).values("lot")
    named = Q(case=case.number) | Q(key__in=balances | badges | own)
    missed = Q(kind__startswith="drift") | Q(kind=_DISCREPANCY)
    near = missed & (Q(unit__in=units) | Q(key__in=shared))
    for row in Alarm.objects.filter(named | near).order_by("raised_at", "pk"):
        foreign = row.kind in _OF_EXHIBITS and row.case != case.number and row.key not in own
        facts: Facts = {
            "alarm": row.kind, "about": ELSEWHERE if foreign else row.key,
            "raised_on": f"{row.raised_at:%Y-%m-%d}",
            "settled_on": f"{row.settled_at:%Y-%m-%d}" if row.settled_at else "",
            "is_settled": "yes" if row.settled_at else "no",
        }  # fmt: skip
        yield Item(kind=ALARM, reference=f"{row.kind} {f'#{row.pk}' if foreign else row.key}", facts=facts)


def _warnings(case: Case) -> Iterator[Item]:
    for row in overridden(case.number):
        facts = {name: value for name, value in row.facts.items() if isinstance(value, str | int)}
        reference = f"{row.exhibit} #{row.entry.case_seq}".strip()
        yield Item(kind=WARNING, reference=reference, facts={**facts, "warning": row.code})


def _referrals(case: Case) -> Iterator[Item]:
    """Yield the referral of each parcel of the case: its rules, and the versions under which they ran."""
    waybills = CaseParcel.objects.filter(case=case).values_list("waybill", flat=True)
    rows = Referral.objects.filter(agency=case.agency, waybill__in=list(waybills)).select_related("load")
    for row in rows.order_by("waybill", "pk"):
        rules = [str(reason.get("rule")) for reason in row.reasons]
        ran = [f"{name} {value}" for name, value in sorted(row.load.provenance.items()) if value]
        yield Item(kind=REFERRAL, reference=row.waybill, facts={"rules": rules, "versions": ran})


def _decisions(case: Case) -> Iterator[Item]:
    for number, row in enumerate(decisions_of(case), 1):
        facts: Facts = {"stage": row.stage, "outcome": row.outcome, "decided_on": str(row.decided_on)}
        yield Item(kind=DECISION, reference=str(number), facts=facts)


def _documents(case: Case) -> Iterator[Item]:
    for row in documents_of(case):
        yield Item(kind=FILE, reference=row.label, text=row.title or row.name, sha256=row.sha256)


def _forms(case: Case) -> Iterator[Item]:
    for row in Form.objects.filter(case=case.number).order_by("number"):
        yield Item(kind=FORM, reference=row.number, facts={"form": row.code}, sha256=row.scan_sha256)


def _of_later_rooms(case: Case, at: datetime) -> Iterator[Item]:
    """Yield what rooms after this one keep of the case, letters above all; nothing of it is served here."""
    for one in material_elsewhere(case.number, at):
        yield Item(
            kind=one.kind, reference=one.reference, facts=one.facts, status=KEPT_BACK, ground=one.ground
        )


def _working_papers(case: Case) -> Iterator[Item]:
    for row in DiaryEntry.objects.filter(case=case).order_by("place"):
        yield _kept_back(DIARY, row.place, {"written_on": f"{row.at:%Y-%m-%d}"})
    for number, approval in enumerate(Approval.objects.filter(case=case).order_by("pk"), 1):
        asked: Facts = {"approval": approval.kind, "asked_on": f"{approval.at:%Y-%m-%d}"}
        yield _kept_back(APPROVAL, number, asked)
    for number, event in enumerate(Event.objects.filter(case=case).order_by("pk"), 1):
        yield _kept_back(EVENT, number, {"happened_on": f"{event.happened_at:%Y-%m-%d}"})
    for number, task in enumerate(Task.objects.filter(case=case).order_by("pk"), 1):
        yield _kept_back(TASK, number, {"given_on": f"{task.at:%Y-%m-%d}"})


def _kept_back(kind: str, number: int, facts: Facts) -> Item:
    return Item(kind=kind, reference=str(number), facts=facts, status=KEPT_BACK, ground=INTERNAL)


def with_grounds(items: Sequence[Item], grounds: dict[tuple[str, str], str]) -> list[Item]:
    """Return the schedule with what an officer withholds marked, each on its ground."""
    return [
        replace(
            item,
            status=KEPT_BACK if (item.kind, item.reference) in grounds else item.status,
            ground=grounds.get((item.kind, item.reference), item.ground if item.status != SERVED else ""),
        )
        for item in items
    ]  # fmt: skip
