"""An agency's own register comes in: three languages, four encodings; nothing is dropped without a word."""

import inspect
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderlink.cases.actions.deciding import close_case
from borderlink.cases.actions.erasing import erase_case
from borderlink.cases.actions.importing import (
    Given,
    Outcome,
    import_cases,
    mapping_named,
    read_import_quarantine,
    save_mapping,
)
from borderlink.cases.adapters.importing import read_file
from borderlink.cases.adapters.wording import import_words
from borderlink.cases.domain.cells import Mark, amount, mark_of
from borderlink.cases.domain.importing import ColumnMapping, Field, Order, read_heading
from borderlink.cases.domain.rowreading import read_days, read_rows
from borderlink.cases.models.asked import ImportedCase, Quarantined
from borderlink.cases.models.counted import Case, Involvement, SeizedSubstance, Seizure
from borderlink.cases.models.custodial import PersonInCustody
from borderlink.cases.models.worded import SeizureWords
from borderlink.cases.queries.importing import run_of, runs_of
from borderlink.cases.refusals.file import UnitUnknown
from borderlink.cases.refusals.register import (
    ImportFormat,
    ImportHeaderUnknown,
    MappingColumnUnknown,
    MappingFieldUnknown,
    MappingTwice,
    MappingUnknown,
)
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader
from tests.cases.registers import CHINESE, ENGLISH, VIETNAMESE, as_csv, as_workbook, written
from tests.cases.scenes import PACK, investigator
from tests.world import NOON, World

HELD = ColumnMapping(columns={"国籍": "nationality"})
TODAY = date(2026, 11, 22)


