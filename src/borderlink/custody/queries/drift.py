"""What re-weighings missed, by lot, officer or balance, over every case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from borderlink.custody.domain.drift import Drift, Step, by_balance, by_holder, by_lot, drifts
from borderlink.custody.models.exhibits import WeighingStep
from borderlink.custody.models.room import Balance as BalanceRow
from borderlink.foundation.mass import Balance, Weighing
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, sees_kind, units_seen

GROUPS: Final[Mapping[str, Callable[[Step], str]]] = {
    "lot": by_lot,
    "officer": by_holder,
    "balance": by_balance,
}


def drift(reader: Reader, by: str) -> list[Drift]:
    """Return the drift by ``lot``, ``officer`` or ``balance`` in the reader's stores, the largest loss first.

    Refuses: ``NotAllowed``.
    """
    if not sees_kind(reader, Kind.STORE):
        raise NotAllowed(act="custody.see-drift")
    units = units_seen(reader, Kind.STORE)
    found = steps() if units is None else steps(unit__in=units)
    return drifts(found, GROUPS[by])


def steps(since: datetime | None = None, **wanted: object) -> list[Step]:
    """Return the steps between net weighings that fit, of those written after ``since``.

    Asks for no reader: alarms are raised for everyone.
    """
    later = {"after__written_at__gt": since} if since else {}
    rows = WeighingStep.objects.filter(**wanted, **later).order_by("after_id")
    return [step_of(row.step) for row in rows]


def balance_unit(step: Step) -> str:
    """Return the unit whose balance made the later weighing; nothing for one that is not registered."""
    row = BalanceRow.objects.filter(number=by_balance(step)).first()
    return row.unit if row else ""


def kept_of(step: Step) -> dict[str, object]:
    """Return a step as plain values to keep."""
    return {
        "lot": step.lot, "holder": step.holder, "expected_mg": step.expected_mg, "before_no": step.before_no,
        "after_no": step.after_no, "before": _plain(step.before), "after": _plain(step.after),
        "taken": [_plain(weighing) for weighing in step.taken],
    }  # fmt: skip


def step_of(kept: Mapping[str, object]) -> Step:
    """Return a step as it was kept."""
    given = dict(kept)
    before, after = _weighing(given.pop("before")), _weighing(given.pop("after"))
    parts = given.pop("taken")
    assert isinstance(parts, list)  # noqa: S101 - a table of ours
    taken = tuple(_weighing(part) for part in parts)
    return Step(before=before, after=after, taken=taken, **given)  # type: ignore[arg-type]


def _weighing(kept: object) -> Weighing:
    assert isinstance(kept, Mapping)  # noqa: S101 - a table of ours
    balance = Balance(
        number=kept["number"], division_mg=kept["division_mg"], calibration_ug=kept["calibration_ug"]
    )
    return Weighing(mass_mg=kept["mass_mg"], balance=balance, times=kept["times"])


def _plain(weighing: Weighing) -> dict[str, object]:
    balance = weighing.balance
    return {
        "number": balance.number, "division_mg": balance.division_mg,
        "calibration_ug": balance.calibration_ug, "mass_mg": weighing.mass_mg, "times": weighing.times,
    }  # fmt: skip
