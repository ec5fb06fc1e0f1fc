"""The report of a case: what is in its file, in the reader's language, with or without people."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from pypdf import PdfReader

from borderlink.cases.adapters.paper import case_report
from borderlink.cases.domain.report import (
    CaseReport,
    ReportDecision,
    ReportDocument,
    ReportEvent,
    ReportExhibit,
    ReportParty,
    ReportSeizure,
    ReportTask,
)
from borderlink.cases.domain.seizures import Facts, Item, Substance
from borderlink.language.typesetting import missing_glyphs

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NAME = "Marlow #panic() *_$ Quince-" + "x" * 80
REPORT = CaseReport(
    number="GZ-MAIL-2026-0001", title="四个茶叶包裹", agency="GZ-CUSTOMS", unit="GZ-MAIL", pack="cn-511-2016",
    state="open", source="referral", country="CN", opened_by="GZ-0101", opened_at=AT, final_on=None,
    made_by="GZ-0101", made_at=AT, zone="Asia/Shanghai", summary="Trà ô long,\nbốn kiện.",
    waybills=("TEA0001", "TEA0002"), members=("GZ-0101",),
    people=(ReportParty(label="P01", name=NAME, role="ROL-ASSOCIATE", custody="custody-unknown"),),
    organisations=(ReportParty(label="O01", name="Lá Vàng", role="sender", note="shop"),),
    seizures=(
        ReportSeizure(
            number="GZ-MAIL-2026-0001-S01",
            facts=Facts(
                seized_on=date(2026, 11, 21), seized_time=time(23, 40), zone="Asia/Shanghai", country="CN",
                origin_country="VN", packages=4,
            ),
            substances=(
                Substance(presumptive="SUB-METH-ICE", laboratory="SUB-METH-ICE", net_mg=7_981_000,
                          purity_ppm=785_000, pure_mg=6_265_085),
            ),
            items=(Item(kind="MAT-PHONE"), Item(kind="MAT-CASH", amount_minor=123_450, currency="CNY")),
        ),
    ),
    exhibits=tuple(
        ReportExhibit(number=f"GZ-MAIL-2026-0001-E{number:02}", item="drug", substance="SUB-METH-ICE",
                      form="crystal", state="held", book_mg=1_995_000)
        for number in range(1, 41)
    ),
    events=(ReportEvent(at=AT, text="Opened.", by="GZ-0101"),),
    tasks=(ReportTask(what="Ask the laboratory", owner="GZ-0102", due_on=date(2026, 11, 24)),),
    decisions=(
        ReportDecision(stage="first-instance", outcome="CO-X", decided_on=date(2027, 3, 1), months=180,
                       is_final=True),
    ),
    documents=(ReportDocument(name="a.jpg", sha256="cd" * 32, added_at=AT),),
)  # fmt: skip


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return re.sub(r"\s|\u200b", "", "\n".join(pages))


@pytest.mark.parametrize(
    ("language", "mass", "opened"),
    [("zh-Hans", "7,981克", "2026年11月22日12:00"), ("zh-Hant", "7,981克", "2026年11月22日12:00"),
     ("vi", "7.981g", "12:0022/11/2026"), ("en", "7,981g", "22Nov2026,12:00")],
)  # fmt: skip
def test_a_report_shows_the_whole_file_in_every_language(language: str, mass: str, opened: str) -> None:
    content = case_report(REPORT, language)
    said = text_of(content)

    assert missing_glyphs(said) == set()
    assert {mass, opened} <= {word for word in (mass, opened) if word in said}
    assert all(exhibit.number in said for exhibit in REPORT.exhibits)
    assert "23:40" in said
    assert "cd" * 32 in said
    assert re.sub(r"\s", "", NAME) in said
    assert len(PdfReader(io.BytesIO(content)).pages) > 1


def test_money_and_things_are_shown_as_the_language_writes_them() -> None:
    assert "1,234.50元" in text_of(case_report(REPORT, "zh-Hans"))
    assert "1.234,50nhândântệ" in text_of(case_report(REPORT, "vi"))


def test_a_report_without_people_says_so_and_names_none() -> None:
    nobody = replace(
        REPORT, is_nominal=False, title="", summary="", people=(replace(REPORT.people[0], name="", note=""),)
    )
    said = text_of(case_report(nobody, "en"))

    assert "Withoutpeople" in said
    assert "Marlow" not in said
    assert "P01" in said


def test_an_hour_that_nobody_knows_is_not_written() -> None:
    held = ReportEvent(at=AT, text="Held.", to_the_day=True)

    assert "22Nov2026Held." in text_of(case_report(replace(REPORT, exhibits=(), events=(held,)), "en"))


def test_an_empty_case_is_still_a_report() -> None:
    empty = replace(
        REPORT, people=(), organisations=(), seizures=(), exhibits=(), events=(), tasks=(), decisions=(),
        documents=(), waybills=(), members=(), summary="", title="", pack="",
    )  # fmt: skip

    assert "Nonerecorded." in text_of(case_report(empty, "en"))


def test_the_same_report_is_the_same_bytes() -> None:
    assert case_report(REPORT, "vi") == case_report(REPORT, "vi")