def take(world: World, path: Path, mapping: ColumnMapping | None = None, *, dry: bool = False) -> Outcome:
    wanted = Given(path=path, name=path.name, unit="GZ-BAIYUN", pack=PACK, mapping=mapping or ColumnMapping())
    return import_cases(given=wanted, dry=dry, by=world.reader(investigator(world)), at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_register_comes_in_from_every_encoding(world: World, tmp_path: Path, encoding: str) -> None:
    outcome = take(world, written(tmp_path, as_csv(CHINESE, encoding)))

    assert (outcome.rows_read, outcome.imported, outcome.quarantined, outcome.cases) == (3, 3, 0, 2)
    assert {case.title for case in Case.objects.all()} == {"茶叶藏毒案", "玩偶藏毒案"}


@pytest.mark.django_db
def test_two_rows_of_one_seizure_are_one_seizure_with_two_people(world: World, tmp_path: Path) -> None:
    take(world, written(tmp_path, as_csv(CHINESE)))

    seizure = Seizure.objects.get(case__words__title="茶叶藏毒案")
    assert [row.net_mg for row in seizure.substances.all()] == [7_981_000]
    assert (seizure.channel, seizure.concealment, seizure.detected_by) == (
        "CHN-MAIL",
        "CON-TEAPACK",
        "DET-XRAY",
    )
    assert [row.custody for row in seizure.case.involvements.order_by("place")] == ["held", "custody-unknown"]


@pytest.mark.django_db
def test_a_case_counts_on_the_day_that_the_agency_opened_it(world: World, tmp_path: Path) -> None:
    take(world, written(tmp_path, as_csv(CHINESE)))

    assert Case.objects.get(words__title="茶叶藏毒案").opened_at.date() == date(2025, 3, 5)


@pytest.mark.django_db
def test_a_vietnamese_register_comes_in_with_its_decimal_comma_and_tablets(
    world: World, tmp_path: Path
) -> None:
    outcome = take(world, written(tmp_path, as_csv(VIETNAMESE, delimiter=";")))

    rows = SeizedSubstance.objects.order_by("seizure__number").values_list("net_mg", "quantity", "unit")
    assert outcome.imported == 2
    assert list(rows) == [(350_500, None, ""), (None, 1800, "UNIT-TABLET")]
    assert Involvement.objects.get().role == "ROL-COURIER"


@pytest.mark.django_db
def test_a_workbook_comes_in_like_a_text_file(world: World, tmp_path: Path) -> None:
    outcome = take(world, as_workbook(ENGLISH, tmp_path / "register.xlsx"))

    assert (outcome.imported, outcome.cases) == (2, 2)
    assert set(SeizedSubstance.objects.values_list("net_mg", flat=True)) == {40_000, 1_250_000}


@pytest.mark.django_db
def test_a_column_of_nationality_or_ethnicity_is_not_read_and_named(world: World, tmp_path: Path) -> None:
    outcome = take(world, written(tmp_path, as_csv(CHINESE)))

    assert set(outcome.not_read) == {("国籍", "origin"), ("民族", "origin")}
    assert not PersonInCustody.objects.exists()


@pytest.mark.django_db
def test_a_nationality_mapped_by_name_is_kept_of_a_person_in_custody_alone(
    world: World, tmp_path: Path
) -> None:
    outcome = take(world, written(tmp_path, as_csv(CHINESE)), HELD)

    assert [row.nationality for row in PersonInCustody.objects.all()] == ["VN"]
    assert ("国籍", "not-held") in outcome.not_read
    assert ("民族", "origin") in outcome.not_read


@pytest.mark.django_db
def test_an_ethnicity_cannot_be_mapped_to_anything(world: World, tmp_path: Path) -> None:
    outcome = take(world, written(tmp_path, as_csv(CHINESE)), ColumnMapping(columns={"民族": "nationality"}))

    assert ("民族", "origin") in outcome.not_read
    assert not PersonInCustody.objects.exists()


@pytest.mark.django_db
def test_a_trial_says_what_would_happen_and_writes_no_case(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(CHINESE))

    tried = take(world, path, dry=True)

    assert not Case.objects.exists()
    done = take(world, path)
    assert (tried.rows_read, tried.imported, tried.quarantined, tried.cases) == (
        done.rows_read, done.imported, done.quarantined, done.cases,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_same_file_again_brings_repeats_alone(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(CHINESE))
    take(world, path)

    again = take(world, path)

    assert (again.imported, again.repeats, again.cases) == (0, 3, 0)
    assert Seizure.objects.count() == 2


@pytest.mark.django_db
def test_a_later_file_adds_to_the_case_of_the_same_number(world: World, tmp_path: Path) -> None:
    take(world, written(tmp_path, as_csv(ENGLISH)))
    later = (ENGLISH[0], ("bf-77", "2025-07-01", "AU", "Heroin", "10 g", "Post", "Osei Vale"))

    outcome = take(world, written(tmp_path, as_csv(later), "later.csv"))

    assert (outcome.imported, outcome.cases) == (1, 0)
    assert Case.objects.get(imported_as__number="BF-77").seizures.count() == 2


@pytest.mark.django_db
def test_an_import_tells_nothing_of_a_case_that_is_not_the_importers(world: World, tmp_path: Path) -> None:
    take(world, written(tmp_path, as_csv(ENGLISH)))
    theirs = ImportedCase.objects.get(number="BF-77").case.number
    nobodys = f"{theirs[:-4]}4711"

    for officer, unit in ((world.chidi, "GZ-NANSHA"), (world.amina, "GZ-BAIYUN")):
        by = world.reader(officer)

        def told(number: str, who: str, by: Reader = by, unit: str = unit) -> tuple[object, ...]:
            rows = (ENGLISH[0], (number, *ENGLISH[1][1:6], who))
            given = Given(path=written(tmp_path, as_csv(rows)), name="r.csv", unit=unit, pack=PACK)
            outcome = import_cases(given=given, dry=True, by=by, at=NOON)
            return outcome.imported, outcome.repeats, outcome.cases, dict(outcome.reasons)

        for who in (ENGLISH[1][6], "Someone Else"):  # the very row that was read in, and another
            assert told("BF-77", who) == told("BF-never", who) == (1, 0, 1, {})
            assert told(theirs, who) == told(nobodys, who) == (0, 0, 0, {"case-of-another": 1})
        assert runs_of(by) == [run for run in runs_of(by) if run.by == officer.badge]


WRONG = {
    "case-missing": ("", "2025-06-01", "AU", "Heroin", "1 kg", "", ""),
    "date-not-read": ("B1", "2025-06-31", "AU", "Heroin", "1 kg", "", ""),
    "date-in-future": ("B1", "2027-06-01", "AU", "Heroin", "1 kg", "", ""),
    "seizure-date-missing": ("B1", "", "AU", "Heroin", "1 kg", "", ""),
    "country-missing": ("B1", "2025-06-01", "", "Heroin", "1 kg", "", ""),
    "country-unknown": ("B1", "2025-06-01", "Nowhere", "Heroin", "1 kg", "", ""),
    "code-unknown": ("B1", "2025-06-01", "AU", "Moon dust", "1 kg", "", ""),
    "substance-missing": ("B1", "2025-06-01", "AU", "", "1 kg", "", ""),
    "amount-unreadable": ("B1", "2025-06-01", "AU", "Heroin", "about a lot", "", ""),
    "amount-ambiguous": ("B1", "2025-06-01", "AU", "Heroin", "1.250 kg", "", ""),
    "amount-not-positive": ("B1", "2025-06-01", "AU", "Heroin", "0 kg", "", ""),
    "amount-absurd": ("B1", "2025-06-01", "AU", "Heroin", "7981000000 kg", "", ""),
    "unit-unknown": ("B1", "2025-06-01", "AU", "Heroin", "7981", "", ""),
    "nothing-to-import": ("B1", "", "", "", "", "", ""),
    "case-malformed": ("1.38E+10", "2025-06-01", "AU", "Heroin", "1 kg", "", ""),
    "empty-row": ("", "", "", "", "", "", ""),
    "repeated-header": ENGLISH[0],
    "cell-longer-than-field": ("B1", "2025-06-01", "AU", "Heroin", "1 kg", "", "Q" * 201),
}


@pytest.mark.django_db
@pytest.mark.parametrize("reason", WRONG)
def test_a_row_that_cannot_be_taken_is_kept_apart_with_its_line_and_reason(
    world: World, tmp_path: Path, reason: str
) -> None:
    rows = (ENGLISH[0], WRONG[reason], ("B9", "2025-06-01", "AU", "Heroin", "40 g", "", ""))

    outcome = take(world, written(tmp_path, as_csv(rows)))

    kofi = world.reader(investigator(world))
    assert (outcome.rows_read, outcome.imported, outcome.reasons) == (2, 1, {reason: 1})
    assert [(row.line, row.why) for row in run_of(kofi, outcome.number).rows.all()] == [(2, reason)]


@pytest.mark.django_db
def test_quarantine_never_repeats_a_name(world: World, tmp_path: Path) -> None:
    rows = (ENGLISH[0], ("B1", "2025-06-01", "AU", "Heroin", "1 kg", "", "Quill " * 50))

    outcome = take(world, written(tmp_path, as_csv(rows)))

    rows_kept = read_import_quarantine(number=outcome.number, by=world.reader(investigator(world)), at=NOON)
    assert [(row.column, row.value) for row in rows_kept] == [("Suspect", "")]


@pytest.mark.django_db
def test_a_saved_mapping_says_which_column_is_which(world: World, tmp_path: Path) -> None:
    kofi = world.reader(investigator(world))
    mapping = ColumnMapping(
        columns={"Kode": "case", "Berat": "net", "Tgl": "seized_on", "Note": "-", "Zat": "substance"},
        dates=Order.MONTH, decimals=Mark.COMMA, constants={"country": "VN", "unit_of_amount": "g"},
    )  # fmt: skip
    save_mapping(name="Northern desk", mapping=mapping, by=kofi, at=NOON)
    rows = (("Kode", "Tgl", "Berat", "Zat", "Note"), ("K1", "02/03/2025", "1.250", "Heroin", "secret words"))

    outcome = take(world, written(tmp_path, as_csv(rows)), mapping_named(kofi, "Northern desk"))

    assert outcome.not_read == [("Note", "left-out")]
    seizure = Seizure.objects.get()
    assert (seizure.seized_on, seizure.substances.get().net_mg) == (date(2025, 2, 3), 1_250_000)


@pytest.mark.django_db
def test_a_mapping_that_does_not_fit_is_refused(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(ENGLISH))
    for mapping, refusal in (
        (ColumnMapping(columns={"Suspect": "favourite colour"}), MappingFieldUnknown),
        (ColumnMapping(columns={"Colour": "person"}), MappingColumnUnknown),
        (ColumnMapping(columns={"Suspect": "case"}), MappingTwice),
    ):
        with pytest.raises(refusal):
            take(world, path, mapping)
    with pytest.raises(MappingUnknown):
        mapping_named(world.reader(investigator(world)), "never saved")


@pytest.mark.django_db
def test_only_who_opens_cases_for_a_unit_imports_for_it(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(ENGLISH))
    wanted = Given(path=path, name="r.csv", unit="GZ-BAIYUN", pack=PACK)

    with pytest.raises(UnitUnknown):
        import_cases(given=wanted, dry=True, by=world.reader(world.chidi), at=NOON)
    with pytest.raises(NotAllowed):
        import_cases(given=wanted, dry=True, by=world.reader(world.hoa), at=NOON)


@pytest.mark.django_db
def test_an_outsider_sees_no_file_that_another_unit_read_in(world: World, tmp_path: Path) -> None:
    outcome = take(world, written(tmp_path, as_csv(ENGLISH)))
    chidi = world.reader(world.chidi)

    assert runs_of(chidi) == []
    with pytest.raises(NotFound):
        read_import_quarantine(number=outcome.number, by=chidi, at=NOON)


def test_a_file_without_a_known_header_is_refused(tmp_path: Path) -> None:
    for content in (b"a,b,c\n1,2,3\n", b"Case No\nB1\n", "案件编号,天气\n1,晴\n".encode()):
        with pytest.raises(ImportHeaderUnknown):
            read_file(written(tmp_path, content), "r.csv", ColumnMapping(), import_words())


def test_a_picture_or_a_parquet_file_is_refused(tmp_path: Path) -> None:
    for content in (b"\x89PNG\r\n\x1a\n0000", b"PAR1" + b"\0" * 50, b"%PDF-1.7"):
        with pytest.raises((ImportFormat, Refusal)):
            read_file(written(tmp_path, content), "r.csv", ColumnMapping(), import_words())


def test_a_stray_quote_spoils_its_own_line_alone(tmp_path: Path) -> None:
    content = (
        b'Case No,Date,Country,Drug,Net weight\nB1,2025-06-01,AU,"Heroin,1 g\nB2,2025-06-01,AU,Heroin,2 g\n'
    )

    (sheet,) = read_file(written(tmp_path, content), "r.csv", ColumnMapping(), import_words())

    assert [(fault.line, fault.reason) for fault in sheet.faults] == [(2, "broken-quotes")]
    assert [row.line for row in sheet.rows] == [3]


def test_a_header_with_two_known_columns_is_found_below_titles() -> None:
    heading = read_heading(
        ["Ngày bắt giữ", "Số vụ án", "Dân tộc", "Ghi chú"], ColumnMapping(), import_words()
    )

    assert [column.field for column in heading.columns] == [Field.SEIZED, Field.CASE]
    assert heading.not_read == (("Dân tộc", "origin"), ("Ghi chú", "unknown"))


@given(
    st.integers(1, 10**10),
    st.sampled_from([("mg", 1), ("g", 1000), ("kg", 10**6), ("克", 1000), ("斤", 500_000)]),
)
def test_a_whole_amount_is_read_to_the_milligram(number: int, unit: tuple[str, int]) -> None:
    word, mg = unit

    if number * mg <= 10**14:
        assert amount(f"{number} {word}").mg == number * mg


@given(st.integers(0, 9999), st.integers(0, 99))
def test_both_decimal_marks_say_the_same_once_the_column_tells(whole: int, cents: int) -> None:
    point, comma = f"{whole}.{cents:02}", f"{whole},{cents:02}"

    assert mark_of([point]) is Mark.POINT
    assert mark_of([comma]) is Mark.COMMA
    if whole or cents:
        assert amount(f"{point} g") == amount(f"{comma} g")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-03-04 14:30", "14:30"),
        ("2026年3月4日14时30分", "14:30"),
        ("14:30 04/03/2026", "14:30"),
        ("2026-03-04T06:30:00Z", "14:30"),  # by the clocks of Guangzhou
        ("2026-03-04 00:00:00", None),  # what a workbook writes for a day alone
        ("2026-03-04", None),
    ],
)
def test_the_hour_of_a_seizure_and_its_province_come_in(
    world: World, tmp_path: Path, cell: str, hour: str | None
) -> None:
    rows = [
        ["案件编号", "查获时间", "查获国家", "查获省份", "查获地市", "查获地点", "毒品种类", "净重（克）"],
        ["G-1", cell, "中国", "广东省", "广州市", "邮件监管仓库", "甲基苯丙胺", "50"],
        ["G-1", cell, "中国", "广东省", "广州市", "邮件监管仓库", "海洛因", "7"],
    ]

    outcome = take(world, written(tmp_path, as_csv(rows)), ColumnMapping(dates=Order.DAY))

    seizure = Seizure.objects.get()
    assert (outcome.imported, seizure.substances.count()) == (2, 2)
    assert (f"{seizure.seized_time:%H:%M}" if seizure.seized_time else None) == hour
    assert seizure.seized_on == date(2026, 3, 4)
    assert seizure.zone == ("Asia/Shanghai" if hour else "")
    assert (seizure.words.region, seizure.words.place) == ("广东省; 广州市", "邮件监管仓库")


