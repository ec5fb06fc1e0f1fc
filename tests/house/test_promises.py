"""The promises that need no node: each test plants the breach and sees it refused or shown."""

import ast
import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import click
import polars as pl
import pytest
from openpyxl import Workbook

from borderlink.screening.adapters.outputs import guarded
from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.rulebook import read_rulebook, shipped_rulebook
from borderlink.screening.adapters.watching import read_watch
from borderlink.screening.commands import screen
from borderlink.screening.domain.linkage.link import link_parties
from borderlink.screening.domain.rules.rule import Group
from borderlink.screening.domain.screen import Screened, screen_parcels
from borderlink.screening.domain.selecting import select_parcels
from borderlink.screening.domain.watch import WatchList
from borderlink.screening.refusals.rules import (
    ApproverIsAuthor,
    ExpiryTooFar,
    ForbiddenInput,
    NoDrugCase,
    PlaceTooWide,
)
from tests.house.source import PACKAGE, TOP, parsed
from tests.screening.parcels import ON, frame, honest, parcel, scores, screened, tea
from tests.screening.test_rule_file import write as rule_file
from tests.screening.test_watch_parcels import entry
from tests.screening.test_watch_parcels import write as watch_file

# ---- a person's origin is never an input, whatever the file and whatever the column is called ----

HEADER = [
    "运单号",
    "寄件人",
    "寄件电话",
    "寄件地址",
    "收件人",
    "收件电话",
    "收件地址",
    "内件品名",
    "重量(kg)",
    "件数",
    "声明价值",
]
FORBIDDEN = {
    "zh": "收件人国籍",
    "zh renamed": "客户民族信息",
    "zh nested": "收件人及其籍贯（省市县）备注",
    "vi": "Quốc tịch người nhận",
    "vi renamed": "Thông tin dân tộc",
    "en": "Receiver nationality",
    "en nested": "contents / receiver religion",
    "en camel": "receiverGender",
    "unit": "age (kg)",
    "in brackets": "备注(宗教信仰)",
    "born": "Place of birth of sender",
    "photo": "Sender photo",
    "script": "mother tongue",
    "digits": "ID prefix",
    "wide": "ｎａｔｉｏｎａｌｉｔｙ",
    "hidden": "na\u200btionality",
    "lookalike": "nаtionality",
}
NUMBERS = ("身份证号", "收件人证件号码", "Passport no", "số CCCD", "Sender ID card number")


def rows(count: int = 300) -> list[list[str]]:
    """Return tea among honest parcels as a courier writes them."""
    said = [*tea(), *honest(count)]
    columns = (
        "waybill",
        "sender_name",
        "sender_phone",
        "sender_address",
        "receiver_name",
        "receiver_phone",
        "receiver_address",
        "contents",
    )
    return [
        [
            *(str(row[column]) for column in columns),
            str(row["weight_g"] / 1000),
            str(row["pieces"]),
            str(row["value_cny"]),
        ]
        for row in said
    ]


