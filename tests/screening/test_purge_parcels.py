"""The innocent are forgotten in time; what a live referral or a find holds is kept."""

import os
from datetime import timedelta

import pytest
from django.conf import settings

from borderlink.foundation.refusals import NotFound
from borderlink.screening.actions.belt import look_at_parcel, scan_parcel
from borderlink.screening.actions.opening import add_picture, open_parcel, record_result
from borderlink.screening.actions.purging import purge_load
from borderlink.screening.actions.reports import read_quarantine
from borderlink.screening.actions.upkeep import renew_index
from borderlink.screening.adapters import kept
from borderlink.screening.adapters.nearby import open_index
from borderlink.screening.domain.figures import Period
from borderlink.screening.domain.outcome import Finding, Outcome
from borderlink.screening.models.referrals import Load, Picture, Referral
from borderlink.screening.queries.figures import figures
from tests.screening.scenes import TEA, manifest, screened, work
from tests.screening.test_add_picture import jpeg
from tests.screening.test_open_parcel import DRUGS, NOTHING, WITH_BRUNO
from tests.world import NOON, World

DAYS = timedelta(days=180)
LAST_DAY = NOON + DAYS - timedelta(days=1)
TOO_LATE = NOON + DAYS


def close(world: World, load: Load, outcome: Finding) -> None:
    """Open every referred parcel and record one outcome for all."""
    amina = world.reader(world.amina)
    for referral in load.referrals.all():
        scan_parcel(waybill=referral.waybill, by=amina, at=NOON)
        open_parcel(waybill=referral.waybill, witness=WITH_BRUNO, by=amina, at=NOON)
        record_result(waybill=referral.waybill, finding=outcome, by=amina, at=NOON)


def test_parcels_are_kept_for_their_days_and_then_dropped(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)

    work(LAST_DAY)
    kept_until_the_end = look_at_parcel(waybill="HON00001", why="check", by=amina, at=LAST_DAY)
    work(TOO_LATE)

    assert kept_until_the_end.facts
    with pytest.raises(NotFound):
        look_at_parcel(waybill="HON00001", why="check", by=amina, at=TOO_LATE)


def test_the_counters_index_goes_with_the_parcels_that_were_forgotten(world: World) -> None:
    folder, agency = settings.BORDERLINK.folder, settings.BORDERLINK.agency
    load = screened(world.reader(world.amina))
    renew_index(at=load.received_at)
    held = open_index(folder, agency).parcels.num_rows

    purge_load(load=load, at=load.received_at + DAYS)

    assert held > 0
    assert open_index(folder, agency).parcels.num_rows == 0
    assert list((folder / "counter").iterdir()) == []


def test_a_live_referral_holds_its_parcel_and_those_it_is_linked_to(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)
    Referral.objects.filter(waybill="TEA0001").update(state="presented", outcome="", holder="GZ-0001")

    work(TOO_LATE)

    sheet = look_at_parcel(waybill="TEA0001", why="check", by=amina, at=TOO_LATE)
    assert sheet.facts
    assert {link.waybill for link in sheet.linked} == set(TEA[1:])
    with pytest.raises(NotFound):
        look_at_parcel(waybill="HON00001", why="check", by=amina, at=TOO_LATE)


def test_a_find_holds_its_parcel(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, DRUGS)

    work(TOO_LATE)

    assert look_at_parcel(waybill="TEA0002", why="check", by=amina, at=TOO_LATE).facts


def test_what_was_held_is_dropped_once_it_is_closed(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)
    Referral.objects.filter(waybill="TEA0001").update(state="opened", outcome="")
    work(TOO_LATE)
    record_result(waybill="TEA0001", finding=NOTHING, by=amina, at=TOO_LATE)

    work(TOO_LATE + timedelta(days=1))

    load.refresh_from_db()
    assert load.holding is False
    assert not Referral.objects.exclude(waybill="").exists()


