"""A manifest comes in: kept by its content, loaded once, screened in the background."""

import importlib
from dataclasses import replace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.screening.actions.loads import Incoming, receive_manifest
from borderlink.screening.actions.purging import purge_load
from borderlink.screening.adapters import kept
from borderlink.screening.models.referrals import Load
from borderlink.screening.queries import loads
from borderlink.screening.refusals.files import ManifestAlreadyLoaded, NothingUploaded, NotYourStation
from tests.guards import lift_guards
from tests.screening.scenes import TEA, manifest, receive, screened, waybills, work
from tests.world import NOON, World


def test_a_manifest_goes_from_received_to_done(world: World) -> None:
    amina = world.reader(world.amina)

    load = receive(amina, manifest())
    before = load.state
    work()
    load.refresh_from_db()

    assert (before, load.state) == ("received", "done")
    assert (load.parcels, load.quarantined, load.rows_read) == (604, 0, 604)
    assert set(TEA) <= waybills(load.referrals.all())
    assert load.referrals.count() <= 6


def test_every_row_is_a_parcel_or_stands_in_quarantine(world: World) -> None:
    load = screened(world.reader(world.amina), manifest(broken=7))

    assert load.rows_read == 611
    assert (load.parcels, load.quarantined) == (604, 7)


def test_the_same_file_twice_is_told_and_not_doubled(world: World) -> None:
    amina = world.reader(world.amina)
    first = screened(amina)

    with pytest.raises(ManifestAlreadyLoaded) as refused:
        receive(amina, manifest(), name="another-name")

    assert refused.value.facts["load"] == first.number
    assert Load.objects.count() == 1


def test_a_known_file_among_new_ones_is_left_out(world: World) -> None:
    amina = world.reader(world.amina)
    first = screened(amina)
    files = [
        Incoming(name="old.csv", chunks=[manifest()]),
        Incoming(name="new.csv", chunks=[manifest(20, with_tea=False, prefix="NEW")]),
    ]

    received = receive_manifest(files=files, by=amina, at=NOON)
    work()

    assert received.already == {"old.csv": first.number}
    received.load.refresh_from_db()
    assert received.load.parcels == 20


def test_two_files_of_one_name_are_told_apart(world: World) -> None:
    amina = world.reader(world.amina)
    contents = (manifest(20, with_tea=False, prefix="AAA"), manifest(20, with_tea=False, prefix="BBB"))
    files = [Incoming(name="today.csv", chunks=[content]) for content in contents]

    load = receive_manifest(files=files, by=amina, at=NOON).load
    work()

    load.refresh_from_db()
    assert load.parcels == 40


def test_a_parcel_of_an_earlier_manifest_is_quarantined_as_a_duplicate(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    again = screened(amina, manifest(610))

    assert (again.parcels, again.quarantined) == (10, 604)


def test_parcels_of_the_days_before_are_linked_with_new_ones(world: World) -> None:
    amina = world.reader(world.amina)
    lines = manifest().decode().splitlines(keepends=True)
    without_last = "".join(line for line in lines if not line.startswith("TEA0004")).encode()
    last = "".join(line for line in lines if line.startswith(("waybill", "TEA0004", "HON0001"))).encode()
    screened(amina, without_last)

    load = screened(amina, last.replace(b"HON0001", b"LATE001") + b"".join(_filler()))

    found = load.referrals.get(waybill="TEA0004")
    assert {link["waybill"] for link in found.linked} == {"TEA0001", "TEA0002", "TEA0003"}


def _filler() -> list[bytes]:
    return [line + b"\n" for line in manifest(200, with_tea=False, prefix="FIL").splitlines()[1:]]


def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(world: World) -> None:
    load = screened(world.reader(world.amina), b"colour,taste\nred,sweet\n")

    assert load.state == "refused"
    assert str(load.refusal["code"]).startswith("screening.header")


def test_a_refused_file_does_not_stop_the_others(world: World) -> None:
    load = screened(world.reader(world.amina), b"colour,taste\nred,sweet\n", manifest())

    assert load.state == "done"
    assert [bool(file.refusal) for file in load.files.order_by("pk")] == [True, False]
    assert load.parcels == 604


def test_a_refused_file_may_come_again(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina, b"colour,taste\nred,sweet\n")

    again = receive(amina, b"colour,taste\nred,sweet\n")

    assert again.state == "received"


def test_nothing_uploaded_is_refused(world: World) -> None:
    with pytest.raises(NothingUploaded):
        receive_manifest(files=[], by=world.reader(world.amina), at=NOON)


def test_only_inspectors_and_analysts_load_manifests(world: World) -> None:
    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.jun):
        with pytest.raises(NotAllowed):
            receive(world.reader(officer), manifest())


