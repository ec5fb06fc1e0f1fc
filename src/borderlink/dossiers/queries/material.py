"""All material in a case, line by line, as the disclosure schedule lists it; nothing is withheld here yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Approval, CaseParcel, DiaryEntry
from borderlink.cases.queries.deciding import decisions_of
from borderlink.cases.queries.documents import documents_of
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.room import Alarm, Form
from borderlink.custody.queries.warnings import overridden
from borderlink.dossiers.domain.openings import KEPT_BACK, SERVED, Item
from borderlink.screening.models import Referral

FILE: Final = "DSC-DOCUMENT"
FORM: Final = "DSC-FORM"
ANALYSIS: Final = "DSC-ANALYSIS"
CONTRADICTORY: Final = "DSC-CONTRADICTORY"
DISCREPANCY: Final = "DSC-DISCREPANCY"
EXPLANATION: Final = "DSC-EXPLANATION"
ALARM: Final = "DSC-ALARM"
WARNING: Final = "DSC-WARNING"
REFERRAL: Final = "DSC-REFERRAL"
DECISION: Final = "DSC-DECISION"
DIARY: Final = "DSC-DIARY"
APPROVAL: Final = "DSC-APPROVAL"
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
    ending: str


def material_of(case: Case, acts: Sequence[Act]) -> list[Item]:
    """Return every piece of material in a case: what events say first, files next, working papers last."""
    return [
        *_analyses(acts),
        *_told(acts, Kind.DISCREPANCY, DISCREPANCY, "residual_mg"),
        *_told(acts, Kind.EXPLAIN, EXPLANATION, "loss_mg"),
        *_alarms(case, acts),
        *_warnings(case),
        *_referrals(case),
        *_decisions(case),
        *_documents(case),
        *_forms(case),
        *_working_papers(case),
    ]


def attached_to(case: Case) -> list[Attached]:
    """Return the files of a case that can go with a dossier."""
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
    return [*documents, *forms]


def _analyses(acts: Sequence[Act]) -> Iterator[Item]:
    """Yield every result, those that contradict another of the same kind of exhibit under their own name."""
    found = [act for act in acts if act.kind is Kind.ANALYSE]
    results = {(act.text("result"), act.text("substance")) for act in found}
    for act in found:
        text = f"{act.text('result')} {act.text('substance')} {act.number('purity_ppm')} ppm".strip()
        kind = CONTRADICTORY if len(results) > 1 else ANALYSIS
        yield Item(kind=kind, reference=f"{act.exhibit} #{act.case_seq}", text=text)


def _told(acts: Sequence[Act], kind: Kind, material: str, figure: str) -> Iterator[Item]:
    for act in acts:
        if act.kind is kind:
            text = f"{figure} {act.number(figure)}"
            yield Item(kind=material, reference=f"{act.exhibit} #{act.case_seq}", text=text)


def _alarms(case: Case, acts: Sequence[Act]) -> Iterator[Item]:
    """Yield alarms of the case, and those of any balance, officer, exhibit or store that its events name."""
    balances = {act.text("balance") for act in acts if "balance" in act.facts}
    badges = {signer.badge for act in acts for signer in act.signers}
    units = {signer.unit for act in acts for signer in act.signers}
    named = Q(case=case.number) | Q(key__in=balances | badges | {act.exhibit for act in acts})
    drift = Q(kind__startswith="drift", unit__in=units)
    for row in Alarm.objects.filter(named | drift).order_by("raised_at", "pk"):
        settled = f", settled {row.settled_at:%Y-%m-%d}" if row.settled_at else ""
        yield Item(
            kind=ALARM,
            reference=f"{row.kind} {row.key}",
            text=f"raised {row.raised_at:%Y-%m-%d}{settled}",
        )


def _warnings(case: Case) -> Iterator[Item]:
    for row in overridden(case.number):
        facts = ", ".join(f"{name} {value}" for name, value in sorted(row.facts.items()))
        yield Item(kind=WARNING, reference=f"{row.code} {row.exhibit}".strip(), text=facts)


def _referrals(case: Case) -> Iterator[Item]:
    """Yield the referral of each parcel of the case: its rules, and the versions under which they ran."""
    waybills = CaseParcel.objects.filter(case=case).values_list("waybill", flat=True)
    rows = Referral.objects.filter(agency=case.agency, waybill__in=list(waybills)).select_related("load")
    for row in rows.order_by("waybill", "pk"):
        rules = ", ".join(str(reason.get("rule")) for reason in row.reasons)
        ran = ", ".join(f"{name} {value}" for name, value in sorted(row.load.provenance.items()))
        yield Item(kind=REFERRAL, reference=row.waybill, text=f"{rules}; {ran}")


def _decisions(case: Case) -> Iterator[Item]:
    for row in decisions_of(case):
        yield Item(kind=DECISION, reference=f"{row.stage} {row.outcome}", text=str(row.decided_on))


def _documents(case: Case) -> Iterator[Item]:
    for row in documents_of(case):
        yield Item(kind=FILE, reference=row.label, text=row.title or row.name, sha256=row.sha256)


def _forms(case: Case) -> Iterator[Item]:
    for row in Form.objects.filter(case=case.number).order_by("number"):
        yield Item(kind=FORM, reference=row.number, text=row.code, sha256=row.scan_sha256)


def _working_papers(case: Case) -> Iterator[Item]:
    for row in DiaryEntry.objects.filter(case=case).order_by("place"):
        yield Item(
            kind=DIARY, reference=str(row.place), text=f"{row.at:%Y-%m-%d}", status=KEPT_BACK, ground=INTERNAL
        )
    for approval in Approval.objects.filter(case=case).order_by("pk"):
        yield Item(
            kind=APPROVAL,
            reference=f"{approval.kind} {approval.at:%Y-%m-%d}",
            status=KEPT_BACK,
            ground=INTERNAL,
        )


def with_grounds(items: Sequence[Item], grounds: dict[tuple[str, str], str]) -> list[Item]:
    """Return the schedule with what an officer withholds marked, each on its ground."""
    return [
        Item(
            kind=item.kind, reference=item.reference, text=item.text, sha256=item.sha256,
            status=KEPT_BACK if (item.kind, item.reference) in grounds else item.status,
            ground=grounds.get((item.kind, item.reference), item.ground if item.status != SERVED else ""),
        )
        for item in items
    ]  # fmt: skip
