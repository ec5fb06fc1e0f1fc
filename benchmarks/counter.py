"""Measure how soon a carrier is answered over HTTP, and whether the answer tells who is listed.

    python -m benchmarks.counter --parties 1000000 --rate 200 --seconds 30 --peer --json
    python -m benchmarks.counter --oracle --neighbours --json

A node is made in a folder of its own; the parcels of an invented manifest (two parties each) are retained,
their key index is written, and the node's own web processes are started. Questions are sent at a fixed rate,
whether or not the one before was answered: `ms` is from the moment at which a question was due. Seven of ten
parcels are strangers, three are of a receiver that the window knows. `cpu_ms` is the processor time of the
web processes for one answer: what a busy machine lengthens least.

``--oracle`` asks 10,000 questions in this process: half for receivers on the watch list, half for receivers
that chance draws; an observer who sees status, headers, length and words of every answer, and how long it
took, guesses which half each is from, having learnt from the other answers. Exits with 1 when the guesses
beat chance by more than four standard deviations. With ``--neighbours`` every one of these receivers has one
to six parcels in the window, of the same goods or of others, as many in either half: who is linked takes
longer to answer, and may not tell who is listed. ``listed_slower`` compares the middle times of two receivers
with as many parcels, a listed one and a drawn one: about half of the listed ones may be slower.
"""

import argparse
import json
import math
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.at_rate import ask_at_rate, wait_for
from benchmarks.belt import open_node
from benchmarks.machine import busy_seconds
from benchmarks.screen import cached_manifest
from borderlink.screening.domain.s10 import check_digit

GOAL_MS: Final = 20.0
DEVIATIONS: Final = 4.0
STRANGERS: Final = 0.7
HALF: Final = 0.5
PERSONS: Final = ("name", "phone", "address", "postcode", "country")


def s10(serial: int) -> str:
    """Return a waybill whose check digit holds."""
    return f"LK{serial:08}{check_digit(f'{serial:08}')}CN"


def body_of(row: dict[str, Any], waybill: str) -> dict[str, object]:
    """Return a parcel of a manifest as a carrier would ask about it."""
    parties = {
        role: {name: row[f"{role}_{name}"] for name in PERSONS if row[f"{role}_{name}"]}
        for role in ("sender", "receiver")
    }
    plain = {
        name: row[name]
        for name in ("contents", "hs6", "pieces", "weight_g", "value", "currency")
        if row[name]
    }
    return {"waybill": waybill, "service": "courier", **parties, **plain}


class Node:
    """A node in a folder of its own, with a company's key; its web processes where they are wanted."""

    def __init__(self, folder: Path) -> None:
        from django.conf import settings
        from django.utils import timezone

        self.reader = open_node(folder)
        self.folder, self.agency = folder, settings.BORDERLINK.agency
        self.key = self._key(timezone.now())

    def _key(self, at: Any) -> str:
        from borderlink.officers.actions.accounts import create_organisation
        from borderlink.officers.actions.keys import issue_company_key
        from borderlink.officers.queries import Officer, units

        by = Officer.objects.order_by("pk").first()
        assert by is not None
        company = create_organisation(code="SWIFT-2", kind="express-company", name_en="Swift", by=by, at=at)
        unit = next(unit for unit in units(reader=self.reader) if unit.code in self.reader.units)
        return issue_company_key(
            organisation=company, unit=unit, scopes=["check"], label="benchmark", by=by, at=at
        )[1]

    def retain(self, parcels: pl.DataFrame) -> float:
        """Retain parcels as one load of today and write the index; return the seconds of processor time."""
        from django.utils import timezone

        from borderlink.screening.actions.loads import Incoming, receive_manifest
        from borderlink.screening.actions.upkeep import renew_index
        from borderlink.screening.adapters.retained import write_parcels
        from borderlink.screening.domain.retention import Part
        from borderlink.screening.models.referrals import Load

        at = timezone.now()
        load = receive_manifest(
            files=[Incoming(name="m.csv", chunks=[b"waybill\n"])], by=self.reader, at=at
        ).load
        write_parcels(self.folder, Part(load=load.number, on=load.on), parcels)
        Load.objects.filter(pk=load.pk).update(state=Load.State.DONE.value)
        began = time.process_time()
        renew_index(at=at)
        return time.process_time() - began