@pytest.mark.django_db
def test_where_a_suspect_comes_from_is_no_province_of_a_seizure(world: World, tmp_path: Path) -> None:
    rows = [
        ["案件编号", "查获日期", "查获国家", "毒品种类", "净重（克）", "嫌疑人", "籍贯", "省份"],
        ["G-1", "2026-03-04", "中国", "海洛因", "7", "林晓", "云南", "云南"],
    ]

    outcome = take(world, written(tmp_path, as_csv(rows)), ColumnMapping(columns={"籍贯": "region"}))

    assert set(outcome.not_read) == {("籍贯", "origin"), ("省份", "unknown")}
    assert not SeizureWords.objects.exists()


@pytest.mark.django_db
def test_a_seizure_of_an_hour_to_come_is_kept_apart(world: World, tmp_path: Path) -> None:
    rows = [
        ["案件编号", "查获时间", "查获国家", "毒品种类", "净重（克）"],
        ["G-1", f"{NOON.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d} 23:59", "中国", "海洛因", "7"],
    ]

    outcome = take(world, written(tmp_path, as_csv(rows)))

    assert (outcome.imported, Seizure.objects.count()) == (0, 0)
    assert [row.value for row in Quarantined.objects.all()] == ["cases.seized-in-future"]


@given(st.dates(date(1950, 1, 1), date(2026, 11, 22)))
def test_a_day_is_read_back_in_every_way_of_writing_it(day: date) -> None:
    ways = [f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}"]

    assert read_days(ways, Order.AUTO) == [day] * 3
    assert read_days([f"{day:%m/%d/%Y}"], Order.MONTH) == [day]
    assert read_days([f"{day:%d.%m.%Y}"], Order.DAY) == [day]


