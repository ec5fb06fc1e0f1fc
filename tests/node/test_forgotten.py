"""What had to be forgotten is proved to be gone, and told outside of what a backup holds."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from borderlink.cases.models.nominal import CaseWords
from borderlink.journal.actions import erase_openings, note
from borderlink.journal.models import JournalLine, Opening
from borderlink.liaison.actions.owing import erase_told
from borderlink.liaison.models.casework import Mention, Owed
from borderlink.node.configuration import Configuration
from borderlink.node.forgetting import proof
from borderlink.node.purges import Purge, forget_again, leave_no_copy, read, record, record_path
from borderlink.node.settings import database_of
from borderlink.screening.models.counter import CounterCheck
from borderlink.screening.models.referrals import Load
from tests.cases.scenes import opened
from tests.liaison.office_scenes import TANNER, came, office, trusted
from tests.world import NOON, World


def test_a_file_or_an_index_of_a_day_that_lapsed_is_found(world: World) -> None:
    day = settings.BORDERLINK.folder / "parcels" / "dt=2020-01-01"
    day.mkdir(parents=True)
    (day / "L1.waybills.npy").write_bytes(b"waybills")
    index = settings.BORDERLINK.folder / "counter" / "XX-TRIED.json"
    index.parent.mkdir(exist_ok=True)
    index.write_text('{"made_of": ["form", "2020-01-01 L1", "2999-01-01 L2"]}')
    found = proof()
    (day / "L1.waybills.npy").unlink()
    index.unlink()
    day.rmdir()

    assert found.left == ("parcels/dt=2020-01-01/L1.waybills.npy", "counter/XX-TRIED.json L1")
    assert not found.clean
    assert proof().left == ()


def test_what_was_erased_is_told_in_the_record_once_and_names_no_person(world: World) -> None:
    path = record_path(settings.BORDERLINK)
    path.unlink(missing_ok=True)
    note(act="cases.open", subject="case 1", personal={"name": "Lin"}, by=world.amina.badge, at=NOON)
    erase_openings(subject="case 1", why="asked", by=world.dalia.badge, at=NOON)

    before = proof()
    record(NOON)
    first = path.read_text()
    record(NOON)

    assert (before.unrecorded, before.clean) == (1, False)
    assert proof().unrecorded == 0
    assert path.read_text() == first
    assert first.count("journal.erase-openings") == 1
    path.write_text(first + '{"sequence": 9, "ha')  # a crash cut the next line short
    note(act="cases.open", subject="case 2", personal={"name": "Lin"}, by=world.amina.badge, at=NOON)
    erase_openings(subject="case 2", why="asked", by=world.dalia.badge, at=NOON)
    record(NOON)
    assert [purge.subject for purge in read(path, settings.BORDERLINK.node)] == ["case 1", "case 2"]
    assert not {"Lin", world.dalia.badge} & set(first.split('"'))
    path.unlink()


@pytest.mark.django_db
def test_nothing_that_was_erased_stays_in_the_log_that_sqlite_writes_ahead(tmp_path: Path) -> None:
    own = database_of(Configuration(folder=tmp_path))
    database = DatabaseWrapper({**connection.settings_dict, **own}, "alone")
    said = b"Quince of Fable Street"

    def kept() -> bool:
        return any(said in path.read_bytes() for path in tmp_path.glob("borderlink.sqlite3*"))

    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE words (said BLOB)")
        cursor.execute("INSERT INTO words VALUES (%s)", [said])
        cursor.execute("DELETE FROM words")
    before = kept()
    emptied = leave_no_copy(database)
    after = kept()
    database.close()

    assert (before, emptied, after) == (True, True, False)


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_log_is_emptied_once_an_erasure_is_on_record() -> None:
    path = record_path(settings.BORDERLINK)
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    note(act="cases.open", subject="case 1", personal={"name": "Quince"}, by="GZ-0001", at=NOON)
    erase_openings(subject="case 1", why="asked", by="GZ-0005", at=NOON)
    before = log.stat().st_size

    record(NOON)
    path.unlink()

    assert before > 0
    assert log.stat().st_size == 0


def test_a_restored_node_forgets_again_all_that_was_forgotten_after_its_backup(world: World) -> None:
    """The rows stand as a backup has them that was made before; the record tells of all that came after."""
    path, case = record_path(settings.BORDERLINK), opened(world).number
    told = came(trusted(world), "clue", {"people": [TANNER]})
    note(act="cases.open", subject="case 7", personal={"name": "Lin"}, by=world.amina.badge, at=NOON)
    days = timedelta(days=settings.BORDERLINK.retention_days + 3)
    Load.objects.create(
        number="L-1", agency="GZ-CUSTOMS", unit="GZ-BAIYUN", state="done", received_at=NOON - days,
        on=(NOON - days).date(),
    )  # fmt: skip
    CounterCheck.objects.create(
        number="C-1", agency="GZ-CUSTOMS", unit="GZ-BAIYUN", company="SWIFT", waybill="LK473124829CN",
        answer="routine-inspection", at=NOON - days,
    )  # fmt: skip
    acts = {
        "journal.erase-openings": "case 7", "cases.erase": f"case {case}",
        "custody.erase-openings": "case 8", "liaison.erase-told": f"letter {told.uuid}",
    }  # fmt: skip
    path.write_text(f'{{"form": "borderlink-purges-1", "node": "{settings.BORDERLINK.node}"}}\n')
    lacking = [
        Purge(sequence=10**6 + place, hash="ab", act=act, subject=subject, at="2026")
        for place, (act, subject) in enumerate(acts.items())
    ]

    found = {left.split()[0] for left in proof().left}
    assert forget_again(lacking, at=NOON) == len(acts) + 1

    told.refresh_from_db()
    assert (told.body, Mention.objects.count()) == ("", 0)
    assert not CaseWords.objects.exists()
    assert not Opening.objects.filter(line__act="cases.open").exists()
    assert JournalLine.objects.filter(act="custody.erase-openings", subject="case 8").exists()
    assert Load.objects.get().purged_on is not None
    assert CounterCheck.objects.get().waybill == ""
    assert found == {"load", "counter"}
    path.unlink()


def test_a_letter_that_was_erased_for_a_partner_is_told_in_the_record(world: World) -> None:
    path, by = record_path(settings.BORDERLINK), office(world)
    path.unlink(missing_ok=True)
    clue = came(trusted(world), "clue", {"people": [TANNER]})
    asked = {"letters": [str(clue.uuid)], "why": "ERS-INNOCENT", "by_on": "2026-12-01"}
    came(clue.thread.partner, "erasure_request", asked, thread=clue.thread)

    erase_told(owed=Owed.objects.get().pk, why="", by=by, at=NOON)
    record(NOON)

    told = [(one.act, one.subject) for one in read(path, settings.BORDERLINK.node)]
    assert told == [("liaison.erase-told", f"letter {clue.uuid}")]
    path.unlink()
