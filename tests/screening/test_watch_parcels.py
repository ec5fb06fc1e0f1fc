"""A watch list looks for exact things in a named drug case: a phone, a door, a name at a door, a waybill."""

from pathlib import Path

import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.screening.adapters.watching import read_watch
from borderlink.screening.domain.watch import is_delivery_point
from borderlink.screening.refusals.rules import (
    ApproverIsAuthor,
    ExpiryTooFar,
    ForbiddenInput,
    NoDrugCase,
    PlaceTooWide,
    RuleNotUnderstood,
)
from tests.screening.parcels import honest, parcel, reasons, screened

HEAD = "kind,value,name,case,seizure,author,approver,approved_on,expires_on\n"
WARRANT = "GZ-2026-0117,,Amina Li,Bruno Chen,2026-11-01,2027-01-15"
DOOR = "Unit 4, 12 Myrtlewood Street, Campsie NSW 2194"


def write(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "watch.csv"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def entry(kind: str, value: str, name: str = "", warrant: str = WARRANT) -> str:
    return f'{kind},"{value}",{name},{warrant}'


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        (entry("phone", "0061 491 570 156"), "watched-phone", {"receiver_phone": "+61 491-570-156"}),
        (entry("phone", "+86 138 0000 1111"), "watched-phone", {"sender_phone": "13800001111"}),
        (entry("address", DOOR), "watched-address", {"receiver_address": DOOR.upper().replace(",", " ")}),
        (
            entry("name+address", DOOR, "Lin Jiahao"),
            "watched-name-address",
            {"receiver_address": DOOR, "receiver_name": "LIN JIAHAO"},
        ),
        (entry("waybill", "sf 1234 567"), "watched-waybill", {"waybill": "SF1234567"}),
        (entry("s10", "ee473124829cn"), "watched-waybill", {"waybill": "EE473124829CN"}),
    ],
)
def test_a_watched_thing_is_referred_in_its_case(
    tmp_path: Path, line: str, rule: str, said: dict[str, str]
) -> None:
    watch = read_watch(write(tmp_path, line))
    row = {**parcel("A1"), **said}

    found = screened([row, *honest(5)], watch=watch)

    assert list(found.referrals["waybill"]) == [row["waybill"]]
    (facts,) = [facts for name, facts in reasons(found, row["waybill"]).items() if name == rule]
    assert list(facts.values()) == ["GZ-2026-0117"]


def test_a_name_is_watched_only_at_its_door(tmp_path: Path) -> None:
    watch = read_watch(write(tmp_path, entry("name+address", DOOR, "Lin Jiahao")))

    found = screened(
        [parcel("A1", receiver_name="Lin Jiahao"), parcel("A2", receiver_address=DOOR)], watch=watch
    )

    assert found.referrals.is_empty()


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (entry("address", "水口村"), PlaceTooWide),
        (entry("address", "Dongxing, Guangxi 538100"), PlaceTooWide),
        (entry("address", "thôn Lũng Vài, xã Tân Thanh"), PlaceTooWide),
        (entry("name+address", "Campsie NSW", "Lin Jiahao"), PlaceTooWide),
        (entry("name+address", DOOR), RuleNotUnderstood),
        (entry("name", "Lin Jiahao"), RuleNotUnderstood),
        (entry("phone", "12"), RuleNotUnderstood),
        (entry("phone", "138****8000"), RuleNotUnderstood),
        (entry("waybill", " "), RuleNotUnderstood),
        (entry("publication", "Harbour Times"), ForbiddenInput),
        (entry("faith", "any"), ForbiddenInput),
        (entry("village", "any"), ForbiddenInput),
        (entry("nationality", "any"), ForbiddenInput),
        (entry("phone", "+61491570156", warrant=",,Amina Li,Bruno Chen,2026-11-01,2027-01-15"), NoDrugCase),
        (
            entry("phone", "+61491570156", warrant="GZ-2026-0117,,Amina Li,Amina Li,2026-11-01,2027-01-15"),
            ApproverIsAuthor,
        ),
        (
            entry("phone", "+61491570156", warrant="GZ-2026-0117,,Amina Li,,2026-11-01,2027-01-15"),
            ApproverIsAuthor,
        ),
        (
            entry("phone", "+61491570156", warrant="GZ-2026-0117,,Amina Li,Bruno Chen,2026-11-01,2027-02-15"),
            ExpiryTooFar,
        ),
        (
            entry("phone", "+61491570156", warrant="GZ-2026-0117,,Amina Li,Bruno Chen,2026-11-01,"),
            RuleNotUnderstood,
        ),
        (entry("phone", "+61491570156") + ",too,many", RuleNotUnderstood),
    ],
)
def test_a_watch_entry_without_its_warrant_or_too_wide_is_refused(
    tmp_path: Path, line: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read_watch(write(tmp_path, line))


def test_one_bad_line_refuses_the_list(tmp_path: Path) -> None:
    with pytest.raises(PlaceTooWide) as refused:
        read_watch(write(tmp_path, entry("address", DOOR), entry("address", "水口村")))

    assert refused.value.facts["where"] == "line 3"


@pytest.mark.parametrize(
    ("column", "refusal"), [("nationality", ForbiddenInput), ("colour", RuleNotUnderstood)]
)
def test_a_watch_file_with_another_column_is_refused(
    tmp_path: Path, column: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read_watch(write(tmp_path, head=HEAD.strip() + f",{column}\n"))


def test_an_entry_whose_time_is_over_is_listed_and_not_applied(tmp_path: Path) -> None:
    late = entry("phone", "+61491570156", warrant="GZ-2026-0042,,Amina Li,Bruno Chen,2026-08-01,2026-10-15")

    found = screened([parcel("A1", receiver_phone="+61491570156")], watch=read_watch(write(tmp_path, late)))

    assert found.referrals.is_empty()
    assert found.watch_expired == ("line 2 (GZ-2026-0042)",)


def test_a_partners_seizure_stands_in_for_a_case(tmp_path: Path) -> None:
    line = entry(
        "phone", "+61491570156", warrant=",AU-ABF-2026-0193,Amina Li,Bruno Chen,2026-11-01,2027-01-15"
    )

    found = screened([parcel("A1", receiver_phone="+61491570156")], watch=read_watch(write(tmp_path, line)))

    assert reasons(found, "A1")["watched-phone"] == {"watch_phone": "AU-ABF-2026-0193"}


def test_a_watch_list_in_toml_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(
        'format = "borderlink-watch/1"\n[[entry]]\nkind = "phone"\nvalue = "+61 491 570 156"\n'
        'case = "GZ-2026-0117"\n'
        'author = "Amina Li"\napprover = "Bruno Chen"\napproved_on = 2026-11-01\nexpires_on = 2027-01-15\n'
    )

    found = screened([parcel("A1", receiver_phone="0491570156")], watch=read_watch(path))

    assert "watched-phone" in reasons(found, "A1")


@pytest.mark.parametrize(
    ("address", "exact"),
    [
        (DOOR, True),
        ("广西东兴市新华路12号", True),
        ("Số 5 ngõ 12 Trần Phú, Móng Cái", True),
        ("Locker 77, Campsie", True),
        ("广西东兴市 538100", False),
        ("Campsie NSW", False),
        ("2194", False),
        ("", False),
        ("12", False),
    ],
)
def test_a_delivery_point_is_one_door(address: str, exact: bool) -> None:  # noqa: FBT001
    assert is_delivery_point(address) is exact
