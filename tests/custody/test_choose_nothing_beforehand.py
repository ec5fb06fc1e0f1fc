"""What an officer states is chosen by them: no reason, cause or result stands in a form beforehand."""

import pytest

from borderlink.custody.forms.acts import (
    ActForm,
    CorrectForm,
    ExplainForm,
    Given,
    HandOverForm,
    SealForm,
    UnsealForm,
)
from borderlink.custody.forms.cases import WitnessForm
from borderlink.custody.forms.laboratory import AnswerForm, ExamineForm
from borderlink.custody.forms.leaving import CancelForm, RefusedForm

GIVEN = Given(seals=("S-1",), entries=[("1", "1 · seized")])


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (UnsealForm, "reason"), (ExplainForm, "cause"), (CorrectForm, "field"), (RefusedForm, "reason"),
        (CancelForm, "reason"), (WitnessForm, "capacity"),
    ],
)  # fmt: skip
def test_a_statement_is_not_made_by_the_form(form: type[ActForm], name: str) -> None:
    field = form(given=GIVEN)[name]
    sent = form({}, given=GIVEN)

    assert field.value() is None
    assert field.subwidgets[0].data["value"] == ""
    assert name in sent.errors


@pytest.mark.parametrize(
    ("form", "name"), [(AnswerForm, "result"), (ExamineForm, "examination"), (ExamineForm, "finding")]
)
def test_a_laboratory_chooses_its_result(form: type[AnswerForm | ExamineForm], name: str) -> None:
    assert form()[name].subwidgets[0].data["value"] == ""
    assert name in form({}).errors


@pytest.mark.parametrize(
    ("form", "name", "usual"), [(HandOverForm, "purpose", "custody"), (SealForm, "closure", "bag")]
)
def test_what_is_usual_still_stands_there(form: type[ActForm], name: str, usual: str) -> None:
    assert form(given=GIVEN)[name].value() == usual