def read_parcels(parties: int) -> pl.DataFrame:
    """Return the parcels of an invented manifest with so many parties, the last of them posted just now."""
    from borderlink.screening.adapters.reading import read_manifests

    manifest = cached_manifest(parties // 2, 7, independent=False)
    parcels = read_manifests((manifest.path,), currency="CNY", zone="Asia/Shanghai").parcels
    age = datetime.now(UTC) - pl.col("posted_at").max()
    return parcels.with_columns(posted_at=pl.col("posted_at") + age)


def questions(parcels: pl.DataFrame, count: int) -> list[bytes]:
    """Return bodies: seven of ten for strangers, three for a receiver that the window knows."""
    chance = random.Random(7)
    rows = parcels.sample(count, seed=7, with_replacement=True).to_dicts()
    bodies = []
    for place, row in enumerate(rows):
        if chance.random() < STRANGERS:
            row["receiver_name"] = f"Zq{chance.randrange(10**9)} Vx{place}"
            row["receiver_phone"] = f"+61 4{chance.randrange(10**8):08}"
            row["receiver_address"] = f"{chance.randrange(900) + 10} Qx{chance.randrange(10**6)} Lane"
            row["sender_phone"] = f"+86 138{chance.randrange(10**8):08}"
            row["sender_address"] = f"{chance.randrange(900) + 10} Wz{chance.randrange(10**6)} Road"
        bodies.append(json.dumps(body_of(row, s10(20_000_000 + place))).encode())
    return bodies


def run_http(node: Node, bodies: list[bytes], rate: float, workers: int) -> dict[str, object]:
    """Serve the node and send questions at a fixed rate; return what the answers took."""
    with socket.socket() as trial:  # free now; another's server on a fixed one would answer instead
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {
        **os.environ, "BORDERLINK_FOLDER": str(node.folder), "BORDERLINK_PORT": str(port),
        "BORDERLINK_WEB_WORKERS": str(workers), "BORDERLINK_WEB_THREADS": "48",
        "BORDERLINK_LOG_LEVEL": "ERROR", "POLARS_MAX_THREADS": "1",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "borderlink", "node", "web"], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/openapi.json")
        url = f"http://127.0.0.1:{port}/api/screening/check"
        return ask_at_rate(url, node.key, bodies, rate=rate, pid=server.pid)
    finally:
        server.terminate()
        server.wait(30)


def oracle(node: Node, count: int, *, neighbours: bool) -> dict[str, object]:
    """Ask for listed receivers and for drawn ones; return how well an observer tells them apart."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client, chance = Client(), random.Random(11)
    phones = [f"+61 2 5550 {n:04}" for n in range(200)]
    _write_watch(node.folder, phones)
    drawn = _drawn_phones(len(phones))
    if neighbours:
        node.retain(_neighbours([phones, drawn]))
    seen: list[tuple[bool, tuple[object, ...], float]] = []
    of_receiver: list[tuple[int, bool, float]] = []
    for place in range(count):
        listed, at = chance.random() < HALF, chance.randrange(len(phones))
        body = _question(place, at, (phones if listed else drawn)[at], neighbours=neighbours)
        began = time.perf_counter()
        told = client.post(
            "/api/screening/check", json.dumps(body), "application/json",
            headers={"Authorization": f"Bearer {node.key}"},
        )  # fmt: skip
        ms = (time.perf_counter() - began) * 1000
        seen.append((listed, (repr(_shape(told)),), ms))
        of_receiver.append((at, listed, ms))
    return {**_observed(seen), **_paired(of_receiver)}


def _shape(told: Any) -> tuple[object, ...]:
    """Return all that an answer shows of itself."""
    words = told.json()
    said = (len(words["check"]), words["answer"], words["says"], words["field"])
    return told.status_code, sorted(told.headers), *said


def _question(place: int, at: int, phone: str, *, neighbours: bool) -> dict[str, object]:
    """Return a parcel to the receiver behind a phone, or to nobody that the window knows."""
    who = (f"Ola {at}tun", f"{at + 10} Kelp Lane, Hobart") if neighbours else (
        f"Ola {place}tun", f"{place} Kelp Lane, Hobart"
    )  # fmt: skip
    return {
        "waybill": s10(30_000_000 + place), "service": "courier", "contents": "cotton t-shirt",
        "pieces": 1, "weight_g": 420, "value": 90,
        "sender": {"name": "Shop 9", "address": "9 Renmin Road, Guangzhou"},
        "receiver": {"name": who[0], "phone": phone, "address": who[1]},
    }  # fmt: skip


def _neighbours(halves: list[list[str]]) -> pl.DataFrame:
    """Return parcels of the last days for each phone: the same in either half, but for phone and street."""
    from borderlink.screening.domain.judging import framed

    now, goods = datetime.now(UTC), ("cotton t-shirt", "green tea", "books", "plastic toys")
    rows: list[dict[str, object]] = [
        {
            "file": "m.csv", "line": 2, "waybill": f"SF{half}{at:04}{nth}", "service": "courier",
            "sender_name": f"Shop {nth}", "sender_address": f"{nth} Renmin Road, Guangzhou",
            "receiver_name": f"Ola {at}tun", "receiver_phone": phone,
            "receiver_address": f"{at + 10} {'Kelp Lane' if nth % 2 else 'Kelp Ln'}, Hobart",
            "contents": goods[nth * (at % 3) % 4], "weight_g": 420 + nth * (at % 4), "value": 90.0,
            "value_cny": 90.0, "currency": "CNY", "pieces": 1, "posted_at": now - timedelta(days=nth % 5),
        }
        for half, phones in enumerate(halves) for at, phone in enumerate(phones) for nth in range(at % 6 + 1)
    ]  # fmt: skip
    return framed(rows).sort("waybill")


def _write_watch(folder: Path, phones: list[str]) -> None:
    today = date.today()  # noqa: DTZ011 - the node's own day is near enough for a warrant of a month
    head = "kind,value,name,case,seizure,author,approver,approved_on,expires_on,note\n"
    days = f"{today - timedelta(days=1)},{today + timedelta(days=30)}"
    lines = [f"phone,{phone},,,AU-2026-0042,GZ-0001,GZ-0004,{days},\n" for phone in phones]
    (folder / "watch.csv").write_text(head + "".join(lines), encoding="utf-8")


def _drawn_phones(count: int) -> list[str]:
    """Return phones that chance draws on this node today."""
    from django.conf import settings
    from django.utils import timezone

    from borderlink.screening.domain.counter import draw

    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        phone = f"+61 4{number:08}"
        if draw(str(settings.SECRET_KEY), {"phone": f"4{number:08}"}, on=timezone.localdate()):
            found.append(phone)
    return found


def _observed(seen: list[tuple[bool, tuple[object, ...], float]]) -> dict[str, object]:
    """Guess each answer's half from others of its shape, and from its time; return how often it is right."""
    half = len(seen) // 2
    learnt, tried = seen[:half], seen[half:]
    by_shape: dict[object, list[bool]] = {}
    for listed, shape, _ in learnt:
        by_shape.setdefault(shape, []).append(listed)
    right = sum(
        (statistics.fmean(by_shape.get(shape, [False])) > HALF) == listed for listed, shape, _ in tried
    )
    cut, side = _best_cut([(listed, ms) for listed, _, ms in learnt])
    right_by_time = sum(((ms > cut) == side) == listed for listed, _, ms in tried)
    bound = HALF + DEVIATIONS * HALF / math.sqrt(len(tried))
    share, share_by_time = right / len(tried), right_by_time / len(tried)
    return {
        "answers": len(seen), "shapes": len(by_shape), "right_by_words": round(share, 4),
        "right_by_time": round(share_by_time, 4), "beyond_chance": round(bound, 4),
        "kept": max(share, share_by_time) <= bound,
    }  # fmt: skip


def _best_cut(learnt: list[tuple[bool, float]]) -> tuple[float, bool]:
    """Return the time, of a hundred, that tells the halves apart best, and whether the listed are slower."""

    def right(cut: float, *, side: bool) -> int:
        return sum(((ms > cut) == side) == listed for listed, ms in learnt)

    cuts = statistics.quantiles((ms for _, ms in learnt), n=100)
    both = [(cut, side) for cut in cuts for side in (True, False)]
    return max(both, key=lambda one: right(one[0], side=one[1]))


def _paired(seen: list[tuple[int, bool, float]]) -> dict[str, object]:
    """Return how often, of a listed receiver and a drawn one of as many parcels, the listed is slower."""
    ms: dict[tuple[int, bool], list[float]] = {}
    for at, listed, took in seen:
        ms.setdefault((at, listed), []).append(took)
    pairs = [at for at, listed in ms if listed and (at, False) in ms]
    slower = sum(statistics.median(ms[at, True]) > statistics.median(ms[at, False]) for at in pairs)
    share, bound = slower / len(pairs), DEVIATIONS * HALF / math.sqrt(len(pairs))
    return {
        "pairs": len(pairs), "listed_slower": round(share, 4), "pairs_beyond_chance": round(HALF + bound, 4),
        "pairs_kept": abs(share - HALF) <= bound,
    }  # fmt: skip


def main() -> int:
    """Run what is asked and print one line of JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--parties", type=int, default=100_000)
    asked.add_argument("--rate", type=float, default=200.0)
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--oracle", action="store_true")
    asked.add_argument("--neighbours", action="store_true", help="of --oracle: receivers the window knows")
    asked.add_argument("--peer", action="store_true", help="ask nomenklatura's matcher the same, after us")
    asked.add_argument("--answers", type=int, default=10_000)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="borderlink-counter-") as folder:
        node = Node(Path(folder) / "node")
        if given.oracle:
            told = oracle(node, given.answers, neighbours=given.neighbours)
            print(json.dumps(told))
            return 0 if told["kept"] and told["pairs_kept"] else 1
        parcels = read_parcels(given.parties)
        index_s = node.retain(parcels)
        bodies = questions(parcels, int(given.rate * given.seconds) + 200)
        began = busy_seconds()
        told = run_http(node, bodies, given.rate, given.workers)
        if given.peer:
            from benchmarks.counter_peer import measure_peer

            told["peer"] = measure_peer(parcels, bodies, rate=given.rate, workers=given.workers)
        load = {
            "index_cpu_s": round(index_s, 1),
            "parcels": parcels.height,
            "machine_busy_s": round(busy_seconds() - began, 1),
        }
        print(json.dumps({**told, **load, "goal_p99_ms": GOAL_MS}))
        p99 = told["p99_ms"]
        return 0 if isinstance(p99, float) and p99 <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
