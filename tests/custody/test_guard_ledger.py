"""The database keeps what was recorded; where it is forced, the independent verifier finds it."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from borderlink.cases.refusals.file import CaseOpen
from borderlink.custody.actions import checkpoints, erasing, holds, laboratory, sealing
from borderlink.custody.commands import custody
from borderlink.custody.models.ledger import CheckpointKept, Entry, LedgerHead, Opening, SealNumber
from borderlink.custody.models.room import Hold, LaboratoryRequest
from borderlink.custody.queries import checking, ledger
from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint
from borderlink.foundation.refusals import NotAllowed, Refusal
from borderlink.foundation.who import Role
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from tests.conftest import _without_triggers
from tests.custody.scenes import NODE_KEY, Step, tea_case
from tests.custody_world import key_of
from tests.world import NOON

pytestmark = pytest.mark.django_db


@contextmanager
def an_insider() -> Iterator[None]:
    """Someone with the database's password who lifts the triggers."""
    with _without_triggers():
        yield


@pytest.mark.parametrize("table", ["custody_entry", "custody_sealnumber"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_what_was_recorded(table: str, change: str) -> None:
    tea_case(Step.SEALED)
    column = "kind" if table == "custody_entry" else "number"

    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        _execute(change.format(table, column, column))


def _execute(statement: str, values: Sequence[str | int] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_checkpoint_takes_cosignatures_and_tokens_and_no_other_change() -> None:
    scene = tea_case(Step.SEIZED)
    row = checkpoints.sign_checkpoint(at=scene.now())
    witness = SignedCheckpoint.from_note(row.note).cosigned("au-police", key_of("witness"))

    checkpoints.keep_cosignature(note_text=witness.note(), by="AU-POLICE", at=scene.now())
    checkpoints.keep_token(size=row.size, token="MIIB", by="node", at=scene.now())

    kept = CheckpointKept.objects.get()
    signed = SignedCheckpoint.from_note(kept.note)
    assert signed.verify("au-police", key_of("witness").public()).size == kept.size
    assert signed.verify(ledger.origin(), NODE_KEY.public()).size == kept.size
    assert (kept.tokens, ledger.tokens_due()) == (["MIIB"], [])
    other = replace(signed.checkpoint, origin="another-log").sign("x", key_of("x")).note()
    with pytest.raises(NotACheckpoint):
        checkpoints.keep_cosignature(note_text=other, by="X", at=scene.now())
    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        _execute("UPDATE custody_checkpointkept SET size = size + 1")


@pytest.mark.django_db(transaction=True)
def test_an_edit_under_lifted_triggers_is_found_by_the_verifier() -> None:
    scene = tea_case(Step.WEIGHED)
    assert checking.examine().fault is None
    entry = Entry.objects.filter(kind="weigh").order_by("sequence")[1]
    lighter = bytes(entry.body).replace(b'"mass_mg":2013000', b'"mass_mg":1013000')

    with an_insider():
        Entry.objects.filter(pk=entry.pk).update(body=lighter)

    fault = checking.examine().fault
    assert fault is not None
    assert (fault.event, fault.code) == (entry.sequence, "custody.signature-invalid")
    assert scene.case


@pytest.mark.django_db(transaction=True)
def test_columns_openings_and_seals_that_say_something_else_are_found() -> None:
    tea_case(Step.SEALED)
    entry = Entry.objects.filter(kind="seize")[0]
    found = []

    for change, back in (
        (("UPDATE custody_entry SET exhibit = 'X' WHERE sequence = %s", (entry.pk,)),
         ("UPDATE custody_entry SET exhibit = %s WHERE sequence = %s", (entry.exhibit, entry.pk))),
        (("UPDATE custody_opening SET value = value || 'x'", ()),
         ("UPDATE custody_opening SET value = substr(value, 1, length(value) - 1)", ())),
        (("UPDATE custody_sealnumber SET number = number || '-x'", ()),
         ("UPDATE custody_sealnumber SET number = substr(number, 1, length(number) - 2)", ())),
        (("UPDATE custody_ledgerhead SET size = size - 1", ()),
         ("UPDATE custody_ledgerhead SET size = size + 1", ())),
    ):  # fmt: skip
        with an_insider():
            _execute(*change)
        fault = checking.examine().fault
        found.append(fault.code if fault else "")
        with an_insider():
            _execute(*back)

    assert found == ["custody.rewritten", "custody.opening-differs", "custody.seal-used", "custody.cut-off"]
    assert checking.examine().fault is None


@pytest.mark.django_db(transaction=True)
def test_entries_cut_off_after_a_checkpoint_are_missed_by_it() -> None:
    scene = tea_case(Step.SEIZED)
    checkpoints.sign_checkpoint(at=scene.now())
    last = Entry.objects.order_by("-sequence")[0]

    with an_insider():
        Opening.objects.filter(entry=last).delete()
        _execute("UPDATE custody_exhibit SET first_entry_id = 1, last_entry_id = 1")
        Entry.objects.filter(pk=last.pk).delete()
        LedgerHead.objects.update(size=last.sequence - 1)

    fault = checking.examine().fault
    assert fault is not None
    assert fault.code == "custody.cut-off"


def test_a_register_that_says_something_else_than_the_ledger_is_found() -> None:
    scene = tea_case(Step.STORED)
    assert checking.examine(signatures=False).fault is None

    for table, change, exhibit in (
        ("custody_exhibit", "holder = 'GZ-0003'", scene.lots[0]),
        ("custody_exhibit", "book_mg = book_mg - 1", scene.lots[0]),
        ("custody_openedparcel", "holder = 'GZ-0003'", "TEA0001"),
        ("custody_casehead", "number = number - 1", ""),
    ):
        with transaction.atomic():
            _execute(f"UPDATE {table} SET {change}")  # noqa: S608 - planted
            fault = checking.examine(signatures=False).fault
            transaction.set_rollback(True)

        assert fault is not None
        assert (fault.code, fault.exhibit) == ("custody.register-differs", exhibit)


def test_the_command_says_whole_or_names_the_first_broken_entry() -> None:
    tea_case(Step.SEIZED)

    whole = CliRunner().invoke(custody, ["verify", "--json"])
    LedgerHead.objects.update(size=1)
    broken = CliRunner().invoke(custody, ["verify", "--json"])

    assert (whole.exit_code, broken.exit_code) == (0, 1)
    assert json.loads(whole.stdout.splitlines()[-1])["whole"] is True
    assert json.loads(broken.stdout.splitlines()[-1])["fault"] == "custody.cut-off"


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_over_one_exhibit_at_once_the_second_is_judged_by_what_the_first_left() -> None:
    scene = tea_case(Step.WEIGHED)
    start = Barrier(2)

    def seal(number: int) -> str:
        start.wait()
        try:
            sealing.seal(
                exhibit=scene.lots[0], layer=1, number=f"AT-ONCE-{number}", hands=scene.two, by=scene.by(),
                at=scene.at,
            )  # fmt: skip
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "sealed"

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(seal, range(2)))

    assert came == ["custody.seal-out-of-order", "sealed"]
    assert checking.examine().fault is None


@pytest.mark.django_db(transaction=True)
def test_a_seal_number_is_used_once_although_two_take_it_at_once() -> None:
    scene = tea_case(Step.WEIGHED)
    start = Barrier(2)

    def seal(lot: str) -> str:
        start.wait()
        try:
            sealing.seal(exhibit=lot, layer=1, number="TWICE", hands=scene.two, by=scene.by(), at=scene.at)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "sealed"

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(seal, scene.lots[:2]))

    assert came == ["custody.seal-used", "sealed"]
    assert SealNumber.objects.filter(number="TWICE").count() == 1


def test_erasing_destroys_the_words_and_leaves_the_ledger_whole() -> None:
    scene = tea_case(Step.SEIZED)
    commander = create_officer(
        badge="GZ-0199", name="Olga Reyes", unit=scene.kofi.unit, language="en", by=scene.world.farid, at=NOON
    )
    grant_role(officer=commander, role=Role.COMMANDER, why="commands", by=scene.world.farid, at=NOON)
    with pytest.raises(NotAllowed):
        erasing.erase_openings(case=scene.case, why="time is over", by=scene.by(), at=scene.now())
    with pytest.raises(CaseOpen):
        erasing.erase_openings(case=scene.case, why="-", by=scene.by(commander), at=scene.now())
    laboratory.request(
        case=scene.case, exhibits=scene.lots, organisation="PEARL-LAB", questions=["identity"],
        note="ask Rosa Lindqvist", by=scene.by(), at=scene.now(),
    )  # fmt: skip
    holds.place_hold(
        case=scene.case, party="COURT-1", request="R-1", why="Rosa Lindqvist asks", by=scene.by(),
        at=scene.now(),
    )  # fmt: skip
    _execute("UPDATE cases_case SET state = 'closed' WHERE number = %s", [scene.case])

    count = erasing.erase_openings(
        case=scene.case, why="time is over", by=scene.by(commander), at=scene.now()
    )

    assert count > 0
    assert ledger.openings(scene.case) == {}
    assert {LaboratoryRequest.objects.get().note, Hold.objects.get().why} == {""}
    assert checking.examine().fault is None
