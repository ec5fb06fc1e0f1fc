"""Legal forms, labels and the closure report: filled from what was signed, nothing guessed, nothing lost."""

import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from borderlink.custody.adapters import forms
from borderlink.custody.adapters.casefile import reading
from borderlink.custody.adapters.forms import FormFacts, filled, forms_of, plans
from borderlink.custody.adapters.paper import LabelFacts, closure_report, labels, legal_form, titles
from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.labels import exhibit_label
from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import FACTS, Kind
from borderlink.custody.domain.telling import stated
from borderlink.foundation.mass import Closure
from borderlink.language.typesetting import missing_glyphs
from tests.custody_world import FOUR_PARCELS_MG, Desk, tea_case

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
NAMES = {"AMINA": "Amina Okafor", "BRUNO": "陈文静", "CHIDI": "Nguyễn Thị Ánh Nguyệt"}
PLANTED = "Marlow #panic() *_$ <x> Quince"
LANGUAGES = ["zh-Hans", "zh-Hant", "vi", "en"]


@pytest.fixture(scope="module")
def tea() -> Desk:
    desk = Desk()
    tea_case(desk)
    hands = ("AMINA", "DUNG")
    desk.do(Kind.HAND_OVER, "E-1-1-S", giver="AMINA", taker="DUNG", purpose="laboratory", by=hands)
    desk.do(Kind.ANALYSE, "E-1-1-S", by=("DUNG",), of_mg=1000, pure_mg=800, consumed_mg=200,
            remaining_mg=800)  # fmt: skip
    return desk


def acts_of(desk: Desk) -> list[Act]:
    acts = [act_of(json.loads(line.body)) for line in desk.lines]
    return [act for act in acts if act.case == desk.case]


def opened(acts: list[Act]) -> dict[int, dict[str, str]]:
    seized = {
        act.case_seq: {"suspect_name": PLANTED, "note": "茶叶袋"} for act in acts if act.kind == "seize"
    }
    witness = {act.case_seq: {"witness_name": "Trần Thị Ế"} for act in acts if act.kind == "witness"}
    return seized | witness


