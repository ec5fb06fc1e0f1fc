from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.custody.domain.acts import COMMITMENT_DOMAIN, act_of
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.schema import Kind
from borderlink.custody.refusals import acts as refusals
from borderlink.foundation.canonical import Value
from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening, opens
from borderlink.foundation.refusals import Refusal
from tests.custody_world import DAY_S, NOON_S, Desk, key_of, tea_case


@dataclass
class Planted:
    """One breach: what stood before, the act that breaks a rule, and the refusal that names it."""

    kind: Kind
    refusal: type[Refusal]
    exhibit: str = "E-1"
    by: tuple[str, ...] = ("AMINA", "BRUNO")
    at: int = NOON_S
    facts: dict[str, Value] = field(default_factory=dict)
    before: Callable[[Desk], object] = lambda _: None


def _seal(desk: Desk) -> Line:
    return desk.do(Kind.SEAL, "E-1", number="S-1")


def _offer(desk: Desk) -> Line:
    _seal(desk)
    return desk.do(Kind.OFFER, "E-1", seals=["S-1"])


def _loss(desk: Desk) -> Line:
    return desk.do(Kind.WEIGH, "E-1", mass_mg=1_990_000)


def _recorded(desk: Desk) -> Line:
    _loss(desk)
    return desk.do(Kind.DISCREPANCY, "E-1", weighing=3, residual_mg=10_000)


def _planned(desk: Desk) -> Line:
    return desk.do(Kind.DESTROY_PLAN, members=["E-1"])


def _burnt(desk: Desk) -> Line:
    _planned(desk)
    return desk.do(Kind.DESTROY, "E-1", mass_mg=2_000_000)


def _sampled(desk: Desk) -> Line:
    return desk.do(Kind.SAMPLE, "E-1", sample="E-1-S")


def _retired(desk: Desk) -> Line:
    return desk.do(Kind.KEY_RETIRE, case="keys", by=("REGISTRAR",), key=key_of("BRUNO").public().text())


def _substituted(desk: Desk) -> Line:
    return desk.do(Kind.SUBSTITUTE, "T-1", source="E-1")


def _other(desk: Desk) -> Line:
    return desk.do(Kind.SEIZE, "E-2")