def as_csv(path: Path, table: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def as_workbook(path: Path, table: Sequence[Sequence[str]]) -> Path:
    book = Workbook()
    for row in table:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def as_parquet(path: Path, table: Sequence[Sequence[str]]) -> Path:
    pl.DataFrame([list(row) for row in table[1:]], schema=list(table[0]), orient="row").write_parquet(path)
    return path


WRITERS: dict[str, Callable[[Path, Sequence[Sequence[str]]], Path]] = {
    "csv": as_csv,
    "xlsx": as_workbook,
    "parquet": as_parquet,
}


def judged(reading: Reading) -> Screened:
    """Return what the shipped rules find in a reading."""
    return screen_parcels(
        reading.parcels,
        linkage=link_parties(reading.parcels),
        rules=shipped_rulebook(),
        watch=WatchList(),
        share=1.0,
        on=ON,
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_no_forbidden_column_changes_a_score_and_each_is_named_as_not_read(tmp_path: Path, kind: str) -> None:
    plain = [HEADER, *rows()]
    planted = [
        [
            *row,
            *(
                FORBIDDEN.values()
                if place == 0
                else ["圣马力诺" if place % 2 else "Ruritania"] * len(FORBIDDEN)
            ),
        ]
        for place, row in enumerate(plain)
    ]

    without = read_manifests([WRITERS[kind](tmp_path / f"a.{kind}", plain)])
    reading = read_manifests([WRITERS[kind](tmp_path / f"b.{kind}", planted)])

    assert without.parcels.height == reading.parcels.height == len(plain) - 1
    forbidden = {column.column for column in reading.columns_not_read if column.why == "forbidden"}
    assert len(forbidden) == len(FORBIDDEN)
    text = reading.parcels.drop("file").write_csv()
    assert "Ruritania" not in text
    assert "圣马力诺" not in text
    assert scores(judged(reading)) == scores(judged(without)) != {}


def test_identity_numbers_are_neither_stored_nor_scored(tmp_path: Path) -> None:
    plain = [HEADER, *rows(50)]
    digits = ["440106198001011234"] * len(NUMBERS)
    planted = [[*row, *(NUMBERS if place == 0 else digits)] for place, row in enumerate(plain)]

    without = read_manifests([as_csv(tmp_path / "a.csv", plain)])
    reading = read_manifests([as_csv(tmp_path / "b.csv", planted)])

    assert "440106198001011234" not in reading.parcels.write_csv()
    assert {column.column for column in reading.columns_not_read} == set(NUMBERS)
    assert scores(judged(reading)) == scores(judged(without))


@pytest.mark.parametrize("column", ["sender_name", "receiver_name"])
@pytest.mark.parametrize("name", ["李明", "Lý Minh", "Aleksandr Ivanov", "Мария Петрова", "محمد علي", "Obi"])
def test_the_script_of_a_name_changes_no_score(column: str, name: str) -> None:
    one = [parcel("A1", weight_g=25_000, receiver_phone="00000000"), *honest(40)]
    other = [{**one[0], column: name}, *one[1:]]

    assert scores(screened(one)) == scores(screened(other)) != {}


def test_the_country_of_goods_weighs_nothing_unless_it_is_switched_on() -> None:
    rules = shipped_rulebook()
    one = [parcel("A1", weight_g=25_000, receiver_phone="00000000"), *honest(40)]
    other = [{**row, "goods_country": "ZZ"} for row in one]

    assert Group.GOODS_COUNTRY not in rules.groups
    assert scores(screened(one)) == scores(screened(other)) != {}


@pytest.mark.parametrize(
    "said",
    [
        {"when": '[{ column = "receiver_name", contains = ["li"] }]'},
        {"when": '[{ column = "nationality", is = "XX" }]'},
        {"when": '[{ column = "contents", contains = ["《明报》"] }]'},
        {"when": '[{ column = "contents", contains = ["magazine"] }]'},
        {"when": '[{ column = "contents", contains = ["法轮"] }]'},
        {"when": '[{ column = "contents", contains = ["Falun"] }]'},
        {"when": '[{ column = "contents", contains = ["kinh thánh"] }]'},
        {"when": '[{ column = "contents", contains = ["biểu tình"] }]'},
        {"when": '[{ column = "contents", contains = ["Uyghur scarf"] }]'},
        {"when": '[{ all = [ { any = [ { not = { column = "contents", is = "民主" } } ] } ] }]'},
        {"when": '[{ column = "contents", contains = ["Bản làng"] }]'},
        {"reason": '"Parcels to the village."'},
        {"name": '"dan-toc"'},
        {"receiver_gender": '"f"'},
        {"facts": '["receiver_religion"]'},
    ],
)
def test_a_rule_about_a_person_a_paper_a_faith_or_a_village_is_refused(
    tmp_path: Path, said: dict[str, str]
) -> None:
    with pytest.raises(ForbiddenInput):
        read_rulebook(rule_file(tmp_path, **said))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"seizure": ""}, NoDrugCase),
        ({"seizure": '"everyone"'}, NoDrugCase),
        ({"approver": ""}, ApproverIsAuthor),
        ({"approver": '"AMINA  li "'}, ApproverIsAuthor),
        ({"approver": '"Li, Amina"'}, ApproverIsAuthor),
        ({"approver": '"AminaLi"'}, ApproverIsAuthor),
        ({"approver": '"Ａｍｉｎａ\u200b Li."'}, ApproverIsAuthor),
        ({"expires_on": "2027-01-31"}, ExpiryTooFar),
        ({"expires_on": "2026-10-31"}, ExpiryTooFar),
    ],
)
def test_a_rule_without_its_warrant_is_refused(
    tmp_path: Path, said: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read_rulebook(rule_file(tmp_path, **said))


@pytest.mark.parametrize(
    "place",
    [
        "Renmin village",
        "清水村",
        "Thôn 5, xã Ea Hồ",
        "Xã Ea Hồ, huyện Krông Năng",
        "第3村",
        "幸福小区 510000",
        "Village 12 near the river",
        "District 9",
        "Phường 4, Quận 8",
        "3rd ward of the city",
        "Buôn 2",
    ],
)
def test_a_village_or_district_is_never_watched_though_it_has_a_number(tmp_path: Path, place: str) -> None:
    with pytest.raises(PlaceTooWide):
        read_watch(watch_file(tmp_path, entry("address", place)))


@pytest.mark.parametrize(
    "door", ["12 Lê Lợi, Phường 4, Quận 1", "清水村18号", "Unit 4, 12 Fable Street", "3区5栋清水花园"]
)
def test_a_door_in_a_numbered_ward_is_still_a_door(tmp_path: Path, door: str) -> None:
    assert read_watch(watch_file(tmp_path, entry("address", door))).entries


def test_an_expired_warrant_watches_nothing(tmp_path: Path) -> None:
    watch = read_watch(watch_file(tmp_path, entry("phone", "+61 491 570 156")))

    assert watch.in_force(date(2027, 1, 14))
    assert not watch.in_force(date(2027, 1, 15))
    assert not watch.in_force(date(2026, 10, 31))


# ---- letters are out of scope ----

LETTERS = (
    "letter",
    "LETTERS",
    "Registered letter",
    "信函",
    "挂号信",
    "国际平信",
    "ｌｅｔｔｅｒ",
    "thư",
    "thư tín bảo đảm",
    "postcard",
    "明信片",
    "Letter-post",
    "lettre",
    "書信",
)


@pytest.mark.parametrize("service", LETTERS)
def test_a_letter_is_never_referred_whatever_it_would_score_nor_drawn(service: str) -> None:
    worst = {"weight_g": 90_000, "receiver_phone": "0", "sender_phone": "11111111"}
    letter = parcel("LETTER1", service=service, **worst)
    goods = parcel("GOODS01", service="letter-post small packet", **worst)
    every = [letter, goods, *honest(30)]

    found = screened(every)
    drawn = select_parcels(found, frame(every), share=1.0, seed="a")

    assert "LETTER1" not in scores(found)
    assert "GOODS01" in scores(found)
    assert "LETTER1" not in drawn.drawn


# ---- a score has its reasons ----


def test_every_score_stands_with_the_rules_that_make_it_and_what_they_saw() -> None:
    found = screened([*tea(), parcel("A1", weight_g=40_000), *honest(300)], ["TEA1", "TEA2", "TEA3", "TEA4"])
    rules = {rule.name: rule for rule in shipped_rulebook().rules}

    for row in found.referrals.iter_rows(named=True):
        left = 1.0
        for reason in row["reasons"]:
            facts = json.loads(reason["facts"])
            assert set(rules[reason["rule"]].facts) <= set(facts)
            left *= 1 - reason["weight"]
        assert row["reasons"]
        assert row["score"] == pytest.approx(1 - left, abs=1e-6)


# ---- what leaves as a file runs nowhere ----

FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\n=1", "＝1+1")


def test_no_cell_of_a_csv_is_taken_for_a_formula() -> None:
    table = guarded(pl.DataFrame({"waybill": FORMULAS, "number": range(len(FORMULAS))}))

    read = csv.reader(io.StringIO(table.write_csv()))

    assert all(row[0].startswith("'") for row in list(read)[1:])


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


class Tags(HTMLParser):
    """Collects the tags and attributes of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def test_the_report_shows_a_hostile_manifest_and_runs_nothing(tmp_path: Path) -> None:
    table = [
        [*HEADER, "总包号", "航班", "备注", HOSTILE],
        *([*row, HOSTILE, HOSTILE, HOSTILE, HOSTILE] for row in rows(200)),
    ]
    for row in table[1:]:
        row[1] = row[3] = row[7] = HOSTILE
        row[2], row[5], row[8] = "00000000", "00000000", "60"
    source = as_csv(tmp_path / "<img src=x onerror=alert(1)>.csv", table)

    screen.main(
        [str(source), "--out", str(tmp_path / "out"), "--on", "2026-11-22", "--share", "1"],
        standalone_mode=False,
    )

    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    read = Tags(page)
    assert page.count("alert(1)") > len(table)
    assert not read.tags & {"script", "img", "iframe", "object", "form", "a", "base", "link"}
    assert not [name for name, value in read.attributes if name.startswith("on")]
    assert not [value for name, value in read.attributes if name in {"src", "href"}]
    assert "default-src 'none'" in page


# ---- every way out is known ----

PASSES = "passes leave_node"
WAYS_OUT = {
    "screening.pages.loads.quarantine": PASSES,
    "screening.pages.parcel.notice": PASSES,
    "screening.pages.worklist.pull_list": "working document of the station",
    "screening.pages.parcel.picture": "a page; each look is in the journal",
    "cases.pages.report.report": PASSES,
    "cases.pages.case.preview": "a page; each look is in the journal",
    "cases.pages.case.document": "an officer's own case, to read; each look is in the journal",
    "cases.pages.campaigns.figures_file": PASSES,
    "cases.pages.imports.quarantine": PASSES,
    "custody.pages.labels.labels_pdf": "labels of the evidence room; no person",
    "custody.pages.labels.labels_sheet": "labels of the evidence room; no person",
    "custody.pages.ceremony.ceremony_print": "digits of public keys",
    "custody.pages.printing.case_papers": "to be signed by hand and kept in the file; each is in the journal",
    "custody.pages.printing.closure_pdf": "to be signed by hand and kept in the file; each is in the journal",
    "custody.pages.exhibit.report": "an exhibit in the officer's sight, to read; each look is in the journal",
    "dossiers.pages.dossiers.export": PASSES,
    "liaison.pages.register.register_file": PASSES,
    "liaison.pages.register.register_print": PASSES,
    "liaison.pages.minutes.minutes_pdf": PASSES,
    "liaison.pages.operation_papers.report": PASSES,
    "liaison.pages.files.preview": "a page; each look is in the journal",
    "liaison.pages.files.content": "an officer's own hand-over, to read; each look is in the journal",
    "liaison.pages.minutes.hotline_pdf": PASSES,
    "liaison.pages.ceremony.introduction_file": "public keys",
    "liaison.pages.ceremony.introduction_pdf": "digits of public keys",
    "liaison.pages.ceremony.record_pdf": "digits of public keys, to be signed by hand",
    "liaison.api.post": "envelopes that passed leave_node when they were sealed; receipts",
    "liaison.api.post_files": "sealed pieces of files whose letters passed leave_node, to their recipient",
    "journal.pages.checkpoint": "no person: size, root, signature",
    "journal.pages.checkpoint_note": "no person: size, root, signature",
    "journal.pages.new_key": "the auditor's own key",
}
COMMANDS = {
    "screen": "the operator's own file; nothing of a node is read",
    "screening generate": "invented data",
    "screening schema": "the form of a file; nothing of a node is read",
    "custody sample-size": "a count; nothing of a node is read",
    "custody verify": "hashes and the number of an exhibit",
    "custody token-key": "the public half of an officer's key",
    "verify": "the operator's own file; nothing of a node is read",
    "dossiers verifiers": "programs",
    "dossiers fingerprint": "digits of a public document",
    "dossiers case-uco": "a dossier in the operator's hand, without its names",
    "cases import": "places and reasons; no cell of the operator's own file",
    "cases fields": "codes",
    "liaison begin-epochs": "counts",
    "liaison courier export": PASSES,
    "liaison courier import": "counts; what came stays sealed until it is judged",
    "liaison delivery agree": PASSES,
    "liaison delivery arm": PASSES,
    "liaison delivery go": PASSES,
    "liaison delivery heard": PASSES,
    "liaison delivery list": "numbers and stages; no person",
    "liaison delivery propose": PASSES,
    "liaison delivery report": PASSES,
    "liaison delivery show": "stage, legs, times, badges; no person",
    "liaison delivery stop": PASSES,
    "liaison evidence": PASSES,
    "liaison post": "counts",
    "liaison introduction": "public keys",
    "liaison keys renew": "public keys",
    "liaison read": "the operator's own file; nothing of a node is read",
    "liaison relay init": "settings",
    "liaison stix export": PASSES,
    "liaison stix import": "counts; what came waits for an officer",
    "liaison stix pull": "counts; what came waits for an officer",
    "liaison stix push": "a file that passed leave_node, to the byte, to where it was made out",
    "liaison relay export": "sealed envelopes of others",
    "liaison relay import": "sealed envelopes of others",
    "liaison relay introduce": "public keys",
    "liaison relay serve": "sealed envelopes of others",
    "liaison relay status": "counts",
    "journal verify": "hashes",
    "journal checkpoint": "hashes",
    "journal key": "the auditor's own key",
    "officers list": "badges",
    "officers emergency-code": "a code, to the operator and two holders of root keys; an alert",
    "officers rescue": "badges; an alert",
    "officers keys issue": "a key of the API, once, to the operator",
    "officers keys issue-officer": "a key of the API, once, to the operator; an alert",
    "officers keys list": "numbers, companies, badges, days; no key",
    "officers keys revoke": "the number of a key",
    "officers keys rotate": "a key of the API, once, to the operator",
    "language codes": "codes",
    "language check": "sentences",
    "language names compare": "names that the operator types; nothing of a node is read",
    "language place": "words that the operator types; nothing of a node is read",
    "language phone": "words that the operator types; nothing of a node is read",
    "language plate": "words that the operator types; nothing of a node is read",
    "language address": "words that the operator types; nothing of a node is read",
    "language names score": "the operator's own file; nothing of a node is read",
    "language names index": "the operator's own file; nothing of a node is read",
    "language names search": "the operator's own folder; nothing of a node is read",
    "demo": "invented people",
    "node init": "settings",
    "node certify": "public keys",
    "node migrate": "no data",
    "node post": "envelopes that passed leave_node when they were sealed",
    "node serve": "no data",
    "node web": "no data",
    "node work": "no data",
    "node config": "settings",
    "node backup": "the operator's act, an alert",
    "node restore": "the operator's act, an alert",
    "node move": "the operator's act, an alert",
    "node upgrade": "the operator's act; the backup in it an alert",
    "node forgotten": "paths and numbers",
}
_STREAMS = re.compile(
    r"FileResponse|StreamingHttpResponse|as_attachment|[Cc]ontent-[Dd]isposition|content_type="
)


def _printed() -> list[str]:
    """Return the templates made for paper."""
    found = [
        path for path in PACKAGE.rglob("*.html") if '"frame/print.html"' in path.read_text(encoding="utf-8")
    ]
    return [str(path).rpartition("/templates/")[2] for path in found]


def _doors() -> dict[str, str]:
    """Return every function of the rooms' pages with its source and that of the private ones it calls."""
    doors: dict[str, str] = {}
    for path in sorted(
        [*PACKAGE.glob("*/pages.py"), *PACKAGE.glob("*/pages/*.py"), *PACKAGE.glob("*/api*.py")]
    ):
        place = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        own = {
            node.name: ast.unparse(node) for node in parsed(path).body if isinstance(node, ast.FunctionDef)
        }
        for name, text in own.items():
            called = [other for other in own if other.startswith("_") and f"{other}(" in text]
            if not name.startswith("_"):
                doors[f"{place}.{name}"] = text + "".join(own[other] for other in called)
    return doors


def test_every_page_that_streams_or_prints_is_a_known_way_out() -> None:
    printed = _printed()
    found = {
        name
        for name, text in _doors().items()
        if _STREAMS.search(text) or any(f"'{template}'" in text for template in printed)
    }

    assert found == set(WAYS_OUT)


def _commands(group: click.Command, name: str = "") -> set[str]:
    if not isinstance(group, click.Group):
        return {name.strip()}
    context = click.Context(group)
    found: set[str] = set()
    for child in group.list_commands(context):
        command = group.get_command(context, child)
        assert command is not None
        found |= _commands(command, f"{name} {child}")
    return found


def test_every_command_is_explained() -> None:
    from borderlink.node.commands import main

    assert _commands(main) == set(COMMANDS)


def test_every_way_out_is_judged_on_its_page() -> None:
    page = (TOP / "docs" / "decisions" / "0007-ways-out.md").read_text(encoding="utf-8")

    for word in ("quarantine.csv", "pull list", "notice", "report.html", "picture", "checkpoint", "backup"):
        assert word in page
