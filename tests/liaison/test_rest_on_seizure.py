"""A rule rests on a partner's seizure: it falls with it, and rises with a new letter alone."""

from datetime import timedelta

import pytest

from borderlink.liaison.actions.typologies import decide_typology, propose_typology
from borderlink.liaison.models.casework import Typology
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.refusals.office import SeizureTakenBack
from borderlink.screening.actions.approved import suspend_warrant
from borderlink.screening.queries.approved import approved_rules, suspended_warrants
from tests.cases.scenes import opened
from tests.liaison.office_scenes import LATER, came, office, trusted
from tests.world import NOON, World

SEIZURE = "AU-ABF-2026-0193"
SAID = {"outcomes": ["OUT-SEIZED"], "final": 0, "case": SEIZURE}
TEA = {
    "weight": 0.4, "group": "signal", "reason": "As a partner seized.", "facts": ["contents"],
    "when": [{"column": "contents", "contains": ["oolong tea"]}],
}  # fmt: skip


def test_a_seizure_that_was_taken_back_carries_no_rule_until_it_is_told_of_again(world: World) -> None:
    partner, first, second = trusted(world), office(world), office(world, "GZ-0032")

    def propose(letter: Letter, name: str) -> Typology:
        ends = NOON.date() + timedelta(days=60)
        return propose_typology(
            letter=letter, name=name, seizure=SEIZURE, rule=TEA, expires_on=ends, by=first, at=LATER
        )

    told, elsewhere = came(partner, "feedback", SAID), came(partner, "feedback", SAID)
    propose(told, "tea-two-kilos")
    decide_typology(name="tea-two-kilos", approved=True, by=second, at=LATER)
    came(
        partner, "withdrawal", {"letters": [str(elsewhere.uuid)], "why": "WDR-WRONG"},
        thread=elsewhere.thread, at=LATER,
    )  # fmt: skip

    assert Typology.objects.get().state == "suspended"
    assert approved_rules(NOON.date()) == []
    with pytest.raises(SeizureTakenBack):
        propose(told, "tea-again")
    anew = came(partner, "feedback", SAID, at=LATER + timedelta(hours=1))
    propose(anew, "tea-as-told-anew")
    decide_typology(name="tea-as-told-anew", approved=True, by=second, at=LATER + timedelta(hours=2))
    assert suspended_warrants() == frozenset()
    assert [rule["name"] for rule in approved_rules(NOON.date())] == ["tea-as-told-anew"]


def test_no_partners_letter_brings_back_what_was_suspended_of_a_case_of_ours(world: World) -> None:
    partner, by, case = trusted(world), office(world), opened(world)
    suspend_warrant(reference=case.number, why="CGR-ACQUITTED", by="GZ-0001", at=NOON)
    told = came(partner, "feedback", SAID, at=LATER)

    with pytest.raises(SeizureTakenBack):
        propose_typology(
            letter=told, name="tea", seizure=case.number, rule=TEA,
            expires_on=NOON.date() + timedelta(days=60), by=by, at=LATER,
        )  # fmt: skip

    assert suspended_warrants() == {case.number}