def form(desk: Desk, code: str, **more: object) -> FormFacts:
    acts = acts_of(desk)
    return filled(code, acts, opened(acts), NAMES, zone=ZONE, **more)  # type: ignore[arg-type]


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return re.sub(r"\s|\u200b", "", "\n".join(pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# ---- which forms there are ----


def test_every_pack_has_its_forms_and_every_form_its_acts() -> None:
    assert {plan.pack for plan in plans().values()} == set(PACKS)
    assert [len(forms_of(pack)) for pack in ("cn-511-2016", "vn", "un")] == [9, 7, 7]
    for plan in plans().values():
        assert plan.kinds <= set(FACTS)
        assert plan.kinds
        assert plan.fields
        assert plan.signatures


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_a_title_in_every_language(language: str) -> None:
    assert set(titles(language)) == set(plans())
    assert all(titles(language).values())


# ---- filling ----


def test_a_weighing_record_has_one_row_a_weighing_with_the_digits_of_its_balance(tea: Desk) -> None:
    facts = form(tea, "cn-weighing")
    columns = plans()["cn-weighing"].columns
    masses = [row[columns.index("mass")] for row in facts.rows]

    assert masses == [
        shown for mass in FOUR_PARCELS_MG for shown in (f"{mass // 1000 + 120:,}克", f"{mass // 1000:,}克")
    ]
    assert len(facts.entries) == len(facts.rows)


@pytest.mark.parametrize(
    ("mass", "division", "shown"),
    [(1000, 10, "1.00 g"), (7_981_000, 1000, "7,981 g"), (40_000, 1, "40.000 g"), (12_500, 500, "12.5 g")],
)
def test_a_mass_is_shown_as_the_balance_showed_it(mass: int, division: int, shown: str) -> None:
    assert reading(mass, division, "en") == shown


def test_a_part_and_a_sample_are_called_what_they_were_taken_from(tea: Desk) -> None:
    facts = form(tea, "un-sampling")
    columns = plans()["un-sampling"].columns

    assert all("Methamphetamine" in row[columns.index("thing")] for row in facts.rows)
    assert {row[columns.index("mass")] for row in facts.rows} == {"1.00 g"}


def test_a_parcel_that_is_handed_over_is_called_one(tea: Desk) -> None:
    things = {row[1]: row[2] for row in form(tea, "cn-handover").rows}

    assert {thing for number, thing in things.items() if number.startswith("P-")} == {"包裹"}


def test_officers_are_named_and_what_no_act_says_stays_empty(tea: Desk) -> None:
    facts = form(tea, "un-seizure")
    fields = dict(facts.fields)

    assert fields["officers"] == "Amina Okafor (AMINA), 陈文静 (BRUNO)"
    assert fields["suspect_name"] == PLANTED
    assert fields["owner_name"] == ""
    assert fields["witness_name"] == ""  # the one who saw the destruction did not see the seizure
    assert dict(form(tea, "un-destruction").fields)["witness_name"] == "Trần Thị Ế"


def test_only_the_entries_asked_for_are_on_the_form(tea: Desk) -> None:
    every = form(tea, "cn-sealing")
    one = form(tea, "cn-sealing", entries=[every.entries[0]])

    assert len(one.rows) == 1
    assert one.entries == every.entries[:1]


def test_what_no_act_says_is_given_beside(tea: Desk) -> None:
    given = {"organisation": "LAB-1", "questions": "1. 成分\n2. 含量", "request": "C-1-L01"}
    fields = dict(form(tea, "cn-appointment", extra=given).fields)

    assert {name: fields[name] for name in given} == given


def test_a_form_of_no_acts_is_an_empty_form() -> None:
    facts = filled("vn-handover", [], {}, {})

    assert facts.rows == ()
    assert set(dict(facts.fields).values()) == {""}


# ---- printing ----


@pytest.mark.parametrize("code", list(plans()))
@pytest.mark.parametrize("language", ["zh-Hans", "vi", "en"])
def test_every_form_is_set_without_a_missing_glyph(tea: Desk, code: str, language: str) -> None:
    facts = form(tea, code)
    content = legal_form(code, language, facts, form="C-1-F01", at=AT)
    said = text_of(content)

    assert missing_glyphs(said) == set()
    assert squeezed(titles(plans()[code].language)[code]) in said
    assert squeezed(titles(language)[code]) in said
    assert "C-1-F01" in said
    assert all(squeezed(value) in said for row in facts.rows for value in row if value)
    assert all(squeezed(value) in said for _, value in facts.fields)
    assert len(content) < 100_000


def test_a_form_says_that_its_wording_is_to_be_confirmed(tea: Desk) -> None:
    said = text_of(legal_form("cn-seizure", "en", form(tea, "cn-seizure"), form="F"))

    assert "须经办案机关核定后使用" in said


def test_a_name_that_looks_like_markup_is_printed_as_it_is(tea: Desk) -> None:
    assert squeezed(PLANTED) in text_of(legal_form("cn-seizure", "en", form(tea, "cn-seizure"), form="F"))


def test_a_character_without_a_glyph_is_seen_on_the_form(tea: Desk) -> None:
    acts = acts_of(tea)
    facts = filled("cn-seizure", acts, opened(acts), {"AMINA": "𰻝"})

    assert "U+30EDD" in text_of(legal_form("cn-seizure", "vi", facts, form="F"))


def test_the_same_form_is_the_same_bytes(tea: Desk) -> None:
    facts = form(tea, "vn-weighing")

    made = [legal_form("vn-weighing", "en", facts, form="F", at=AT) for _ in range(2)]

    assert made[0] == made[1]


def test_forty_exhibits_go_over_several_pages_and_none_is_lost() -> None:
    desk = Desk(case="GZ-MAIL-2026-0001")
    numbers = [f"GZ-MAIL-2026-0001-E{number:02}" for number in range(1, 41)]
    for number in numbers:
        desk.seized(number, 1_000_000)

    facts = form(desk, "cn-seizure")
    content = legal_form("cn-seizure", "vi", facts, form="F")

    assert len(PdfReader(io.BytesIO(content)).pages) > 1
    said = text_of(content)
    assert [number for number in numbers if number not in said] == []


# ---- labels ----


def test_labels_carry_number_and_code_on_sheets_and_on_a_roll() -> None:
    numbers = [f"C-1-E{number:02}" for number in range(1, 31)]
    made = [
        LabelFacts(
            number=number,
            case="C-1",
            lines=["疑似甲基苯丙胺", "封签 S-1"],
            text=exhibit_label(node="GZ", exhibit=number, seized="ab" * 32),
        )
        for number in numbers
    ]

    sheet, roll = (PdfReader(io.BytesIO(labels(made, "zh-Hans", single=single))) for single in (False, True))

    assert (len(sheet.pages), len(roll.pages)) == (2, 30)
    assert round(float(roll.pages[0].mediabox.width) / 72 * 25.4) == 62
    said = text_of(labels(made, "vi"))
    assert all(f"BLX1:GZ:{number}:abababab" in said for number in numbers)
    assert made[0].short == "E01"


def test_no_labels_are_an_empty_sheet() -> None:
    assert len(PdfReader(io.BytesIO(labels([], "en"))).pages) == 1


# ---- closure ----


def _closed(tea: Desk, language: str, **more: object) -> bytes:
    acts = acts_of(tea)
    books = tea.ledger.books
    sides = {"book": books.closure("C-1"), "measured": books.closure("C-1", measured=True)} | more
    return closure_report(
        acts, opened(acts), NAMES, language=language, made_by="AMINA", at=AT, zone=ZONE,
        **sides,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(("language", "seized"), [("zh-Hans", "7,981克"), ("vi", "7.981g"), ("en", "7,981g")])
def test_the_closure_names_every_lot_witness_and_mass(tea: Desk, language: str, seized: str) -> None:
    said = text_of(_closed(tea, language))

    assert missing_glyphs(said) == set()
    assert seized in said
    assert all(lot in said for lot in tea.ledger.books.lots)
    assert squeezed("Trần Thị Ế") in said
    assert "2,31" in said or "2.31" in said


def test_an_account_that_is_not_closed_is_said_to_be_open(tea: Desk) -> None:
    said = text_of(
        _closed(tea, "en", book=Closure(seized_mg=7_981_000), measured=Closure(seized_mg=7_981_000))
    )

    assert "theaccountisnotclosed" in said
    assert "liesoutsideU" in said


def test_an_uncertainty_is_rounded_up() -> None:
    assert stated(2_309_401) == Decimal("2.31")
    assert stated(909_213) == Decimal("0.91")
    assert stated(999_500) == Decimal(1)
    assert stated(7) == Decimal("0.000007")
    assert stated(0) == 0
    assert forms.plans()["cn-seizure"].copies == 3
