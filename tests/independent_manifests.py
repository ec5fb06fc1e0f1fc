"""A second maker of manifests that shares nothing with the first: other people, habits, headers and encoding.

A merchant's export from Chinese forwarding software: GB18030, Chinese headers, one address field with
everything in it. Spellings live in senders' address books, so they vary between senders more than between
parcels. It is here so that screening is never tuned to its own generator.

    python -m tests.independent_manifests --parcels 1000000 --seed 5 --out DIR
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.independent_people import (
    Somebody,
    door_of,
    fill,
    first_name,
    misstrike,
    name_of,
    somebody,
    spell_door,
    spell_name,
    spell_phone,
)
from tests.independent_words import CHINESE_ROADS, CHINESE_TOWNS, CLANS, LANDS, LANES, PARTS, WARES

ENCODING = "gb18030"
HEADERS = (
    "运单号",
    "产品类型",
    "寄件人",
    "寄件电话",
    "寄件地址",
    "收件人",
    "收件电话",
    "收件地址",
    "收件国家",
    "收件邮编",
    "国籍",
    "内件品名",
    "HS编码",
    "件数",
    "重量(kg)",
    "声明价值",
    "币种",
    "付款方式",
    "寄件时间",
    "揽收网点",
    "袋号",
    "备注",
)


@dataclass(slots=True)
class Made:
    """A manifest in the making: its random source, its truth, the next number to give."""

    dice: random.Random
    truth: list[tuple[str, str, str, str]] = field(default_factory=list)
    books: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    serial: int = 0


def label(made: Made) -> tuple[str, str]:
    """Return a waybill and its product: postal with a right check digit, or the forwarder's own."""
    made.serial += 1
    if made.serial % 5 < 2:
        digits = f"{(20_000_011 + made.serial * 37) % 10**8:08d}"
        rest = (
            11
            - sum(int(digit) * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
            % 11
        )
        return f"L{'XZK'[made.serial % 3]}{digits}{ {10: 0, 11: 5}.get(rest, rest) }CN".replace(
            " ", ""
        ), "国际小包"
    return f"98{made.serial * 104_729 % 10**11:011d}", "专线"


def book_entry(made: Made, sender: str, who: Somebody) -> tuple[str, str, str]:
    """Return how this sender writes this receiver: once written, it stays so."""
    entry = made.books.get((sender, who.key))
    if entry is None:
        dice = made.dice
        entry = (spell_name(dice, who), spell_phone(dice, who), spell_door(dice, who))
        made.books[sender, who.key] = entry
    return entry


def sender_row(dice: random.Random, number: int) -> tuple[str, str, str]:
    """Return a sender as the software stores it: never respelt, for the account fills the form."""
    shop = number % 3 == 0
    person = dice.choice(CLANS)[0] + first_name(dice)[0]
    name = f"{dice.choice(CHINESE_TOWNS).split('市')[0][-2:]}{first_name(dice)[0]}商贸" if shop else person
    door = f"{dice.choice(CHINESE_TOWNS)}{dice.choice(CHINESE_ROADS)}{dice.randrange(1, 300)}号"
    return name, "1" + fill(dice, "#" * 10), door


def declared(dice: random.Random, ware: int) -> tuple[str, str, str, str, str, str]:
    """Return contents, code, pieces, kilograms, value and currency of an honest parcel."""
    text, code, kilograms, dollars = WARES[ware]
    pieces = 1 + int(dice.expovariate(0.7))
    weight = pieces * kilograms * dice.lognormvariate(0, 0.22) + 0.05
    worth = pieces * dollars * dice.lognormvariate(0, 0.35)
    yuan = dice.random() < 0.2
    shown = text if dice.random() < 0.93 else dice.choice(["礼品", "日用百货", text + "等", "样品"])
    return (
        shown,
        code if dice.random() < 0.7 else "",
        str(pieces),
        f"{weight:.2f}",
        f"{worth * (7.1 if yuan else 1):.2f}",
        "CNY" if yuan else "USD",
    )


def when(dice: random.Random, day: int) -> str:
    """Return a time as the software prints it: 2026/3/5 9:07."""
    at = datetime(2026, 3, 2) + timedelta(days=day, minutes=dice.randrange(1440))  # noqa: DTZ001 - local
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}"


def row_of(
    made: Made,
    sender: tuple[str, str, str],
    written: tuple[str, str, str],
    who: Somebody,
    goods: tuple[str, str, str, str, str, str],
) -> list[str]:
    """Return one row of the export."""
    dice, (number, product) = made.dice, label(made)
    code = who.door[7] if dice.random() < 0.6 else ""
    return [
        number,
        product,
        *sender,
        *written,
        LANDS[who.land][0],
        code,
        dice.choice(["中国", "", ""]),
        *goods,
        dice.choice(["月结", "到付", "现付"]),
        when(dice, dice.randrange(5)),
        dice.choice(["厦门湖里", "东莞长安", "钦州港"]),
        f"D{made.serial // 25:06d}",
        dice.choice(["", "", "", "勿压", "模拟数据"]),
    ]


