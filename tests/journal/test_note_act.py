import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction

from borderlink.foundation import canonical
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal import queries
from borderlink.journal.actions import erase_openings, look_at_journal, note
from borderlink.journal.domain.views import Filter, LineView
from borderlink.journal.models import Head, JournalLine, Opening
from tests.world import NOON

pytestmark = pytest.mark.django_db
AUDITOR = Reader(badge="GZ-0005", agency="GZ-CUSTOMS", roles=frozenset({Role.AUDITOR}))
ALL = Filter()


def newest() -> LineView:
    return queries.lines(reader=AUDITOR, wanted=ALL, most=1).lines[0]


def test_a_line_says_who_did_what_on_what_when_and_why() -> None:
    note(act="screening.refer", subject="parcel EB123456785CN", why="four parcels of tea",
         facts={"score": 91, "rule": "tea-to-one-receiver"}, by="GZ-0001", at=NOON)  # fmt: skip

    line = newest()

    assert (line.by, line.act, line.subject, line.at) == (
        "GZ-0001",
        "screening.refer",
        "parcel EB123456785CN",
        NOON,
    )
    assert line.why == "four parcels of tea"
    assert line.facts == {"score": 91, "rule": "tea-to-one-receiver"}


def test_lines_are_numbered_without_gap_and_carry_the_hash_before() -> None:
    for number in range(4):
        note(act="screening.refer", subject=f"parcel {number}", by="GZ-0001", at=NOON)

    lines = queries.lines(reader=AUDITOR, wanted=ALL).lines[::-1]

    assert [line.sequence for line in lines] == [1, 2, 3, 4]
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]


def test_what_is_personal_or_free_text_never_stands_in_the_chained_bytes() -> None:
    note(act="screening.look", subject="parcel 1", why="looks like Harbour Lane",
         personal={"receiver": "Tran Van Minh"}, facts={"filter": "by name, 陈", "station": "GZ-BAIYUN"},
         by="GZ-0001", at=NOON)  # fmt: skip

    body = bytes(JournalLine.objects.get().body).decode()

    assert "GZ-BAIYUN" in body
    for hidden in ("Harbour", "Minh", "陈", "by name"):
        assert hidden not in body


def test_an_auditor_reads_the_why_but_of_personal_fields_the_commitment_alone() -> None:
    note(act="screening.look", subject="parcel 1", why="a seized parcel",
         personal={"receiver": "Tran Van Minh"}, facts={"filter": "two words"},
         by="GZ-0001", at=NOON)  # fmt: skip

    line = newest()

    assert (line.why, line.facts) == ("a seized parcel", {"filter": "two words"})
    assert list(line.personal) == ["receiver"]
    assert len(line.personal["receiver"]) == 64
    assert "Minh" not in repr(line)


def test_the_same_value_twice_has_two_commitments() -> None:
    for _ in range(2):
        note(act="screening.look", subject="parcel 1", personal={"receiver": "Minh"}, by="GZ-0001", at=NOON)

    first, second = queries.lines(reader=AUDITOR, wanted=ALL).lines

    assert first.personal != second.personal


def test_the_bytes_are_canonical_and_time_is_told_in_utc() -> None:
    noon_there = NOON.astimezone(timezone(timedelta(hours=8)))
    note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=noon_there)

    body = bytes(JournalLine.objects.get().body)

    assert canonical.to_bytes(canonical.from_bytes(body)) == body
    assert json.loads(body)["at"] == "2026-11-22T04:00:00.000000Z"


def test_text_that_no_database_can_hold_is_kept_as_far_as_it_can() -> None:
    note(act="node.refuse", subject="parcel \x00\n\ud800" + "x" * 300, why="a\x00b\nc", by="GZ-0001", at=NOON)

    line = newest()

    assert line.subject.startswith("parcel")
    assert len(line.subject) == 200
    assert line.why == "a b\nc"
    assert queries.examine().fault is None


def test_an_act_that_fails_leaves_no_line() -> None:
    @transaction.atomic
    def fail_after_noting() -> None:
        note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_noting()

    note(act="screening.refer", subject="parcel 2", by="GZ-0001", at=NOON)

    assert [(line.sequence, line.subject) for line in queries.lines(reader=AUDITOR, wanted=ALL).lines] == [
        (1, "parcel 2")
    ]
    assert queries.examine().fault is None


def test_an_act_is_written_room_and_verb() -> None:
    with pytest.raises(ValueError, match=r"room\.verb"):
        note(act="Refer parcel", subject="parcel 1", by="GZ-0001", at=NOON)


def test_a_lost_head_is_found_again_from_the_last_line() -> None:
    note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=NOON)
    Head.objects.all().delete()

    note(act="screening.refer", subject="parcel 2", by="GZ-0001", at=NOON)

    assert queries.examine().lines == 2
    assert queries.examine().fault is None


