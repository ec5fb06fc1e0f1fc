"""Who is in custody stands apart: nothing that searches, screens or counts can read it; a breach is seen."""

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.cases.actions.custodial import (
    Held,
    correct_custody,
    end_custody,
    give_notice,
    list_waiting,
    look_at_custody,
    record_custody,
    record_interpreter,
    record_safeguard,
    take_return,
    tell_rights,
)
from borderlink.cases.actions.people import Party, Standing, add_person
from borderlink.cases.domain.custodial import age_on, due_at, is_minor, treaties, treaty_for
from borderlink.cases.domain.standing import CustodyState
from borderlink.cases.models import asked, counted, custodial, nominal, worded
from borderlink.cases.models.custodial import PersonInCustody
from borderlink.cases.queries.custodial import owed, returns
from borderlink.cases.refusals.file import (
    CodeUnknown,
    DoneAlready,
    NoticeAnswered,
    NotInCustody,
    ReasonMissing,
)
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal.models import JournalLine, Opening
from tests.cases.scenes import hire, investigator, shared
from tests.house.source import PACKAGE
from tests.world import NOON, World, signed_in

CASE = "GZ-BAIYUN-2026-0001"
DAY = date(2026, 11, 22)
# The only modules that may name the table: no search, ranking, figures, screening or patrols among them.
READERS = {
    "cases/models/custodial.py",
    "cases/queries/custodial.py",
    "cases/actions/custodial.py",
    "cases/actions/erasing.py",
    "cases/pages/custody.py",
    "cases/forms/custodial.py",
    "cases/domain/custodial.py",
    "cases/migrations",
}
NAMES = {
    "custodial",
    "PersonInCustody",
    "ConsularNotice",
    "Safeguard",
    "custody_record",
    "cases_personincustody",
    "personincustody",
    "consularnotice",
}
# Pages that may show what is in the table; no other template may even follow the way to it.
SHOWN = {"cases/templates/cases/custody.html", "cases/templates/cases/held.html"}


