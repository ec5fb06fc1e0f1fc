"""Why two names may be the same: the alignment as data, and as one sentence in the reader's language."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from borderlink.language import sentences
from borderlink.language.names import bridge, table
from borderlink.language.names.alignment import ORDERS, arranged, gap_costs
from borderlink.language.names.costs import HAN_CHANNELS, PRICES, unit_costs
from borderlink.language.names.lexicon import Unit, Units
from borderlink.language.names.parsing import Parse, parse
from borderlink.language.names.readings import NONE, hanviet_of
from borderlink.language.names.scoring import LIKELY, POSSIBLE, score_names
from borderlink.language.names.shelf import UNITS

_SOME, _MANY = 0.05, 2.0  # of 10,000 people
_GIVEN_SHARE: Final = {1: 0.01, 2: 0.004, 3: 0.001, 4: 0.0002}  # of a given character; our estimate


@dataclass(frozen=True, slots=True)
class Part:
    """One step of an alignment: which sentence says it (``names.part.<relation>``) and with which facts."""

    relation: str
    facts: Mapping[str, str]
    cost: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two names compared: score from 0 to 1, the verdict, why, and how many people bear such a name."""

    a: str
    b: str
    score: float
    verdict: str  # likely, possible or different
    parts: tuple[Part, ...]
    common: str  # many, some, few or unknown


def compare(a: str, b: str) -> Comparison:
    """Compare two names. It never says that they are one person. Refuses what ``parse`` refuses."""
    ways = parse(a), parse(b)
    found = score_names([a], [b])
    score = float(found.score[0])
    # The parses of both names stand one behind the other, those of equal names once.
    one = ways[0][int(found.parse_a[0])]
    two = ways[1][int(found.parse_b[0]) - (0 if a == b else len(ways[0]))]
    verdict = "likely" if score >= LIKELY else "possible" if score >= POSSIBLE else "different"
    parts = _parts(one, two, ORDERS[int(found.order[0])], int(found.channel[0]))
    return Comparison(a, b, score, verdict, parts, max((commonness(one), commonness(two)), key=_LEVELS.index))


def sentence(comparison: Comparison, language: str) -> str:
    """Return why, as one sentence in a language."""
    told = [sentences.say(f"names.part.{part.relation}", language, part.facts) for part in comparison.parts]
    facts = {"a": comparison.a, "b": comparison.b, "score": f"{comparison.score:.2f}", "parts": told}
    return sentences.say(f"names.{comparison.verdict}", language, facts)


def commonness_sentence(comparison: Comparison, language: str) -> str:
    """Return how many people bear such a name, as a sentence in a language."""
    return sentences.say(f"names.common.{comparison.common}", language, {})


_LEVELS: Final = ("unknown", "few", "some", "many")


def commonness(found: Parse) -> str:
    """Return how many bear a name, roughly: a surname's share by how usual its given characters are.

    Only for names in characters: a Latin spelling stands for too many. From our own lists, which are rough.
    """
    text = "".join(unit.text for unit in found.units)
    if not all(unit.han for unit in found.units):
        return "unknown"
    surname = table.surnames().get(text[:2]) or table.surnames().get(text[:1])
    given = [char for char in text[len(surname.han) if surname else 1 :] if char not in "文氏"]
    if surname is None or not given:
        return "unknown"
    shares = [_GIVEN_SHARE[table.usual_given().get(char, 4)] for char in given]
    estimate = max(surname.zh, surname.vi) * math.prod(shares)
    return "many" if estimate >= _MANY else "some" if estimate >= _SOME else "few"


def _parts(one: Parse, two: Parse, order: str, channel: int) -> tuple[Part, ...]:
    """Return the steps of the best alignment, in the order of the first name."""
    left, right = (list(range(len(way.units))) for way in (one, two))
    left = arranged(len(left), order) if order.startswith("first") else left
    right = arranged(len(right), order) if order.startswith("second") else right
    a, b = [one.units[at] for at in left], [two.units[at] for at in right]
    found = [] if order == ORDERS[0] else [Part("turned", {})]
    for i, j in _steps(a, b, channel):
        if i is not None and j is not None:
            found.append(_matched(a[i], b[j], channel))
        else:
            unit = a[i] if i is not None else b[j or 0]
            found.append(Part("weak" if unit.weak else "gap", {"a": shown(unit)}))
    found += [Part("mended", {"a": unit.text}) for unit in (*one.units, *two.units) if unit.residue]
    return tuple(found)


def _steps(a: list[Unit], b: list[Unit], channel: int) -> list[tuple[int | None, int | None]]:
    """Return the cheapest path through two lists of units as pairs of places; none: a unit is left out."""
    cells = _cells(a, b, channel)
    gaps = [_gaps(units) for units in (a, b)]
    best: dict[tuple[int, int], tuple[int, list[tuple[int | None, int | None]]]] = {(0, 0): (0, [])}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = []
            if i and j:
                cost, path = best[i - 1, j - 1]
                ways.append((cost + cells[i - 1][j - 1], [*path, (i - 1, j - 1)]))
            if i:
                cost, path = best[i - 1, j]
                ways.append((cost + gaps[0][i - 1], [*path, (i - 1, None)]))
            if j:
                cost, path = best[i, j - 1]
                ways.append((cost + gaps[1][j - 1], [*path, (None, j - 1)]))
            if ways:
                best[i, j] = min(ways, key=lambda way: way[0])
    return best[len(a), len(b)][1]


