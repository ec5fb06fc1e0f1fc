"""A partner is told of detection and grades in classes where its terms say so, else exactly."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.language import codes
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.coarsening import coarse_detection, coarsen_body
from borderlink.liaison.domain.terms import Terms
from tests.liaison.letter_scenes import bodies as scenes
from tests.liaison.letter_strategies import bodies

BOTH = Terms(coarsen=("detection", "grade"))
NEITHER = Terms(coarsen=())


def test_a_clue_loses_the_means_and_the_exact_grade_and_nothing_else() -> None:
    body = dict(scenes()["clue"])
    told = coarsen_body(body, BOTH)

    assert told["facts"]["how"]["detection"] == ["DET-CLASS-EXAMINED"]
    assert set(told["grade"].values()) == {"GRD-CLASS", "GSR-CLASS-GOOD", "GIN-CLASS-GOOD", None}
    told["facts"]["how"] |= {"detection": ["DET-DOG"]}
    assert told | {"grade": body["grade"]} == body
    assert coarsen_body(body, NEITHER) == body


def test_every_means_of_detection_has_a_class_and_a_newer_one_does_not_slip_through() -> None:
    classes = {row.code for row in codes.codes("detection_class")}

    assert {coarse_detection(row.code) for row in codes.codes("detection")} == classes
    assert coarse_detection("DET-NEWER-7") in classes


@given(data=st.data())
@settings(max_examples=40)
def test_what_was_made_coarse_is_a_letter_still_and_stays_as_it_is(data: st.DataObject) -> None:
    body = data.draw(bodies("clue"))
    told: dict[str, Any] = coarsen_body(body, BOTH)
    words = str(told)

    assert schemas.check_value(told).kind == "clue"
    assert coarsen_body(told, BOTH) == told
    assert not any(row.code in words for row in codes.codes("detection"))
    assert not any(f"'{row.code}'" in words for name in ("grade_source", "grade_information")
                   for row in codes.codes(name))  # fmt: skip
