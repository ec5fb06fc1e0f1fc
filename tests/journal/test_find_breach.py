"""An intruder with the database in hand changes something: the examination finds it and names the line."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from borderlink.foundation import canonical, chain, tree
from borderlink.foundation.checkpoint import Checkpoint as CheckpointValue
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.keyfiles import protect
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.journal import queries
from borderlink.journal.actions import note, register_key, sign_checkpoint
from borderlink.journal.models import Checkpoint, Head, JournalLine, Opening
from borderlink.journal.refusals import Rewritten
from tests.guards import lift_guards
from tests.world import NOON

pytestmark = pytest.mark.django_db
AUDITOR = Reader(badge="GZ-0005", agency="GZ-CUSTOMS", roles=frozenset({Role.AUDITOR}))
KEY, STRANGER = PrivateKey(bytes([7]) * 32), PrivateKey(bytes([8]) * 32)
PHRASE = "seven grey herons at noon"
LINES = 6


@pytest.fixture(autouse=True)
def _intruder() -> None:
    """Write a journal of six lines, the first of which registers the auditor's key, and lift the guards."""
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)
    for number in range(2, LINES + 1):
        note(act="screening.look", subject=f"parcel {number}", why="a reason", personal={"receiver": "Minh"},
             by="GZ-0001", at=NOON)  # fmt: skip
    lift_guards()


def sign() -> SignedCheckpoint:
    """Sign a checkpoint and return the auditor's printed copy of it."""
    signed = sign_checkpoint(
        key_file=protect(KEY, PHRASE, salt=bytes(16), cost=10), passphrase=PHRASE, by="GZ-0005", at=NOON
    )
    return SignedCheckpoint.from_note(queries.checkpoint(reader=AUDITOR, number=signed.number).note)


def found(*outside: SignedCheckpoint) -> tuple[str, int | None]:
    findings = queries.examine(outside=outside)
    return (findings.fault.code if findings.fault else "", findings.first_broken_line)


def edit(sequence: int, **content: canonical.Value) -> JournalLine:
    """Rewrite a line's bytes without touching its hash."""
    row = JournalLine.objects.get(sequence=sequence)
    row.body = canonical.to_bytes({**canonical.object_of(bytes(row.body)), **content})
    row.save()
    return row


def rechain(*, until: int = LINES + 1, change: int = 0) -> None:
    """Rewrite the journal as a careful forger would: every number, link, hash and the head are right."""
    kept = list(JournalLine.objects.filter(sequence__lte=until))
    Opening.objects.all().delete()
    JournalLine.objects.all().delete()
    end = chain.Line(sequence=0, body=b"", hash=chain.START)
    for row in kept:
        content = dict(canonical.object_of(bytes(row.body)))
        if row.sequence == change:
            content["by"] = row.by = "GZ-0099"
        end = chain.Line.next(content, after=end.sequence, previous=end.hash)
        row.sequence, row.body, row.hash = end.sequence, end.body, end.hash
        row.save(force_insert=True)
    Head.objects.update(sequence=end.sequence, hash=end.hash)


def test_a_journal_that_nobody_touched_is_whole() -> None:
    sign()

    findings = queries.examine()

    assert (findings.fault, findings.lines, findings.checkpoints, findings.erased) == (None, LINES + 1, 1, 0)


def test_an_edited_line_is_found() -> None:
    edit(3, by="GZ-0099")

    assert found() == ("foundation.line-changed", 3)


def test_an_edited_line_with_a_new_hash_is_found_at_the_next() -> None:
    row = edit(3, by="GZ-0099")
    row.hash, row.by = tree.leaf_hash(bytes(row.body)).hex(), "GZ-0099"
    row.save()

    assert found() == ("foundation.line-not-linked", 4)


def test_a_removed_line_is_found() -> None:
    Opening.objects.filter(line=4).delete()
    JournalLine.objects.filter(sequence=4).delete()

    assert found() == ("foundation.line-missing", 4)


def test_two_exchanged_lines_are_found() -> None:
    third, fourth = JournalLine.objects.get(sequence=3), JournalLine.objects.get(sequence=4)
    JournalLine.objects.filter(sequence=3).update(hash="x")
    JournalLine.objects.filter(sequence=4).update(body=bytes(third.body), hash=third.hash)
    JournalLine.objects.filter(sequence=3).update(body=bytes(fourth.body), hash=fourth.hash)

    assert found() == ("foundation.line-missing", 3)


@pytest.mark.parametrize(
    "column", [{"act": "screening.refer"}, {"subject": "parcel 9"}, {"by": "GZ-0002"}, {"alert": True},
               {"at": NOON.replace(hour=5)}]
)  # fmt: skip
def test_a_column_that_says_something_else_than_the_bytes_is_found(column: dict[str, object]) -> None:
    JournalLine.objects.filter(sequence=5).update(**column)

    assert found() == ("journal.columns-differ", 5)


