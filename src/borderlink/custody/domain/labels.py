"""What a label's QR code says, and how a scanned or typed text is read."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HASH_DIGITS: Final = 8  # of the entry that seized it: a label printed for another exhibit is noticed
MOST_LETTERS: Final = 200
_CODE: Final = r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}"
_NODE: Final = r"[A-Za-z0-9._@-]{1,64}"
_EXHIBIT: Final = re.compile(rf"BLX1:({_NODE}):({_CODE}):([0-9a-f]{{8}})", re.ASCII | re.IGNORECASE)
_PLACE: Final = re.compile(rf"BLP1:({_NODE}):({_CODE})", re.ASCII | re.IGNORECASE)
_FORM: Final = re.compile(rf"BLF1:({_NODE}):({_CODE})", re.ASCII | re.IGNORECASE)
_PLAIN: Final = re.compile(_CODE, re.ASCII)


class Thing(StrEnum):
    """What a scanned text names."""

    EXHIBIT = "exhibit"
    PLACE = "place"
    FORM = "form"
    TYPED = "typed"  # no label's text: a number or code that a hand has typed, or a seal's barcode
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One scan: what it names, by which number, of which node; ``short_hash`` of an exhibit's seizure."""

    thing: Thing
    number: str
    node: str = ""
    short_hash: str = ""


def exhibit_label(*, node: str, exhibit: str, seized: str) -> str:
    """Return the QR text of an exhibit's label; ``seized`` is the hash (hex) of the entry that seized it."""
    return f"BLX1:{node}:{exhibit}:{seized[:HASH_DIGITS].lower()}"


def place_label(*, node: str, place: str) -> str:
    """Return the QR text of a place's label."""
    return f"BLP1:{node}:{place}"


def form_label(*, node: str, form: str) -> str:
    """Return the QR text of a printed legal form."""
    return f"BLF1:{node}:{form}"


def read_scan(text: str) -> Scanned:
    """Read what a scanner or a hand has typed.

    A scanner behind a Chinese input method types full-width letters: they are read as what they stand for.
    """
    plain = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).strip()
    if found := _EXHIBIT.fullmatch(plain):
        node, number, digits = found.groups()
        return Scanned(thing=Thing.EXHIBIT, number=number, node=node, short_hash=digits.lower())
    for thing, pattern in ((Thing.PLACE, _PLACE), (Thing.FORM, _FORM)):
        if found := pattern.fullmatch(plain):
            return Scanned(thing=thing, number=found.group(2), node=found.group(1))
    if _PLAIN.fullmatch(plain) and not plain.upper().startswith(("BLX", "BLP", "BLF", "BLC")):
        return Scanned(thing=Thing.TYPED, number=plain)
    return Scanned(thing=Thing.NONSENSE, number=plain[:40])
