"""What leaves and comes back, through the actions; and nobody without a need to know does any of it."""

# ruff: noqa: ARG005 - every act in the table is given exhibit and case, and takes what it needs

from collections.abc import Callable
from datetime import timedelta

import pytest

from borderlink.custody.actions import (
    destroying,
    dividing,
    erasing,
    handing,
    holds,
    keeping,
    laboratory,
    leaving,
    sealing,
    seizing,
    weighing,
)
from borderlink.custody.actions.sheets import Sheet, work_through
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import checking, exhibits, sampling
from borderlink.custody.refusals.acts import (
    KeptApart,
    MassOutsideBounds,
    NoLongerHere,
    NotWeighed,
    OfferPending,
    OfferUnknown,
    PapersMissing,
    SealBroken,
    SignerMissing,
)
from borderlink.custody.refusals.room import CodeTaken
from borderlink.foundation.refusals import NotFound
from tests.custody.scenes import HAND_OVER_MG, Scene, Step, exhibit, let_leave, tea, tea_case, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REMOTE = "cd" * 32


def _terms(scene: Scene, **changes: object) -> leaving.Terms:
    given: dict[str, object] = {
        "to_node": "AU-POLICE", "basis": "MLA-1", "request": "R-1", "purpose": "trial",
        "expires_at": scene.at + timedelta(days=30), "authorisation": "EX-1", "permit": "IM-1",
    }  # fmt: skip
    return leaving.Terms(**{**given, **changes})  # type: ignore[arg-type]


def _offer(scene: Scene, lot: str, mass_mg: int = 2_132_000, **changes: object) -> None:
    let_leave(scene, lot)
    leaving.offer(
        exhibit=lot, terms=_terms(scene, **changes), seals_seen=exhibit(lot).seals,
        reading=Reading(balance="B-1", mass_mg=mass_mg), hands=scene.stores, by=scene.by(scene.mika),
        at=scene.now(),
    )  # fmt: skip