def mentions(source: str) -> set[str]:
    """The ways in which a module names the table: imports, attributes, and words in text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            said = getattr(node, "module", "") or ""
            words = {word for alias in node.names for word in alias.name.split(".")}
            found |= NAMES & {*said.split("."), *words}
        elif isinstance(node, ast.keyword) and node.arg:
            found |= {name for name in NAMES - {"custodial"} if name in node.arg}
        elif isinstance(node, ast.Attribute) and node.attr in NAMES:
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {name for name in NAMES - {"custodial"} if name in node.value}
    return found


def strangers(root: Path) -> list[str]:
    ways = ("custody_record", ".nationality", "age_said", "stateless")
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*.py"))
        if not any(str(path.relative_to(root)).startswith(one) for one in READERS)
        and mentions(path.read_text(encoding="utf-8"))
    ] + [
        str(path.relative_to(root))
        for path in sorted(root.rglob("templates/**/*.html"))
        if str(path.relative_to(root)) not in SHOWN
        and any(word in path.read_text(encoding="utf-8") for word in ways)
    ]


def test_nothing_but_its_own_modules_names_who_is_in_custody() -> None:
    # One loads the table; one writes into it what an older register knew. Neither reads it.
    allowed = {"cases/apps.py", "cases/actions/importing_rows.py"}

    assert set(strangers(PACKAGE)) - allowed == set()


@pytest.mark.parametrize(
    "breach",
    [
        "from borderlink.cases.models.custodial import PersonInCustody",
        "from borderlink.cases.queries import custodial",
        "import borderlink.cases.models.custodial as quiet",
        "def rank(person):\n    return person.custody_record.nationality",
        'rows = Person.objects.filter(custody_record__nationality="VN")',
        'cursor.execute("SELECT nationality FROM cases_personincustody")',
        'model = apps.get_model("cases", "PersonInCustody")',
        'model = apps.get_model("cases.personincustody")',
    ],
)
@pytest.mark.parametrize(
    "place", ["cases/queries/search.py", "screening/domain/rules/features.py", "deployment/patrols.py"]
)
def test_a_planted_breach_is_seen(tmp_path: Path, breach: str, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(breach, encoding="utf-8")

    assert strangers(tmp_path) == [place]


def test_a_breach_planted_in_a_page_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "cases/templates/cases/search/search.html"
    path.parent.mkdir(parents=True)
    path.write_text("{{ hit.row.custody_record.language }}", encoding="utf-8")

    assert strangers(tmp_path) == ["cases/templates/cases/search/search.html"]


FORBIDDEN = (
    "nationality",
    "language",
    "age",
    "ethnic",
    "religion",
    "sex",
    "gender",
    "stateless",
    "origin_of",
    "race",
)


def columns(module: object) -> list[tuple[str, "models.Field[object, object]"]]:
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, models.Model) and value.__module__ == module.__name__  # type: ignore[attr-defined]
    ]
    return [(f"{model.__name__}.{field.name}", field) for model in own for field in model._meta.local_fields]


def test_no_other_table_of_the_room_has_a_column_of_that_kind() -> None:
    names = [
        name.split(".")[1] for module in (counted, nominal, asked, worded) for name, _ in columns(module)
    ]

    assert [
        name for name in names if any(word == name or name.startswith(f"{word}_") for word in FORBIDDEN)
    ] == []
    own = {name.split(".")[1] for name, _ in columns(custodial)}
    assert {"nationality", "language", "age_said"} <= own


@pytest.fixture
def kofi(world: World) -> Reader:
    """The case officer of a shared case in which P01 is held and P02 is not."""
    shared(world)
    reader = world.reader(investigator(world))
    held = Standing(custody=CustodyState.HELD, held_on=DAY)
    add_person(case=CASE, party=Party(name="Ann Archer"), standing=held, by=reader, at=NOON)
    add_person(case=CASE, party=Party(name="Ben Baker"), by=reader, at=NOON)
    return reader


def record(by: Reader, **said: object) -> PersonInCustody:
    plain: dict[str, object] = {"held_at": NOON, "nationality": "US", "language": "en"}
    return record_custody(case=CASE, person="P01", held=Held(**{**plain, **said}), by=by, at=NOON)  # type: ignore[arg-type]


def test_a_record_is_of_someone_who_is_held_and_begun_once(kofi: Reader) -> None:
    with pytest.raises(NotInCustody):
        record_custody(case=CASE, person="P02", held=Held(held_at=NOON), by=kofi, at=NOON)
    record(kofi)
    with pytest.raises(NotInCustody):
        record(kofi)


def test_the_consul_is_told_within_the_days_of_the_treaty(kofi: Reader) -> None:
    row = record(kofi)

    before, after = owed(row, at=NOON), owed(row, at=NOON + timedelta(days=4))

    assert [notice.treaty for notice in before.notices] == ["CN-US-1980"]
    assert before.late == ()
    assert len(after.late) == 1
    tell_rights(case=CASE, person="P01", country="US", wishes=False, by=kofi, at=NOON)
    assert owed(row, at=NOON).notices, "owed whatever the person wishes"
    give_notice(case=CASE, person="P01", country="US", reference="Note 17", by=kofi, at=NOON)
    assert owed(row, at=NOON + timedelta(days=9)).notices == ()
    with pytest.raises(NoticeAnswered):
        give_notice(case=CASE, person="P01", country="US", reference="Note 18", by=kofi, at=NOON)


def test_without_a_number_of_days_the_consul_is_told_without_delay_if_the_person_wishes(kofi: Reader) -> None:
    row = record(kofi, nationality="GH")

    assert [(one.treaty, one.due_at) for one in owed(row, at=NOON).notices] == [("VCCR-1963", None)]
    tell_rights(case=CASE, person="P01", country="GH", wishes=False, by=kofi, at=NOON)
    assert owed(row, at=NOON).notices == ()
    with pytest.raises(NoticeAnswered):
        give_notice(case=CASE, person="P01", country="GH", reference="Note", by=kofi, at=NOON)


def test_no_consul_is_owed_for_ones_own_nationals_or_the_stateless(kofi: Reader) -> None:
    row = record(kofi, nationality="", stateless=True)

    assert owed(row, at=NOON).notices == ()


def test_a_minor_is_owed_a_guardian_and_an_interpreter(kofi: Reader) -> None:
    row = record(kofi, born_on=date(2008, 11, 23))

    assert owed(row, at=NOON).minor
    assert owed(row, at=NOON).guardian_missing
    assert owed(row, at=NOON).interpreter_missing
    record_safeguard(case=CASE, person="P01", kind="SFG-GUARDIAN", words="her mother", by=kofi, at=NOON)
    record_interpreter(case=CASE, person="P01", interpreter="Mai", language="vi", by=kofi, at=NOON)
    row.refresh_from_db()
    assert not owed(row, at=NOON).guardian_missing
    assert not owed(row, at=NOON).interpreter_missing
    end_custody(case=CASE, person="P01", by=kofi, at=NOON)
    with pytest.raises(DoneAlready):
        end_custody(case=CASE, person="P01", by=kofi, at=NOON)


def test_a_look_needs_one_of_the_four_purposes_and_an_outsider_gets_nothing(
    world: World, kofi: Reader
) -> None:
    record(kofi)

    with pytest.raises(CodeUnknown):
        look_at_custody(case=CASE, person="P01", purpose="curiosity", by=kofi, at=NOON)
    with pytest.raises(NotFound):
        look_at_custody(case=CASE, person="P01", purpose="consular", by=world.reader(world.chidi), at=NOON)
    assert look_at_custody(case=CASE, person="P01", purpose="consular", by=kofi, at=NOON) is not None
    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert (line.act, line.subject, line.by) == ("cases.look-custody", f"case {CASE}", kofi.badge)


def test_a_statutory_return_counts_and_names_nobody(world: World, kofi: Reader) -> None:
    record(kofi, sex="SEX-F", born_on=date(1990, 1, 1))

    lines = returns(world.reader(world.dalia), from_on=date(2026, 1, 1), until_on=date(2027, 1, 1))

    assert [(line.nationality, line.sex, line.minor, line.people) for line in lines] == [
        ("US", "SEX-F", False, 1)
    ]
    assert returns(kofi, from_on=date(2026, 1, 1), until_on=date(2027, 1, 1)) == []
    year = {"start": "2026-01-01", "end": "2026-12-31"}
    page = signed_in(world.dalia).get("/cases/held/", year).content.decode()
    assert "United States" in page
    assert "Ann Archer" not in page
    page = signed_in(investigator(world)).get("/cases/held/", year).content.decode()
    assert "United States" not in page
    with pytest.raises(NotAllowed):
        take_return(from_on=date(2026, 1, 1), until_on=date(2027, 1, 1), by=kofi, at=NOON)


def test_who_is_owed_something_is_listed_to_the_cases_officers_without_name_or_nationality(
    world: World, kofi: Reader
) -> None:
    (before,) = list_waiting(by=kofi, at=NOON)
    assert (before.label, before.owed, before.is_late) == ("P01", None, True)
    record(kofi)
    (row,) = list_waiting(by=kofi, at=NOON)

    assert (row.label, row.is_late, row.until) == ("P01", False, NOON + timedelta(hours=96))
    assert list_waiting(by=kofi, at=NOON + timedelta(hours=96))[0].is_late
    page = signed_in(investigator(world)).get("/cases/held/").content.decode()
    assert "P01" in page
    assert not [word for word in ("Ann Archer", "United States", "CN-US-1980", "US</") if word in page]
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    assert list_waiting(by=world.reader(vera), at=NOON) == []
    with pytest.raises(NotAllowed):
        list_waiting(by=world.reader(world.chidi), at=NOON)
    give_notice(case=CASE, person="P01", country="US", reference="Note 17", by=kofi, at=NOON)
    record_interpreter(case=CASE, person="P01", interpreter="Mai", by=kofi, at=NOON)
    assert list_waiting(by=kofi, at=NOON) == []


def test_a_wrong_nationality_is_put_right_and_the_right_consul_is_owed(kofi: Reader) -> None:
    record(kofi)
    right = Held(held_at=NOON, nationality="AU", language="en")

    with pytest.raises(ReasonMissing):
        correct_custody(case=CASE, person="P01", held=right, why=" ", by=kofi, at=NOON)
    row = correct_custody(case=CASE, person="P01", held=right, why="wrong passport", by=kofi, at=NOON)

    (notice,) = owed(row, at=NOON).notices
    assert (notice.country, notice.treaty) == ("AU", "CN-AU-1999")
    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert line.act == "cases.correct-custody"
    assert not [said for said in Opening.objects.values_list("value", flat=True) if said in {"US", "AU"}]
    tell_rights(case=CASE, person="P01", country="AU", wishes=True, by=kofi, at=NOON)
    earlier = replace(right, held_at=NOON - timedelta(hours=2))
    row = correct_custody(case=CASE, person="P01", held=earlier, why="wrong hour", by=kofi, at=NOON)
    (sooner,) = owed(row, at=NOON).notices
    assert notice.due_at is not None
    assert (sooner.due_at, sooner.wished) == (notice.due_at - timedelta(hours=2), "yes")


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 30_000))
def test_a_birthday_makes_one_year_older_and_no_other_day_does(born_on: date, days: int) -> None:
    on = born_on + timedelta(days=days)

    step = age_on(born_on, on + timedelta(days=1)) - age_on(born_on, on)
    assert step in {0, 1}
    assert age_on(born_on, on) >= 0
    assert is_minor(born_on=born_on, age_said=99, on=on) == (age_on(born_on, on) < 18)


def test_every_treaty_has_a_clock_or_says_without_delay() -> None:
    assert treaty_for(of="CN", country="ZZ").code == "VCCR-1963"
    assert treaty_for(of="VN", country="US").code == "VCCR-1963"
    assert due_at(treaty_for(of="CN", country="AU"), NOON) == NOON + timedelta(hours=72)
    assert len({one.code for one in treaties()}) == len(treaties())
