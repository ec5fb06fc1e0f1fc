"""Keys, dates, seals and figures that cannot be: refused, and named by the verifier with code of its own."""

from collections.abc import Callable, Mapping

import pytest

from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.refusals import acts as refusals
from borderlink.foundation.canonical import Value
from borderlink.foundation.refusals import Refusal
from tests.custody_world import NOON_S, Desk, public_of

Act = tuple[Kind, str, tuple[str, ...], Mapping[str, Value]]
TWO = ("AMINA", "BRUNO")
WITH_FEI = ("AMINA", "FEI")
RECEIVED: dict[str, Value] = {
    "side": "receiver", "taker": "AMINA", "seals": ["S-1"], "offered_mg": 1000, "net_mg": 900,
}  # fmt: skip


def _nothing(_: Desk) -> None: ...


def _key_of_fei(**facts: Value) -> Callable[[Desk], object]:
    """Register the key with which FEI of OFFICE signs, as something else says."""
    usual: dict[str, Value] = {"key": public_of("FEI"), "badge": "FEI", "unit": "OFFICE"}
    return lambda desk: desk.do(Kind.KEY_ADD, case=KEYS_CASE, by=("REGISTRAR",), given={**usual, **facts})


def _seal(desk: Desk) -> None:
    desk.do(Kind.SEAL, "E-1", number="S-1")


def _sealed_and_lighter(desk: Desk) -> None:
    _seal(desk)
    for mass_mg in (2_020_000, 2_005_000):
        desk.do(Kind.WEIGH, "E-1", measure="sealed-gross", mass_mg=mass_mg)


def _recorded_loss(desk: Desk) -> None:
    desk.do(Kind.WEIGH, "E-1", mass_mg=1_990_000)
    desk.do(Kind.DISCREPANCY, "E-1", weighing=3, residual_mg=10_000)


def _wrapper(desk: Desk) -> None:
    desk.do(Kind.SEIZE, "W-1", item="packaging", substance="", form="", belongs_to="E-1")


def _sealed_wrapper(desk: Desk) -> None:
    _wrapper(desk)
    desk.do(Kind.SEAL, "W-1", number="S-9")


def _planned(desk: Desk) -> None:
    desk.do(Kind.DESTROY_PLAN, members=["E-1"])


def _parcel_with_ewa(desk: Desk) -> None:
    desk.do(Kind.HAND_OVER, "P-1", item="parcel", giver="CHIDI", taker="EWA", by=("CHIDI", "EWA"))


STORE: Act = (Kind.STORE, "E-1", WITH_FEI, {})
BREACHES: dict[str, tuple[type[Refusal], Callable[[Desk], object], Act]] = {
    "a key signs when its period has ended": (refusals.KeyNotValid, _key_of_fei(until_at=NOON_S), STORE),
    "a key signs before its period": (refusals.KeyNotValid, _key_of_fei(from_at=NOON_S + 1), STORE),
    "a key signs for another officer": (refusals.OnePersonTwice, _key_of_fei(badge="GAO"), STORE),
    "a key signs for another unit": (refusals.OnePersonTwice, _key_of_fei(unit="LAB-1"), STORE),
    "one officer plans a destruction": (
        refusals.SignerMissing, _nothing, (Kind.DESTROY_PLAN, "", ("AMINA",), {"members": ["E-1"]}),
    ),
    "one officer destroys": (
        refusals.SignerMissing, _planned, (Kind.DESTROY, "E-1", ("AMINA",), {"mass_mg": 2_000_000}),
    ),
    "one officer explains": (
        refusals.SignerMissing, _recorded_loss, (Kind.EXPLAIN, "E-1", ("AMINA",), {"weighing": 3}),
    ),
    "one officer offers": (
        refusals.SignerMissing, _seal, (Kind.OFFER, "E-1", ("AMINA",), {"seals": ["S-1"]}),
    ),
    "one officer gives back": (
        refusals.SignerMissing, _nothing, (Kind.RETURN, "E-1", ("AMINA",), {"mass_mg": 2_000_000}),
    ),
    "one officer receives": (
        refusals.SignerMissing, _nothing, (Kind.ACCEPT, "E-9", ("AMINA",), RECEIVED),
    ),
    "destruction is planned without a decision": (
        refusals.CaseStillOpen, _nothing,
        (Kind.DESTROY_PLAN, "", TWO, {"members": ["E-1"], "decision": ""}),
    ),
    "a seizure is dated after its record": (
        refusals.BeforeSeizure, _nothing, (Kind.SEIZE, "E-2", TWO, {"seized_at": NOON_S + 1}),
    ),
    "an exhibit is seized from a parcel that another holds": (
        refusals.NotTheHolder, _parcel_with_ewa, (Kind.SEIZE, "E-2", TWO, {"parcel": "P-1"}),
    ),
    "what a partner sent carries a seal used here": (
        refusals.SealUsed, _seal, (Kind.ACCEPT, "E-9", TWO, RECEIVED),
    ),
    "a pure mass is not the purity's": (
        refusals.MassesDiffer, _nothing,
        (Kind.ANALYSE, "E-1", TWO, {"remaining_mg": 2_000_000, "of_mg": 1_000, "pure_mg": 799}),
    ),
    "a finding without masses is told of a drug": (
        refusals.KeptByMass, _nothing, (Kind.EXAMINE, "E-1", TWO, {}),
    ),
    "a purity is told of a wrapper": (
        refusals.NotADrug, _wrapper, (Kind.ANALYSE, "W-1", TWO, {"remaining_mg": 0}),
    ),
    "a wrapper is examined under its seal": (
        refusals.StillSealed, _sealed_wrapper, (Kind.EXAMINE, "W-1", TWO, {}),
    ),
    "a wrapper is examined by people who do not hold it": (
        refusals.NotTheHolder, _wrapper, (Kind.EXAMINE, "W-1", ("DUNG", "EWA"), {}),
    ),
    "a bag that became lighter under its seal is put up for destruction": (
        refusals.DiscrepancyOpen, _sealed_and_lighter, (Kind.DESTROY_PLAN, "", TWO, {"members": ["E-1"]}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREACHES)
def test_what_cannot_be_is_refused_and_named_by_the_verifier(name: str) -> None:
    refusal, before, (kind, exhibit, by, facts) = BREACHES[name]
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    before(desk)
    size = len(desk.lines)

    with pytest.raises(refusal):
        desk.do(kind, exhibit, by=by, given=facts)
    desk.force(kind, exhibit, by=by, given=facts)

    fault = desk.verdict().fault
    assert fault is not None
    assert (fault.event, fault.code) == (size + 1, refusal.code)


def test_an_officer_registers_no_keys() -> None:
    desk = Desk()
    facts: dict[str, Value] = {"key": public_of("FEI"), "badge": "FEI", "unit": "OFFICE"}

    with pytest.raises(refusals.KeyNotValid):
        desk.do(Kind.KEY_ADD, case=KEYS_CASE, by=("AMINA",), given=facts)
    desk.force(Kind.KEY_ADD, case=KEYS_CASE, by=("AMINA",), given=facts)

    fault = desk.verdict().fault
    assert fault is not None
    assert fault.code == "custody.key-not-valid"
