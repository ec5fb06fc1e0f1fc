import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.language import numbers
from borderlink.language.languages import LANGUAGES, OWN_NAMES, of_django, to_django
from tools.catalogues import PACKAGE

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
masses = st.decimals(min_value="0.000001", max_value="999999999", places=6)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-Hans", "7,981克"), ("zh-Hant", "7,981克"), ("vi", "7.981 g"), ("en", "7,981 g")],
)
def test_the_tea_is_weighed_as_each_service_writes_it(language: str, said: str) -> None:
    assert numbers.mass(7981, language) == said


@pytest.mark.parametrize(
    ("g", "said"),
    [
        (0, "0 g"), ("0.25", "250 mg"), (Decimal("0.0005"), "0.5 mg"), (1, "1 g"), (9999, "9,999 g"),
        (10_000, "10 kg"), (12_345, "12.345 kg"), (106_000, "106 kg"), (1_400_000, "1.4 t"), (-40, "-40 g"),
    ],
)  # fmt: skip
def test_a_mass_is_shown_in_its_unit_and_never_rounded(g: int | str | Decimal, said: str) -> None:
    assert numbers.mass(g, "en") == said


@given(masses)
def test_a_mass_in_english_reads_back_exactly(g: Decimal) -> None:
    amount, unit = numbers.mass(g, "en").split()
    scale = {"mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1_000_000)}[unit]

    assert Decimal(amount.replace(",", "")) * scale == g


@given(masses)
def test_vietnamese_writes_the_same_digits_with_marks_exchanged(g: Decimal) -> None:
    swapped = numbers.mass(g, "vi").replace("tấn", "t").translate(str.maketrans(",.", ".,"))

    assert swapped == numbers.mass(g, "en")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-Hans", "300,000元"), ("zh-Hant", "人民幣300,000元"), ("vi", "300.000 nhân dân tệ"),
        ("en", "CNY 300,000"),
    ],
)  # fmt: skip
def test_money_names_its_currency(language: str, said: str) -> None:
    assert numbers.money(300_000, "CNY", language) == said


def test_money_with_a_fraction_shows_the_currency_s_own_places() -> None:
    assert numbers.money("1234.5", "AUD", "en") == "AUD 1,234.50"
    assert numbers.money(1_500_000, "VND", "vi") == "1.500.000 đồng"
    assert numbers.money("12.5", "USD", "zh-Hans") == "12.50美元"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-Hans", "2026年11月22日 20:00"), ("zh-Hant", "2026年11月22日 20:00"), ("vi", "20:00 22/11/2026"),
        ("en", "22 Nov 2026, 20:00"),
    ],
)  # fmt: skip
def test_a_moment_is_shown_in_the_zone_asked_for(language: str, said: str) -> None:
    assert numbers.datetime(NOON, language, "Asia/Shanghai") == said


def test_a_moment_in_its_own_zone_names_it() -> None:
    assert numbers.datetime(NOON, "en") == "22 Nov 2026, 12:00 UTC"
    assert (
        numbers.datetime(datetime.fromisoformat("2026-11-22T12:00+05:30"), "en")
        == "22 Nov 2026, 12:00 UTC+5:30"
    )


def test_a_moment_without_a_zone_is_not_shown() -> None:
    with pytest.raises(ValueError, match="zone"):
        numbers.datetime(NOON.replace(tzinfo=None), "en")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=2, minutes=15), "2 h 15 min"), (0.2, "0 s"), (59, "59 s"), (3600, "1 h"),
        (timedelta(days=3, minutes=5), "3 d"), (-90, "-1 min 30 s"),
    ],
)  # fmt: skip
def test_a_duration_is_shown_in_its_two_largest_units(span: timedelta | float, said: str) -> None:
    assert numbers.duration(span, "en") == said


def test_durations_read_in_every_language() -> None:
    assert [numbers.duration(8100, language) for language in LANGUAGES] == [
        "2小时15分钟", "2小時15分鐘", "2 giờ 15 phút", "2 h 15 min",
    ]  # fmt: skip


def test_a_share_is_shown_as_a_percentage() -> None:
    assert numbers.percent(0.305, "vi") == "30,5%"
    assert numbers.percent(1, "en") == "100%"


@pytest.mark.parametrize("value", ["", "7,981", "many", float("inf"), True])
def test_what_is_no_number_is_a_fault(value: float | str) -> None:
    with pytest.raises(TypeError):
        numbers.number(value, "en")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-hans", "zh-Hans"), ("zh-cn", "zh-Hans"), ("zh", "zh-Hans"), ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"), ("vi-VN", "vi"), ("en-gb", "en"), ("fr", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_any_language_tag_finds_a_language_of_the_house(tag: str, language: str) -> None:
    assert of_django(tag) == language


def test_every_language_has_its_own_name_and_a_code_of_django_s() -> None:
    assert OWN_NAMES.keys() == set(LANGUAGES)
    assert [of_django(to_django(language)) for language in LANGUAGES] == list(LANGUAGES)


# Who may write a reader's form: pages, prints, reports, a terminal. Whoever writes exports is not here.
READERS = {
    "cases/adapters/paper.py",
    "custody/adapters/casefile.py",
    "custody/adapters/paper.py",
    "custody/pages/alarms.py",
    "custody/pages/case.py",
    "custody/pages/destruction.py",
    "custody/pages/given.py",
    "custody/pages/labels.py",
    "custody/pages/laboratory.py",
    "dossiers/adapters/paper.py",
    "language/kinds.py",
    "liaison/adapters/officepaper.py",
    "liaison/adapters/operationpaper.py",
    "liaison/domain/evidence_telling.py",
    "liaison/domain/wording.py",
    "liaison/pages/offered.py",
    "liaison/pages/words.py",
    "node/demo/commands.py",
    "node/templatetags/borderlink.py",
    "screening/adapters/drawing.py",
    "screening/adapters/report.py",
}


def test_nothing_that_writes_an_export_knows_a_reader_s_form() -> None:
    """0.987 is written 0,987 in Vietnamese: a program that read that would be a thousand times wrong."""
    importing = re.compile(r"^\s*from borderlink\.language(?:\.numbers)? import .*\bnumbers\b", re.MULTILINE)
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if importing.search(path.read_text(encoding="utf-8"))
    }

    assert users == READERS
