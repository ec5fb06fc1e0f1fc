"""The telephone words of a controlled delivery: drawn from the plan that both signed, the same on both sides.

A word is a thing that has a name in every language, and four digits: the digits tell it apart, the thing
shows that they were heard right. Nobody who does not hold the plan can say one.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from borderlink.language import codes
from borderlink.language.folding import fold
from borderlink.liaison.domain.delivery import Plan

LIST: Final = "cd_word"
TIMES: Final = 4  # of a leg: a first GO and three renewals
_DIGITS: Final = 10_000
_HEARD: Final = re.compile(r"^(?P<thing>.*?)[\s\-·:,.]*(?P<digits>(?:\d[\s\-]*){4})$")


class Said(StrEnum):
    """What a word says."""

    STOP = "stop"
    ARMED = "armed"
    GO = "go"
    HEARD = "heard"
    LEFT = "left"
    ARRIVED = "arrived"
    LAPSED = "lapsed"


_OF_A_LEG: Final = (Said.LEFT, Said.ARRIVED, Said.LAPSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word: which side says it, what it means, for which leg, the how-manyeth of its kind."""

    side: str
    said: Said
    leg: str
    time: int
    thing: str  # a code of the list `cd_word`
    digits: str

    def text(self, language: str) -> str:
        """Return the word as it is spoken in a language."""
        return f"{codes.label(self.thing, language, LIST)} {self.digits}"


def words_of(plan: Plan) -> tuple[Word, ...]:
    """Return every word of a plan, no two alike: the same on both sides; none of a plan without its salt."""
    if not plan.salt:
        return ()
    things, taken, found = [row.code for row in codes.codes(LIST)], set[tuple[str, str]](), []
    for side, said, leg, time in _meanings(plan):
        thing, digits = _draw(plan, f"{side}|{said}|{leg}|{time}", things, taken)
        taken.add((thing, digits))
        found.append(Word(side=side, said=said, leg=leg, time=time, thing=thing, digits=digits))
    return tuple(found)


def _meanings(plan: Plan) -> Iterator[tuple[str, Said, str, int]]:
    for side in sorted(plan.both()):
        yield side, Said.STOP, "", 1
        yield side, Said.ARMED, "", 1
        for leg in plan.legs:
            for time in range(1, TIMES + 1):
                yield side, Said.GO, leg.leg, time
                yield side, Said.HEARD, leg.leg, time
            yield from ((side, said, leg.leg, 1) for said in _OF_A_LEG)


def _draw(plan: Plan, meaning: str, things: list[str], taken: set[tuple[str, str]]) -> tuple[str, str]:
    """Return thing and digits of one meaning; drawn again while another meaning has them."""
    attempt = 0
    while True:
        message = f"borderlink telephone word|{plan.digest}|{meaning}|{attempt}".encode()
        drawn = int.from_bytes(hmac.digest(bytes.fromhex(plan.salt), message, hashlib.sha256)[:8])
        found = things[drawn % len(things)], f"{drawn // len(things) % _DIGITS:04d}"
        if found not in taken:
            return found
        attempt += 1


def word_heard(plan: Plan, text: str) -> Word | None:
    """Return the word that was heard, in whichever language; None where thing and digits are not of one."""
    match = _HEARD.match(fold(text))
    if match is None:
        return None
    digits = re.sub(r"\D", "", match["digits"])
    thing = " ".join(match["thing"].split())
    same = [one for one in words_of(plan) if one.digits == digits]
    return next((one for one in same if thing in _names(one.thing)), None)


def _names(code: str) -> set[str]:
    row = codes.find(code, LIST)
    return {fold(label) for label in row.labels.values()} if row else set()
