"""Events of the post (EMSEVT): where a parcel is now, and whether an inspection comes too late."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings

from borderlink.screening.actions.belt import list_worklist, look_at_parcel, scan_parcel
from borderlink.screening.actions.purging import purge_load
from borderlink.screening.domain.events import CODES, is_out_of_reach
from borderlink.screening.domain.s10 import check_digit
from borderlink.screening.models.referrals import Referral, Whereabouts
from borderlink.screening.queries.referrals import Filters
from tests.screening.manifests import faults, read_text
from tests.screening.scenes import TEA, TODAY, screened
from tests.world import NOON, World, signed_in

HEADER = "Item ID;Event;Event Date Time;Office;Reason\n"


def events(*rows: tuple[str, str, str]) -> bytes:
    return (HEADER + "".join(f"{item};{code};{at};CNCANA;\n" for item, code, at in rows)).encode()


def test_rows_of_events_are_read_or_stand_aside(tmp_path: Path) -> None:
    number = f"EE12345678{check_digit('12345678')}CN"
    text = HEADER + "\n".join(
        [f"{number};ema;2026-11-20 08:00;广州;", f"{number};EMC;2026-11-20T19:30:00Z;CNCANA;",
         f"{number};EMA;2026-11-20 08:00;广州;", "EE123456784CN;EMA;2026-11-20;;",
         f"{number};XYZ;2026-11-20;;",
         f"{number};EMD;whenever;;", ";EMA;2026-11-20;;", "a;b"]
    )  # fmt: skip

    reading = read_text(tmp_path, text, name="events.csv")

    assert reading.events.select("waybill", "event", "office").rows() == [
        (number, "EMA", "广州"), (number, "EMC", "CNCANA"),
    ]  # fmt: skip
    assert [f"{at:%H:%M}" for at in reading.events["at"]] == ["00:00", "19:30"]
    assert faults(reading) == [
        (4, "event", "duplicate-event"), (5, "waybill", "check-digit-wrong"), (6, "event", "event-unknown"),
        (7, "at", "date-unreadable"), (8, "waybill", "cell-missing"), (9, "", "too-few-fields"),
    ]  # fmt: skip
    assert reading.rows_read == 6


@pytest.mark.parametrize(
    ("direction", "reach"),
    [("export", "EMA EMB EXA EXB EXC EXD EXX"), ("import", "EMC EMJ EMK EMD EDA EDB EME EDC")]
)  # fmt: skip
def test_an_item_is_within_reach_until_it_leaves_the_office_of_its_direction(
    direction: str, reach: str
) -> None:
    within = {code for code in CODES if not is_out_of_reach(code, direction)}

    assert within >= set(reach.split())
    assert not within & {"EMF", "EMG", "EMI"}


def test_a_parcel_that_left_is_too_late_whatever_came_first(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    before = list_worklist(filters=Filters(), by=amina, at=NOON)
    screened(
        amina, events(("TEA0001", "EMC", "2026-11-22 09:00"), ("TEA0002", "EMB", "2026-11-22 08:00")), at=NOON
    )

    after = list_worklist(filters=Filters(), by=amina, at=NOON)

    known = {row.referral.waybill: row for row in Whereabouts.objects.all()}
    assert (known["TEA0001"].event, known["TEA0001"].out_of_reach) == ("EMC", True)
    assert not known["TEA0002"].out_of_reach
    assert after.missed == before.missed + 1
    assert after.page[-1].waybill == "TEA0001"


def test_the_last_event_counts_and_another_year_is_another_item(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    day = f"{NOON:%Y-%m-%d}"

    screened(amina, events(("TEA0001", "EMC", f"{day} 09:00")), at=NOON)
    screened(amina, events(("TEA0001", "EXC", f"{day} 08:00"), ("TEA0002", "EMI", "2024-01-01")), at=NOON)

    assert Whereabouts.objects.get().event == "EMC"
    assert look_at_parcel(waybill="TEA0002", why="worklist", by=amina, at=NOON).events == []


def test_events_of_another_station_are_not_shown(world: World) -> None:
    amina, chidi = world.reader(world.amina), world.reader(world.chidi)
    screened(amina)
    screened(chidi, events(("TEA0001", "EMC", f"{NOON:%Y-%m-%d} 09:00")), at=NOON)

    assert look_at_parcel(waybill="TEA0001", why="worklist", by=amina, at=NOON).events == []
    assert not Whereabouts.objects.exists()


def test_the_page_tells_where_a_parcel_is_and_the_worklist_that_it_is_gone(
    world: World,
) -> None:
    amina = world.reader(world.amina)
    screened(amina, at=TODAY)
    day = f"{TODAY:%Y-%m-%d}"
    screened(amina, events(("TEA0001", "EMA", f"{day} 00:01"), ("TEA0001", "EMC", f"{day} 00:02")), at=TODAY)
    client = signed_in(world.amina)

    page = client.get("/screening/parcels/TEA0001/?why=worklist").content.decode()
    lines = client.get("/screening/").content.decode()

    assert page.index("Posted or collected") < page.index("Left outward office of exchange")
    assert "comes too late" in page
    assert "Left outward office of exchange" in lines


def test_events_go_with_the_parcels_that_nothing_holds(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    load = screened(
        amina, events(("HON00001", "EMA", "2026-11-20"), ("TEA0001", "EMA", "2026-11-20")), at=NOON
    )
    scan_parcel(waybill="TEA0001", by=amina, at=NOON)

    purge_load(load=load, at=NOON + timedelta(days=200))

    (kept,) = Path(settings.BORDERLINK.folder).glob(f"parcels/*/{load.number}.events.parquet")
    assert pl.read_parquet(kept)["waybill"].to_list() == ["TEA0001"]
    assert Referral.objects.filter(waybill__in=TEA).exists()
