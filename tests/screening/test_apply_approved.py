"""Rules that another room had approved are applied at the next load, and wait once what they rest on fell."""

import pytest
from django.conf import settings

from borderlink.screening.actions.approved import put_rule, suspend_warrant, take_rule_back
from borderlink.screening.models.referrals import Load
from borderlink.screening.refusals.rules import RuleNotUnderstood
from tests.screening.scenes import manifest, screened
from tests.world import NOON, World

SEIZURE = "AU-ABF-2026-0193"
MUGS: dict[str, str | float | list[object]] = {
    "name": "mugs-as-seized", "weight": 0.9, "group": "signal", "reason": "As a partner seized: {contents}.",
    "facts": ["contents"], "when": [{"column": "contents", "contains": ["ceramic mug"]}],
    "seizure": SEIZURE, "author": "GZ-0031", "approver": "GZ-0032", "approved_on": "2026-11-20",
    "expires_on": "2026-12-20",
}  # fmt: skip
OWN = """
format = "borderlink-rules/1"
[[rule]]
name = "mugs-as-seized"
weight = 0.4
reason = "Mugs: {contents}."
facts = ["contents"]
when = [{ column = "contents", contains = ["mug"] }]
seizure = "AU-ABF-2026-0001"
author = "GZ-0031"
approver = "GZ-0032"
approved_on = "2026-11-20"
expires_on = "2026-12-20"
"""


def fired(load: Load) -> set[str]:
    """Return the names of the rules that fired on a load's referrals."""
    return {reason["rule"] for row in load.referrals.all() for reason in row.reasons}


def test_an_approved_rule_is_applied_until_it_is_taken_back_or_what_it_rests_on_is_suspended(
    world: World,
) -> None:
    amina = world.reader(world.amina)
    put_rule(said=MUGS, by="GZ-0032", at=NOON)
    applied = screened(amina, manifest(30, with_tea=False, prefix="A"))
    suspend_warrant(reference=SEIZURE, why="CGR-LAB", by="MC-POLICE", at=NOON)
    waiting = screened(amina, manifest(30, with_tea=False, prefix="B"))

    assert "mugs-as-seized" in fired(applied)
    assert "mugs-as-seized" not in fired(waiting)
    assert (applied.provenance["suspended"], waiting.provenance["suspended"]) == ([], [SEIZURE])
    take_rule_back(name="mugs-as-seized", why="it fell", by="GZ-0032", at=NOON)
    without = screened(amina, manifest(30, with_tea=False, prefix="C"))
    assert without.provenance["rules"] not in {applied.provenance["rules"], waiting.provenance["rules"]}


def test_a_name_that_the_nodes_own_rules_have_is_refused_before_it_can_stop_a_load(world: World) -> None:
    rules = settings.BORDERLINK.folder / "rules.toml"
    rules.write_text(OWN, encoding="utf-8")
    try:
        with pytest.raises(RuleNotUnderstood):
            put_rule(said=MUGS, by="GZ-0032", at=NOON)
    finally:
        rules.unlink()