def test_a_forgotten_referral_keeps_its_count_and_loses_its_person(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)
    before = figures(amina, start=load.on, end=load.on + timedelta(days=1), period=Period.DAY).total

    work(TOO_LATE)

    after = figures(amina, start=load.on, end=load.on + timedelta(days=1), period=Period.DAY).total
    assert after == before
    for referral in load.referrals.all():
        assert (referral.waybill, referral.linked) == ("", [])
        assert all(reason["facts"] == {} for reason in referral.reasons)


def test_manifests_quarantine_and_pictures_go_with_the_parcels(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina, manifest(broken=3))
    scan_parcel(waybill="TEA0001", by=amina, at=NOON)
    picture = add_picture(
        waybill="TEA0001", kind=Picture.Kind.XRAY, name="x.jpg", chunks=[jpeg()], by=amina, at=NOON
    )
    Referral.objects.update(state="selected")
    close(world, load, NOTHING)
    file = load.files.get()
    assert read_quarantine(number=load.number, by=amina, at=NOON).is_file()

    work(TOO_LATE)

    folder = settings.BORDERLINK.folder
    assert not kept.path_of(folder, "manifests", file.sha256).exists()
    assert not kept.path_of(folder, "pictures", picture.sha256).exists()
    assert not list((folder / "parcels").rglob(f"{load.number}*"))
    with pytest.raises(NotFound):
        read_quarantine(number=load.number, by=amina, at=TOO_LATE)


def test_the_quarantine_that_leaves_tells_nothing_of_a_person(world: World) -> None:
    amina = world.reader(world.amina)
    lines = manifest().decode().splitlines(keepends=True)
    nobody = next(line for line in lines if line.startswith("HON00003")).replace("HON00003", "HON99999")
    load = screened(amina, "".join(lines).encode() + nobody.replace(",1,4", ",1,-4").encode())

    text = read_quarantine(number=load.number, by=amina, at=NOON).read_text()

    assert load.quarantined == 1
    assert "Street" not in text


def test_a_purge_that_breaks_off_is_finished_by_the_next_one(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)
    kept.forget(settings.BORDERLINK.folder, "manifests", load.files.get().sha256)

    work(TOO_LATE)
    work(TOO_LATE)

    load.refresh_from_db()
    assert load.holding is False


def test_an_unpresented_parcel_is_closed_by_an_outcome_and_then_forgotten(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    for referral in load.referrals.all():
        record_result(
            waybill=referral.waybill, finding=Finding(outcome=Outcome.NOT_PRESENTED), by=amina, at=NOON
        )

    work(TOO_LATE)

    assert not Referral.objects.exclude(waybill="").exists()


def test_what_a_crash_left_half_written_goes_with_the_parcels(world: World) -> None:
    load = screened(world.reader(world.amina))
    close(world, load, NOTHING)
    folder = settings.BORDERLINK.folder
    day = folder / "parcels" / f"dt={load.on.isoformat()}"
    left = [
        day / f"{load.number}.fresh",
        day / f"{load.number}.waybills.fresh",
        folder / "quarantine" / f".{load.number}.csv.fresh",
        folder / "manifests" / ".incoming-0011",
        folder / "pictures" / ".incoming-0022",
        folder / "manifests" / ".reading-0033" / "today.csv",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half of a parcel")
    long_ago = NOON.timestamp()
    for path in (*left, left[-1].parent):
        os.utime(path, (long_ago, long_ago))

    work(LAST_DAY)
    before = [path.name for path in left if path.exists()]
    work(TOO_LATE)

    assert len(before) == len(left)
    assert not [path for path in left if path.exists()]
    assert not left[-1].parent.exists()


def test_what_is_being_written_while_the_node_forgets_is_left_alone(world: World) -> None:
    load = screened(world.reader(world.amina))
    close(world, load, NOTHING)
    writing = settings.BORDERLINK.folder / "manifests" / ".incoming-0044"
    writing.write_bytes(b"half of an upload")
    os.utime(writing, (TOO_LATE.timestamp(), TOO_LATE.timestamp()))

    work(TOO_LATE)

    assert writing.exists()