def _gaps(units: list[Unit]) -> list[int]:
    columns = UNITS.columns()[:, [UNITS.number(unit) for unit in units]]
    weak, foreign, letters = (columns[Units.COLUMNS.index(name)] for name in ("weak", "foreign", "letters"))
    told: list[int] = gap_costs(weak, foreign, letters).tolist()
    return told


def _cells(a: list[Unit], b: list[Unit], channel: int) -> list[list[int]]:
    left = np.repeat([UNITS.number(unit) for unit in a], len(b))
    right = np.tile([UNITS.number(unit) for unit in b], len(a))
    costs = unit_costs(UNITS.columns(), left, right)
    own = costs[:, channel].reshape(len(a), len(b)).astype(int)
    own[0, 0] = min(int(own[0, 0]), int(costs[0].min()) + 35)  # a surname may be in another system
    told: list[list[int]] = own.tolist()
    return told


def shown(unit: Unit) -> str:
    """Return a unit as a name shows it."""
    return unit.text if unit.han else unit.text.capitalize()


def _matched(one: Unit, two: Unit, channel: int) -> Part:
    if one.han and two.han:
        return _two_characters(one.text, two.text)
    if one.han or two.han:
        return _read(*((one, two) if one.han else (two, one)), channel)
    return _two_syllables(one, two)


def _two_characters(a: str, b: str) -> Part:
    facts = {"a": a, "b": b}
    if a == b:
        return Part("same", facts)
    if b in table.forms(a) or a in table.forms(b):
        return Part("variant", facts)
    if set(table.forms(a)) & set(table.forms(b)):
        return Part("shared", facts)
    known = [table.characters().get(char) for char in (a, b)]
    alike = known[0] and known[1] and known[0].pinyin[:1] == known[1].pinyin[:1]
    return Part("homophone" if alike else "none", facts)


def _read(han: Unit, latin: Unit, channel: int) -> Part:
    """Return how a character is read as a syllable: in the pair's system, else in the cheapest."""
    facts = {"han": han.text, "latin": shown(latin), "a": han.text, "b": shown(latin)}
    numbers = np.array([UNITS.number(han)]), np.array([UNITS.number(latin)])
    costs = unit_costs(UNITS.columns(), *numbers)[0, : len(HAN_CHANNELS)].tolist()
    system = channel if channel < len(HAN_CHANNELS) and costs[channel] < NONE else costs.index(min(costs))
    if HAN_CHANNELS[system] == "mixed":
        system = min((0, 2, 3, 4), key=costs.__getitem__)
    char = table.characters().get(han.text)
    if costs[system] >= NONE:
        known = char and (char.pinyin or char.hanviet or char.lent)
        return Part("none" if known else "unread", facts)
    if HAN_CHANNELS[system] != "vi" or char is None or latin.syllable is None:
        return Part("full", {**facts, "system": HAN_CHANNELS[system]})
    return Part(_level(char, latin), {**facts, "system": "vi"})


def _level(char: table.Character, latin: Unit) -> str:
    """Return how much of the Han-Viet reading the writing kept."""
    read = latin.syllable
    if read is None:
        return "none"
    told = hanviet_of(char)
    if read in told:
        return "full" if told[read] < PRICES.doublet[0] else "doublet"
    levels = [
        ("quality", "tone-differs" if read.toned else "tone-lost"),
        ("base", "quality-differs"),
        ("dialect", "dialect"),
    ]
    if not read.marked:
        levels[0] = ("base", "bare")
    for name, relation in levels:
        if any(getattr(one, name) == getattr(read, name) for one in told):
            return relation
    return "none"


def _two_syllables(one: Unit, two: Unit) -> Part:
    facts = {"a": shown(one), "b": shown(two)}
    a, b = one.syllable, two.syllable
    if one.text == two.text or (a and b and a.full == b.full):
        return Part("same", facts)
    if a and b and a.base == b.base:
        return Part("latin-tone" if a.marked and b.marked and a.quality == b.quality else "latin-bare", facts)
    if bridged := bridging(one, two):
        return Part("bridge", {**facts, "han": bridged})
    return Part("latin-near" if a and b and a.dialect == b.dialect else "none", facts)


def bridging(one: Unit, two: Unit) -> str:
    """Return the likeliest character that both syllables can be read from; empty if none is."""
    return max(_characters(one) & _characters(two), key=_weight, default="")


def _weight(han: str) -> tuple[float, str]:
    return bridge.weight(han, table.characters()[han]), han


def _characters(unit: Unit) -> set[str]:
    read = unit.syllable
    found = bridge.characters_of(f"p:{unit.bare}")
    if read is None:
        return found
    return found | bridge.characters_of(f"f:{read.full}" if read.marked or unit.strict else f"b:{read.base}")