@pytest.mark.parametrize("table", ["journal_line", "journal_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = '2020-01-01'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_what_is_written(statement: str, table: str) -> None:
    note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO journal_checkpoint (size, note, "key", "by", at, after, proof) '
            "VALUES (1, '', '', '', '2026-11-22', 0, '')"
        )

    with (
        pytest.raises(DatabaseError, match="added to, never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_the_database_refuses_to_change_an_opening() -> None:
    note(act="screening.look", subject="parcel 1", why="a", by="GZ-0001", at=NOON)

    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        Opening.objects.update(value="b")


def test_lines_are_found_by_officer_act_subject_and_day() -> None:
    for day in range(3):
        note(
            act="screening.refer", subject=f"parcel EB{day}", by=f"GZ-000{day}", at=NOON + timedelta(days=day)
        )
    note(act="officers.grant-role", subject="officer GZ-0001", by="GZ-0006", at=NOON)

    def found(wanted: Filter) -> list[int]:
        return [line.sequence for line in queries.lines(reader=AUDITOR, wanted=wanted).lines]

    assert found(Filter(by="GZ-0001")) == [2]
    assert found(Filter(act="screening.")) == [3, 2, 1]
    assert found(Filter(subject="parcel EB2")) == [3]
    assert found(Filter(since=NOON + timedelta(days=1), until=NOON + timedelta(days=2))) == [2]
    assert found(Filter(by="GZ-0001", act="officers.")) == []


def test_pages_follow_each_other_without_gap_while_new_lines_are_written() -> None:
    for number in range(7):
        note(act="screening.refer", subject=f"parcel {number}", by="GZ-0001", at=NOON)
    first = queries.lines(reader=AUDITOR, wanted=ALL, most=3)
    note(act="screening.refer", subject="parcel later", by="GZ-0001", at=NOON)

    second = queries.lines(reader=AUDITOR, wanted=ALL, before=first.older, most=3)
    third = queries.lines(reader=AUDITOR, wanted=ALL, before=second.older, most=3)

    seen = [line.sequence for page in (first, second, third) for line in page.lines]
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert third.older is None


def test_looking_at_the_journal_is_itself_noted() -> None:
    note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=NOON)

    page = look_at_journal(reader=AUDITOR, wanted=Filter(by="GZ-0001"), at=NOON)

    assert len(page.lines) == 1
    assert (newest().act, newest().by, newest().facts) == (
        "journal.look",
        "GZ-0005",
        {"by": "GZ-0001", "shown": 1},
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_whoever_is_no_auditor_is_refused_every_question(role: Role) -> None:
    note(act="screening.refer", subject="parcel 1", by="GZ-0001", at=NOON)
    reader = Reader(
        badge="GZ-0003", agency="GZ-CUSTOMS", roles=frozenset({role}), units=frozenset({"GZ-BAIYUN"})
    )

    for ask in (
        lambda: queries.lines(reader=reader, wanted=ALL),
        lambda: queries.line(reader=reader, sequence=1),
        lambda: queries.open_alerts(reader=reader),
        lambda: queries.acts(reader=reader),
        lambda: queries.checkpoints(reader=reader),
        lambda: queries.checkpoint(reader=reader, number=1),
        lambda: queries.own_keys(reader=reader),
        lambda: queries.committed(reader=reader, sequence=1),
        lambda: look_at_journal(reader=reader, wanted=ALL, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            ask()
    assert JournalLine.objects.count() == 1


def test_an_auditor_of_another_agency_is_refused() -> None:
    with pytest.raises(NotAllowed):
        queries.lines(reader=Reader(badge="X", agency="AU-SYD", roles=frozenset({Role.AUDITOR})), wanted=ALL)


def test_a_line_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.line(reader=AUDITOR, sequence=99)


def test_erasing_destroys_the_texts_about_a_subject_and_leaves_the_chain_whole() -> None:
    for number in (1, 2):
        note(act="screening.look", subject=f"parcel {number}", why="a reason", personal={"receiver": "Minh"},
             by="GZ-0001", at=NOON)  # fmt: skip

    erased = erase_openings(
        subject="parcel 1", why="retention", by="node", at=datetime(2027, 6, 1, tzinfo=UTC)
    )

    findings = queries.examine()
    line = queries.line(reader=AUDITOR, sequence=1)
    assert erased == 2
    assert (findings.fault, findings.lines, findings.erased) == (None, 3, 2)
    assert (line.why, line.erased, list(line.personal)) == ("", ("receiver", "why"), ["receiver"])
    assert queries.line(reader=AUDITOR, sequence=2).why == "a reason"
