"""What courts decide, when a case is final, who must be told, how a case ends and is erased."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from borderlink.cases.actions.deciding import (
    Ruled,
    close_case,
    record_correction_told,
    record_decision,
    record_told,
    reopen_case,
)
from borderlink.cases.actions.documents import MOST_MIB, SHELF, add_document, read_document
from borderlink.cases.actions.erasing import erase_case
from borderlink.cases.actions.following import write_diary
from borderlink.cases.actions.importing import keep_register, register_path
from borderlink.cases.actions.people import (
    Party,
    Standing,
    add_name,
    add_person,
    change_standing,
    strike_person,
)
from borderlink.cases.actions.reporting import print_report
from borderlink.cases.domain.deciding import CLEARED, NEVER_FINAL, OUTCOMES, Ruling, final_on, state_after
from borderlink.cases.domain.standing import CaseState, CustodyState, Stage
from borderlink.cases.jobs import work_once
from borderlink.cases.models.nominal import CaseWords, Document, Name, Person, Told
from borderlink.cases.queries.cases import case_of, facts_for_custody
from borderlink.cases.queries.deciding import told_in
from borderlink.cases.queries.report import report_of
from borderlink.cases.refusals.file import (
    CaseOpen,
    DecisionBeforeCase,
    DecisionCannotBeFinal,
    DocumentEmpty,
    DocumentTooLarge,
    DoneAlready,
    OutcomeNotOfStage,
    ReviewNotDone,
    WordsMissing,
)
from borderlink.foundation.refusals import NotAllowed, Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.models import JournalLine, Opening
from borderlink.officers.actions.leaving import decide_release
from borderlink.officers.refusals import NotReleased
from borderlink.screening.actions.belt import search_parcels
from borderlink.screening.adapters import kept
from tests.cases.scenes import investigator, shared
from tests.screening.scenes import screened
from tests.world import NOON, World

CASE = "GZ-BAIYUN-2026-0001"
LATER = NOON + timedelta(days=400)
DAY = date(2026, 11, 22)
COURT = Ruled(stage=Stage.FIRST, outcome="CRT-CONVICTED", decided_on=DAY, body="The court of Guangzhou")


@pytest.fixture
def kofi(world: World) -> Reader:
    """The case officer of a shared case with two suspects."""
    shared(world)
    reader = world.reader(investigator(world))
    for name in ("Ann Archer", "Ben Baker"):
        add_person(case=CASE, party=Party(name=name), standing=Standing(suspected_on=DAY), by=reader, at=NOON)
    return reader


def decide(by: Reader, person: str = "", **said: object) -> None:
    ruled = replace(COURT, person=person, **said)  # type: ignore[arg-type]
    record_decision(case=CASE, ruled=ruled, by=by, at=LATER)


def test_a_case_is_final_when_every_decision_on_every_suspect_is(kofi: Reader) -> None:
    assert not facts_for_custody(CASE).is_final
    decide(kofi, "P01", is_final=True)
    assert not facts_for_custody(CASE).is_final
    decide(kofi, "P02", stage=Stage.APPEAL, decided_on=DAY + timedelta(days=90), is_final=True)

    case = case_of(kofi, CASE)
    assert facts_for_custody(CASE).is_final
    assert (case.final_on, case.state) == (DAY + timedelta(days=90), "judged")


def test_a_case_reopened_by_a_court_is_no_longer_final(kofi: Reader) -> None:
    decide(kofi, is_final=True)
    assert facts_for_custody(CASE).is_final

    decide(kofi, "P01", stage=Stage.REVIEW, outcome="CRT-RETRIAL", decided_on=DAY + timedelta(days=30))

    assert not facts_for_custody(CASE).is_final
    assert case_of(kofi, CASE).state == "prosecuted"


def test_a_death_sentence_is_final_by_its_review_alone(kofi: Reader) -> None:
    with pytest.raises(ReviewNotDone):
        decide(kofi, "P01", sentence="SEN-DEATH", is_final=True)
    with pytest.raises(DecisionCannotBeFinal):
        decide(kofi, "P01", review_pending=True, is_final=True)
    decide(kofi, "P01", sentence="SEN-DEATH", review_pending=True)
    decide(kofi, "P02", is_final=True)
    assert not facts_for_custody(CASE).is_final

    decide(kofi, "P01", stage=Stage.REVIEW, sentence="SEN-DEATH", is_final=True)

    assert facts_for_custody(CASE).is_final


def test_a_ruling_that_upholds_a_death_sentence_without_naming_it_waits_for_the_review_too(
    kofi: Reader,
) -> None:
    decide(kofi, "P02", is_final=True)
    decide(kofi, "P01", sentence="SEN-DEATH", review_pending=True)
    decide(kofi, "P01", stage=Stage.APPEAL, is_final=True)
    assert not facts_for_custody(CASE).is_final

    decide(kofi, "P01", stage=Stage.REVIEW, is_final=True)

    assert facts_for_custody(CASE).is_final


def test_a_lesser_sentence_on_appeal_needs_no_review() -> None:
    death = Ruling(
        stage=Stage.FIRST, outcome="CRT-CONVICTED", decided_on=DAY, on_whom=1, sentence="SEN-DEATH"
    )
    upheld = replace(death, stage=Stage.APPEAL, sentence="", is_final=True)

    assert final_on([death, upheld], [1]) is None
    assert final_on([death, replace(upheld, sentence="SEN-LIFE")], [1]) == DAY
    assert final_on([death, replace(upheld, outcome="CRT-ACQUITTED")], [1]) == DAY


@pytest.mark.parametrize(
    "standing",
    [
        Standing(suspected_on=DAY),
        Standing(custody=CustodyState.HELD, held_on=DAY),
        Standing(custody=CustodyState.ARRESTED, arrested_on=DAY),
    ],
)
def test_a_final_case_waits_again_for_a_suspect_who_is_found_later(kofi: Reader, standing: Standing) -> None:
    for person in ("P01", "P02"):
        decide(kofi, person, is_final=True)
    add_person(case=CASE, party=Party(name="Cy Cole"), by=kofi, at=LATER)
    assert facts_for_custody(CASE).is_final

    change_standing(case=CASE, person="P03", standing=standing, by=kofi, at=LATER)
    assert not facts_for_custody(CASE).is_final
    decide(kofi, "P03", is_final=True)
    assert facts_for_custody(CASE).is_final
    add_person(case=CASE, party=Party(name="Di Dorn"), standing=standing, by=kofi, at=LATER)

    assert not facts_for_custody(CASE).is_final
    assert case_of(kofi, CASE).state == "prosecuted"


def test_striking_an_undecided_suspect_makes_no_case_final(kofi: Reader) -> None:
    decide(kofi, "P01", is_final=True)

    strike_person(case=CASE, person="P02", why="another of that name", by=kofi, at=LATER)

    assert not facts_for_custody(CASE).is_final


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"outcome": "CRT-APPEAL", "is_final": True}, DecisionCannotBeFinal),
        ({"outcome": "CRT-QUASHED"}, OutcomeNotOfStage),
        ({"stage": Stage.PROSECUTION, "outcome": "CRT-CONVICTED"}, OutcomeNotOfStage),
        ({"decided_on": DAY - timedelta(days=1)}, DecisionBeforeCase),
        ({"body": " "}, WordsMissing),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    kofi: Reader, said: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        decide(kofi, "P01", **said)


def test_the_database_keeps_a_decision_as_it_was_recorded(kofi: Reader) -> None:
    decide(kofi, "P01")
    decision = case_of(kofi, CASE).decisions.get()

    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(outcome="CRT-ACQUITTED")


def test_after_an_acquittal_everyone_who_was_told_of_the_person_must_be_told(kofi: Reader) -> None:
    for person, recipient in (("P01", "Sydney"), ("P01", "The airline"), ("P02", "Hanoi")):
        record_told(
            case=CASE, person=person, recipient=recipient, what="a name", told_on=DAY, by=kofi, at=NOON
        )

    decide(kofi, "P01", outcome="CRT-ACQUITTED")

    due = [row for row in told_in(case_of(kofi, CASE)) if row.correction_due_on]
    assert {row.recipient for row in due} == {"Sydney", "The airline"}
    record_correction_told(case=CASE, pk=due[0].pk, by=kofi, at=LATER)
    with pytest.raises(DoneAlready):
        record_correction_told(case=CASE, pk=due[0].pk, by=kofi, at=LATER)


def test_after_a_broken_identification_everyone_who_was_told_must_be_told(kofi: Reader) -> None:
    for person in ("P01", "P02"):
        record_told(
            case=CASE, person=person, recipient="Sydney", what="a name", told_on=DAY, by=kofi, at=NOON
        )

    strike_person(case=CASE, person="P01", why="another of that name", by=kofi, at=LATER)

    due = [row.person.label for row in told_in(case_of(kofi, CASE)) if row.correction_due_on]
    assert due == ["P01"]


def test_a_report_does_not_name_who_was_struck(kofi: Reader) -> None:
    strike_person(case=CASE, person="P01", why="another of that name", by=kofi, at=LATER)

    report = report_of(case_of(kofi, CASE), nominal=True, language="en", by=kofi, at=LATER)

    assert [row.name for row in report.people] == ["Ben Baker"]


rulings = st.builds(
    Ruling,
    stage=st.sampled_from(list(Stage)),
    outcome=st.sampled_from(sorted({code for codes in OUTCOMES.values() for code in codes})),
    decided_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    on_whom=st.none() | st.integers(1, 3),
    is_final=st.booleans(),
)


@trying(deadline=None)
@given(st.lists(rulings, max_size=8), st.sets(st.integers(1, 3)))
def test_a_case_is_never_final_while_a_suspect_s_latest_decision_is_open(
    given_rulings: list[Ruling], suspects: set[int]
) -> None:
    found = final_on(given_rulings, suspects)

    for suspect in suspects:
        own = [ruling for ruling in given_rulings if ruling.on_whom in {suspect, None}]
        if not own or not own[-1].is_final:
            assert found is None
    assert (state_after(given_rulings, final=found) is CaseState.JUDGED) == (found is not None)


def test_what_clears_a_person_can_be_final_and_what_is_pending_cannot() -> None:
    assert not CLEARED & NEVER_FINAL


def test_only_the_commander_closes_opens_again_and_erases(world: World, kofi: Reader) -> None:
    dalia = world.reader(world.dalia)

    for act in (close_case, reopen_case, erase_case):
        with pytest.raises(NotAllowed):
            act(case=CASE, why="because", by=kofi, at=NOON)
    with pytest.raises(CaseOpen):
        erase_case(case=CASE, why="its time is over", by=dalia, at=NOON)
    close_case(case=CASE, why="done", by=dalia, at=NOON)
    assert not facts_for_custody(CASE).is_open
    reopen_case(case=CASE, why="a new witness", by=dalia, at=NOON)
    assert facts_for_custody(CASE).is_open


def test_an_erased_case_leaves_counts_and_nothing_that_opens_the_journal(world: World, kofi: Reader) -> None:
    dalia = world.reader(world.dalia)
    screened(world.reader(world.amina))
    search_parcels(name="Marlow", case=CASE, by=world.reader(world.amina), at=NOON)
    write_diary(case=CASE, text="Met Ann Archer", by=kofi, at=NOON)
    write_diary(case=CASE, text="It was Ben", corrects=1, by=kofi, at=NOON)
    add_name(case=CASE, owner="P01", text="安", kind="NMK-ALIAS", by=kofi, at=NOON)
    decide(kofi, is_final=True)
    close_case(case=CASE, why="over", by=dalia, at=LATER)
    sealed = Opening.objects.filter(line__subject=f"case {CASE}")
    assert sealed.filter(line__act="screening.search").exists()

    erase_case(case=CASE, why="its time is over", by=dalia, at=LATER)

    assert not sealed.exclude(line__act__in=["cases.erase", "journal.erase-openings"]).exists()
    assert not Person.objects.exists()
    assert not Name.objects.exists()
    assert not CaseWords.objects.exists()
    case = case_of(dalia, CASE)
    assert case.involvements.count() == 2
    assert case.decisions.count() == 1
    assert JournalLine.objects.get(act="cases.erase").alert
    with pytest.raises(DoneAlready):
        erase_case(case=CASE, why="again", by=dalia, at=LATER)
    with pytest.raises(DoneAlready):
        reopen_case(case=CASE, why="regret", by=dalia, at=LATER)


def shelf() -> list[Path]:
    return [path for path in (settings.BORDERLINK.folder / SHELF).rglob("*") if path.is_file()]


def test_a_photograph_of_200_mb_is_refused_with_the_limit_and_nothing_of_it_is_kept(kofi: Reader) -> None:
    before = shelf()
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        for _ in range(200):
            read += 1
            yield b"\xff\xd8\xff" + bytes(1024 * 1024)

    with pytest.raises(DocumentTooLarge) as refused:
        add_document(
            case=CASE,
            kind="DCK-PHOTO",
            title="",
            name="big.jpg",
            chunks=chunks(),
            by=kofi,
            at=NOON,
        )

    assert refused.value.facts["mib"] == MOST_MIB
    assert read < 110
    assert shelf() == before
    with pytest.raises(DocumentEmpty):
        add_document(case=CASE, kind="DCK-PHOTO", title="", name="none.jpg", chunks=[], by=kofi, at=NOON)
    assert shelf() == before


def test_the_same_content_is_kept_once_and_lies_under_its_hash(kofi: Reader) -> None:
    def add() -> Document:
        return add_document(
            case=CASE,
            kind="DCK-SCAN",
            title="Form",
            name="a/b/form.pdf",
            chunks=[b"%PDF-1.7"],
            by=kofi,
            at=NOON,
        )

    first, again = add(), add()

    assert first.pk == again.pk
    assert (first.name, first.media_type) == ("form.pdf", "application/pdf")
    row, path = read_document(case=CASE, document="D01", preview=False, by=kofi, at=NOON)
    assert path == kept.path_of(settings.BORDERLINK.folder, SHELF, row.sha256)
    assert path.read_bytes() == b"%PDF-1.7"


def test_a_report_with_names_leaves_by_a_commanders_decision_and_notes_whom_it_told(
    world: World, kofi: Reader
) -> None:
    def leave() -> bytes:
        return print_report(
            case=CASE, to="The court", why="hearing", nominal=True, language="en", by=kofi, at=NOON
        ).content

    with pytest.raises(NotReleased):
        leave()
    assert not Told.objects.exists()
    decide_release(
        way="cases.report",
        subject=f"case {CASE}",
        recipient="The court",
        why="hearing",
        by=world.dalia,
        at=NOON,
    )

    assert leave()[:5] == b"%PDF-"
    assert Told.objects.filter(recipient="The court").count() == 2
    with pytest.raises(NotReleased):
        leave()


def test_files_that_no_case_holds_and_registers_that_nobody_reads_in_are_swept(kofi: Reader) -> None:
    folder, now = settings.BORDERLINK.folder, datetime.now(UTC)
    row = add_document(
        case=CASE,
        kind="DCK-DOCUMENT",
        title="Form",
        name="form.pdf",
        chunks=[b"%PDF-1.7 kept"],
        by=kofi,
        at=NOON,
    )
    lost = kept.keep(folder, SHELF, [b"left by a crash between erasing and forgetting"]).sha256
    register = keep_register(chunks=[b"Case No,Suspect"], by=kofi)

    work_once(now + timedelta(days=3))

    assert kept.path_of(folder, SHELF, row.sha256).is_file()
    assert not kept.path_of(folder, SHELF, lost).exists()
    assert register_path(register).is_file()
    work_once(now + timedelta(days=9))
    assert not register_path(register).exists()


def test_what_a_crash_left_of_a_document_is_swept_once_it_is_a_day_old(kofi: Reader) -> None:
    left = settings.BORDERLINK.folder / SHELF / ".incoming-0123"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")

    assert work_once(NOON - timedelta(days=900))
    assert not work_once(NOON - timedelta(days=900))
    assert left.is_file()
    assert work_once(datetime.now(UTC) + timedelta(days=2))

    assert not left.exists()
