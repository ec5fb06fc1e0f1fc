"""The papers of a dossier say every event in every language, hide what is withheld, and swear nothing."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from borderlink.custody.domain.acts import act_of
from borderlink.dossiers.adapters.paper import LANGUAGES, dossier_pdf, statements_pdf
from borderlink.dossiers.domain.summary import (
    DisclosureRow,
    DossierSummary,
    EventRow,
    ExhibitRow,
    HandlerRow,
    MassRow,
    RemarkRow,
)
from borderlink.language.typesetting import missing_glyphs
from tests.custody_world import Desk, tea_case

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PRINT = " ".join(f"{(group * 7919 + 12345) % 100_000:05}" for group in range(12))
PLANTED = "Marlow #panic() *_$ Quince"
ROOT = "ab" * 32


@pytest.fixture(scope="module")
def desk() -> Desk:
    desk = Desk()
    tea_case(desk)
    return desk


@pytest.fixture(scope="module")
def tea(desk: Desk) -> DossierSummary:
    return DossierSummary(
        number="C-1-D1", case="C-1", agency="GZ-CUSTOMS", unit="CASES-2", node="GZ-CUSTOMS", drawn_up_at=AT,
        drawn_up_by="AMINA", languages=LANGUAGES, root_fingerprint=PRINT, checkpoint_size=len(desk.lines),
        checkpoint_root=ROOT, checkpoint_qr=f"BLC1:gz-customs:{len(desk.lines)}:{ROOT}",
        packs=("cn-511-2016@0123456789abcdef",), events=tuple(events(desk)), exhibits=tuple(exhibits(desk)),
        masses=MassRow(
            seized_mg=7_981_000, kept_mg=0, samples_mg=4_000, consumed_mg=0, transferred_mg=40_000,
            destroyed_mg=7_937_000, loss_mg=0, residual_mg=0, expanded_ug=2_309_401,
        ),
        remarks=(RemarkRow(kind="breach", name="no-witness", entry=3, exhibit="E-1-1"),),
        disclosure=(
            DisclosureRow(
                kind="referral", reference="TEA0001", text="light for its value", status="withheld",
                ground="method", sha256="",
            ),
        ),
        handlers=(HandlerRow(badge="CHIDI", unit="STORE-1", role="officer", entries=(1, 7)),),
        files=(f"files/{ROOT}.jpg",),
    )  # fmt: skip


def events(desk: Desk) -> list[EventRow]:
    found = []
    for line in desk.lines:
        act = act_of(json.loads(line.body))
        if act.case != "C-1":
            continue
        seize = act.kind == "seize"
        found.append(
            EventRow(
                entry=act.case_seq, sequence=line.sequence, short_hash=line.hash[:8], kind=act.kind.value,
                at=datetime.fromtimestamp(act.at, UTC), exhibit=act.exhibit, facts=act.facts,
                signers=tuple((signer.badge, signer.unit, signer.role) for signer in act.signers),
                openings={"suspect_name": PLANTED} if seize else {},
                withheld=("witness_name",) if seize else (),
            )
        )  # fmt: skip
    return found


def exhibits(desk: Desk) -> list[ExhibitRow]:
    return [
        ExhibitRow(
            number=lot.exhibit, item=lot.item, substance=lot.substance, form=lot.form, state=lot.state,
            holder=lot.holder, root=lot.root, is_sample=lot.is_sample, book_mg=lot.book_mg,
            seals=tuple(lot.seals), seized_at=datetime.fromtimestamp(lot.seized_at, UTC),
        )
        for lot in desk.ledger.books.lots.values()
    ]  # fmt: skip


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return re.sub(r"\s|\u200b", "", "\n".join(pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_says_every_event_with_its_number_and_hash(tea: DossierSummary, language: str) -> None:
    said = text_of(dossier_pdf(tea, language))

    assert missing_glyphs(said) == set()
    assert all(f"{event.sequence}{event.short_hash}" in said for event in tea.events)
    assert all(exhibit.number in said for exhibit in tea.exhibits)
    assert PRINT.replace(" ", "") in said
    assert ROOT in said
    assert {"zh-Hans": "7,981克", "vi": "7.981g", "en": "7,981g"}[language] in said
    assert {"zh-Hans": "2.31克", "vi": "2,31g", "en": "2.31g"}[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_withheld_is_named_and_not_shown(tea: DossierSummary, language: str) -> None:
    said = text_of(dossier_pdf(tea, language))

    words = {"zh-Hans": "见证人姓名:不予披露", "vi": "Họtênngườichứngkiến", "en": "Witness'sname:withheld"}
    assert words[language] in said
    assert PLANTED.replace(" ", "") in said


def test_the_same_dossier_is_the_same_bytes(tea: DossierSummary) -> None:
    assert dossier_pdf(tea, "vi") == dossier_pdf(tea, "vi")
    assert dossier_pdf(tea, "vi") != dossier_pdf(replace(tea, number="C-1-D2"), "vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_handler_has_a_statement_of_what_they_signed_and_no_more(
    tea: DossierSummary, language: str
) -> None:
    content = statements_pdf(tea, language)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    statement = next(page for page in pages if "CHIDI" in page and "STORE-1" in page and "P-1-1" in page)

    assert missing_glyphs(text_of(content)) == set()
    assert "P-1-2" in statement
    assert "P-1-3" not in statement
    assert len(pages) == 5  # cover, the handler, exhibits, laboratory, translator


def test_a_dossier_never_says_proven_or_admissible_of_itself(tea: DossierSummary) -> None:
    said = text_of(dossier_pdf(tea, "en"))

    assert "Itdoesnotsaythatanythingisprovenoradmissible" in said
    assert said.count("admissible") == 1


def test_no_word_of_a_long_note_is_lost(tea: DossierSummary) -> None:
    note = " ".join(f"w{number}" for number in range(3000))
    first = replace(tea.events[0], openings={"note": note, "text": "line\n" * 90 + "last"})

    said = text_of(dossier_pdf(replace(tea, events=(first, *tea.events[1:])), "en"))

    assert [word for word in note.split() if word not in said] == []
    assert "linelast" in said


def test_an_empty_dossier_is_still_printed(tea: DossierSummary) -> None:
    empty = replace(tea, events=(), exhibits=(), remarks=(), disclosure=(), handlers=(), files=())

    assert text_of(dossier_pdf(empty, "zh-Hans"))
    assert text_of(statements_pdf(empty, "zh-Hans"))


def test_the_papers_of_the_story_stay_small(tea: DossierSummary) -> None:
    papers = [dossier_pdf(tea, language) for language in LANGUAGES]

    assert sum(map(len, [*papers, statements_pdf(tea, "en")])) < 320_000
