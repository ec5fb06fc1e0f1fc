"""What had to be forgotten is proved to be gone, and told outside of what a backup holds."""

from django.conf import settings

from borderlink.journal.actions import erase_openings, note
from borderlink.node.forgetting import proof
from borderlink.node.purges import read, record, record_path
from tests.world import NOON, World


def test_a_file_or_an_index_of_a_day_that_lapsed_is_found(world: World) -> None:
    day = settings.BORDERLINK.folder / "parcels" / "dt=2020-01-01"
    day.mkdir(parents=True)
    (day / "L1.waybills.npy").write_bytes(b"waybills")
    found = proof()
    (day / "L1.waybills.npy").unlink()
    day.rmdir()

    assert found.left == ("parcels/dt=2020-01-01/L1.waybills.npy",)
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