ACCEPTED: dict[str, Value] = {"seals": ["S-1"], "offered_mg": 1000, "net_mg": 2_000_000}
BREACHES = {
    "a seal number is used again on another exhibit": Planted(
        Kind.SEAL, refusals.SealUsed, "E-2", facts={"number": "S-1"}, before=lambda d: (_other(d), _seal(d))
    ),
    "a second seal is put on one layer": Planted(
        Kind.SEAL, refusals.SealOutOfOrder, facts={"number": "S-2", "layer": 1}, before=_seal
    ),
    "another seal is opened than the one on the bag": Planted(
        Kind.UNSEAL, refusals.SealDoesNotMatch, facts={"number": "S-9"}, before=_seal
    ),
    "a layer is closed again that was never opened": Planted(
        Kind.RESEAL, refusals.SealOutOfOrder, facts={"number": "S-2"}
    ),
    "more is taken out than there is": Planted(
        Kind.SPLIT, refusals.MassBelowZero, facts={"part": "E-1-A", "mass_mg": 2_000_001}
    ),
    "a sealed lot is sampled": Planted(
        Kind.SAMPLE, refusals.StillSealed, facts={"sample": "E-1-S"}, before=_seal
    ),
    "a lot that was never weighed is divided": Planted(
        Kind.SPLIT, refusals.NotWeighed, "E-2", facts={"part": "E-2-A"}, before=_other
    ),
    "kilograms are typed for grams": Planted(
        Kind.WEIGH, refusals.HeavierThanGross, "E-2", facts={"mass_mg": 7_981_000_000},
        before=lambda d: (_other(d), d.do(Kind.WEIGH, "E-2", measure="gross", mass_mg=8_200_000)),
    ),
    "an exhibit number is given twice": Planted(Kind.SEIZE, refusals.ExhibitKnown),
    "a stranger stores it": Planted(Kind.STORE, refusals.NotTheHolder, by=("CHIDI", "EWA")),
    "someone hands over what another holds": Planted(
        Kind.HAND_OVER, refusals.NotTheHolder, facts={"giver": "BRUNO", "taker": "AMINA"}
    ),
    "a hand-over without its taker": Planted(
        Kind.HAND_OVER, refusals.SignerMissing, facts={"giver": "AMINA", "taker": "EWA"}
    ),
    "one officer signs alone for two": Planted(
        Kind.HAND_OVER, refusals.SignerMissing, by=("AMINA",), facts={"giver": "AMINA", "taker": "AMINA"}
    ),
    "one officer signs twice": Planted(
        Kind.HAND_OVER, refusals.OnePersonTwice, by=("AMINA", "AMINA"),
        facts={"giver": "AMINA", "taker": "AMINA"}
    ),
    "a key that was retired signs": Planted(Kind.STORE, refusals.KeyNotValid, before=_retired),
    "a date before the seizure": Planted(Kind.STORE, refusals.BeforeSeizure, at=NOON_S - 1),
    "seals that are not on the bag are handed over": Planted(
        Kind.HAND_OVER, refusals.SealDoesNotMatch, by=("AMINA", "EWA"),
        facts={"giver": "AMINA", "taker": "EWA", "seals": ["S-2"]}, before=_seal,
    ),
    "an unexplained discrepancy is sent abroad": Planted(
        Kind.OFFER, refusals.DiscrepancyOpen, facts={"seals": ["S-1"]}, before=lambda d: (_loss(d), _seal(d))
    ),
    "a discrepancy is left out before it is explained": Planted(
        Kind.EXPLAIN, refusals.NothingToExplain, by=("AMINA", "EWA"), facts={"weighing": 3}, before=_loss
    ),
    "a discrepancy of another size is recorded": Planted(
        Kind.DISCREPANCY, refusals.NothingToExplain, facts={"weighing": 3, "residual_mg": 1}, before=_loss
    ),
    "two of one unit explain": Planted(
        Kind.EXPLAIN, refusals.SameUnit, facts={"weighing": 3, "loss_mg": 10_000}, before=_recorded
    ),
    "more is written off than the weighing missed": Planted(
        Kind.EXPLAIN, refusals.NothingToExplain, by=("AMINA", "EWA"),
        facts={"weighing": 3, "loss_mg": 10_001}, before=_recorded,
    ),
    "a gain is written where the weighing missed something": Planted(
        Kind.EXPLAIN, refusals.NothingToExplain, by=("AMINA", "EWA"),
        facts={"weighing": 3, "loss_mg": -1}, before=_recorded,
    ),
    "less is given back than is in the book": Planted(
        Kind.RETURN, refusals.MassOutsideBounds, facts={"mass_mg": 1_990_000}
    ),
    "a sealed lot is given back lighter than what is in it": Planted(
        Kind.RETURN, refusals.MassOutsideBounds, facts={"mass_mg": 1_990_000}, before=_seal
    ),
    "a sealed lot is given back lighter than it was sealed": Planted(
        Kind.RETURN, refusals.MassOutsideBounds, facts={"mass_mg": 2_005_000},
        before=lambda d: (_seal(d), d.do(Kind.WEIGH, "E-1", measure="sealed-gross", mass_mg=2_020_000)),
    ),
    "an unexplained discrepancy is put up for destruction": Planted(
        Kind.DESTROY_PLAN, refusals.DiscrepancyOpen, "", facts={"members": ["E-1"]}, before=_recorded
    ),
    "what is on offer is moved": Planted(Kind.MOVE, refusals.OfferPending, before=_offer),
    "what is on offer is offered to another": Planted(
        Kind.OFFER, refusals.OfferPending, facts={"seals": ["S-1"], "offer": "O-2"}, before=_offer
    ),
    "an open lot is offered": Planted(Kind.OFFER, refusals.SealBroken, facts={"seals": []}),
    "an offer without papers": Planted(
        Kind.OFFER, refusals.PapersMissing, facts={"seals": ["S-1"], "permit": ""}, before=_seal
    ),
    "an offer nobody made is accepted": Planted(
        Kind.ACCEPT, refusals.OfferUnknown, by=("EWA",), facts=ACCEPTED, before=_seal
    ),
    "a broken seal is accepted": Planted(
        Kind.ACCEPT, refusals.SealBroken, by=("EWA",),
        facts={**ACCEPTED, "seal_state": "broken"}, before=_offer
    ),
    "another mass is accepted": Planted(
        Kind.ACCEPT, refusals.MassOutsideBounds, by=("EWA",),
        facts={**ACCEPTED, "mass_mg": 9_000}, before=_offer
    ),
    "the same offer is accepted twice": Planted(
        Kind.ACCEPT, refusals.OfferUnknown, by=("EWA",), facts=ACCEPTED,
        before=lambda d: (_offer(d), d.do(Kind.ACCEPT, "E-1", by=("EWA",), given=ACCEPTED)),
    ),
    "destruction is planned while the case is open": Planted(
        Kind.DESTROY_PLAN, refusals.CaseStillOpen, "", facts={"members": ["E-1"], "case_open": 1}
    ),
    "destruction is planned while a partner holds": Planted(
        Kind.DESTROY_PLAN, refusals.CaseStillOpen, "", facts={"members": ["E-1"], "holds": 1}
    ),
    "the counter-sample is burnt with the rest": Planted(
        Kind.DESTROY_PLAN, refusals.KeptApart, "",
        facts={"members": ["E-1", "E-1-S"], "holds": 1, "order": "ORD-1", "counter_sample": "E-1-S"},
        before=_sampled,
    ),
    "what no plan names is destroyed": Planted(
        Kind.DESTROY, refusals.NotInPlan, facts={"mass_mg": 2_000_000}
    ),
    "less is burnt than is in the book": Planted(
        Kind.DESTROY, refusals.MassOutsideBounds, facts={"mass_mg": 1_990_000}, before=_planned
    ),
    "what was destroyed is stored": Planted(Kind.STORE, refusals.NoLongerHere, before=_burnt),
    "a substitute is grouped with drugs": Planted(
        Kind.GROUP, refusals.KeptApart, "", facts={"members": ["E-1", "T-1"]}, before=_substituted
    ),
    "an analysis that does not add up": Planted(
        Kind.ANALYSE, refusals.MassesDiffer, facts={"consumed_mg": 1_000, "remaining_mg": 2_000_000}
    ),
    "an exhibit of another case": Planted(Kind.STORE, refusals.ExhibitUnknown, "E-77"),
    "a witness of what did not happen": Planted(
        Kind.WITNESS, refusals.EntryUnknown, "", facts={"entry": 99}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_breach_is_refused_and_the_verifier_names_it_on_its_own(name: str) -> None:
    planted, desk = BREACHES[name], Desk()
    desk.seized("E-1", 2_000_000)
    planted.before(desk)
    size = len(desk.lines)

    with pytest.raises(planted.refusal):
        desk.do(planted.kind, planted.exhibit, by=planted.by, at=planted.at, given=planted.facts)
    desk.force(planted.kind, planted.exhibit, by=planted.by, at=planted.at, given=planted.facts)
    verdict = desk.verdict()

    assert verdict.fault is not None
    assert (verdict.fault.event, verdict.fault.code) == (size + 1, planted.refusal.code)


def test_free_text_and_fractions_find_no_place_in_an_act() -> None:
    desk = Desk()
    wrong: list[dict[str, Value]] = [
        {"substance": "张某"}, {"note": "x"}, {"packages": -1}, {"packages": True}, {"place": "a place"},
    ]  # fmt: skip

    for facts in wrong:
        with pytest.raises(refusals.NotInForm):
            desk.do(Kind.SEIZE, "E-1", given=facts)


def test_a_name_is_held_as_a_commitment_that_only_its_opening_opens() -> None:
    desk = Desk()
    opening = Opening(name="suspect_name", salt=bytes(16), value="Invented Person")

    line = desk.do(Kind.SEIZE, "E-1", openings=[opening])

    act = act_of(line.content())
    assert b"Invented" not in line.body
    assert opens(act.commitments["suspect_name"], COMMITMENT_DOMAIN, opening)
    assert desk.verdict().fault is None


def test_the_story_closes_at_zero_with_the_design_s_uncertainty() -> None:
    desk = Desk()
    tea_case(desk)

    book = desk.ledger.books.closure("C-1")
    measured = desk.ledger.books.closure("C-1", measured=True)

    assert (book.seized_mg, book.samples_mg, book.transferred_mg) == (7_981_000, 4_000, 40_000)
    assert (book.destroyed_mg, book.residual_mg()) == (7_937_000, 0)
    assert round(book.uncertainty.expanded_ug() / 10**6, 2) == 2.31
    assert measured.is_within()
    assert desk.verdict(checkpoint=desk.ledger.checkpoint()).fault is None


def test_two_of_different_units_explain_a_discrepancy_and_the_loss_leaves_the_book() -> None:
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    _recorded(desk)

    desk.do(Kind.EXPLAIN, "E-1", by=("AMINA", "EWA"), weighing=3, loss_mg=10_000)
    _seal(desk)
    desk.do(Kind.OFFER, "E-1", seals=["S-1"])

    closure = desk.ledger.books.closure("C-1")
    assert (closure.kept_mg, closure.loss_mg, closure.residual_mg()) == (1_990_000, 10_000, 0)
    assert desk.verdict().fault is None


def test_a_refused_or_cancelled_offer_leaves_the_sender_as_the_one_custodian() -> None:
    for answer in (Kind.REFUSE, Kind.CANCEL):
        desk = Desk()
        desk.seized("E-1", 2_000_000)
        _offer(desk)

        desk.do(answer, "E-1")
        desk.do(Kind.STORE, "E-1")

        assert desk.ledger.books.lots["E-1"].holder == "AMINA"
        assert desk.verdict().fault is None


def test_the_receiver_takes_over_what_was_offered_and_no_more() -> None:
    desk = Desk()
    received: dict[str, Value] = {
        "side": "receiver", "taker": "EWA", "seals": ["S-40"], "mass_mg": 52_000,
        "offered_mg": 52_000, "net_mg": 40_000,
    }  # fmt: skip

    with pytest.raises(refusals.MassOutsideBounds):
        desk.do(Kind.ACCEPT, "X-1", by=("EWA", "CHIDI"), given=received, offered_mg=60_000)
    desk.do(Kind.ACCEPT, "X-1", by=("EWA", "CHIDI"), given=received)

    assert desk.ledger.books.lots["X-1"].holder == "EWA"
    assert desk.ledger.books.closure("C-1").kept_mg == 40_000
    assert desk.verdict().fault is None


def test_substitutes_never_count_as_drugs() -> None:
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    desk.do(Kind.SUBSTITUTE, "T-1", source="E-1", mass_mg=1_900_000)

    assert desk.ledger.books.closure("C-1").seized_mg == 2_000_000
    assert desk.ledger.books.closure("C-1", item="substitute").seized_mg == 1_900_000


def test_a_court_s_order_and_a_kept_sample_allow_destruction_before_the_end() -> None:
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    _sampled(desk)

    desk.do(Kind.DESTROY_PLAN, members=["E-1"], case_open=1, order="ORD-1", counter_sample="E-1-S")
    desk.do(Kind.DESTROY, "E-1", mass_mg=1_999_000)

    assert desk.verdict().fault is None


def test_an_act_signed_for_another_place_in_the_case_is_refused() -> None:
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    early = desk.ledger.prepare(desk.draft(Kind.STORE, "E-1"))
    desk.do(Kind.STORE, "E-1", location="R9")

    with pytest.raises(refusals.OutOfTurn):
        desk.keep(early, ("AMINA", "BRUNO"))


def test_an_act_with_another_s_signature_is_refused() -> None:
    desk = Desk()
    act = desk.ledger.prepare(desk.draft(Kind.SEIZE, "E-1"))

    with pytest.raises(refusals.SignatureInvalid):
        desk.keep(act, ("AMINA", "CHIDI"))


def test_a_ledger_read_again_stands_where_it_stood() -> None:
    desk = Desk()
    tea_case(desk)

    again = Ledger.read(desk.lines, node=desk.ledger.node, pack=desk.pack, anchors=desk.ledger.anchors)

    assert again.checkpoint() == desk.ledger.checkpoint()
    assert again.books.closure("C-1") == desk.ledger.books.closure("C-1")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sample", "split", "analyse", "weigh", "explain", "seal", "unseal", "burn", "return"]
        ),
        st.integers(0, 3),
        st.integers(0, 1_300_000),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_no_history_makes_a_book_negative_or_a_closure_wrong(steps: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    desk.seized("E-0", 1_000_000)
    for number, (what, lot, mass) in enumerate(steps, 1):
        before = desk.ledger.checkpoint()
        try:
            _try(desk, what, f"E-{lot}", mass, number)
        except Refusal:
            assert desk.ledger.checkpoint().size >= before.size

    books = desk.ledger.books
    assert all(lot.book_mg is None or lot.book_mg >= 0 for lot in books.lots.values())
    assert books.closure("C-1").residual_mg() == 0
    assert desk.verdict(signatures=None).fault is None


def _try(desk: Desk, what: str, exhibit: str, mass: int, number: int) -> None:
    lot = desk.ledger.books.lots.get(exhibit)
    match what:
        case "sample":
            desk.do(Kind.SAMPLE, exhibit, sample=f"E-{number % 4}", mass_mg=mass)
        case "split":
            desk.do(Kind.SPLIT, exhibit, part=f"E-{number % 4}", mass_mg=mass)
        case "analyse":
            left = (lot.book_mg or 0) - mass if lot else 0
            desk.do(Kind.ANALYSE, exhibit, consumed_mg=mass, remaining_mg=max(left, 0))
        case "weigh":
            desk.do(Kind.WEIGH, exhibit, mass_mg=mass)
        case "explain":
            dispute = lot.dispute if lot else None
            entry, residual = (dispute.entry, dispute.residual_mg) if dispute else (1, 0)
            desk.do(Kind.DISCREPANCY, exhibit, weighing=entry, residual_mg=residual)
            desk.do(Kind.EXPLAIN, exhibit, by=("AMINA", "EWA"), weighing=entry, loss_mg=residual)
        case "seal":
            desk.do(Kind.SEAL, exhibit, number=f"S-{number}", layer=len(lot.seals) + 1 if lot else 1)
        case "unseal":
            worn = lot.seals if lot else []
            desk.do(Kind.UNSEAL, exhibit, number=worn[-1] if worn else "S-0", layer=max(len(worn), 1))
        case "burn":
            desk.do(Kind.DESTROY_PLAN, members=[exhibit])
            desk.do(Kind.DESTROY, exhibit, mass_mg=lot.book_mg or 0 if lot else 0)
        case _:
            desk.do(Kind.RETURN, exhibit, at=NOON_S + DAY_S, given={"mass_mg": (lot and lot.book_mg) or 0})