def test_a_manifest_belongs_to_a_station(world: World) -> None:
    nowhere = replace(world.reader(world.amina), units=frozenset())

    with pytest.raises(NotYourStation):
        receive(nowhere, manifest())


def test_chidi_neither_sees_nor_lists_the_load(world: World) -> None:
    load = screened(world.reader(world.amina))
    chidi = world.reader(world.chidi)

    with pytest.raises(NotFound):
        loads.load_of(chidi, load.number)

    assert loads.loads_of(chidi) == []


def test_another_station_loads_the_same_file_for_itself(world: World) -> None:
    amina, chidi = world.reader(world.amina), world.reader(world.chidi)
    screened(amina)

    theirs = screened(chidi)

    assert (theirs.state, theirs.parcels, theirs.quarantined) == ("done", 604, 0)
    assert set(TEA) <= waybills(theirs.referrals.all())
    with pytest.raises(ManifestAlreadyLoaded) as refused:
        receive(chidi, manifest())
    assert refused.value.facts["load"] == theirs.number


def test_a_parcel_that_two_stations_hold_is_never_linked_with_itself(world: World) -> None:
    amina, chidi = world.reader(world.amina), world.reader(world.chidi)
    first = screened(amina, manifest().replace(b"TEA0004", b"OLD0004"))
    second = screened(chidi)
    third = screened(amina, manifest(200, prefix="NEW").replace(b"TEA000", b"TEA100"))

    for load in (first, second, third):
        assert load.referrals.exclude(linked=[]).exists()
        for referral in load.referrals.all():
            linked = [link["waybill"] for link in referral.linked]
            assert referral.waybill not in linked
            assert len(linked) == len(set(linked))


def test_a_parcel_is_no_history_of_itself_at_another_station(world: World) -> None:
    told = []
    for officer in (world.amina, world.chidi):
        rows = screened(world.reader(officer)).referrals.order_by("waybill")
        told.append(list(rows.values_list("waybill", "score", "reasons", "linked")))

    assert told[0] == told[1]


def test_a_manifest_that_two_stations_loaded_goes_with_the_last_of_their_purges(world: World) -> None:
    loads_of_both = [screened(world.reader(one)) for one in (world.amina, world.chidi)]
    sha256 = loads_of_both[0].files.get().sha256
    path = kept.path_of(settings.BORDERLINK.folder, "manifests", sha256)
    there = []
    for load in loads_of_both:
        purge_load(load=load, at=NOON)
        there.append(path.exists())

    assert there == [True, False]


def test_the_station_of_a_file_loaded_before_is_that_of_its_load(world: World) -> None:
    load = screened(world.reader(world.amina))
    load.files.update(unit="")

    importlib.import_module("borderlink.screening.migrations.0003_once_a_station").fill(apps, connection)

    assert load.files.get().unit == load.unit


def test_a_screening_can_be_replayed(world: World) -> None:
    load = screened(world.reader(world.amina))
    first = list(load.referrals.order_by("waybill").values_list("waybill", "score", "selection"))
    Load.objects.all().update(state="received")
    lift_guards()
    load.referrals.all().delete()

    work()

    assert list(load.referrals.order_by("waybill").values_list("waybill", "score", "selection")) == first