@pytest.mark.parametrize(
    "change", [{"value": "Nam"}, {"salt": bytes(16)}, {"name": "personal.sender"}, {"salt": b""}]
)
def test_an_altered_opening_is_found(change: dict[str, object]) -> None:
    Opening.objects.filter(line=4, name="personal.receiver").update(**change)

    assert found() == ("journal.opening-altered", 4)


def test_an_opening_moved_to_another_line_is_found() -> None:
    Opening.objects.filter(line=5, name="why").delete()
    Opening.objects.filter(line=4, name="why").update(line=5)

    assert found() == ("journal.opening-altered", 5)


def test_an_erased_opening_is_counted_and_nothing_is_wrong() -> None:
    Opening.objects.filter(line=4).delete()

    findings = queries.examine()

    assert (findings.fault, findings.erased) == (None, 2)


def test_lines_cut_off_at_the_end_are_missed_by_the_head() -> None:
    Opening.objects.filter(line__gte=5).delete()
    JournalLine.objects.filter(sequence__gte=5).delete()

    assert found() == ("journal.cut-off", 5)


def test_lines_cut_off_with_the_head_are_missed_by_a_kept_checkpoint() -> None:
    sign()
    rechain(until=4)

    assert found() == ("journal.cut-off", 5)


def test_lines_cut_off_with_head_and_checkpoints_are_missed_by_the_printed_one() -> None:
    printed = sign()
    Checkpoint.objects.all().delete()
    rechain(until=4)

    assert found() == ("", None)
    assert found(printed) == ("journal.cut-off", 5)


def test_a_journal_rewritten_with_care_is_found_by_a_kept_checkpoint() -> None:
    sign()
    rechain(change=3)

    assert found() == ("journal.rewritten", None)


def test_a_journal_rewritten_with_its_checkpoints_is_found_by_the_printed_one() -> None:
    printed = sign()
    Checkpoint.objects.all().delete()
    rechain(until=LINES, change=3)

    assert found() == ("", None)
    assert found(printed) == ("journal.rewritten", None)


def test_no_checkpoint_is_signed_over_a_rewritten_journal() -> None:
    sign()
    rechain(change=3)

    with pytest.raises(Rewritten):
        sign()


def test_a_checkpoint_signed_by_a_strange_key_is_found() -> None:
    kept = sign().checkpoint
    Checkpoint.objects.update(
        note=kept.sign("auditor/GZ-0005", STRANGER).note(), key=STRANGER.public().text()
    )

    assert found() == ("journal.checkpoint-forged", None)


@pytest.mark.parametrize("size", [1, 4, 99])
def test_a_checkpoint_that_was_put_in_is_found(size: int) -> None:
    forged = CheckpointValue(origin=queries.origin(), size=size, root=bytes(32)).sign(
        "auditor/GZ-0005", STRANGER
    )
    Checkpoint.objects.create(size=size, note=forged.note(), key=KEY.public().text(), by="GZ-0005", at=NOON)

    assert found() == ("journal.checkpoint-forged", None)


@pytest.mark.parametrize("note", ["", "not a note", "a\n1\nAAAA\n\n— x AAAA\n"])
def test_a_damaged_checkpoint_is_found(note: str) -> None:
    sign()
    Checkpoint.objects.update(note=note)

    assert found() == ("journal.checkpoint-forged", None)


def test_a_checkpoint_of_another_agencys_journal_is_not_taken() -> None:
    other = replace(sign().checkpoint, origin="borderlink/journal/AU-SYD").sign("auditor/GZ-0005", KEY)

    assert found(other) == ("journal.checkpoint-forged", None)


def test_a_checkpoint_signed_before_its_key_was_registered_is_found() -> None:
    register_key(public=STRANGER.public(), by=AUDITOR, at=NOON)
    root = tree.root(bytes.fromhex(row.hash) for row in JournalLine.objects.filter(sequence__lte=4))
    early = CheckpointValue(origin=queries.origin(), size=4, root=root).sign("auditor/GZ-0005", STRANGER)
    of_nothing = CheckpointValue(origin=queries.origin(), size=0, root=tree.EMPTY).sign(
        "auditor/GZ-0005", KEY
    )

    assert found(early) == ("journal.checkpoint-forged", None)
    assert found(of_nothing) == ("journal.checkpoint-forged", None)


def test_a_checkpoint_that_was_taken_away_is_missed_by_the_line_that_tells_of_it() -> None:
    printed = sign()
    Checkpoint.objects.all().delete()

    assert found() == ("journal.checkpoint-missing", None)
    assert found(printed) == ("", None)


def test_the_examination_needs_no_more_than_a_few_queries_however_long_the_journal(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    assert connection.connection is not None
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        queries.examine()