CELLS = st.text(st.sampled_from('甲ắ a1.,;"\t\n\r\0|/-年kg'), max_size=8)
DAMAGED = st.lists(st.lists(CELLS, max_size=8).map(",".join), max_size=12).map("\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAMAGED, st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.binary(max_size=6), st.integers(0, 200))
def test_of_a_damaged_file_every_row_is_taken_or_told(
    tmp_path: Path, text: str, encoding: str, noise: bytes, at: int
) -> None:
    head = ",".join(ENGLISH[0]) + "\n" + ",".join(ENGLISH[1]) + "\n"
    content = (head + text + "\n" + ",".join(ENGLISH[2])).encode(encoding)
    cut = len(head.encode(encoding)) + at
    path = written(tmp_path, content[:cut] + noise + content[cut:])

    try:
        sheets = read_file(path, "r.csv", ColumnMapping(), import_words())
    except Refusal:
        return
    for sheet in sheets:
        readings = read_rows(sheet.rows, sheet.heading, ColumnMapping(), import_words(), TODAY)
        lines = [
            *(row.line for row in readings.rows),
            *(fault.line for fault in (*sheet.faults, *readings.faults)),
        ]
        assert sorted(lines) == sorted(set(lines))
        assert len(lines) == sheet.read


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["colour", "nationality", "language", "born_on"])
def test_no_constant_fills_an_unknown_field_or_gives_everyone_one_nationality(
    world: World, tmp_path: Path, field: str
) -> None:
    with pytest.raises(MappingFieldUnknown):
        take(world, written(tmp_path, as_csv(CHINESE)), ColumnMapping(constants={field: "VN"}))


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["_x0000_", "_xD800_", "\u202e", "\ufffe"])
def test_a_workbook_of_hostile_cells_stops_at_no_row(world: World, tmp_path: Path, bad: str) -> None:
    hostile = (f"BF{bad}80", *ENGLISH[1][1:6], f"Quill {bad} Marsh")

    outcome = take(world, as_workbook([*ENGLISH, hostile], tmp_path / "register.xlsx"))

    assert outcome.rows_read == 3
    assert outcome.reasons == ({"nul-byte": 1} if bad == "_x0000_" else {})


