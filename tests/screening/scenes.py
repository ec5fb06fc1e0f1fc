"""Manifests and loads for the tests of screening's acts: the tea story among honest parcels, all invented."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.utils import timezone

from borderlink.foundation.who import Reader
from borderlink.screening.actions.loads import Incoming, receive_manifest
from borderlink.screening.jobs import work_once
from borderlink.screening.models.referrals import Load
from tests.kept import once
from tests.world import NOON

TODAY = timezone.now()  # pages read the clock: what they show was screened when the tests began
HEADER = (
    "waybill,service,direction,sender_name,sender_phone,sender_address,receiver_name,receiver_phone,"
    "receiver_address,receiver_postcode,receiver_country,contents,pieces,weight_g,value,currency,bag,flight,cutoff_at"
)
TEA = ("TEA0001", "TEA0002", "TEA0003", "TEA0004")
_GOODS = ("cotton t-shirt", "phone case", "ceramic mug", "book on gardening", "desk lamp", "umbrella")
_STREETS = (
    "Harbour",
    "Bridge",
    "Orchard",
    "Station",
    "Mill",
    "Church",
    "Garden",
    "Quarry",
    "Market",
    "Beacon",
)
_NAMES = ("Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ida", "Joel", "Kit", "Lena", "Milo")
_LASTS = (
    "Archer",
    "Baker",
    "Cooper",
    "Draper",
    "Farrow",
    "Glover",
    "Hooper",
    "Mason",
    "Potter",
    "Sawyer",
    "Tanner",
)


def honest(number: int, prefix: str = "HON") -> str:
    """Return one honest line; every receiver is another one."""
    name = f"{_NAMES[number % 13]} {_LASTS[number // 13 % 11]}"
    house = f"{number % 97 + 1} {_STREETS[number % 10]} Street, Perth"
    return (
        f"{prefix}{number:05},courier,export,Shop {number % 7},+86 20 8{number % 7}12 34{number % 7:02},"
        f'"{number % 7 + 1} Renmin Road, Guangzhou",{name},+61 4{number:08},"{house}",6{number % 900:03},AU,'
        f"{_GOODS[number % 6]},1,{400 + number % 300},{60 + number % 90},CNY,B{number % 4},CZ321,"
        "2026-11-22 18:00"
    )


def tea(position: int) -> str:
    """Return one of four parcels of tea: four sender names, one receiver spelt four ways."""
    senders = ("Li Wenqi", "Zhao Minhe", "Sun Aiguo", "Qian Lili")
    receivers = ("Marlow Quince", "M. Quince", "Quince Marlow", "Marlow Quinse")
    addresses = (
        "12 Fable Street, Sydney",
        "12 Fable St Sydney",
        "Unit 1, 12 Fable Street, Sydney NSW",
        "12 Fable str., Sydney",
    )
    return (
        f"{TEA[position]},courier,export,{senders[position]},+86 138 0000 00{position:02},"
        f'"Baiyun, Guangzhou",{receivers[position]},+61 2 5550 1234,"{addresses[position]}",2000,AU,'
        f"oolong tea,1,{1990 + position},120,CNY,B1,CZ321,2026-11-22 18:00"
    )


def manifest(
    honest_parcels: int = 600, *, with_tea: bool = True, prefix: str = "HON", broken: int = 0
) -> bytes:
    """Return a manifest as CSV; ``broken`` lines have a negative weight."""
    lines = [HEADER, *(honest(number, prefix) for number in range(honest_parcels))]
    lines += [tea(position) for position in range(4)] if with_tea else []
    lines += [honest(90_000 + n, prefix).replace(",1,4", ",1,-4", 1) for n in range(broken)]
    return ("\n".join(lines) + "\n").encode()


def receive(by: Reader, *contents: bytes, at: datetime = NOON, name: str = "manifest") -> Load:
    """Receive manifests as one load."""
    files = [Incoming(name=f"{name}-{n}.csv", chunks=[content]) for n, content in enumerate(contents)]
    return receive_manifest(files=files, by=by, at=at).load


def work(at: datetime = NOON) -> None:
    """Let the worker finish everything that waits."""
    while work_once(at):
        pass


def screened(by: Reader, *contents: bytes, at: datetime = NOON) -> Load:
    """Receive manifests and screen them; the usual manifest is read once and then laid down again."""
    if not contents:
        return once(("screened", by.badge, at), partial(_screened, by, manifest(), at=at))
    return _screened(by, *contents, at=at)


def _screened(by: Reader, *contents: bytes, at: datetime) -> Load:
    load = receive(by, *contents, at=at)
    work(at)
    load.refresh_from_db()
    return load


def waybills(rows: Iterable[object]) -> set[str]:
    """Return the waybills of referrals."""
    return {str(getattr(row, "waybill", "")) for row in rows}
