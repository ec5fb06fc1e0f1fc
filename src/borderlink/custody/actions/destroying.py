"""Destruction: planned when decision and holds allow it, witnessed, weighed afresh, closed by the balance."""

from collections.abc import Sequence
from datetime import datetime

from borderlink.cases.queries.cases import facts_for_custody
from borderlink.custody.actions import dividing
from borderlink.custody.actions.alarms import watch_drift
from borderlink.custody.actions.dividing import SamplePurpose
from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, signing
from borderlink.custody.actions.weighing import NOT_WEIGHED, Reading, reading_facts
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Hold
from borderlink.custody.queries import numbers
from borderlink.custody.queries.exhibits import measured_closure
from borderlink.custody.queries.overview import lineages
from borderlink.custody.queries.plans import plan_act
from borderlink.custody.refusals.acts import CaseStillOpen, NotInPlan
from borderlink.foundation.mass import Closure
from borderlink.foundation.who import Reader


def plan(
    *,
    exhibits: Sequence[str],
    method: str,
    place: str,
    planned_at: datetime,
    decision: str = "",
    order: str = "",
    counter_sample: str = "",
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> list[Entry]:
    """Plan what is to be destroyed, one plan a case. Whether cases are final and held is looked up here.

    ``decision`` is the number of the final decision. While a case or a hold is open, only a court's or
    prosecutor's ``order`` with a retained counter-sample allows it.
    Refuses: ``CaseStillOpen``, ``KeptApart``, ``DiscrepancyOpen``, ``SignerMissing`` and what
    ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        cases: dict[str, list[str]] = {}
        for exhibit in exhibits:
            lot = desk.lot(exhibit)
            cases.setdefault(lot.case, []).append(lot.exhibit)
        entries = []
        for case, members in cases.items():
            facts: Facts = {
                "plan": numbers.next_plan(case), "members": members, "method": method, "place": place,
                "planned_at": int(planned_at.timestamp()), "decision": decision, "order": order,
                "counter_sample": counter_sample,
                "case_open": int(not facts_for_custody(case).is_final), "holds": holds_on(case, members),
            }  # fmt: skip
            proposal = Proposal(kind=Kind.DESTROY_PLAN, case=case, facts=facts, personal={"note": note})
            entries += desk.record([proposal])
    return entries


def holds_on(case: str, exhibits: Sequence[str]) -> int:
    """Return how many holds stand on a case, on its exhibits named or on what they were taken out of."""
    rows = Hold.objects.filter(case=case, lifted_at=None)
    covered = [name for names in lineages(exhibits).values() for name in names]
    return rows.filter(exhibit="").count() + rows.filter(exhibit__in=covered).count()


def destroy(
    *,
    exhibit: str,
    reading: Reading | None = None,
    video_sha256: str = "",
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Destroy a planned exhibit, weighed afresh where it is kept by mass: all of its book leaves with it.

    Refuses: ``NotInPlan``, ``CaseStillOpen`` when a hold has come since, ``StillSealed``,
    ``MassOutsideBounds``, ``DiscrepancyOpen``, ``SignerMissing`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        return destroy_at(desk, exhibit, reading=reading, video_sha256=video_sha256, note=note)


def destroy_at(
    desk: Desk, exhibit: str, *, reading: Reading | None, video_sha256: str = "", note: str = ""
) -> Entry:
    """Record a destruction at a desk where more of the day's acts are signed. Refuses: as ``destroy``."""
    lot = desk.lot(exhibit)
    planned = plan_act(lot.case, Exhibit.objects.get(number=lot.exhibit).plan)
    if planned is None:
        raise NotInPlan(exhibit=lot.exhibit, plan="-")
    _must_still_be_allowed(desk, lot.case, lot.exhibit, ordered=bool(planned.text("order")))
    weighed = reading_facts(reading) if reading else NOT_WEIGHED
    facts: Facts = {
        **weighed, "plan": planned.text("plan"), "method": planned.text("method"), "video": video_sha256
    }  # fmt: skip
    entry = desk.record(
        [
            Proposal(
                kind=Kind.DESTROY,
                case=lot.case,
                exhibit=lot.exhibit,
                facts=facts,
                personal={"note": note},
            )
        ]
    )[0]
    watch_drift(desk, entry)
    return entry


def _must_still_be_allowed(desk: Desk, case: str, exhibit: str, *, ordered: bool) -> None:
    """Refuse what was planned when the case was reopened or a hold was placed since: ``CaseStillOpen``."""
    desk.case(case)
    if not ordered and (holds_on(case, [exhibit]) or not facts_for_custody(case).is_final):
        raise CaseStillOpen(case=case)


def witness(
    *,
    case: str,
    entries: Sequence[int],
    capacity: str,
    name: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> list[Entry]:
    """Record who stood by at entries (their numbers in the case); the name is kept beside the ledger.

    ``capacity``: civilian, prosecutor, court, public, police.
    Refuses: ``EntryUnknown`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        desk.case(case)
        proposals = []
        for entry in entries:
            facts: Facts = {"entry": entry, "capacity": capacity}
            personal = {"witness_name": name}
            proposals.append(Proposal(kind=Kind.WITNESS, case=case, facts=facts, personal=personal))
        return desk.record(proposals)


def retest(
    *,
    exhibit: str,
    packages: int,
    spots: int,
    reading: Reading,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Exhibit:
    """Take the sample of an independent re-test before destruction, of a lot that chance has drawn.

    ``queries.plans.chosen_for_retest`` draws it.

    Refuses: what ``dividing.sample`` refuses.
    """
    return dividing.sample(
        exhibit=exhibit, purpose=SamplePurpose.RETEST, packages=packages, spots=spots, reading=reading,
        note=note, hands=hands, by=by, at=at,
    )  # fmt: skip


def closure(*, case: str, by: Reader) -> Closure:
    """Return where all of a case's drugs went, the destroyed as it was weighed. Refuses: ``NotFound``."""
    return measured_closure(by, case)