@pytest.mark.django_db
def test_a_number_that_grows_when_it_is_folded_is_quarantined(world: World, tmp_path: Path) -> None:
    rows = [*ENGLISH, ("ﷺ" * 40, *ENGLISH[1][1:]), ("BF-79", *ENGLISH[1][1:6], "ﷺ" * 190)]

    outcome = take(world, written(tmp_path, as_csv(rows)))

    assert (outcome.imported, outcome.reasons) == (2, {"cell-longer-than-field": 2})


@pytest.mark.django_db
def test_an_erased_case_is_not_opened_again_by_a_later_file_and_its_old_number_is_gone(
    world: World, tmp_path: Path
) -> None:
    take(world, written(tmp_path, as_csv(ENGLISH)))
    dalia, number = world.reader(world.dalia), ImportedCase.objects.get(number="BF-77").case.number
    close_case(case=number, why="over", by=dalia, at=NOON)
    erase_case(case=number, why="its time is over", by=dalia, at=NOON)

    more = [ENGLISH[0], ("BF-77", *ENGLISH[1][1:6], "Another Suspect")]
    outcome = take(world, written(tmp_path, as_csv(more)))

    assert (outcome.imported, outcome.reasons) == (0, {"case-of-another": 1})
    assert Case.objects.count() == 2
    erased = ImportedCase.objects.get(case__number=number)
    assert (erased.number, "bf-77" in erased.folded) == ("", False)


def test_no_field_holds_an_ethnicity_a_faith_or_an_origin() -> None:
    source = inspect.getsource(Field)

    assert not any(word in source for word in ("ethnic", "religion", "faith", "race", "origin", "birthplace"))
