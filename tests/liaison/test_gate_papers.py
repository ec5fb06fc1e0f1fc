"""Files, prints and exhibits for abroad; what partners assure us of; the half-yearly register."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from borderlink.cases.actions.people import strike_person
from borderlink.cases.actions.reporting import print_report
from borderlink.cases.domain.standing import CustodyState
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.slots import Recipient
from borderlink.foundation.who import Role
from borderlink.liaison.actions.assuring import (
    Paper,
    Request,
    ask_for_paper,
    refuse_assurance,
    withdraw_assurance,
)
from borderlink.liaison.actions.minuting import Meeting, Point, write_minutes
from borderlink.liaison.actions.printing import print_minutes
from borderlink.liaison.models.gate import GivenAssurance, Passage
from borderlink.liaison.models.post import Outgoing
from borderlink.liaison.queries import gate
from borderlink.liaison.queries.gate import Half
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.refusals.gate import (
    ApprovalMissing,
    ApprovalOutdated,
    ChannelMissing,
    ConsentMissing,
    GradeTooLow,
)
from borderlink.officers.actions.leaving import decide_release, leave_node
from borderlink.officers.refusals import NotReleased
from tests.cases.scenes import hire, opened
from tests.liaison.gate_world import LATER, Desk, consent, enter, kofi, person
from tests.liaison.office_scenes import came
from tests.liaison.partners import CONVENTION
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)
    sealed = set(Outgoing.objects.values_list("letter", flat=True))
    assert sealed == set(Passage.objects.exclude(letter=None).values_list("letter", flat=True))


@pytest.fixture
def case(desk: Desk) -> str:
    return str(opened(desk.world, at=NOON).number)


# ---- files, prints and exhibits ----


def _report(desk: Desk, case: str, to: str, country: str = "") -> bytes:
    return print_report(
        case=case, to=to, why="trial", nominal=True, language="en", country=country, by=kofi(desk), at=LATER
    ).content


def _paper(desk: Desk, case: str, **more: Any) -> Paper:
    return Paper(
        **{
            "way": "cases.report",
            "subject": f"case {case}",
            "to": desk.partner.code,
            "channel": CONVENTION.channel,
            "basis": CONVENTION.instrument,
            "article": CONVENTION.article,
            "case": case,
            "consents": (consent(desk),),
            **more,
        }
    )


@pytest.mark.parametrize("to", ["MC-POLICE", "mc police", "Đối tác", "To: doi tac, office 2"])
def test_a_commanders_release_is_not_enough_for_a_partner_however_it_is_written(
    desk: Desk, case: str, to: str
) -> None:
    enter(desk, case)
    decide_release(
        way="cases.report",
        subject=f"case {case}",
        recipient=to,
        why="asked for",
        by=desk.world.dalia,
        at=NOON,
    )

    with pytest.raises(ApprovalMissing):
        _report(desk, case, to)


def test_a_court_at_home_still_needs_the_commanders_release(desk: Desk, case: str) -> None:
    enter(desk, case)

    with pytest.raises(NotReleased):
        _report(desk, case, "Intermediate court")


def test_a_report_leaves_for_a_partner_once_by_an_approval_that_names_everyone_in_the_case(
    desk: Desk, case: str
) -> None:
    enter(desk, case, custody=CustodyState.ARRESTED)
    asked = ask_for_paper(
        paper=_paper(desk, case), request=Request(why="their court asked"), by=kofi(desk), at=NOON
    )
    with pytest.raises(GradeTooLow):
        desk.approve(asked)
    desk.approve(asked, "AGR-MINISTER")
    enter(desk, case, "Nora Vale")
    with pytest.raises(ApprovalOutdated):
        _report(desk, case, "MC-POLICE")
    strike_person(case=case, person="P02", why="entered by mistake", by=kofi(desk), at=NOON)

    assert _report(desk, case, "MC-POLICE")[:5] == b"%PDF-"

    with pytest.raises(ApprovalMissing):
        _report(desk, case, "MC-POLICE")


def test_a_report_without_consent_or_through_another_channel_does_not_leave(desk: Desk, case: str) -> None:
    enter(desk, case)
    for wrong, refusal in (
        ({"consents": ()}, ConsentMissing),
        ({"article": "99"}, ChannelMissing),
        ({"channel": ""}, ChannelMissing),
    ):
        asked = ask_for_paper(
            paper=_paper(desk, case, **wrong), request=Request(why="x"), by=kofi(desk), at=NOON
        )
        desk.approve(asked)
        with pytest.raises(refusal):
            _report(desk, case, "MC-POLICE")
        withdraw_assurance(pk=asked.pk, why="wrong", by=desk.dalia, at=NOON)


def test_someone_abroad_who_is_no_partner_is_judged_by_the_worst_that_is_known(desk: Desk, case: str) -> None:
    enter(desk, case)
    leave: dict[str, Any] = {
        "way": "cases.report",
        "subject": f"case {case}",
        "to": "Court of Yangon",
        "why": "trial",
        "persons": True,
        "case": case,
        "recipient": Recipient.ABROAD,
        "by": desk.world.amina,
        "at": LATER,
    }
    with pytest.raises(ApprovalMissing):
        leave_node(**leave)
    paper = _paper(
        desk, case, to="Court of Yangon", country="MM", consents=(consent(desk, recipient="Court of Yangon"),)
    )
    row = ask_for_paper(paper=paper, request=Request(why="x"), by=kofi(desk), at=NOON)

    assert row.needed == "AGR-SENIOR"
    assert {one.penalty for one in row.people.all()} == {"MXP-UNKNOWN"}
    desk.approve(row)
    leave_node(**leave)


def test_a_commanders_release_is_not_enough_where_the_country_of_the_recipient_is_another(
    desk: Desk, case: str
) -> None:
    enter(desk, case)
    court = "Court of Yangon"
    decide_release(
        way="cases.report", subject=f"case {case}", recipient=court, why="x", by=desk.world.dalia, at=NOON
    )
    with pytest.raises(ApprovalMissing):
        _report(desk, case, court, country="MM")
    for country in ("TH", "MM"):
        paper = _paper(desk, case, to=court, country=country, consents=(consent(desk, recipient=court),))
        row = ask_for_paper(paper=paper, request=Request(why="x"), by=kofi(desk), at=NOON)
        with pytest.raises(ApprovalMissing):
            _report(desk, case, court, country="MM")
        desk.approve(row)

    assert _report(desk, case, court, country="MM")[:5] == b"%PDF-"
    assert _report(desk, case, court, country="CN")[:5] == b"%PDF-"  # at home: by the release


def test_minutes_of_no_case_hold_free_words_and_leave_only_as_a_commander_approved(desk: Desk) -> None:
    meeting = Meeting(
        subject_ours="线索", subject_theirs="Nguồn tin", held_from=NOON - timedelta(hours=2), held_until=NOON,
        place="Đông Hưng", our_language="zh-Hans", their_language="vi",
        points=[Point(ours="Quill Tanner 在芒街。", theirs="Quill Tanner ở Móng Cái.")],
    )  # fmt: skip
    row = write_minutes(partner=desk.partner, meeting=meeting, by=desk.author, at=NOON)
    with pytest.raises(ApprovalMissing):
        print_minutes(number=row.number, by=desk.author, at=LATER)
    paper = _paper(desk, "", way="liaison.minutes", subject=f"minutes {row.number}")
    asked = ask_for_paper(paper=paper, request=Request(why="to sign"), by=desk.author, at=NOON)

    assert [(one.ref, one.status) for one in asked.people.all()] == [("notes", "PST-UNIDENTIFIED")]
    elsewhere = desk.world.reader(hire(desk.world, "GZ-0302", Role.COMMANDER, unit="nansha"))
    with pytest.raises(NotFound):
        desk.approve(asked, by=elsewhere)
    desk.approve(asked)
    assert print_minutes(number=row.number, by=desk.author, at=LATER)[:5] == b"%PDF-"
    with pytest.raises(ApprovalMissing):
        print_minutes(number=row.number, by=desk.author, at=LATER)


def test_a_letter_handed_out_abroad_is_approved_for_everyone_it_tells_of(desk: Desk) -> None:
    letter = came(desk.partner, "clue", {"people": [person(status="PST-CHARGED")]})
    paper = _paper(desk, "", way="liaison.letter-evidence", subject=f"letter {letter.uuid}")

    row = ask_for_paper(paper=paper, request=Request(why="their court"), by=desk.author, at=NOON)

    assert [(one.ref, one.status) for one in row.people.all()] == [("P1", "PST-CHARGED")]
    assert row.needed == "AGR-MINISTER"
    with pytest.raises(GradeTooLow):
        desk.approve(row)
    outsider = desk.world.reader(hire(desk.world, "GZ-0303", Role.LIAISON_OFFICER, unit="nansha"))
    with pytest.raises(NotFound):
        ask_for_paper(paper=paper, request=Request(why="x"), by=outsider, at=NOON)


# ---- both directions, and the register ----


def test_what_a_partner_assures_us_of_is_kept_and_counted(desk: Desk) -> None:
    from borderlink.liaison.actions.effects import apply_effect

    letter = came(desk.partner, "clue", {})
    block = {
        "person": "P1",
        "status": "PST-DETAINED",
        "penalty": "MXP-DEATH",
        "assurance": "ASR-NOTSOUGHT",
        "giver": "Procuracy",
        "reference": "V-1",
        "on": "2026-11-20",
    }
    apply_effect(letter, {**body_of(letter), "assurance": [block, block]}, NOON)

    kept = GivenAssurance.objects.get()
    assert (kept.ref, kept.assurance, str(kept.given_on)) == ("P1", "ASR-NOTSOUGHT", "2026-11-20")
    assert [one.pk for one in gate.given_for(letter)] == [kept.pk]
    assert gate.figures(desk.dalia, Half.of(NOON.date())).received == 1


def test_the_register_counts_every_question_and_decision_of_half_a_year(desk: Desk) -> None:
    first, second, third = desk.draft(person()), desk.draft(person()), desk.draft(person())
    desk.approve(desk.ask(first))
    desk.send(first)
    refuse_assurance(pk=desk.ask(second).pk, grounds="no", by=desk.dalia, at=NOON)
    desk.ask(third)
    desk.send(desk.draft())

    figures = gate.figures(desk.dalia, Half.named("2026-2", today=NOON.date()))

    assert (figures.asked, figures.approved, figures.refused, figures.open) == (3, 1, 1, 1)
    assert (figures.passed, figures.passed_by_approval, figures.ungated) == (2, 1, 0)
    assert figures.by_recipient == [("MC-POLICE", 3, 1)]
    assert figures.by_status == [("PST-SUSPECT", 1)]
    assert gate.figures(desk.dalia, Half(year=2026, half=1)).asked == 0
    with pytest.raises(NotAllowed):
        gate.figures(desk.author, Half.of(NOON.date()))


def test_a_letter_sealed_round_the_gate_stands_in_the_register(desk: Desk) -> None:
    sent = desk.send(desk.draft())
    passage = Passage.objects.get()
    passage.delete()

    assert gate.figures(desk.dalia, Half.of(NOON.date())).ungated == 1
    Passage.objects.create(
        subject=passage.subject,
        letter=sent.uuid,
        way=passage.way,
        kind=passage.kind,
        recipient=passage.recipient,
        digest=passage.digest,
        people=0,
        by=passage.by,
        at=passage.at,
    )


def test_an_outsider_sees_nothing_of_the_gate(desk: Desk) -> None:
    row = desk.ask(desk.draft(person()))
    chidi = desk.world.reader(desk.world.chidi)

    assert gate.queue(chidi) == gate.decided(chidi) == []
    with pytest.raises(NotFound):
        gate.assurance_of(chidi, row.pk)
    assert [one.pk for one in gate.queue(desk.dalia)] == [row.pk]
    assert [one.pk for one in gate.queue(desk.author)] == [row.pk]
