"""What is typed into a letter's form is kept as letters have it, or said to be wrong beside its field."""

import pytest

from borderlink.liaison.forms.letters.asking import HeldForm, TargetForm
from borderlink.liaison.forms.letters.kinds import KINDS, named
from borderlink.liaison.forms.letters.rows import DrugForm, PersonForm, PlaceForm
from borderlink.liaison.forms.letters.shapes import Offered, PartForm

PERSON = {
    "role": "ROL-ASSOCIATE", "status": "PST-NAMED", "names__1__scheme": "NSC-PINYIN",
    "identifiers__0__kind": "IDT-PHONE", "identifiers__1__kind": "IDT-PASSPORT",
}  # fmt: skip
NAMED = PERSON | {"names__0__text": "阮文甲"}
DRUG = {"substance": "SUB-METH-ICE", "amount__unit": "UNIT-KG"}
PLACE = {"use": "PUS-CROSSING", "country": "VN"}


def wrong(form: PartForm) -> set[str]:
    """Return the fields beside which something is said to be wrong."""
    return set(form.errors)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1990-1-5", "1990-01-05"), ("1990-01-31", "1990-01-31"), ("1990", "1990"), ("１９９０", "1990")],
)
def test_a_birthday_is_kept_as_letters_have_it_however_it_is_typed(typed: str, kept: str) -> None:
    form = PersonForm(NAMED | {"born_on": typed})

    assert form.is_valid(), form.errors
    assert (form.value() or {})["born_on"] == kept


def test_a_birthday_of_nobody_is_not_thrown_away_without_a_word() -> None:
    assert wrong(PersonForm(PERSON | {"born_on": "1990"})) == {"names__0__text"}
    assert wrong(PersonForm(PERSON)) == set()


@pytest.mark.parametrize("typed", ["21.", ".5", "0021.5", "21,5", "91", "２１.5"])
def test_degrees_that_no_letter_can_carry_are_said_to_be_wrong(typed: str) -> None:
    assert "lat" in wrong(PlaceForm(PLACE | {"lat": typed, "lon": "107.9"}))
    assert wrong(PlaceForm(PLACE | {"lat": "21.5275", "lon": "-107.9"})) == set()


def test_a_range_that_is_turned_round_is_said_beside_its_end() -> None:
    assert wrong(DrugForm(DRUG | {"amount__from": "10", "amount__to": "9.5"})) == {"amount__to"}
    assert wrong(DrugForm(DRUG | {"amount__from": "9.5", "amount__to": "10"})) == set()


def test_half_of_what_belongs_together_is_asked_for_and_not_left_out() -> None:
    answer = {"answer": "DCA-HIT", "contact__phone": "+84 900 000 204"}

    assert wrong(DrugForm(DRUG | {"amount__to": "5"})) == {"amount__from"}
    assert wrong(TargetForm(answer, offered=Offered(answers=True))) == {"contact__office"}


def test_what_is_held_back_names_each_part_of_a_clue_once() -> None:
    form = HeldForm(dict.fromkeys(HeldForm.lists, "HBK-SOURCE"))

    assert form.is_valid(), form.errors
    parts = [row["part"] for row in (form.value() or {})["held_back"]]
    assert parts == ["CPT-WHO", "CPT-WHAT", "CPT-WHERE", "CPT-WHEN", "CPT-HOW", "CPT-TRACE"]


def test_a_place_in_a_letter_is_called_what_its_form_calls_it() -> None:
    assert named("clue", "/facts/drugs/1/amount") == "Drugs 2"
    assert named("rfi", "/facts/questions") == "Questions"
    assert named("rfi", "/facts/purpose") == "What the answer is for"
    assert named("hold_request", "/facts/exhibits") == "Exhibits, one a line"
    assert named("training_nomination", "/facts/nominees/0/office") == "Officers 1"
    assert [named(kind, "/handling") for kind in KINDS] == [""] * len(KINDS)