def receivers_of(dice: random.Random, parcels: int) -> list[Somebody]:
    """Return a receiver for each parcel: Pareto many, in random order."""
    depots = {land: [door_of(dice, land, "") for _ in range(3 + parcels // 20_000)] for land in LANDS}
    drawn: list[Somebody] = []
    number = 0
    while len(drawn) < parcels:
        who = somebody(dice, number, depots)
        drawn += [who] * min(int(dice.paretovariate(1.5)), 60)
        number += 1
    dice.shuffle(drawn)
    return drawn[:parcels]


STORIES = {  # wares, parcels, kilograms
    "tea": (0, 4, 2.1),
    "sugar": (2, 5, 2.7),
    "hems": (3, 4, 1.6),
    "pots": (5, 3, 3.4),
    "dolls": (6, 4, 1.3),
}


def story_rows(made: Made) -> Iterator[tuple[list[str], tuple[str, str, str]]]:
    """Yield the planted parcels with their truth: one receiver, a new sender and a new spelling each time."""
    dice = made.dice
    for story, (ware, parcels, kilograms) in STORIES.items():
        who = somebody(dice, 0, {land: [door_of(dice, land, "")] for land in LANDS})
        who.land, who.kind, who.key = "AU", "cn", f"收-{story}"
        who.name = name_of(dice, "cn")
        lane = f"{dice.choice(PARTS)} {dice.choice(LANES)}"
        who.door = (
            str(dice.randrange(2, 30)),
            str(dice.randrange(11, 99)),
            lane,
            "0",
            "",
            "Sydney",
            "NSW",
            "2###"[:1] + fill(dice, "###"),
        )
        who.phone = who.twin = "4915701" + f"{dice.choice([56, 57, 58, 59, 10])}"
        used: set[str] = set()
        for _ in range(parcels):
            door = spell_door(dice, who)
            while door in used:
                door = spell_door(dice, who)
            used.add(door)
            text, code = WARES[ware][:2]
            goods = (
                text,
                code,
                str(dice.randrange(1, 5)),
                f"{kilograms * dice.uniform(0.9, 1.1):.2f}",
                f"{dice.uniform(8, 20):.2f}",
                "USD",
            )
            written = (spell_name(dice, who), spell_phone(dice, who), door)
            yield (
                row_of(made, sender_row(dice, dice.randrange(1, 99)), written, who, goods),
                (f"寄-{story}", who.key, story),
            )


def rows_of(made: Made, parcels: int) -> Iterator[list[str]]:
    """Yield every row, the planted ones scattered among the others, and keep the truth."""
    dice = made.dice
    planted = list(story_rows(made))
    places = dict(zip(dice.sample(range(parcels), len(planted)), planted, strict=True))
    shops = [sender_row(dice, number) for number in range(max(4, parcels // 40))]
    for at, who in enumerate(receivers_of(dice, parcels)):
        if at in places:
            row, (sender_key, receiver_key, story) = places[at]
            made.truth.append((row[0], sender_key, receiver_key, story))
            yield row
            continue
        seller = (
            int(len(shops) * dice.random() ** 2.2) if dice.random() < 0.55 else int(who.phone) % len(shops)
        )
        name, phone, door = book_entry(made, str(seller), who)
        written = (misstrike(dice, name, 0.01), phone, misstrike(dice, door, 0.03))
        row = row_of(
            made,
            shops[seller],
            written,
            who,
            declared(dice, ordered(dice, who, seller)),
        )
        made.truth.append((row[0], f"寄{seller}", who.key, ""))
        yield row


def ordered(dice: random.Random, who: Somebody, seller: int) -> int:
    """Return what was ordered: what the shop sells, at times what this receiver collects, or anything."""
    return dice.choices([seller * 7 % len(WARES), who.wares, dice.randrange(len(WARES))], [70, 12, 18])[0]


def write_independent(folder: Path, *, parcels: int, seed: int) -> tuple[Path, Path]:
    """Write manifest.csv (GB18030) and truth.csv (UTF-8) into ``folder``; 40 parcels or more."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(random.Random(seed))  # noqa: S311 - the same seed must make the same file
    manifest, truth = folder / "manifest.csv", folder / "truth.csv"
    with manifest.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADERS)
        writer.writerows(rows_of(made, parcels))
    with truth.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("waybill", "sender_party", "receiver_party", "story"))
        rows.writerows(made.truth)
    return manifest, truth


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description="Write an independent synthetic manifest.")
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    write_independent(wanted.out, parcels=wanted.parcels, seed=wanted.seed)


if __name__ == "__main__":
    main()