def _accept(scene: Scene, lot: str, mass_mg: int = 2_132_000) -> Entry:
    return leaving.accept(
        exhibit=lot, taker="AU-0007", seals_seen=exhibit(lot).seals,
        reading=leaving.PartnerReading(balance="AU-1", division_mg=1_000, mass_mg=mass_mg), remote=REMOTE,
        hands=scene.stores, by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip


def test_an_offered_exhibit_is_locked_until_the_partner_answers() -> None:
    scene = tea_case(Step.STORED)
    lot, by = scene.lots[0], scene.by(scene.mika)
    _offer(scene, lot)

    with pytest.raises(OfferPending):
        unseal(scene, lot, "inspection")
    leaving.refuse(
        exhibit=lot, reason="seal-broken", remote=REMOTE, hands=scene.stores, by=by, at=scene.now()
    )
    _offer(scene, lot)
    leaving.cancel(
        exhibit=lot, reason="withdrawn", not_accepted=REMOTE, hands=scene.stores, by=by, at=scene.now()
    )
    with pytest.raises(OfferUnknown):
        _accept(scene, lot)

    assert (exhibit(lot).state, exhibit(lot).holder, exhibit(lot).offer) == ("held", scene.mika.badge, "")


def test_custody_passes_at_acceptance_and_the_exhibit_is_no_longer_here() -> None:
    scene = tea_case(Step.STORED)
    lot = scene.lots[0]
    _offer(scene, lot)

    with pytest.raises(MassOutsideBounds):
        _accept(scene, lot, 2_120_000)
    entry = _accept(scene, lot)

    assert entry.act().text("offer") == f"{scene.case}-O01"
    assert entry.act().text("node") == "AU-POLICE"
    row = exhibit(lot)
    assert (row.state, row.holder, row.book_mg, row.location) == ("transferred", "AU-0007", 0, "")
    assert exhibits.masses_of_case(scene.by(), scene.case).transferred == 2_012_000
    with pytest.raises(NoLongerHere):
        keeping.store(
            exhibit=lot, location="R1-S1", hands=scene.stores, by=scene.by(scene.mika), at=scene.now()
        )


def test_an_offer_needs_papers_seals_and_two_officers() -> None:
    scene = tea_case(Step.STORED)
    lot, by = scene.lots[0], scene.by(scene.mika)

    with pytest.raises(PapersMissing):
        _offer(scene, lot, permit="")
    with pytest.raises(SignerMissing):
        leaving.offer(
            exhibit=lot, terms=_terms(scene), seals_seen=exhibit(lot).seals,
            reading=Reading(balance="B-1", mass_mg=2_132_000), hands=scene.stores[:1], by=by, at=scene.now(),
        )  # fmt: skip
    unseal(scene, lot, "inspection")
    with pytest.raises(SealBroken):
        _offer(scene, lot)


def test_what_was_handed_over_comes_back_and_the_balance_still_closes() -> None:
    scene = tea_case(Step.SENT)
    part = f"{scene.lots[0]}-P1"

    leaving.give_back(
        exhibit=part, direction="back", party="AU-POLICE", reading=Reading(balance="B-2", mass_mg=39_000),
        hands=scene.stores, by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    masses = exhibits.masses_of_case(scene.by(), scene.case)
    assert (exhibit(part).book_mg, exhibit(part).holder) == (39_000, scene.mika.badge)
    assert (masses.transferred, masses.residual_mg) == (HAND_OVER_MG - 39_000, 0)


def test_a_telephone_is_given_back_without_a_weighing() -> None:
    scene = tea_case(Step.STORED)

    leaving.give_back(
        exhibit=scene.telephone, direction="out", party="OWNER-1", hands=scene.stores,
        by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    assert exhibit(scene.telephone).state == "returned"


def test_a_drug_is_not_given_or_taken_back_without_a_weighing_that_fits() -> None:
    scene = tea_case(Step.SENT)
    by = scene.by(scene.mika)

    for number, direction in ((scene.lots[1], "out"), (f"{scene.lots[0]}-P1", "back")):
        with pytest.raises(NotWeighed):
            leaving.give_back(
                exhibit=number, direction=direction, party="X", hands=scene.stores, by=by, at=scene.now()
            )
    with pytest.raises(MassOutsideBounds):
        leaving.give_back(
            exhibit=scene.lots[1], direction="out", party="X", reading=Reading(balance="B-1", mass_mg=5_000),
            hands=scene.stores, by=by, at=scene.now(),
        )  # fmt: skip

    assert exhibit(scene.lots[1]).state == "held"


def test_a_substitute_has_an_account_of_its_own_and_never_counts_as_a_drug() -> None:
    scene = tea_case(Step.WEIGHED)
    reading = Reading(balance="B-1", mass_mg=2_000_000)

    made = leaving.substitute(
        source=scene.lots[0], material="tea-leaf", reading=reading, hands=scene.two, by=scene.by(),
        at=scene.now(),
    )  # fmt: skip
    with pytest.raises(CodeTaken):  # the same parcel is not substituted twice
        leaving.substitute(source=scene.lots[0], material="tea-leaf", reading=reading, hands=scene.two,
                           by=scene.by(), at=scene.now())  # fmt: skip
    with pytest.raises(KeptApart):
        leaving.substitute(source=scene.telephone, material="tea-leaf", reading=reading, hands=scene.two,
                           by=scene.by(), at=scene.now())  # fmt: skip

    assert (made.item, made.belongs_to, made.book_mg) == ("substitute", scene.lots[0], 2_000_000)
    assert exhibits.masses_of_case(scene.by(), scene.case).seized == 7_981_000
    assert checking.examine().fault is None


# Everything that can be done to an exhibit or in a case, as Chidi tries it: an inspector of another station.
READING = Reading(balance="B-1", mass_mg=1_000)
ACTS: dict[str, Callable[..., object]] = {
    "hand-over": lambda lot, case, **who: handing.hand_over(
        exhibit=lot, taker="GZ-0003", seals_seen=[], **who
    ),
    "parcels": lambda lot, case, **who: handing.take_over_parcels(
        case=case, waybills=["W1"], giver="GZ-0003", taker="GZ-0003", **who
    ),
    "seize": lambda lot, case, **who: seizing.seize(case=case, exhibits=[tea("")], **who),
    "group": lambda lot, case, **who: seizing.group(case=case, exhibits=[lot], place="X", look="x", **who),
    "correct": lambda lot, case, **who: seizing.correct(
        case=case, entry=1, field="place", was="A", becomes="B", **who
    ),
    "weigh": lambda lot, case, **who: weighing.weigh(
        exhibit=lot, measure=Measure.NET, reading=READING, **who
    ),
    "discrepancy": lambda lot, case, **who: weighing.record_discrepancy(exhibit=lot, **who),
    "explain": lambda lot, case, **who: weighing.explain(
        exhibit=lot, weighing=1, cause="spillage", loss_mg=0, text="", **who
    ),
    "seal": lambda lot, case, **who: sealing.seal(exhibit=lot, layer=1, number="S", **who),
    "unseal": lambda lot, case, **who: sealing.unseal(exhibit=lot, layer=1, number="S", reason="x", **who),
    "reseal": lambda lot, case, **who: sealing.reseal(exhibit=lot, layer=1, number="S", **who),
    "sample": lambda lot, case, **who: dividing.sample(
        exhibit=lot, purpose=dividing.SamplePurpose.DEFENCE, packages=1, spots=1, reading=READING, **who
    ),
    "split": lambda lot, case, **who: dividing.split(exhibit=lot, reading=READING, **who),
    "sheet": lambda lot, case, **who: work_through(exhibit=lot, sheet=Sheet(), **who),
    "store": lambda lot, case, **who: keeping.store(exhibit=lot, location="R1-S1", **who),
    "move": lambda lot, case, **who: keeping.move(exhibit=lot, location="R1-S1", **who),
    "return": lambda lot, case, **who: leaving.give_back(exhibit=lot, direction="out", party="X", **who),
    "substitute": lambda lot, case, **who: leaving.substitute(
        source=lot, material="tea", reading=READING, **who
    ),
    "plan": lambda lot, case, **who: destroying.plan(
        exhibits=[lot], method="x", place="X", planned_at=who["at"], decision="J", **who
    ),
    "destroy": lambda lot, case, **who: destroying.destroy(exhibit=lot, reading=READING, **who),
    "witness": lambda lot, case, **who: destroying.witness(
        case=case, entries=[1], capacity="civilian", **who
    ),
}
ALONE: dict[str, Callable[..., object]] = {
    "hold": lambda lot, case, **who: holds.place_hold(case=case, party="X", request="Y", **who),
    "ask": lambda lot, case, **who: laboratory.request(
        case=case, exhibits=[lot], organisation="PEARL-LAB", questions=["identity"], **who
    ),
    "erase": lambda lot, case, **who: erasing.erase_openings(case=case, why="-", **who),
    "masses": lambda lot, case, by, at: exhibits.masses_of_case(by, case),
    "entries": lambda lot, case, by, at: exhibits.entries_of_exhibit(by, lot),
    "breaches": lambda lot, case, by, at: exhibits.breaches_of_case(by, case),
    "closure": lambda lot, case, by, at: destroying.closure(case=case, by=by),
    "samples": lambda lot, case, by, at: sampling.planned_samples(by, case),
}


def test_an_outsider_does_nothing_and_learns_nothing_by_any_act() -> None:
    scene = tea_case(Step.WEIGHED)
    before = Entry.objects.count()
    told: dict[str, str] = {}

    for outsider in (scene.world.chidi, scene.world.jun):
        who = {"by": scene.by(outsider), "at": scene.now()}
        for acts, more in ((ACTS, {"hands": scene.hands(outsider)}), (ALONE, {})):
            for name, act in acts.items():
                for lot, case in ((scene.lots[0], scene.case), ("NO-SUCH-E01", "NO-SUCH")):
                    try:
                        act(lot, case, **who, **more)
                    except NotFound as refused:
                        told[f"{name} {lot} {outsider.badge}"] = refused.code
                    except Exception as other:  # noqa: BLE001 - any other answer is the finding
                        told[f"{name} {lot} {outsider.badge}"] = repr(other)
                    else:
                        told[f"{name} {lot} {outsider.badge}"] = "done"

    others = {name: code for name, code in told.items() if code != "foundation.not-found"}
    assert {name: code for name, code in others.items() if "foundation.not-allowed" not in code} == {}
    assert Entry.objects.count() == before
