"""The gate over the whole product: nothing passes without channel, consent and approval.

What should pass is worked out here a second time, in the plainest words, from the design's table.
"""

import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.domain.assurance import Grade, Penalty, Status, Subject
from borderlink.liaison.domain.gate import (
    Approved,
    Asked,
    ConsentFacts,
    Route,
    Setting,
    Told,
    judge,
)
from borderlink.liaison.domain.terms import KINDS, PAPERS, Basis, Terms
from tests.world import NOON

BASIS = Basis(channel="CHA-POLICE", instrument="Agreement", article="4")
USUAL = Terms.usual(ours="AU", theirs="CN", bases=[BASIS])
FROM_CHINA = Terms.usual(ours="CN", theirs="AU", bases=[BASIS])
TERMS = {
    "strict": Terms.strict(),
    "no-basis": replace(USUAL, bases=()),
    "usual": USUAL,
    "from-china": FROM_CHINA,
}
ROUTES = {
    "agreed": Route(channel="CHA-POLICE", basis="Agreement", article="4"),
    "other-article": Route(channel="CHA-POLICE", basis="Agreement", article="5"),
    "none": Route(channel="", basis="", article=""),
}
CONSENT = ConsentFacts(
    digest="c" * 64, partner="P", kinds=frozenset(), case="", for_evidence=True, for_persons=True,
    from_at=NOON - timedelta(days=1), until_at=NOON + timedelta(days=1),
)  # fmt: skip
CONSENTS: dict[str, list[ConsentFacts]] = {
    "none": [],
    "valid": [CONSENT],
    "expired": [replace(CONSENT, until_at=NOON)],
    "not-named": [replace(CONSENT, digest="d" * 64)],
    "theirs": [replace(CONSENT, giver="Q")],
}
APPROVED = Approved(
    subject="letter 1", partner="P", grade=Grade.MINISTER, digest="a" * 64, table="t", block=b"[]",
    until_at=NOON + timedelta(days=1), asked_by="A", decided_by="B",
)  # fmt: skip
FLAWS: dict[str, dict[str, object] | None] = {
    "none": None,
    "minister": {},
    "senior": {"grade": Grade.SENIOR},
    "expired": {"until_at": NOON},
    "void": {"is_void": True},
    "used": {"is_used": True},
    "own": {"decided_by": "A"},
    "by-author": {"decided_by": "W"},
    "other-text": {"digest": "b" * 64},
    "old-table": {"table": "s"},
    "other-letter": {"subject": "letter 2"},
    "other-partner": {"partner": "Q"},
}
HELPFUL = {"correction", "withdrawal", "erasure_request", "erasure_done"}
AT_STAKE = {Penalty.DEATH, Penalty.UNKNOWN, Penalty.CORPORAL}
LATE = {Status.DETAINED, Status.CHARGED, Status.CONVICTED}
GOOD = {"minister": 3, "senior": 1}
RANK = {"nobody": 0, "senior": 1, "minister": 3}


def _needed(status: Status, kind: str, penalty: Penalty) -> str:
    """Say whose approval the design asks for, in words."""
    if penalty not in AT_STAKE or (status is Status.UNIDENTIFIED and kind not in HELPFUL):
        return "nobody"
    if status is Status.OFFICIAL and kind in {"training_nomination", "receipt", "key_update"}:
        return "nobody"
    if kind in HELPFUL:
        return "senior"
    return "minister" if status in LATE or status is Status.OFFICIAL else "senior"


def _should_pass(cell: tuple[str, str, str, str, Status, Penalty, str]) -> bool:
    terms, kind, route, consent, status, penalty, approval = cell
    if terms in {"strict", "no-basis"} or route != "agreed":
        return False
    is_evidence = kind in PAPERS
    is_personal = status is not Status.OFFICIAL
    if (is_evidence or (is_personal and terms == "from-china")) and consent != "valid":
        return False
    needed = _needed(status, kind, penalty)
    return needed == "nobody" or GOOD.get(approval, -1) >= RANK[needed]


def _asked(kind: str, route: str, status: Status) -> Asked:
    return Asked(
        partner="P", kind=kind, subject="letter 1", route=ROUTES[route], digest="a" * 64,
        handling=("HSC-TLP", "HDL-AMBER"), is_evidence=kind in PAPERS,
        is_personal=status is not Status.OFFICIAL, consents=("c" * 64,),
        people=(Told(ref="P1", status=status),),
    )  # fmt: skip


def _passes(asked: Asked, setting: Setting) -> bool:
    try:
        judge(asked, setting)
    except Refusal:
        return False
    return True


def _approval(flaw: str, status: Status, penalty: Penalty) -> list[Approved]:
    changes = FLAWS[flaw]
    if changes is None:
        return []
    people = {"P1": Subject(status=status, penalty=penalty, worst=penalty)}
    return [replace(APPROVED, people=people, **changes)]  # type: ignore[arg-type]


@pytest.mark.parametrize("terms", TERMS)
def test_over_the_whole_product_nothing_passes_without_channel_consent_and_approval(terms: str) -> None:
    counts: Counter[bool] = Counter()
    for status, penalty in product(Status, Penalty):
        approvals = {flaw: _approval(flaw, status, penalty) for flaw in FLAWS}
        for kind, route in product((*KINDS, *PAPERS), ROUTES):
            asked = _asked(kind, route, status)
            for consent, approval in product(CONSENTS, FLAWS):
                setting = Setting(
                    terms=TERMS[terms], worst=penalty, table="t", at=NOON, author="W",
                    consents=CONSENTS[consent], approvals=approvals[approval],
                )  # fmt: skip
                passes = _passes(asked, setting)
                cell = (terms, kind, route, consent, status, penalty, approval)
                assert passes == _should_pass(cell), cell
                counts[passes] += 1

    axes = (Status, Penalty, {*KINDS, *PAPERS}, ROUTES, CONSENTS, FLAWS)
    assert sum(counts.values()) == math.prod(len(axis) for axis in axes)
    assert bool(counts[True]) == (terms in {"usual", "from-china"})
