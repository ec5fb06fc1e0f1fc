"""The second maker's people: who they are, and how senders spell their names, phones and doors."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from tests.independent_words import (
    ABROAD,
    CLANS,
    KINDS_OF_LANE,
    LANDS,
    LANES,
    PARTS,
    SYLLABLES,
    VIET,
    VIET_LANES,
    WARES,
    WESTERN,
)

Written = Callable[[], str]  # written only when it is chosen
NEIGHBOURS = {
    left: right
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
    for left, right in pairwise(row)
}


def bare(text: str) -> str:
    """Return ``text`` in plain letters."""
    letters = unicodedata.normalize(
        "NFD", text.replace("Đ", "D").replace("đ", "d").replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


@dataclass(slots=True)
class Somebody:
    """One invented person: where they live, how they can be spelt."""

    key: str
    land: str
    kind: str
    name: tuple[str, ...]
    phone: str
    door: tuple[str, ...]
    wares: int
    twin: str = ""  # another phone


def fill(dice: random.Random, shape: str) -> str:
    """Return a shape with digits for hashes."""
    return "".join(str(dice.randrange(10)) if letter == "#" else letter for letter in shape)


def first_name(dice: random.Random) -> tuple[str, str]:
    """Return a Chinese given name of one or two syllables, and how it is read."""
    syllables = dice.sample(SYLLABLES, 1 if dice.random() < 0.15 else 2)
    return "".join(hanzi for hanzi, _ in syllables), "".join(pinyin for _, pinyin in syllables).capitalize()


def name_of(dice: random.Random, kind: str) -> tuple[str, ...]:
    """Return the parts of a name of this kind of people."""
    if kind == "cn":
        clan = CLANS[int(len(CLANS) * dice.random() ** 1.6)]
        return (*clan, *first_name(dice), dice.choice(WESTERN) if dice.random() < 0.3 else "")
    if kind == "vi":
        return tuple(dice.choice(words) for words in VIET)
    given, start, end = ABROAD[kind]
    return dice.choice(given), dice.choice(start) + dice.choice(end), dice.choice("ABCDEFGHJKLMPRSTW")


def door_of(dice: random.Random, land: str, kind: str) -> tuple[str, ...]:
    """Return the parts of an address: flat, number, lane, its kind, quarter, town, region, code."""
    region, town, shape = dice.choice(LANDS[land][6])
    lane = dice.choice(VIET_LANES) if land == "VN" else f"{dice.choice(PARTS)} {dice.choice(LANES)}"
    quarter = (
        ""
        if dice.random() < 0.4
        else f"{dice.choice(LANES)}{dice.choice(['ton', 'ford', 'ham', 'wood', ' Hill'])}"
    )
    flat = str(dice.randrange(1, 60)) if dice.random() < 0.45 else ""
    sort = str(dice.randrange(len(KINDS_OF_LANE)))
    return (
        flat,
        str(int(dice.triangular(1, 420, 1))),
        lane,
        sort,
        quarter,
        town,
        region,
        fill(dice, shape),
    )


def somebody(dice: random.Random, number: int, depots: dict[str, list[tuple[str, ...]]]) -> Somebody:
    """Invent a receiver; one in twelve collects from a depot that many share."""
    land = dice.choices(list(LANDS), [row[4] for row in LANDS.values()])[0]
    kind = dice.choice(LANDS[land][5].split())
    door = door_of(dice, land, kind)
    if dice.random() < 1 / 12:
        door = dice.choice(depots[land])
    digits = LANDS[land][3]
    phone, twin = (str(dice.randrange(3, 10)) + fill(dice, "#" * (digits - 1)) for _ in "ab")
    return Somebody(
        f"收{number}", land, kind, name_of(dice, kind), phone, door, dice.randrange(len(WARES)), twin
    )


def spell_name(dice: random.Random, who: Somebody) -> str:
    """Write a name as one sender has it in the address book."""
    parts, way = who.name, dice.random()
    if who.kind == "cn":
        clan, pinyin, dialect, hanzi, latin, western = parts
        if western and way < 0.25:
            return f"{western} {dialect if way < 0.1 else pinyin}"
        forms = [clan + hanzi] * 5 + [
            f"{latin} {pinyin}",
            f"{pinyin} {latin}",
            f"{pinyin},{latin}".lower(),
            f"{latin} {dialect}",
            f"{clan}{hanzi}(收)",
            f"{clan}{hanzi}先生",
        ]
        return dice.choice(forms)
    if who.kind == "vi":
        whole = " ".join(parts)
        forms = [
            whole,
            whole,
            bare(whole),
            bare(whole).upper(),
            unicodedata.normalize("NFD", whole),
            f"{parts[2]} {parts[0]}",
            bare(f"{parts[0]} {parts[1][0]}. {parts[2]}"),
            "Chị " + whole,
        ]
        return dice.choice(forms)
    given, family, middle = parts
    forms = [f"{given} {family}"] * 3 + [
        f"{family} {given}",
        f"{family.upper()}, {given}",
        f"{given[0]} {family}",
        bare(f"{given} {family}"),
        f"{given} {middle}. {family}",
        f"{given} {family.split()[0]}",
    ]
    return dice.choice(forms)


def spell_phone(dice: random.Random, who: Somebody) -> str:
    """Write a phone as one sender has it."""
    code, trunk = LANDS[who.land][1], LANDS[who.land][2]
    digits = who.twin if dice.random() < 0.05 else who.phone
    half = len(digits) // 2
    forms: list[Written] = [
        lambda: trunk + digits,
        lambda: f"+{code}{digits}",
        lambda: f"{code} {digits[:half]} {digits[half:]}",
        lambda: f"+{code}(0){digits}" if trunk else digits,
        lambda: f"{trunk}{digits[:half]}.{digits[half:]}",
        lambda: "".join(chr(ord(digit) + 0xFEE0) for digit in trunk + digits),
        lambda: f"TEL:{trunk}{digits}",
        lambda: "",
    ]
    return dice.choices(forms, [6, 5, 3, 1, 1, 0.6, 0.5, 0.8])[0]()


def spell_door(dice: random.Random, who: Somebody) -> str:
    """Write an address as one sender has it, all in one field."""
    flat, number, lane, sort, quarter, town, region, code = who.door
    chinese, kind = LANDS[who.land][0], KINDS_OF_LANE[int(sort)]
    if who.land == "VN":
        head = f"{flat}/{number} {lane}" if flat else f"{number} {lane}"
        text = ", ".join(part for part in (head, town, region) if part)
        text = bare(text) if dice.random() < 0.35 else text
        return text + dice.choice(["", ", Việt Nam", " 越南", f" {code}"])
    street = f"{lane} {kind[dice.random() < 0.45]}"
    heads = (
        [
            f"Flat {flat}, {number} {street}",
            f"{number} {street}, Flat {flat}",
            f"{flat}-{number} {street}",
            f"{flat}/{number} {street}",
            f"No {number} {street} Apt.{flat}",
        ]
        if flat
        else [f"{number} {street}", f"No {number} {street}"]
    )
    tail = [quarter if dice.random() < 0.8 else "", town, region if dice.random() < 0.8 else ""]
    body = dice.choice(["; ", ", ", " ", ","]).join(part for part in (dice.choice(heads), *tail) if part)
    ends = ["", f" {code}", f", {code}", f" {chinese}", f" {code} {chinese}"]
    text = body + dice.choice(ends)
    return (
        chinese + town + " " + text
        if dice.random() < 0.06
        else text.lower()
        if dice.random() < 0.08
        else text
    )


def misstrike(dice: random.Random, text: str, share: float) -> str:
    """Hit the neighbouring key, or lose a blank, in a few texts."""
    if dice.random() >= share or len(text) < 8:
        return text
    at = dice.randrange(2, len(text) - 1)
    letter = text[at]
    if letter == " ":
        return text[:at] + text[at + 1 :]
    return text[:at] + NEIGHBOURS.get(letter.lower(), letter) + text[at + 1 :]
