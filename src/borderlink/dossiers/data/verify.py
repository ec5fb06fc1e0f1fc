#!/usr/bin/env python3
"""Verify a dossier of exhibits' custody, with Python 3.11 or newer and nothing else.

    python3 -I verify.py DOSSIER.zip --anchor "60 digits that you have on paper"

What this does. A dossier holds the signed events of one case: who seized, weighed, sealed, handed over,
examined, destroyed what, and when. This program reads the file and nothing else: no network, no clock, no
database. It checks that every byte is the one that was signed; that the events follow each other without a
gap; that each was signed by officers whose keys the agency had certified; that custody, seals and masses hold
at every step; and that what is shown of names and free text is what was signed. It names the first event
that fails.

What the exit code says: 0 whole, signed, not changed, and anchored in what you have on paper; 1 invalid;
2 cannot be read; 3 consistent, but nothing from outside shows who signed it; 4 valid, with breaches of the
rules or explanations to look at; 64 misused. It never says that anything is proven or admissible.

Where to take it from. The copy inside a dossier is there to be read. Run one that you have from the agency's
publication: whoever forges a dossier can forge the program in it.

How to read it. Below stand, one after the other, the files of the program `borderlink verify` as they are in
its repository, under their own names, less the functions that verifying never calls, and an Ed25519 in plain
Python after RFC 8032 (second block). The main rules: `custody/domain/reread.py` and `reread_leaving.py`
(custody, seals, masses), `custody/domain/verify.py` (the chain of a case), `dossiers/domain/examine.py`
(every check, in its order). Time-stamps of authorities (RFC 3161) are listed as not checked here.

This file is generated; nothing in it is edited by hand.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

SOURCES: dict[str, str] = {}

# -------------------- cryptography/exceptions.py --------------------
SOURCES['cryptography.exceptions'] = r'''
"""The one exception that the rules know of the library."""


class InvalidSignature(Exception):
    """A signature does not hold."""
'''

# -------------------- cryptography/hazmat/primitives/asymmetric/ed25519.py --------------------
SOURCES['cryptography.hazmat.primitives.asymmetric.ed25519'] = r'''
"""Ed25519 signatures checked in plain Python, as RFC 8032 tells and nothing looser.

Refused: a signature whose S is not below the group's order; a key that is no point, not in its one form, or
of small order. The equation is checked without cofactor and R is compared as bytes, as OpenSSL does. Checking
needs no secret, so nothing here has to run in constant time.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)
WINDOWS = 64  # of four bits each

Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z
Cached = tuple[int, int, int, int]  # Y-X, Y+X, 2Z, 2dT: what an addition needs of its second point


def cached(point: Point) -> Cached:
    x, y, z, t = point
    return (y - x) % P, (y + x) % P, 2 * z % P, 2 * D * t % P


def add(first: Point, second: Cached) -> Point:
    """Add two points; the formula holds for equal ones too."""
    x, y, z, t = first
    minus, plus, double_z, double_dt = second
    a, b = (y - x) * minus % P, (y + x) * plus % P
    c, d = t * double_dt % P, z * double_z % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_of(raw: bytes) -> Point:
    """Return the point that 32 bytes name, or raise ValueError."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(raw) != 32 or y >= P:  # noqa: PLR2004 - bytes of a key
        raise ValueError("not a point in its one form")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def multiples(point: Point) -> list[list[Cached]]:
    """Return 0 to 15 times the point, times 16 to the power of each window."""
    rows = []
    for _ in range(WINDOWS):
        step, row, one = NEUTRAL, [], cached(point)
        for _ in range(16):
            row.append(cached(step))
            step = add(step, one)
        rows.append(row)
        point = step
    return rows


def times(scalar: int, rows: list[list[Cached]], start: Point = NEUTRAL) -> Point:
    """Return a multiple of a point, by the table of its multiples, added to ``start``."""
    for row in rows:
        start = add(start, row[scalar & 15])
        scalar >>= 4
    return start


BASE = multiples(point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


@lru_cache(maxsize=256)
def minus_multiples_of(raw: bytes) -> list[list[Cached]]:
    """Return the table of a key's point with its sign changed; raise ValueError for a key of small order."""
    x, y, z, t = point_of(raw)
    point = (P - x, y, z, P - t)
    eightfold = point
    for _ in range(3):
        eightfold = add(eightfold, cached(eightfold))
    if bytes_of(eightfold) == bytes_of(NEUTRAL):
        raise ValueError("a key of small order")
    return multiples(point)


def is_signed(raw: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature of 64 bytes is that of a key over a message."""
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or scalar >= L:  # noqa: PLR2004 - bytes of a signature
        return False
    digest = hashlib.sha512(signature[:32] + raw + message).digest()
    hashed = int.from_bytes(digest, "little") % L
    found = times(hashed, minus_multiples_of(raw), times(scalar, BASE))
    return bytes_of(found) == signature[:32]


class Ed25519PublicKey:
    """A public key with the two methods that the rules ask of it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @classmethod
    def from_public_bytes(cls, raw: bytes) -> "Ed25519PublicKey":
        minus_multiples_of(raw)
        return cls(raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        if not is_signed(self.raw, message, signature):
            raise InvalidSignature


class Ed25519PrivateKey:
    """Nothing is signed here."""
'''

# -------------------- borderlink/foundation/refusals.py --------------------
SOURCES['borderlink.foundation.refusals'] = r'''
"""A refusal is an expected no: a code, a sentence, an advice and the facts they name."""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - named for the fact, not for the mechanism
    """An expected no.

    Every subclass names a fact (``SealDoesNotMatch``) and carries its code, its English sentence
    and its English advice; both are patterns over ``facts``. The same patterns in the other
    languages lie in ``language/data/sentences`` under ``<code>.says`` and ``<code>.advice``.
    What is stored and sent is the code and the facts, never the sentence. ``keep`` says that the
    node journals it when it escapes a page: who asked, for what.
    """

    code: ClassVar[str] = "foundation.refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
'''

# -------------------- borderlink/foundation/canonical.py --------------------
SOURCES['borderlink.foundation.canonical'] = r'''
"""Canonical bytes: one value has exactly one form, so that a hash or a signature means one thing.

The form is JSON in UTF-8 with keys sorted by code point, no space, only the escapes that JSON demands,
whole numbers only (I-JSON's range, so that a browser reads the same ones), strings in NFC. What is
read must already be in this form, to the byte: RFC 8785 without fractions, and stricter on text.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from borderlink.foundation.refusals import Refusal

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"

LARGEST = 2**53 - 1
DEEPEST = 64

written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""Write plain values that are known to have a canonical form: as ``to_bytes``, without looking."""


class NotCanonical(Refusal):
    """The bytes are not the one form their value has, or the value has none."""

    code = "foundation.not-canonical"


def to_bytes(value: Value) -> bytes:
    """Return the canonical bytes of ``value``; text is brought to NFC on the way.

    Refuses: ``NotCanonical`` for fractions, numbers beyond 2**53 - 1, lone surrogates, keys that
    become equal, and nesting deeper than 64.
    """
    settled = _settled(value, 0)
    return written(settled).encode()


def from_bytes(data: bytes) -> Value:
    """Return the value of canonical bytes.

    Refuses: ``NotCanonical`` for anything that ``to_bytes`` would not have written, to the byte.
    """
    certain = surely(data) if data.count(b"[") + data.count(b"{") <= DEEPEST else None
    return _read(data) if certain is None else certain


def surely(data: bytes) -> Value:
    """Return the value of bytes that are surely canonical, however deep; else None: ``from_bytes`` knows why.

    What is read and written again by the C parts of `json` alone is seen to be right at a fifth of the cost.
    """
    try:
        text = data.decode()
        value: Value = _surely(text)
        again = written(value)
    except (ValueError, RecursionError, NotCanonical):
        return None
    return value if again == text and (unicodedata.is_normalized("NFC", text)) else None


def _read(data: bytes) -> Value:
    """Return the value of canonical bytes, or say what is wrong with them."""
    try:
        value: Value = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise NotCanonical(what="not-utf8") from None
    except RecursionError:
        raise NotCanonical(what="too-deep") from None
    except json.JSONDecodeError as fault:
        raise NotCanonical(what=f"not-json-at-{fault.pos}") from None
    if to_bytes(value) != data:
        raise NotCanonical(what="another-form")
    return value


def object_of(data: bytes) -> Mapping[str, Value]:
    """Return the object that canonical bytes hold; anything but an object is refused likewise."""
    value = from_bytes(data)
    if not isinstance(value, Mapping):
        raise NotCanonical(what="not-an-object")
    return value


def _settled(value: Value, depth: int) -> object:
    """Return ``value`` in plain dicts and lists with NFC text, or refuse it."""
    if depth > DEEPEST:
        raise NotCanonical(what="too-deep")
    match value:
        case None | bool():
            return value
        case int():
            return _in_range(value)
        case str():
            return _text(value)
        case dict() | Mapping():  # the plain kinds first: asking an abstract one takes long
            return _object((_text(key), _settled(item, depth + 1)) for key, item in value.items())
        case list() | Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [_settled(item, depth + 1) for item in value]
    raise NotCanonical(what=f"no-form-for-{type(value).__name__}")


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, item in pairs:
        if key in found:
            raise NotCanonical(what=f"key-twice-{key[:24]}")
        found[key] = item
    return found


def _text(text: str) -> str:
    if not isinstance(text, str):
        raise NotCanonical(what="key-not-text")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical(what="half-a-surrogate-pair")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _whole(digits: str) -> int:
    if len(digits) > len(str(-LARGEST)):
        raise NotCanonical(what="number-too-large")
    return _in_range(int(digits))


def _in_range(number: int) -> int:
    if abs(number) > LARGEST:
        raise NotCanonical(what="number-too-large")
    return number


def _no_number(_text: str) -> int:
    raise NotCanonical(what="not-a-whole-number")


_surely = json.JSONDecoder(parse_int=_whole, parse_float=_no_number, parse_constant=_no_number).decode
'''

# -------------------- borderlink/custody/domain/schema.py --------------------
SOURCES['borderlink.custody.domain.schema'] = r'''
"""The closed form of every act: which facts each kind has, and which text each fact may be.

A field is a pattern over its canonical JSON text. So one table checks a value before it is signed and, strung
together, the bytes of a whole kept line: what does not match has an unknown, missing, doubled or unsorted
field, free text where a code belongs, or a number that is no whole number.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final


KEYS_CASE: Final = "keys"  # the case under which the node's own key events are numbered
# Personal and free text: in an act only as salted commitments, their openings are kept beside it.
COMMITTED: Final = (
    "analyst_name", "carrier_name", "note", "owner_name", "place_text", "suspect_name", "text",
    "witness_name",
)  # fmt: skip


class Kind(StrEnum):
    """What can happen to an exhibit, to a case's chain, or to a key."""

    HAND_OVER = "hand-over"
    SEIZE = "seize"
    GROUP = "group"
    WEIGH = "weigh"
    SEAL = "seal"
    UNSEAL = "unseal"
    RESEAL = "reseal"
    SAMPLE = "sample"
    SPLIT = "split"
    ANALYSE = "analyse"
    EXAMINE = "examine"
    STORE = "store"
    MOVE = "move"
    OFFER = "offer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CANCEL = "cancel"
    RETURN = "return"
    SUBSTITUTE = "substitute"
    DISCREPANCY = "discrepancy"
    EXPLAIN = "explain"
    DESTROY_PLAN = "destroy-plan"
    DESTROY = "destroy"
    WITNESS = "witness"
    KEY_ADD = "key-add"
    KEY_RETIRE = "key-retire"
    KEY_COMPROMISE = "key-compromise"
    CORRECT = "correct"


def _one_of(*words: str) -> str:
    return f'"(?:{"|".join(words)})"'


_CODE: Final = '"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}"'
_CODE_OR_NONE: Final = '"(?:[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63})?"'
_CODES: Final = rf"\[(?:{_CODE}(?:,{_CODE}){{0,499}})?\]"
_HASH: Final = '"[0-9a-f]{64}"'
_HASH_OR_NONE: Final = '"(?:[0-9a-f]{64})?"'
_WHOLE: Final = "(?:0|[1-9][0-9]{0,12})"  # masses in mg, times in seconds since 1970, counts
_POSITIVE: Final = "[1-9][0-9]{0,8}"
_SIGNED: Final = "(?:0|-?[1-9][0-9]{0,12})"
_SHARE: Final = "(?:0|[1-9][0-9]{0,5}|1000000)"  # parts per million
_FLAG: Final = "[01]"
_LAYER: Final = "[1-9]"
_KEY: Final = '"[a-z0-9-]{1,32}:[A-Za-z0-9+/]{1,8000}={0,2}"'
_ITEM: Final = _one_of("drug", "packaging", "document", "device", "digital-copy", "cash", "trace")

_WEIGHED: Final = {
    "balance": _CODE, "calibration_ug": _WHOLE, "certificate": _CODE_OR_NONE, "certified_until": _WHOLE,
    "division_mg": _POSITIVE, "mass_mg": _WHOLE, "times": _POSITIVE,
}  # fmt: skip

FACTS: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.HAND_OVER: {
        "giver": _CODE, "taker": _CODE, "item": _one_of("exhibit", "parcel"), "seals": _CODES,
        "purpose": _one_of("custody", "laboratory", "court", "transport"),
    },
    Kind.SEIZE: {
        "item": _ITEM, "substance": _CODE_OR_NONE, "form": _CODE_OR_NONE, "parcel": _CODE_OR_NONE,
        "holder": _CODE, "packages": _WHOLE, "place": _CODE, "country": _CODE, "seized_at": _WHOLE,
        "basis": _CODE, "belongs_to": _CODE_OR_NONE, "content": _HASH_OR_NONE, "video": _HASH_OR_NONE,
        "suspect": _one_of("present", "unknown", "at-large", "elsewhere", "refused-to-sign"),
        "complex": _FLAG,
    },
    Kind.GROUP: {"group": _CODE, "members": _CODES, "place": _CODE, "look": _CODE, "batch": _CODE_OR_NONE},
    Kind.WEIGH: {**_WEIGHED, "measure": _one_of("gross", "net", "sealed-gross")},
    Kind.SEAL: {"layer": _LAYER, "number": _CODE, "closure": _one_of("bag", "box", "tape", "foreign")},
    Kind.UNSEAL: {"layer": _LAYER, "number": _CODE, "reason": _CODE},
    Kind.RESEAL: {"layer": _LAYER, "number": _CODE, "rebag": _FLAG},
    Kind.SAMPLE: {
        **_WEIGHED, "sample": _CODE, "packages": _WHOLE, "spots": _WHOLE,
        "purpose": _one_of("laboratory", "defence", "retest", "counter", "profiling"),
    },
    Kind.SPLIT: {**_WEIGHED, "part": _CODE},
    Kind.ANALYSE: {
        "result": _one_of("identified", "not-identified", "inconclusive"), "substance": _CODE_OR_NONE,
        "purity_ppm": _SHARE, "purity_u_ppm": _SHARE, "of_mg": _WHOLE, "pure_mg": _WHOLE,
        "consumed_mg": _WHOLE, "remaining_mg": _WHOLE, "method": _CODE, "instrument": _CODE,
        "laboratory": _CODE, "accreditation": _CODE_OR_NONE, "scope": _CODE_OR_NONE,
    },
    Kind.EXAMINE: {
        "examination": _one_of(
            "residue", "fingerprint", "dna", "fibre", "toolmark", "document", "device"
        ),
        "finding": _one_of("found", "not-found", "matches", "excluded", "inconclusive"),
        "substance": _CODE_OR_NONE, "compared_with": _CODE_OR_NONE, "method": _CODE,
        "instrument": _CODE_OR_NONE, "laboratory": _CODE, "accreditation": _CODE_OR_NONE,
        "scope": _CODE_OR_NONE, "report": _HASH, "used_up": _FLAG,
    },
    Kind.STORE: {"location": _CODE},
    Kind.MOVE: {"origin": _CODE, "location": _CODE},
    Kind.OFFER: {
        **_WEIGHED, "offer": _CODE, "to_node": _CODE, "seals": _CODES, "basis": _CODE, "request": _CODE,
        "purpose": _CODE, "expires_at": _WHOLE, "authorisation": _CODE_OR_NONE, "permit": _CODE_OR_NONE,
        "carrier": _CODE_OR_NONE, "transit": _CODES,
    },
    Kind.ACCEPT: {
        **_WEIGHED, "offer": _CODE, "side": _one_of("sender", "receiver"), "taker": _CODE, "node": _CODE,
        "offered_mg": _WHOLE, "net_mg": _WHOLE, "item": _ITEM, "substance": _CODE_OR_NONE,
        "form": _CODE_OR_NONE, "seals": _CODES, "seal_state": _one_of("whole", "broken"), "remote": _HASH,
    },
    Kind.REFUSE: {"offer": _CODE, "reason": _CODE, "remote": _HASH},
    Kind.CANCEL: {"offer": _CODE, "reason": _CODE, "not_accepted": _HASH},
    Kind.RETURN: {**_WEIGHED, "direction": _one_of("out", "back"), "party": _CODE, "taker": _CODE_OR_NONE},
    Kind.SUBSTITUTE: {**_WEIGHED, "source": _CODE, "material": _CODE, "holder": _CODE},
    Kind.DISCREPANCY: {"weighing": _POSITIVE, "residual_mg": _SIGNED},
    Kind.EXPLAIN: {"weighing": _POSITIVE, "cause": _CODE, "loss_mg": _SIGNED},
    Kind.DESTROY_PLAN: {
        "plan": _CODE, "members": _CODES, "method": _CODE, "place": _CODE, "planned_at": _WHOLE,
        "decision": _CODE_OR_NONE, "order": _CODE_OR_NONE, "counter_sample": _CODE_OR_NONE,
        "case_open": _FLAG, "holds": _WHOLE,
    },
    Kind.DESTROY: {**_WEIGHED, "plan": _CODE, "method": _CODE, "video": _HASH_OR_NONE},
    Kind.WITNESS: {
        "entry": _POSITIVE, "capacity": _one_of("civilian", "prosecutor", "court", "public", "police"),
    },
    Kind.KEY_ADD: {
        "key": _KEY, "badge": _CODE, "unit": _CODE, "role": _CODE, "from_at": _WHOLE, "until_at": _WHOLE,
    },
    Kind.KEY_RETIRE: {"key": _KEY, "reason": _CODE},
    Kind.KEY_COMPROMISE: {"key": _KEY, "since_at": _WHOLE},
    Kind.CORRECT: {
        "entry": _POSITIVE, "field": _one_of("place", "location", "form", "packages", "certificate", "look"),
        "was": _CODE_OR_NONE, "becomes": _CODE_OR_NONE,
    },
}  # fmt: skip

KEY_KINDS: Final = frozenset({Kind.KEY_ADD, Kind.KEY_RETIRE, Kind.KEY_COMPROMISE})
WITHOUT_EXHIBIT: Final = frozenset({Kind.GROUP, Kind.DESTROY_PLAN, Kind.WITNESS, Kind.CORRECT}) | KEY_KINDS
WEIGHED: Final = frozenset(kind for kind, facts in FACTS.items() if facts.keys() >= _WEIGHED.keys())

SIGNER: Final[Mapping[str, str]] = {"badge": _CODE, "key": _KEY, "role": _CODE, "unit": _CODE}
_COMMITMENT: Final = f"{_one_of(*COMMITTED)}:{_HASH}"
# What every act has beside its facts, exhibit and signers.
HEAD: Final[Mapping[str, str]] = {
    "at": _WHOLE, "case": _CODE, "case_previous": _HASH, "case_seq": _POSITIVE,
    "commitments": rf"\{{(?:{_COMMITMENT}(?:,{_COMMITMENT}){{0,20}})?\}}", "node": _CODE, "pack": _CODE,
}  # fmt: skip


def _object(fields: Mapping[str, str], prefix: str = "") -> str:
    """Return the pattern of an object with exactly these fields, each a group of its own."""
    inner = (f'"{name}":(?P<{prefix}{name}>{fields[name]})' for name in sorted(fields))
    return r"\{" + ",".join(inner) + r"\}"


@cache
def act_pattern(kind: Kind) -> re.Pattern[str]:
    """Return the pattern of an act's canonical text; a fact ``x`` is the group ``f_x``."""
    signer = "{" + ",".join(f'"{name}":{form}' for name, form in SIGNER.items()) + "}"
    fields = {
        **HEAD,
        "exhibit": '""' if kind in WITHOUT_EXHIBIT else _CODE,
        "facts": _object(FACTS[kind], "f_"),
        "kind": f'"{kind}"',
        "signers": rf"\[{signer}(?:,{signer}){{0,9}}\]",
    }
    return re.compile(_object(fields), re.ASCII)


@cache
def line_pattern(kind: Kind) -> re.Pattern[str]:
    """Return the pattern of a whole kept line: the act, its place in the chain, its signatures."""
    act = f"(?P<act>{act_pattern(kind).pattern})"
    place = rf'"previous":(?P<previous>{_HASH}),"sequence":(?P<sequence>{_POSITIVE})'
    signatures = rf'"signatures":(?P<signatures>\[{_KEY}(?:,{_KEY}){{0,9}}\])'
    return re.compile(rf'\{{"act":{act},{place},{signatures}\}}', re.ASCII)
'''

# -------------------- borderlink/custody/domain/witnessed.py --------------------
SOURCES['borderlink.custody.domain.witnessed'] = r'''
"""One event as the verifier reads it: from the kept bytes, by the pattern of its kind, never written anew."""

import re
from typing import Final

from borderlink.custody.domain.schema import Kind, line_pattern

_KIND: Final = re.compile(r'"kind":"([a-z-]+)","node":')
_SIGNER: Final = re.compile(r'\{"badge":"([^"]+)","key":"([^"]+)","role":"([^"]+)","unit":"([^"]+)"\}')
_QUOTED: Final = re.compile(r'"([^"]*)"')
_COMMITTED: Final = re.compile(r'"([a-z_]+)":"')
_PATTERNS: Final = {kind.value: line_pattern(kind) for kind in Kind}


class Event:
    """An event whose bytes are in form; facts are read on demand."""

    __slots__ = ("_found", "at", "case", "case_previous", "case_seq", "exhibit", "kind", "node", "pack",
                 "previous", "sequence", "signers")  # fmt: skip

    def __init__(self, kind: str, found: re.Match[str]) -> None:
        self._found = found
        self.kind = kind
        at, case, before, number, exhibit, node, pack, previous, sequence = found.group(
            "at", "case", "case_previous", "case_seq", "exhibit", "node", "pack", "previous", "sequence"
        )
        self.at = int(at)
        self.case = case[1:-1]
        self.case_previous = before[1:-1]
        self.case_seq = int(number)
        self.exhibit = exhibit[1:-1]
        self.node = node[1:-1]
        self.pack = pack[1:-1]
        self.previous = previous[1:-1]
        self.sequence = int(sequence)
        self.signers: list[tuple[str, str, str, str]] = _SIGNER.findall(
            found["signers"]
        )  # badge key role unit

    def text(self, name: str) -> str:
        """Return a fact that is a code."""
        return str(self._found["f_" + name])[1:-1]

    def number(self, name: str) -> int:
        """Return a fact that is a whole number."""
        return int(self._found["f_" + name])

    def codes(self, name: str) -> list[str]:
        """Return a fact that is a list of codes."""
        return _QUOTED.findall(self._found["f_" + name])

    def commitments(self) -> str:
        """Return the text of the event's commitments."""
        return str(self._found["commitments"])

    def signed_bytes(self) -> bytes:
        """Return the very bytes that were signed."""
        return str(self._found["act"]).encode()

    def signatures(self) -> list[str]:
        """Return the signatures' texts, in the order of the signers."""
        return _QUOTED.findall(self._found["signatures"])


def read_event(body: bytes) -> Event | None:
    """Return the event that a line's bytes hold, or None when they are not in form."""
    if not body.isascii():
        return None
    text = body.decode("ascii")
    named = _KIND.search(text)
    pattern = _PATTERNS.get(named[1]) if named else None
    found = pattern.fullmatch(text) if pattern else None
    if named is None or found is None:
        return None
    commitments = _COMMITTED.findall(found["commitments"])
    return Event(named[1], found) if commitments == sorted(set(commitments)) else None
'''

# -------------------- borderlink/foundation/signing.py --------------------
SOURCES['borderlink.foundation.signing'] = r'''
"""Signatures, each carrying the id of its algorithm, so that others can stand beside Ed25519 one day.

Keys and signatures have one text form, ``ed25519:<base64>``. A signature covers its purpose with the
message, so one made for a letter is worth nothing under a ledger event. Randomness comes from the caller.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from borderlink.foundation import canonical
from borderlink.foundation.refusals import Refusal

ED25519 = "ed25519"
_PRIME: Final = 2**255 - 19
# The y of every point of small order: a key there would fit signatures that nobody made.
_WEAK: Final = frozenset({
    0, 1, _PRIME - 1,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
})  # fmt: skip


class NotAKey(Refusal):
    """The text is not a key or signature of a known algorithm."""

    code = "foundation.not-a-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """How signatures of one algorithm are checked; lengths in bytes.

    ``verify`` takes raw key, message and raw signature, and never raises.
    """

    name: str
    key_bytes: int
    signature_bytes: int
    verify: Callable[[bytes, bytes, bytes], bool]


def _verify_ed25519(raw: bytes, message: bytes, signature: bytes) -> bool:
    if is_weak(raw):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_ALGORITHMS: Final = {
    ED25519: Algorithm(name=ED25519, key_bytes=32, signature_bytes=64, verify=_verify_ed25519)
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its algorithm and its raw bytes."""

    algorithm: str
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the key written as ``ed25519:<base64>``. Refuses: ``NotAKey``."""
        return cls(*_parse(text, "public-key"))

    def text(self) -> str:
        """Return the key's one text form."""
        return f"{self.algorithm}:{base64.b64encode(self.raw).decode()}"

    def fingerprint(self) -> str:
        """Return the 60 digits by which people compare this key, on paper and on the telephone."""
        return fingerprint(canonical.to_bytes({"type": "borderlink-key", "key": self.text()}))

    def verify(self, message: bytes, signature: "Signature", *, purpose: str) -> bool:
        """Say whether ``signature`` is this key's over ``message`` for ``purpose``."""
        if signature.algorithm != self.algorithm:
            return False
        return self.verify_bytes(framed(purpose, message), signature.raw)

    def verify_bytes(self, message: bytes, signature: bytes) -> bool:
        """Say whether ``signature`` covers exactly ``message``: for forms that others have defined."""
        algorithm = _ALGORITHMS.get(self.algorithm)
        return algorithm is not None and algorithm.verify(self.raw, message, signature)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: its algorithm and its raw bytes."""

    algorithm: str
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the signature written as ``ed25519:<base64>``. Refuses: ``NotAKey``."""
        return cls(*_parse(text, "signature"))

    def text(self) -> str:
        """Return the signature's one text form."""
        return f"{self.algorithm}:{base64.b64encode(self.raw).decode()}"


def is_weak(raw: bytes) -> bool:
    """Say whether an Ed25519 key is of small order or not in its one form: nothing it signs counts."""
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    return y >= _PRIME or y in _WEAK


def fingerprint(data: bytes) -> str:
    """Return SHA-512 of ``data`` as 60 digits in twelve groups of five, with spaces.

    The first 60 bytes are read as twelve big-endian numbers of 5 bytes, each modulo 100,000.
    """
    digest = hashlib.sha512(data).digest()
    numbers = (int.from_bytes(digest[start : start + 5], "big") % 100_000 for start in range(0, 60, 5))
    return " ".join(f"{number:05d}" for number in numbers)


def framed(purpose: str, message: bytes) -> bytes:
    """Return the bytes that a signature covers: the purpose, with its length in 2 bytes, and the message."""
    name = purpose.encode()
    return b"borderlink-signature-1\x00" + len(name).to_bytes(2, "big") + name + message


def _parse(text: str, thing: str) -> tuple[str, bytes]:
    name, _, encoded = text.strip().partition(":")
    known = _ALGORITHMS.get(name)
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise NotAKey(thing=thing) from None
    wanted = (known.signature_bytes if thing == "signature" else known.key_bytes) if known else -1
    if len(raw) != wanted or base64.b64encode(raw).decode() != encoded:
        raise NotAKey(thing=thing)
    return name, raw
'''

# -------------------- borderlink/custody/domain/signatures.py --------------------
SOURCES['borderlink.custody.domain.signatures'] = r'''
"""Whose signature counts, to the verifier: keys learned from the ledger, signatures over kept bytes."""

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from borderlink.custody.domain.witnessed import Event
from borderlink.foundation.signing import ED25519, NotAKey, PublicKey, Signature, is_weak

# Says whether a signature's text is a key's over bytes.
SignatureCheck = Callable[[str, bytes, str], bool]

_FRAME: Final = b"borderlink-signature-1\x00\x00\x0bcustody-act"
_ALWAYS_TWO: Final = frozenset({"hand-over", "offer", "return", "explain", "destroy-plan", "destroy"})
_OF_KEYS: Final = frozenset({"key-add", "key-retire", "key-compromise"})
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "hand-over": ("giver", "taker"),
    "seize": ("holder",),
    "substitute": ("holder",),
}


@lru_cache(maxsize=4096)
def _ed25519(key: str) -> Ed25519PublicKey:
    raw = base64.b64decode(key, validate=True)
    if is_weak(raw):
        raise ValueError("a key of small order")
    return Ed25519PublicKey.from_public_bytes(raw)


def holds(key: str, signed: bytes, signature: str) -> bool:
    """Say whether ``signature`` is the one of ``key`` over an act's bytes."""
    algorithm, _, encoded = key.partition(":")
    signed_with, _, raw = signature.partition(":")
    if algorithm != signed_with:
        return False
    if algorithm != ED25519:
        return _holds_otherwise(key, signed, signature)
    try:
        _ed25519(encoded).verify(base64.b64decode(raw, validate=True), _FRAME + signed)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _holds_otherwise(key: str, signed: bytes, signature: str) -> bool:
    """Say it for an algorithm that was added to the one with a shorter way."""
    try:
        return PublicKey.from_text(key).verify_bytes(_FRAME + signed, Signature.from_text(signature).raw)
    except NotAKey:
        return False


class Keys:
    """The keys that the ledger has registered so far: badge, unit, role, from, until."""

    def __init__(self, anchors: frozenset[str], check: SignatureCheck | None) -> None:
        self._anchors = anchors
        self._check = check
        self._live: dict[str, tuple[str, str, str, int, int]] = {}
        self._ever: set[str] = set()

    def wrong(self, event: Event) -> str:
        """Return what is wrong with an event's signers, or take in what it says of keys."""
        code = self._number(event) or self._each(event) or self._signed(event)
        return code or (self._learn(event) if event.kind in _OF_KEYS else "")

    def _number(self, event: Event) -> str:
        badges = {signer[0] for signer in event.signers}
        if len(badges) < len(event.signers) or len({signer[1] for signer in event.signers}) < len(badges):
            return "custody.one-person-twice"
        receives = event.kind == "accept" and event.text("side") == "receiver"
        if len(badges) < 1 + (receives or event.kind in _ALWAYS_TWO):
            return "custody.signer-missing"
        wanted = ("taker",) if receives else _NAMED.get(event.kind, ())
        if any(event.text(name) not in badges for name in wanted):
            return "custody.signer-missing"
        one_unit = event.kind == "explain" and len({signer[3] for signer in event.signers}) == 1
        return "custody.same-unit" if one_unit else ""

    def _each(self, event: Event) -> str:
        of_keys = event.kind in _OF_KEYS
        if of_keys != (event.case == "keys"):
            return "custody.not-in-form"
        for badge, key, _, unit in event.signers:
            if of_keys and key in self._anchors:
                continue
            known = self._live.get(key)
            if known is None:
                return "custody.key-not-valid"
            if known[:2] != (badge, unit):
                return "custody.one-person-twice"
            if not known[3] <= event.at < known[4] or (of_keys and known[2] != "registrar"):
                return "custody.key-not-valid"
        return ""

    def _signed(self, event: Event) -> str:
        if self._check is None:
            return ""
        signatures, signed = event.signatures(), event.signed_bytes()
        if len(signatures) != len(event.signers):
            return "custody.signature-invalid"
        for signer, signature in zip(event.signers, signatures, strict=True):
            if not self._check(signer[1], signed, signature):
                return "custody.signature-invalid"
        return ""

    def _learn(self, event: Event) -> str:
        key = event.text("key")
        if event.kind != "key-add":
            return "" if self._live.pop(key, None) else "custody.key-not-valid"
        if key in self._ever:
            return "custody.one-person-twice"
        self._ever.add(key)
        who = (event.text("badge"), event.text("unit"), event.text("role"))
        self._live[key] = (*who, event.number("from_at"), event.number("until_at"))
        return ""
'''

# -------------------- borderlink/dossiers/domain/archive.py --------------------
SOURCES['borderlink.dossiers.domain.archive'] = r'''
"""The ZIP of a dossier: written in one layout, read byte by byte, so that nothing hides in it.

Whoever packs the same members anew with a plain program keeps the dossier: what such programs choose
(times, order, the system they run on) may differ. A changed byte of it is found all the same, for what stands
what stands twice must agree and what stands for each member must be one for all.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final

_LOCAL: Final = Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = Struct("<4sHHHHIIH")
_STORED: Final = 0
_DEFLATED: Final = 8

MOST_MEMBERS: Final = 10_000
LARGEST_FILE: Final = 1 << 30
LARGEST_TOTAL: Final = 1 << 31
_MIB: Final = 1 << 20
_FIRST: Final = ("index.json", "index.sig")
_LANGUAGE: Final = "(?:zh-Hans|zh-Hant|vi|en)"
_NUMBER: Final = "[1-9][0-9]{0,2}"
NAME: Final = re.compile(
    rf"index\.json|index\.sig|root-{_NUMBER}\.json|node-certificate-{_NUMBER}\.json|keys\.jsonl|events\.jsonl"
    rf"|proofs\.json|checkpoint-{_NUMBER}\.txt|cosigners\.json|authorities/{_NUMBER}\.pem"
    rf"|tokens/{_NUMBER}-{_NUMBER}\.tsr|openings\.json|packs\.json|disclosure\.json"
    rf"|files/[0-9a-f]{{64}}\.[a-z0-9]{{1,8}}|verify\.py|dossier\.{_LANGUAGE}\.pdf|statements\.{_LANGUAGE}\.pdf",
    re.ASCII,
)


class NotADossierFile(Exception):  # noqa: N818 - a fact about bytes; the verdict says it in words
    """The bytes are not a dossier's ZIP; its argument says where they depart."""


_SYSTEMS: Final = frozenset({0, 3})  # what a ZIP calls the system it was made on
_NEEDED: Final = frozenset({10, 20})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the central directory; ``maker`` is who packed it and the attributes it gave."""

    name: str
    maker: tuple[int, int]
    needed: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    offset: int


def limit_of(name: str) -> int:
    """Return how many bytes a member of this name may have."""
    if name == "index.json":
        return 4 * _MIB
    return (512 if name.startswith("files/") else 64) * _MIB


def in_order(names: Mapping[str, bytes]) -> list[str]:
    """Return names in the order of the ZIP: the index, its signatures, then all others sorted."""
    return [name for name in _FIRST if name in names] + sorted(name for name in names if name not in _FIRST)


def read(data: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP, the index first. Raises ``NotADossierFile`` for any other layout."""
    entries, start = _directory(data)
    members: dict[str, bytes] = {}
    offset = 0
    for entry in entries:
        offset, members[entry.name] = _member(data, entry, offset, start)
    _must(offset == start, "gap-before-directory")
    return {name: members[name] for name in in_order(members)}


def _must(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise NotADossierFile(what)


def _directory(data: bytes) -> tuple[list[_Entry], int]:
    """Return the central directory's lines and where it begins."""
    _must(_END.size <= len(data) <= LARGEST_FILE, "size")
    end = len(data) - _END.size
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    _must(mark == b"PK\x05\x06" and (disk, first, comment) == (0, 0, 0) and here == count, "end")
    _must(count <= MOST_MEMBERS and start + size == end, "end")
    entries: list[_Entry] = []
    place = start
    for _ in range(count):
        entry, place = _line(data, place, end)
        entries.append(entry)
    _must(place == end, "directory")
    _must(len({entry.name for entry in entries}) == count, "name-twice")
    _must(len({entry.maker for entry in entries}) <= 1, "maker")
    _must(sum(entry.size for entry in entries) <= LARGEST_TOTAL, "size")
    return entries, start


def _line(data: bytes, place: int, end: int) -> tuple[_Entry, int]:
    """Return one line of the directory and where the next begins."""
    _must(place + _CENTRAL.size <= end, "directory")
    mark, made, needed, flags, method, time, day, crc, packed, size, length, *zeros, outside, offset = (
        _CENTRAL.unpack_from(data, place)
    )
    _must(mark == b"PK\x01\x02" and made >> 8 in _SYSTEMS and needed in _NEEDED, "directory")
    _must(flags == 0 and not any(zeros), "directory")
    after = place + _CENTRAL.size + length
    _must(after <= end, "directory")
    name = data[after - length : after].decode("ascii", "replace")
    _must(NAME.fullmatch(name) is not None, "name")
    _must(size <= limit_of(name), "size")
    _must(method == _DEFLATED or (method == _STORED and packed == size), "method")
    return _Entry(name, (made, outside), needed, method, time, day, crc, packed, size, offset), after


def _member(data: bytes, entry: _Entry, offset: int, start: int) -> tuple[int, bytes]:
    """Return where a member ends and its content; its header says what the directory says."""
    name = entry.name.encode("ascii")
    times = (entry.time, entry.day)
    told = (entry.method, *times, entry.crc, entry.packed, entry.size, len(name), 0)
    header = _LOCAL.pack(b"PK\x03\x04", entry.needed, 0, *told) + name
    begins = offset + len(header)
    _must(entry.offset == offset and data[offset:begins] == header, "header")
    _must(begins + entry.packed <= start, "header")
    packed = data[begins : begins + entry.packed]
    content = packed if entry.method == _STORED else _inflated(packed, entry.size)
    _must(len(content) == entry.size and zlib.crc32(content) == entry.crc, "content")
    return begins + entry.packed, content


def _inflated(packed: bytes, size: int) -> bytes:
    """Return what a deflate stream holds, if it is whole, ends with its last byte and has ``size`` bytes."""
    inflater = zlib.decompressobj(-15)
    try:
        content = inflater.decompress(packed, size + 1)
    except zlib.error:
        raise NotADossierFile("deflate") from None
    _must(inflater.eof and not inflater.unused_data and not inflater.unconsumed_tail, "deflate")
    return content
'''

# -------------------- borderlink/custody/refusals/acts.py --------------------
SOURCES['borderlink.custody.refusals.acts'] = r'''
"""What the rules of the ledger refuse of an act."""

from borderlink.foundation.refusals import Refusal


class NoSampleSuffices(Refusal):
    """Not even all units would show the share with so many negatives."""

    code = "custody.no-sample-suffices"


class NotInForm(Refusal):
    """An act has a field that is missing, unknown or not written as its kind wants."""

    code = "custody.not-in-form"
'''

# -------------------- borderlink/custody/domain/sampling.py --------------------
SOURCES['borderlink.custody.domain.sampling'] = r'''
"""How many of many like units to sample: exact hypergeometric counts, and the counts of notice 511.

Source of the first: the UNODC/ENFSI guidelines on representative drug sampling, hypergeometric model.
Whole numbers and fractions only: a count that decides a sentence does not hang on a rounding.
"""

from fractions import Fraction
from math import ceil, comb, isqrt

from borderlink.custody.refusals.acts import NoSampleSuffices

MOST_UNITS = 10**6
_ALL_BELOW = 10
_TEN_BELOW = 100


def sample_size(*, units: int, share: Fraction, confidence: Fraction, negatives: int = 0) -> int:
    """Return the smallest number of units to analyse.

    With at most ``negatives`` of them negative, at least ``share`` (0 < share <= 1) of all ``units`` contain
    the drug with ``confidence`` (0 < confidence < 1). Not monotone in ``units``.

    Refuses: ``NoSampleSuffices`` when not even all units would show it.
    """
    if not (1 <= units <= MOST_UNITS and 0 < share <= 1 and 0 < confidence < 1 and negatives >= 0):
        raise ValueError("units, share, confidence or negatives out of range")
    lacking = units - (ceil(share * units) - 1)  # negatives among the units when the share is just missed
    doubt = 1 - confidence
    if lacking <= negatives:
        raise NoSampleSuffices(units=units, negatives=negatives)
    low, high = 0, 1
    while not _shows(high, units, lacking, negatives, doubt):
        low, high = high, min(2 * high, units)
    while high - low > 1:
        middle = (low + high) // 2
        if _shows(middle, units, lacking, negatives, doubt):
            high = middle
        else:
            low = middle
    return high


def _shows(size: int, units: int, lacking: int, negatives: int, doubt: Fraction) -> bool:
    """Say whether so few negatives in ``size`` units would be too unlikely, were the share just missed.

    Drawing ``size`` and lacking ``lacking`` are two choices among the same units, and either may be counted
    first: the smaller one keeps the numbers small enough for a million units.
    """
    few = range(min(negatives, size) + 1)
    drawn, left = sorted((size, lacking))
    ways = sum(comb(left, seen) * comb(units - left, drawn - seen) for seen in few)
    return ways * doubt.denominator <= doubt.numerator * comb(units, drawn)


def packages_to_sample(packages: int) -> int:
    """Return how many packages of one group notice 511 wants sampled.

    Fewer than 10: all. 10 to 99: ten at random. From 100: the whole number nearest the square root.
    """
    if packages < 0:
        raise ValueError("there cannot be fewer than no packages")
    if packages < _ALL_BELOW:
        return packages
    if packages < _TEN_BELOW:
        return _ALL_BELOW
    root = isqrt(packages)
    return root + (packages - root * root > root)
'''

# -------------------- borderlink/foundation/mass.py --------------------
SOURCES['borderlink.foundation.mass'] = r'''
"""Mass as whole milligrams: balances, exact uncertainty, residual against book, expected loss, closure.

No decision here uses a fraction of binary kind: a variance is a whole number of sixths of square micrograms,
so that n·d²/6 + (n·u_cal)² is exact, and "beyond k·u" is a comparison of whole numbers.
"""

from dataclasses import dataclass
from typing import Final

_PPM: Final = 1_000_000

# Notice 511 (2016): a lot lighter than the first number (mg) is weighed to the second (mg) or finer.
NOTICE_511_DIVISIONS: Final = (
    (100_000, 10),
    (1_000_000, 100),
    (10_000_000, 1_000),
    (100_000_000, 10_000),
    (1_000_000_000, 100_000),
)
_NOTICE_511_COARSEST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLoss:
    """How much a substance in one form dries: a rate a day, a bound for ever (both ppm), and the source."""

    rate_ppm_a_day: int
    bound_ppm: int
    source: str

    def allowed_mg(self, mass_mg: int, days: int) -> int:
        """Return the loss that ``days`` explain of a lot of ``mass_mg``, rounded down."""
        return mass_mg * min(self.rate_ppm_a_day * max(days, 0), self.bound_ppm) // _PPM


def coarsest_division_mg(mass_mg: int, table: tuple[tuple[int, int], ...] = NOTICE_511_DIVISIONS) -> int:
    """Return the coarsest division with which a lot of ``mass_mg`` may be weighed (default: notice 511)."""
    if not table:
        raise ValueError("a table of divisions has a row")
    fitting = (division for below, division in table if mass_mg < below)
    return next(fitting, _NOTICE_511_COARSEST)
'''

# -------------------- borderlink/custody/domain/packs.py --------------------
SOURCES['borderlink.custody.domain.packs'] = r'''
"""Rule packs: what a country's rules want of an exhibit, as data. A breach is listed, it refuses nothing.

``cn-511-2016`` follows the notice on exhibits in drug cases (Fa Han Jin Tong [2016] 511). What was not
confirmed at its source is not in a pack: an agency adds it under a new version.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from borderlink.custody.domain import sampling
from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value
from borderlink.foundation.mass import NOTICE_511_DIVISIONS, ExpectedLoss, coarsest_division_mg

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """One country's rules. An empty table or 0 says that the pack has no such rule.

    ``divisions`` as in ``foundation.mass``; ``share_ppm`` and ``confidence_ppm`` for hypergeometric counts;
    ``signers`` how many officers a kind of act wants; ``losses`` by substance and form.
    """

    name: str
    divisions: tuple[tuple[int, int], ...] = ()
    sampling: str = "hypergeometric"
    share_ppm: int = 0
    confidence_ppm: int = 0
    signers: Mapping[str, int] = field(default_factory=dict)
    witnessed: frozenset[str] = frozenset()  # kinds that want a witness, not of the police
    laboratory_within_s: int = 0
    laboratory_within_if_complex_s: int = 0
    rebag_after_openings: int = 0
    losses: Mapping[tuple[str, str], ExpectedLoss] = field(default_factory=dict)

    def value(self) -> dict[str, Value]:
        """Return the pack as a value with a canonical form: what an agency signs."""
        losses: list[Value] = [
            [*key, loss.rate_ppm_a_day, loss.bound_ppm, loss.source]
            for key, loss in sorted(self.losses.items())
        ]
        plain = ("name", "sampling", "share_ppm", "confidence_ppm", "laboratory_within_s")
        more = ("laboratory_within_if_complex_s", "rebag_after_openings", "divisions")
        return {
            **{name: getattr(self, name) for name in (*plain, *more)},
            "signers": dict(self.signers),
            "witnessed": sorted(self.witnessed),
            "losses": losses,
        }

    def version(self) -> str:
        """Return name and digest: what every act carries, so that it is judged by the rules in force then."""
        return f"{self.name}@{self.digest()[:16]}"

    def digest(self) -> str:
        """Return SHA-256 over the pack's canonical bytes, in hexadecimal."""
        return hashlib.sha256(canonical.to_bytes(self.value())).hexdigest()

    def is_known(self) -> bool:
        """Say whether this is, to the last bit, a pack that was published with this program."""
        return KNOWN.get(self.version()) == self.digest()

    def allowed_loss_mg(self, substance: str, form: str, mass_mg: int, days: int) -> int:
        """Return what drying explains of a lot's loss; 0 where the pack knows no figure with a source."""
        loss = self.losses.get((substance, form))
        return loss.allowed_mg(mass_mg, days) if loss else 0

    def coarsest_division_mg(self, mass_mg: int) -> int | None:
        """Return the coarsest division allowed for a lot, or None without a rule."""
        return coarsest_division_mg(mass_mg, self.divisions) if self.divisions else None

    def samples_wanted(self, packages: int) -> int:
        """Return of how many packages of one group a sample is wanted; 0 without a rule."""
        if self.sampling == "notice-511":
            return sampling.packages_to_sample(packages)
        if not packages or not self.share_ppm:
            return 0
        share, confidence = Fraction(self.share_ppm, 10**6), Fraction(self.confidence_ppm, 10**6)
        return sampling.sample_size(units=packages, share=share, confidence=confidence)

    def laboratory_by(self, seized_at: int, *, is_complex: bool) -> int | None:
        """Return until when samples must reach the laboratory, or None without a rule."""
        within = self.laboratory_within_if_complex_s if is_complex else self.laboratory_within_s
        return seized_at + within if within else None


CN_511_2016: Final = RulePack(
    name="cn-511-2016",
    divisions=NOTICE_511_DIVISIONS,
    sampling="notice-511",
    signers={"seize": 2, "weigh": 2, "seal": 2, "sample": 2, "destroy": 2},
    witnessed=frozenset({"seize", "weigh", "sample"}),
    laboratory_within_s=3 * _DAY_S,
    laboratory_within_if_complex_s=7 * _DAY_S,
    rebag_after_openings=2,
)
UN: Final = RulePack(
    name="un",
    share_ppm=500_000,
    confidence_ppm=950_000,
    signers={"seize": 2, "destroy": 2},
    rebag_after_openings=2,
)
VN: Final = RulePack(
    name="vn", signers={"seize": 2, "weigh": 2, "seal": 2, "destroy": 2}, rebag_after_openings=2
)
PACKS: Final[Mapping[str, RulePack]] = {pack.name: pack for pack in (CN_511_2016, VN, UN)}
BY_VERSION: Final[Mapping[str, RulePack]] = {pack.version(): pack for pack in PACKS.values()}
# Every pack ever published with this program: version to SHA-256. A line is added with a new pack, none is
# changed. A dossier brings its packs along; one that is not in this table is told of: it may be milder.
KNOWN: Final[Mapping[str, str]] = {
    "cn-511-2016@54af313744cf1660": "54af313744cf1660869d4b168d65f2d35a989ca5c7e9edd93139fafd68bd137d",
    "vn@afe591f7a3c55ee0": "afe591f7a3c55ee0ae30238944bec434d6509e7ebeaeeedc59d9746ec6bafbdc",
    "un@5c3cf6a31c3531d8": "5c3cf6a31c3531d8c7a88758f1bd82624f44e1eaf2fe5f4e6c646e63b49213ac",
}
'''

# -------------------- borderlink/custody/domain/things.py --------------------
SOURCES['borderlink.custody.domain.things'] = r'''
"""Exhibits as the verifier keeps them: thousands as they are, hundreds of thousands as a few bytes each.

A ledger has a million events and a court's computer little memory. An exhibit that no recent event spoke of
is kept as some 200 bytes instead of 1,200, and one that has ended as nothing but its case and its end.
"""

import marshal
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from borderlink.custody.domain.witnessed import Event

Scale = tuple[str, int, int]  # balance, division in mg, calibration in µg
_ENDED: Final = frozenset({"returned", "destroyed"})
_MOST_AWAKE: Final = 2_000  # exhibits kept as they are; when there are more, all are put to rest


class Thing:
    """An exhibit as the verifier has followed it; ``seals`` innermost first, joined by a blank."""

    __slots__ = ("basis", "book", "case", "dispute", "form", "gross", "grouped", "holder", "item", "offer",
                 "opened", "plans", "root", "sample", "sealed", "seals", "sent", "since", "state",
                 "substance", "weighed_at")  # fmt: skip

    def __init__(self, event: Event, item: str, holder: str, since: int) -> None:
        self.case, self.item, self.holder, self.since = event.case, item, holder, since
        self.substance = self.form = self.offer = self.seals = self.plans = ""
        self.root = event.exhibit
        self.book = -1  # not weighed
        self.gross = -1
        self.sent = self.opened = self.weighed_at = 0
        self.sample = self.grouped = False
        self.state = "held"
        self.basis: dict[Scale, int] | None = None
        self.sealed: tuple[int, Scale, int] | None = None
        self.dispute: tuple[int, int, bool] | None = None  # entry, residual, recorded

    def at_rest(self) -> bytes:
        """Return the thing as few bytes; of one that has ended nothing but its case and its end is asked."""
        ended = self.state in _ENDED
        return marshal.dumps((self.case, self.state) if ended else _ALL_OF(self))

    @classmethod
    def awake(cls, rest: bytes) -> "Thing":
        """Return the thing that this program has put to rest itself."""
        thing = cls.__new__(cls)
        values = marshal.loads(rest)  # noqa: S302 - written a moment ago, by the method above
        names = cls.__slots__ if len(values) > len(_OF_ENDED) else _OF_ENDED
        for name, value in zip(names, values, strict=True):
            setattr(thing, name, value)
        return thing


_OF_ENDED: Final = ("case", "state")
_ALL_OF: Final = attrgetter(*Thing.__slots__)


class Things:
    """Exhibits by their numbers. What is given out may be changed until `rest` is called."""

    __slots__ = ("_asleep", "_awake", "_most_awake")

    def __init__(self, most_awake: int = _MOST_AWAKE) -> None:
        self._most_awake = most_awake
        self._asleep: dict[str, bytes] = {}
        self._awake: dict[str, Thing] = {}

    def __contains__(self, number: str) -> bool:
        return number in self._awake or number in self._asleep

    def __getitem__(self, number: str) -> Thing:
        thing = self._awake.get(number)
        if thing is None:
            thing = self._awake[number] = Thing.awake(self._asleep[number])
        return thing

    def __setitem__(self, number: str, thing: Thing) -> None:
        self._awake[number] = thing

    def get(self, number: str) -> Thing | None:
        """Return an exhibit, or None where there is none of this number."""
        return self[number] if number in self else None  # noqa: SIM401 - this is how it is got

    def rest(self) -> None:
        """Put all to rest when many are awake; nobody may hold one that was given out before."""
        if len(self._awake) > self._most_awake:
            self._fall_asleep()

    def books(self) -> Iterator[tuple[str, int]]:
        """Return the account of every lot that was weighed and is here, and its book."""
        self._fall_asleep()
        for rest in self._asleep.values():
            thing = Thing.awake(rest)
            if thing.state not in _ENDED and thing.book > 0:
                yield thing.root, thing.book

    def _fall_asleep(self) -> None:
        self._asleep.update((number, thing.at_rest()) for number, thing in self._awake.items())
        self._awake.clear()
'''

# -------------------- borderlink/custody/domain/following.py --------------------
SOURCES['borderlink.custody.domain.following'] = r'''
"""What the verifier remembers while it reads, and what several of its rules ask."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.things import Scale, Thing, Things
from borderlink.custody.domain.witnessed import Event

BY_MASS: Final = frozenset({"drug", "substitute"})
_HERE: Final = frozenset({"held", "offered"})


def scale_of(event: Event) -> Scale:
    """Return balance, division and calibration of a weighing."""
    return event.text("balance"), event.number("division_mg"), event.number("calibration_ug")


def is_beyond(residual: int, times: Mapping[Scale, int]) -> bool:
    """Say whether a residual lies beyond three times u, u² = n·d²/6 + (n·u_cal)² for each balance."""
    six_u2 = sum(n * d * d * 1_000_000 + 6 * n * n * c * c for (_, d, c), n in times.items())
    return residual * residual * 6_000_000 > 9 * six_u2


def with_weighing(basis: Mapping[Scale, int] | None, event: Event) -> dict[Scale, int]:
    """Return how often each balance was used, with this event's weighing."""
    times = dict(basis or {})
    scale = scale_of(event)
    times[scale] = times.get(scale, 0) + event.number("times")
    return times


class Following:
    """Every exhibit, parcel, seal and account as read so far; ``accounts`` are seized less gone, in mg."""

    def __init__(self) -> None:
        self.things = Things()
        self.parcels: dict[str, str] = {}
        self.seals: set[str] = set()
        self.accounts: dict[str, int] = {}

    def unbalanced(self) -> str:
        """Return the first seized lot whose book does not close: seized = here + gone."""
        left = dict(self.accounts)
        for root, book in self.things.books():
            left[root] = left.get(root, 0) - book
        return next((root for root, mass in left.items() if mass), "")

    def present(self, event: Event, number: str) -> tuple[Thing | None, str]:
        """Return an exhibit of the event's case, and why it cannot be acted on."""
        thing = self.things.get(number)
        if thing is None or thing.case != event.case:
            return None, "custody.exhibit-unknown"
        if thing.state not in _HERE:
            return thing, "custody.no-longer-here"
        return thing, "custody.before-seizure" if event.at < thing.since else ""

    def held(self, event: Event) -> str:
        """Return why the event's exhibit is not its signers' to work on."""
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        if thing.state == "offered":
            return "custody.offer-pending"
        return "" if any(signer[0] == thing.holder for signer in event.signers) else "custody.not-the-holder"

    def new(self, number: str) -> str:
        """Return why a number cannot be given to an exhibit."""
        return "custody.exhibit-known" if number in self.things or number in self.parcels else ""

    def first_mass(self, event: Event, thing: Thing, mass: int) -> None:
        """Begin a lot's book with what was weighed."""
        thing.book, thing.basis, thing.weighed_at = mass, with_weighing(None, event), event.at
        self.accounts[thing.root] = self.accounts.get(thing.root, 0) + mass

    def leaves(self, thing: Thing, mass: int) -> None:
        """Count a mass as gone from the account of its seizure."""
        self.accounts[thing.root] = self.accounts.get(thing.root, 0) - mass
'''

# -------------------- borderlink/custody/domain/reread_leaving.py --------------------
SOURCES['borderlink.custody.domain.reread_leaving'] = r'''
"""Offers, acceptances, returns and destruction judged a second time: the verifier's own rules."""

from borderlink.custody.domain.following import BY_MASS, Following, is_beyond, scale_of, with_weighing
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.things import Thing
from borderlink.custody.domain.witnessed import Event


def _differs_sealed(thing: Thing, event: Event) -> bool:
    """Say whether a sealed gross mass lies beyond 3·u of the last one under the same seals."""
    if thing.sealed is None:
        return False
    mass, scale, times = thing.sealed
    return is_beyond(mass - event.number("mass_mg"), with_weighing({scale: times}, event))


def _differs_from_kept(thing: Thing, event: Event) -> bool:
    """Say whether what is let go weighs something else than what was kept.

    A sealed lot is held against its last sealed gross mass, or weighs no less than its book.
    """
    if thing.seals and thing.sealed is not None:
        return _differs_sealed(thing, event)
    residual = thing.book - event.number("mass_mg")
    return (residual > 0 or not thing.seals) and is_beyond(residual, with_weighing(thing.basis, event))


class Leaving(Following):
    """The rules for what leaves, comes back or ends."""

    def _offer(self, event: Event, _: RulePack) -> str:  # noqa: PLR0911 - one for each rule
        thing = self.things[event.exhibit]
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS and thing.book < 0:
            return "custody.not-weighed"
        if not thing.seals:
            return "custody.seal-broken"
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        if not (event.text("authorisation") and event.text("permit")):
            return "custody.papers-missing"
        if event.number("expires_at") <= event.at:
            return "custody.before-seizure"
        if _differs_sealed(thing, event):
            return "custody.mass-outside-bounds"
        thing.state, thing.offer = "offered", event.text("offer")
        thing.sealed = (event.number("mass_mg"), scale_of(event), event.number("times"))
        return ""

    def _on_offer(self, event: Event) -> str:
        thing = self.things.get(event.exhibit)
        if thing is None or thing.case != event.case:
            return "custody.exhibit-unknown"
        same = thing.state == "offered" and thing.offer == event.text("offer")
        return "custody.offer-unknown" if not same else ""

    def _unlock(self, event: Event, _: RulePack) -> str:
        if code := self._on_offer(event):
            return code
        thing = self.things[event.exhibit]
        thing.state, thing.offer = "held", ""
        return ""

    def _accept(self, event: Event, _: RulePack) -> str:
        if event.text("seal_state") != "whole":
            return "custody.seal-broken"
        return self._receive(event) if event.text("side") == "receiver" else self._hand_out(event)

    def _hand_out(self, event: Event) -> str:
        if code := self._on_offer(event):
            return code
        thing = self.things[event.exhibit]
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        other_offer = thing.sealed is not None and thing.sealed[0] != event.number("offered_mg")
        if other_offer or thing.book not in {-1, event.number("net_mg")}:
            return "custody.masses-differ"
        if _differs_sealed(thing, event):
            return "custody.mass-outside-bounds"
        if thing.book >= 0:
            self.leaves(thing, thing.book)
            thing.sent, thing.book = thing.book, 0
        thing.state, thing.holder, thing.seals = "transferred", event.text("taker"), ""
        return ""

    def _receive(self, event: Event) -> str:
        own = {scale_of(event): 2 * event.number("times")}
        if is_beyond(event.number("offered_mg") - event.number("mass_mg"), own):
            return "custody.mass-outside-bounds"
        if code := self.new(event.exhibit):
            return code
        seals = event.codes("seals")
        if any(seal in self.seals for seal in seals):
            return "custody.seal-used"
        thing = Thing(event, event.text("item"), event.text("taker"), event.at)
        thing.substance, thing.form = event.text("substance"), event.text("form")
        if thing.item == "drug":
            self.first_mass(event, thing, event.number("net_mg"))
        thing.seals = " ".join(seals)
        thing.sealed = (event.number("mass_mg"), scale_of(event), event.number("times"))
        self.seals.update(seals)
        self.things[event.exhibit] = thing
        return ""

    def _return(self, event: Event, _: RulePack) -> str:
        return self._come_back(event) if event.text("direction") == "back" else self._give_back(event)

    def _give_back(self, event: Event) -> str:
        if code := self.held(event):
            return code
        thing = self.things[event.exhibit]
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS:
            if thing.book < 0:
                return "custody.not-weighed"
            if _differs_from_kept(thing, event):
                return "custody.mass-outside-bounds"
            self.leaves(thing, thing.book)
            thing.book = 0
        thing.state = "returned"
        return ""

    def _come_back(self, event: Event) -> str:
        thing = self.things.get(event.exhibit)
        if thing is None or thing.case != event.case:
            return "custody.exhibit-unknown"
        taker, mass = event.text("taker"), event.number("mass_mg")
        if thing.state != "transferred" or all(signer[0] != taker for signer in event.signers):
            return "custody.not-the-holder"
        if thing.item in BY_MASS:
            if mass > thing.sent:
                return "custody.mass-below-zero"
            self.leaves(thing, -mass)
            thing.book, thing.basis = mass, with_weighing(None, event)
        thing.state, thing.holder, thing.offer = "held", taker, ""
        return ""

    def _plan(self, event: Event, _: RulePack) -> str:
        members, plan = event.codes("members"), event.text("plan")
        counter = event.text("counter_sample")
        for number in members:
            if code := self.present(event, number)[1]:
                return code
        if event.number("case_open") or event.number("holds") or not event.text("decision"):
            if not (event.text("order") and counter):
                return "custody.case-still-open"
            kept, code = self.present(event, counter)
            if code or kept is None:
                return code
            if not kept.sample or counter in members:
                return "custody.kept-apart"
        if any(self.things[number].dispute is not None for number in members):
            return "custody.discrepancy-open"
        for number in members:
            self.things[number].plans += f" {plan} "
        return ""

    def _destroy(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        if f" {event.text('plan')} " not in thing.plans:
            return "custody.not-in-plan"
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS:
            if thing.seals:
                return "custody.still-sealed"
            if thing.book < 0:
                return "custody.not-weighed"
            if is_beyond(thing.book - event.number("mass_mg"), with_weighing(thing.basis, event)):
                return "custody.mass-outside-bounds"
            self.leaves(thing, thing.book)
        thing.state, thing.book = "destroyed", 0
        return ""
'''

# -------------------- borderlink/custody/domain/reread.py --------------------
SOURCES['borderlink.custody.domain.reread'] = r'''
"""Custody, seals and masses judged a second time, from the bytes alone: the verifier's own rules."""

import sys
from typing import Final

from borderlink.custody.domain.following import BY_MASS, is_beyond, scale_of, with_weighing
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.reread_leaving import Leaving
from borderlink.custody.domain.things import Thing
from borderlink.custody.domain.witnessed import Event

_PPM: Final = 1_000_000
# Acts on an exhibit that only its holder, who signs, may do.
_OF_HOLDER: Final = frozenset({
    "weigh", "seal", "unseal", "reseal", "sample", "split", "analyse", "examine", "store", "move", "offer",
    "destroy",
})  # fmt: skip


class Rereading(Leaving):
    """Follows every exhibit from event to event; `wrong` returns a plain code, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._rules = {
            "hand-over": self._hand_over, "seize": self._seize, "group": self._group, "weigh": self._weigh,
            "seal": self._seal, "reseal": self._seal, "unseal": self._unseal, "sample": self._take_out,
            "split": self._take_out, "analyse": self._analyse, "examine": self._examine,
            "offer": self._offer, "accept": self._accept, "refuse": self._unlock, "cancel": self._unlock,
            "return": self._return, "substitute": self._substitute, "discrepancy": self._discrepancy,
            "explain": self._explain, "destroy-plan": self._plan, "destroy": self._destroy,
            "witness": self._entry, "correct": self._entry,
        }  # fmt: skip

    def wrong(self, event: Event, pack: RulePack) -> str:
        """Return the code of the first rule an event breaks, or follow it."""
        self.things.rest()
        code = self.held(event) if event.kind in _OF_HOLDER else ""
        rule = self._rules.get(event.kind)
        return code or (rule(event, pack) if rule else "")

    def _hand_over(self, event: Event, _: RulePack) -> str:  # noqa: PLR0911 - one for each rule
        giver, taker = event.text("giver"), event.text("taker")
        if event.text("item") == "parcel":
            if event.exhibit in self.things:
                return "custody.exhibit-known"
            if self.parcels.get(event.exhibit, giver) != giver:
                return "custody.not-the-holder"
            self.parcels[event.exhibit] = sys.intern(taker)
            return ""
        code = self.held(event)
        if code:
            return code
        thing = self.things[event.exhibit]
        if thing.holder != giver:
            return "custody.not-the-holder"
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        thing.holder = taker
        return ""

    def _seize(self, event: Event, _: RulePack) -> str:
        keeper = self.parcels.get(event.text("parcel"))
        if code := self.new(event.exhibit):
            return code
        if keeper is not None and all(signer[0] != keeper for signer in event.signers):
            return "custody.not-the-holder"
        if event.at < event.number("seized_at"):
            return "custody.before-seizure"
        thing = Thing(event, event.text("item"), event.text("holder"), event.number("seized_at"))
        thing.substance, thing.form = event.text("substance"), event.text("form")
        self.things[event.exhibit] = thing
        return ""

    def _substitute(self, event: Event, _: RulePack) -> str:
        source, code = self.present(event, event.text("source"))
        code = self.new(event.exhibit) or code
        if code or source is None:
            return code
        if source.item != "drug":
            return "custody.kept-apart"
        thing = Thing(event, "substitute", event.text("holder"), event.at)
        thing.substance = event.text("material")
        self.first_mass(event, thing, event.number("mass_mg"))
        self.things[event.exhibit] = thing
        return ""

    def _group(self, event: Event, _: RulePack) -> str:
        members = []
        for number in event.codes("members"):
            thing, code = self.present(event, number)
            if code or thing is None:
                return code
            members.append(thing)
        if len({(thing.item, thing.substance, thing.form) for thing in members}) > 1:
            return "custody.kept-apart"
        if any(thing.grouped or thing.item == "substitute" for thing in members):
            return "custody.kept-apart"
        for thing in members:
            thing.grouped = True
        return ""

    def _weigh(self, event: Event, pack: RulePack) -> str:
        thing, measure = self.things[event.exhibit], event.text("measure")
        if measure == "gross":
            thing.gross = event.number("mass_mg")
            return ""
        return self._weigh_net(thing, event, pack) if measure == "net" else self._weigh_sealed(thing, event)

    def _weigh_net(self, thing: Thing, event: Event, pack: RulePack) -> str:
        mass = event.number("mass_mg")
        if thing.item not in BY_MASS:
            return "custody.not-a-drug"
        if thing.seals:
            return "custody.still-sealed"
        if thing.book < 0:
            if 0 <= thing.gross < mass:
                return "custody.heavier-than-gross"
            self.first_mass(event, thing, mass)
            return ""
        residual, times = thing.book - mass, with_weighing(thing.basis, event)
        days = max(0, event.at - thing.weighed_at) // 86_400
        dried = pack.allowed_loss_mg(thing.substance, thing.form, thing.book, days) if residual > 0 else 0
        rest = max(residual - dried, 0) if residual > 0 else residual
        if is_beyond(residual, times) and is_beyond(rest, times):
            thing.dispute = (event.case_seq, residual, False)
        return ""

    def _weigh_sealed(self, thing: Thing, event: Event) -> str:
        now = (event.number("mass_mg"), scale_of(event), event.number("times"))
        if thing.sealed is None:
            thing.sealed = now
            return ""
        residual = thing.sealed[0] - now[0]
        if is_beyond(residual, with_weighing({thing.sealed[1]: thing.sealed[2]}, event)):
            thing.dispute = (event.case_seq, residual, False)
        return ""

    def _seal(self, event: Event, _: RulePack) -> str:
        thing, number = self.things[event.exhibit], event.text("number")
        worn = thing.seals.split()
        if event.number("layer") != len(worn) + 1 or (event.kind == "reseal" and not thing.opened):
            return "custody.seal-out-of-order"
        if number in self.seals:
            return "custody.seal-used"
        self.seals.add(number)
        thing.seals, thing.sealed = " ".join([*worn, number]), None
        return ""

    def _unseal(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        worn = thing.seals.split()
        if not worn or event.number("layer") != len(worn):
            return "custody.seal-out-of-order"
        if worn.pop() != event.text("number"):
            return "custody.seal-does-not-match"
        thing.seals, thing.sealed = " ".join(worn), None
        thing.opened += 1
        return ""

    def _opened_lot(self, event: Event) -> str:
        thing = self.things[event.exhibit]
        if thing.seals:
            return "custody.still-sealed"
        if thing.item not in BY_MASS:
            return "custody.not-a-drug"
        return "custody.not-weighed" if thing.book < 0 else ""

    def _take_out(self, event: Event, _: RulePack) -> str:
        if code := self._opened_lot(event):
            return code
        thing, mass = self.things[event.exhibit], event.number("mass_mg")
        number = event.text("sample" if event.kind == "sample" else "part")
        if mass > thing.book:
            return "custody.mass-below-zero"
        if code := self.new(number):
            return code
        part = Thing(event, thing.item, thing.holder, thing.since)
        part.substance, part.form, part.root = thing.substance, thing.form, thing.root
        part.sample = thing.sample or event.kind == "sample"
        part.book, part.basis, part.weighed_at = mass, with_weighing(None, event), event.at
        thing.book -= mass
        thing.basis = with_weighing(thing.basis, event)
        self.things[number] = part
        return ""

    def _analyse(self, event: Event, _: RulePack) -> str:
        if code := self._opened_lot(event):
            return code
        thing, consumed = self.things[event.exhibit], event.number("consumed_mg")
        if consumed > thing.book:
            return "custody.mass-below-zero"
        of, purity = event.number("of_mg"), event.number("purity_ppm")
        off = event.number("pure_mg") * 2 * _PPM - 2 * of * purity
        rounded = -_PPM < off <= _PPM
        if event.number("remaining_mg") != thing.book - consumed or not rounded:
            return "custody.masses-differ"
        thing.book -= consumed
        self.leaves(thing, consumed)
        return ""

    def _examine(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        if thing.seals:
            return "custody.still-sealed"
        return "custody.kept-by-mass" if thing.item in BY_MASS else ""

    def _discrepancy(self, event: Event, _: RulePack) -> str:
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        told = (event.number("weighing"), event.number("residual_mg"))
        if thing.dispute is None or thing.dispute[:2] != told:
            return "custody.nothing-to-explain"
        thing.dispute = (*told, True)
        return ""

    def _explain(self, event: Event, _: RulePack) -> str:
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        entry, missed, recorded = thing.dispute or (0, 0, False)
        loss = event.number("loss_mg")
        if not (recorded and entry == event.number("weighing") and min(missed, 0) <= loss <= max(missed, 0)):
            return "custody.nothing-to-explain"
        if loss:
            if thing.item not in BY_MASS:
                return "custody.not-a-drug"
            if thing.book < 0:
                return "custody.not-weighed"
            if loss > thing.book:
                return "custody.mass-below-zero"
            thing.book -= loss
            self.leaves(thing, loss)
        thing.dispute = thing.sealed = None
        return ""

    def _entry(self, event: Event, _: RulePack) -> str:
        return "" if event.number("entry") < event.case_seq else "custody.entry-unknown"
'''

# -------------------- borderlink/foundation/tree.py --------------------
SOURCES['borderlink.foundation.tree'] = r'''
"""The Merkle tree of RFC 9162, section 2: one hash for a whole log, short proofs about parts of it.

Every function takes and returns raw 32-byte SHA-256 hashes; ``leaves`` are leaf hashes, in order.
A log of n entries has the root of its n leaves; an inclusion proof shows that one entry is in it, a
consistency proof that a longer log begins with a shorter one.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: holds one hash for each full subtree, so memory stays logarithmic."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []  # the largest subtree first

    def append(self, leaf: bytes) -> None:
        """Add one leaf on the right."""
        carried, size = leaf, self.size
        while size & 1:
            carried = node_hash(self._full.pop(), carried)
            size >>= 1
        self._full.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of what was added so far."""
        if not self._full:
            return EMPTY
        found = self._full[-1]
        for left in reversed(self._full[:-1]):
            found = node_hash(left, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root of ``leaves``; an empty log has the hash of nothing."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def verify_consistency(
    *, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether ``proof`` shows that the tree of ``size`` begins with the one of ``old_size`` (2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        position, last = position >> 1, last >> 1
    return last == 0 and older == old_root and newer == root
'''

# -------------------- borderlink/foundation/checkpoint.py --------------------
SOURCES['borderlink.foundation.checkpoint'] = r'''
"""A checkpoint: what a log was at one moment, signed, in the text forms of C2SP.

``tlog-checkpoint`` gives the text (origin, size, root, extension lines), ``signed-note`` the signature
lines under it, so that any witness or verifier of transparency logs reads ours.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import ED25519, PublicKey

_DASH = "\u2014"
_ED25519_TYPE = b"\x01"
_OTHER_TYPE = b"\xff"  # the signed note's way for algorithms without a number of their own
_ID_BYTES = 4
_MOST_SIGNATURES = 100
_LARGEST_NOTE = 1 << 20
_HEADER_LINES = 3


class NotACheckpoint(Refusal):
    """The text is not a signed checkpoint."""

    code = "foundation.not-a-checkpoint"


class CheckpointNotSigned(Refusal):
    """No signature of the key that is trusted stands under the checkpoint, or it does not hold."""

    code = "foundation.checkpoint-not-signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is signed: the log's name, its size, its root (32 bytes) and extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the checkpoint's text, without signatures."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        if any(not line or not line.isprintable() for line in lines):
            raise ValueError("a line of a checkpoint is empty or not printable")
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the checkpoint of a text. Refuses: ``NotACheckpoint``."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < _HEADER_LINES or not lines[1].isascii() or not lines[1].isdigit():
            raise NotACheckpoint(what="no-name-size-root")
        found = cls(
            origin=lines[0],
            size=int(lines[1][:20]),
            root=_decoded(lines[2], 32),
            extensions=tuple(lines[_HEADER_LINES:]),
        )
        if not all(line and line.isprintable() for line in lines) or found.text() != text:
            raise NotACheckpoint(what="another-form")
        return found

    def extension(self, word: str) -> str:
        """Return what follows ``word`` in the extension line that begins with it, or nothing."""
        found = (line.removeprefix(f"{word} ") for line in self.extensions if line.startswith(f"{word} "))
        return next(found, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint and its signature lines: the signer's name, and key id and signature as bytes."""

    checkpoint: Checkpoint
    signatures: tuple[tuple[str, bytes], ...]

    @classmethod
    def from_note(cls, note: str) -> Self:
        """Return the signed checkpoint of a note; nothing is verified yet. Refuses: ``NotACheckpoint``."""
        text, signatures = read_note(note)
        return cls(checkpoint=Checkpoint.from_text(text), signatures=signatures)

    def verify(self, name: str, key: PublicKey) -> Checkpoint:
        """Return the checkpoint if ``key`` signed it as ``name``. Refuses: ``CheckpointNotSigned``."""
        if not signed_by(self.checkpoint.text(), self.signatures, name, key):
            raise CheckpointNotSigned(size=self.checkpoint.size, signer=name)
        return self.checkpoint


def key_id(name: str, key: PublicKey) -> bytes:
    """Return the four bytes that lead from a signature line to its key."""
    return hashlib.sha256(name.encode() + b"\n" + _material(key)).digest()[:_ID_BYTES]


def _material(key: PublicKey) -> bytes:
    if key.algorithm == ED25519:
        return _ED25519_TYPE + key.raw
    return _OTHER_TYPE + key.algorithm.encode() + b"\n" + key.raw


def read_note(note: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """Return text and signature lines of any signed note. Refuses: ``NotACheckpoint``."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n") or len(note) > _LARGEST_NOTE:
        raise NotACheckpoint(what="no-signature")
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NotACheckpoint(what="too-many-signatures")
    return head + "\n", tuple(_signature(line) for line in lines)


def signed_by(text: str, signatures: tuple[tuple[str, bytes], ...], name: str, key: PublicKey) -> bool:
    """Say whether ``key`` signed ``text`` under ``name``: the first line with its name and id decides."""
    wanted = key_id(name, key)
    for signer, raw in signatures:
        if signer == name and raw[:_ID_BYTES] == wanted:
            return key.verify_bytes(text.encode(), raw[_ID_BYTES:])
    return False


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != _HEADER_LINES or parts[0] != _DASH:
        raise NotACheckpoint(what="signature-line")
    raw = _decoded(parts[2], None)
    _check_name(parts[1])
    if len(raw) <= _ID_BYTES:
        raise NotACheckpoint(what="signature-line")
    return parts[1], raw


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NotACheckpoint(what="signer-name")


def _decoded(text: str, size: int | None) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotACheckpoint(what="not-base64") from None
    if base64.b64encode(raw).decode() != text or (size is not None and len(raw) != size):
        raise NotACheckpoint(what="another-length")
    return raw
'''

# -------------------- borderlink/custody/domain/verify.py --------------------
SOURCES['borderlink.custody.domain.verify'] = r'''
"""The independent verifier: reads the kept bytes of a ledger and names the first event that breaks a rule.

It shares the closed form of `schema` with the ledger and nothing else: chain, signatures, custody, seals and
masses are checked again by code of its own, over whole numbers, in memory that grows with exhibits only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from borderlink.custody.domain.packs import BY_VERSION, RulePack
from borderlink.custody.domain.reread import Rereading
from borderlink.custody.domain.signatures import Keys, SignatureCheck
from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.foundation import tree

START: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong: in which event (from 1), in plain code, of which exhibit."""

    event: int
    code: str
    exhibit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the verifier is told from outside: the node, its anchors, the rule packs by version."""

    node: str
    anchors: frozenset[str]
    packs: Mapping[str, RulePack] = field(default_factory=lambda: BY_VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: how many events hold, root of their tree, each case's last entry, the first fault."""

    events: int
    root: bytes
    heads: Mapping[str, tuple[int, str]]
    fault: Fault | None


def verify_case(
    bodies: Iterable[bytes],
    trust: Trust,
    *,
    case: str,
    head: tuple[int, str],
    keys: Iterable[bytes] = (),
    signatures: SignatureCheck | None = None,
) -> Verdict:
    """Check the events of one case, as a dossier holds them, against the head in a checkpoint.

    ``keys`` are the node's key events, which come first. What was left out, cut off or moved is found.
    """
    walk = _Walk(trust, signatures)
    for body in _each(keys, bodies):
        fault = walk.take(body, case)
        if fault is not None:
            return walk.verdict(fault)
    short = walk.heads.get(case, (0, START)) != head
    fault = Fault(event=walk.events + 1, code="custody.cut-off") if short else walk.balance()
    return walk.verdict(fault)


def _each(first: Iterable[bytes], second: Iterable[bytes]) -> Iterator[bytes]:
    yield from first
    yield from second


class _Walk:
    """One pass over the events."""

    def __init__(self, trust: Trust, signatures: SignatureCheck | None) -> None:
        self.trust = trust
        self.events = 0
        self.heads: dict[str, tuple[int, str]] = {}
        self._previous = START
        self._tree = tree.Frontier()
        self._keys = Keys(trust.anchors, signatures)
        self._again = Rereading()

    def take(self, body: bytes, case: str | None) -> Fault | None:
        """Return what is wrong with the next event, or take it in."""
        event = read_event(body)
        if event is None:
            return Fault(event=self.events + 1, code="custody.not-in-form")
        code = self._place(event, case) or self._keys.wrong(event) or self._rules(event)
        if code:
            return Fault(event=self.events + 1, code=code, exhibit=event.exhibit)
        leaf = hashlib.sha256(b"\0" + body).digest()
        self._tree.append(leaf)
        self._previous = leaf.hex()
        self.heads[event.case] = (event.case_seq, self._previous)
        self.events += 1
        return None

    def _place(self, event: Event, case: str | None) -> str:
        """Return what is wrong with an event's place in the ledger and in its case."""
        if event.node != self.trust.node or (case not in {None, event.case} and event.case != "keys"):
            return "custody.not-in-form"
        if case is None and (event.sequence != self.events + 1 or event.previous != self._previous):
            return "foundation.line-not-linked"
        number, digest = self.heads.get(event.case, (0, START))
        in_turn = event.case_seq == number + 1 and event.case_previous == digest
        return "custody.out-of-turn" if not in_turn else ""

    def _rules(self, event: Event) -> str:
        pack = self.trust.packs.get(event.pack)
        return "custody.not-in-form" if pack is None else self._again.wrong(event, pack)

    def balance(self) -> Fault | None:
        """Return the fault of an account that does not close in book."""
        root = self._again.unbalanced()
        return Fault(event=self.events, code="custody.masses-differ", exhibit=root) if root else None

    def verdict(self, fault: Fault | None) -> Verdict:
        """Return what was found."""
        return Verdict(events=self.events, root=self._tree.root(), heads=self.heads, fault=fault)
'''

# -------------------- borderlink/dossiers/domain/proofs.py --------------------
SOURCES['borderlink.dossiers.domain.proofs'] = r'''
"""One short list of hashes that proves many leaves of a Merkle tree at once (RFC 9162's tree)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from borderlink.foundation import tree


def root_from(known: Mapping[int, bytes], size: int, nodes: Sequence[bytes]) -> bytes | None:
    """Return the root of a tree of ``size`` from leaves by position and the nodes beside them.

    None when a position lies outside, a node lacks, or one is left over.
    """
    wanted, rest = sorted(known), iter(nodes)
    if size < 1 or any(not 0 <= position < size for position in wanted):
        return None
    try:
        root = _walk(known, wanted, 0, size, rest)
    except StopIteration:
        return None
    return root if next(rest, None) is None else None


def _walk(
    known: Mapping[int, bytes], wanted: list[int], start: int, end: int, rest: Iterator[bytes]
) -> bytes:
    if not _holds_any(wanted, start, end):
        return next(rest)
    if end - start == 1:
        return known[start]
    middle = start + _split(end - start)
    left = _walk(known, wanted, start, middle, rest)
    return tree.node_hash(left, _walk(known, wanted, middle, end, rest))


def _holds_any(wanted: list[int], start: int, end: int) -> bool:
    place = bisect_left(wanted, start)
    return place < len(wanted) and wanted[place] < end


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1
'''

# -------------------- borderlink/dossiers/domain/verdict.py --------------------
SOURCES['borderlink.dossiers.domain.verdict'] = r'''
"""What was found in a dossier: one number for the exit code, and every finding by its code and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from borderlink.foundation.canonical import Value


class Outcome(IntEnum):
    """The verdicts; where several hold, the first of 2, 1, 3, 4, 0."""

    VALID = 0
    INVALID = 1
    UNREADABLE = 2
    UNANCHORED = 3
    REMARKS = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `dossier.member-changed` and what it names."""

    code: str
    facts: Mapping[str, Value] = field(default_factory=dict)


class Fault(Exception):  # noqa: N818 - a fact about a dossier, carried to its verdict
    """The first thing that is wrong; reading ends here."""

    def __init__(self, code: str, *, outcome: Outcome = Outcome.INVALID, **facts: Value) -> None:
        super().__init__(code)
        self.finding = Finding(code, facts)
        self.outcome = outcome

    @classmethod
    def at(cls, code: str, facts: Mapping[str, Value]) -> "Fault":
        """Return the fault of an event, with the facts that name it."""
        fault = cls(code)
        fault.finding = Finding(code, facts)
        return fault


UNANCHORED: Final = "dossier.unanchored"
DISPUTED: Final = "dossier.disputed"
PACK_UNKNOWN: Final = "dossier.pack-unknown"
BREACH: Final = "dossier.breach"
DISCREPANCY: Final = "dossier.discrepancy"
EXPLANATION: Final = "dossier.explanation"
WITHHELD: Final = "dossier.withheld"
NOT_CHECKED: Final = "dossier.not-checked"
TIME_NOT_PROVEN: Final = "dossier.time-not-proven"
ALGORITHM_BROKEN: Final = "dossier.algorithm-broken"
REMARKS: Final = frozenset({DISPUTED, PACK_UNKNOWN, BREACH, DISCREPANCY, EXPLANATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on one dossier. ``about`` is what its index says, empty where it could not be read.

    ``anchors`` are the fingerprints of the agency's root, version by version: what to compare with paper.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, Value] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    events: int = 0

    @property
    def code(self) -> int:
        """Return the exit code."""
        return int(self.outcome)

    def value(self) -> dict[str, Value]:
        """Return the verdict as one JSON value."""
        findings: list[Value] = [
            {"code": finding.code, "facts": dict(finding.facts)} for finding in self.findings
        ]
        return {
            "verdict": self.code, **{f"dossier_{name}": value for name, value in self.about.items()},
            "root_fingerprints": list(self.anchors), "events": self.events, "findings": findings,
        }  # fmt: skip


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """Return the verdict of a dossier without a fault."""
    codes = {finding.code for finding in findings}
    if UNANCHORED in codes:
        return Outcome.UNANCHORED
    return Outcome.REMARKS if codes & REMARKS else Outcome.VALID


def shown(text: str) -> str:
    """Return a line fit to be printed: what a dossier says of itself begins no line and moves no cursor."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in text)
'''

# -------------------- borderlink/dossiers/domain/chain.py --------------------
SOURCES['borderlink.dossiers.domain.chain'] = r'''
"""The events of a dossier: read, put in the ledger's order, judged, and shown to lie in the checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.domain.signatures import SignatureCheck
from borderlink.custody.domain.verify import Trust, verify_case
from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.dossiers.domain.proofs import root_from
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical, tree
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.checkpoint import Checkpoint

EVENTS: Final = "events.jsonl"
KEYS: Final = "keys.jsonl"
CASES_LINE: Final = "custody-cases"
_HASH: Final = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept line: where it stands, its bytes, and what it says; None when it is not in form."""

    member: str
    number: int
    body: bytes
    event: Event | None

    def facts(self) -> dict[str, Value]:
        """Return what names this event in a finding."""
        told = self.event
        return {
            "entry": self.number, "member": self.member, "sequence": told.sequence if told else 0,
            "kind": told.kind if told else "", "exhibit": told.exhibit if told else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of one case, and the place of the case in the tree of heads."""

    case: str
    case_seq: int
    digest: str
    index: int

    def leaf(self) -> bytes:
        """Return the hash under which the checkpoint holds it."""
        told: dict[str, Value] = {"case": self.case, "case_seq": self.case_seq, "digest": self.digest}
        return tree.leaf_hash(canonical.to_bytes(told))


@dataclass(frozen=True, slots=True)
class Within:
    """What shows that a checkpoint of ``size`` holds the events, and begins with the checkpoint before it."""

    size: int
    nodes: tuple[bytes, ...]
    since: tuple[bytes, ...] = ()

    def value(self) -> dict[str, Value]:
        """Return it as it stands in `proofs.json`."""
        nodes, since = [node.hex() for node in self.nodes], [node.hex() for node in self.since]
        return {"nodes": nodes, "since": since, "size": self.size}


@dataclass(frozen=True, slots=True)
class Proofs:
    """The content of `proofs.json`: what is proven of each checkpoint; heads, nodes and size of the cases."""

    heads: tuple[Head, ...]
    case_nodes: tuple[bytes, ...]
    cases: int
    checkpoints: tuple[Within, ...]

    def to_bytes(self) -> bytes:
        """Return the member's bytes."""
        heads: list[Value] = [
            {"case": head.case, "case_seq": head.case_seq, "digest": head.digest, "index": head.index}
            for head in self.heads
        ]
        each: list[Value] = [within.value() for within in self.checkpoints]
        nodes = [node.hex() for node in self.case_nodes]
        cases: dict[str, Value] = {"heads": heads, "nodes": nodes, "size": self.cases}
        return canonical.to_bytes({"cases": cases, "checkpoints": each})


def read_lines(data: bytes, member: str) -> list[Kept]:
    """Return the kept lines of a member; one without its end counts as not in form."""
    bodies = data.split(b"\n")
    ended = bodies.pop() == b""
    whole = [Kept(member, number, body, read_event(body)) for number, body in enumerate(bodies, 1)]
    if not ended:
        whole.append(Kept(member, len(whole) + 1, b"", None))
    return whole


def in_order(keys: Sequence[Kept], events: Sequence[Kept]) -> list[Kept]:
    """Return both in the order of the ledger, each in its own order; an unreadable line comes first."""
    merged: list[Kept] = []
    left, right = list(keys), list(events)
    while left and right:
        first, second = left[0].event, right[0].event
        takes_left = first is None or (second is not None and first.sequence <= second.sequence)
        merged.append((left if takes_left else right).pop(0))
    return merged + left + right


def read_proofs(data: bytes, checkpoints: Sequence[Checkpoint], case: str) -> Proofs:
    """Return what `proofs.json` says, and check that the heads lie in the last checkpoint."""
    try:
        proofs = _proofs(canonical.object_of(data))
        in_form = proofs.to_bytes() == data
    except (NotCanonical, KeyError, TypeError, ValueError, AttributeError):
        in_form = False
    if not in_form or not _fits(proofs, checkpoints, case):
        raise Fault("dossier.proof-invalid", member="proofs.json")
    return proofs


def _proofs(content: Mapping[str, Value]) -> Proofs:
    cases = _mapping(content["cases"])
    heads = tuple(_head(_mapping(value)) for value in _listed(cases["heads"]))
    each = [_mapping(value) for value in _listed(content["checkpoints"])]
    return Proofs(
        heads=heads,
        case_nodes=_nodes(cases["nodes"]),
        cases=_number(cases["size"]),
        checkpoints=tuple(
            Within(_number(told["size"]), _nodes(told["nodes"]), _nodes(told["since"])) for told in each
        ),
    )


def _head(told: Mapping[str, Value]) -> Head:
    return Head(str(told["case"]), _number(told["case_seq"]), str(told["digest"]), _number(told["index"]))


def _mapping(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _listed(value: Value) -> Sequence[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _number(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _nodes(value: Value) -> tuple[bytes, ...]:
    found = tuple(bytes.fromhex(str(node)) for node in _listed(value))
    if any(len(node) * 2 != _HASH for node in found):
        raise ValueError
    return found


def _fits(proofs: Proofs, checkpoints: Sequence[Checkpoint], case: str) -> bool:
    """Say whether sizes are those of the checkpoints and the heads lie in the last one's tree of cases."""
    if [within.size for within in proofs.checkpoints] != [checkpoint.size for checkpoint in checkpoints]:
        return False
    cases, places = [head.case for head in proofs.heads], [head.index for head in proofs.heads]
    if case == KEYS_CASE or cases != sorted((case, KEYS_CASE)) or places[0] >= places[1]:
        return False
    known = {head.index: head.leaf() for head in proofs.heads}
    root = root_from(known, proofs.cases, proofs.case_nodes)
    told = checkpoints[-1].extension(CASES_LINE)
    return root is not None and told == f"{proofs.cases} {root.hex()}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the events are judged by."""

    node: str
    case: str
    node_keys: frozenset[str]
    packs: Mapping[str, RulePack]
    signatures: SignatureCheck


def judge(lines: Sequence[Kept], proofs: Proofs, asked: Asked) -> list[Event]:
    """Judge the events one after the other; return them, or raise ``Fault`` at the first that is wrong."""
    trust = Trust(node=asked.node, anchors=asked.node_keys, packs=asked.packs)
    heads = {head.case: (head.case_seq, head.digest) for head in proofs.heads}
    found = verify_case(
        (line.body for line in lines), trust, case=asked.case, head=heads[asked.case],
        signatures=asked.signatures,
    )  # fmt: skip
    _must_be_apart(lines, found.events)
    if found.fault is not None and found.events < len(lines):
        raise Fault.at(found.fault.code, lines[found.events].facts())
    _must_reach(lines, found.heads, heads, KEYS, KEYS_CASE)
    _must_reach(lines, found.heads, heads, EVENTS, asked.case)
    if found.fault is not None:
        raise Fault.at(found.fault.code, {**lines[-1].facts(), "exhibit": found.fault.exhibit})
    return [line.event for line in lines if line.event is not None]


def _must_be_apart(lines: Sequence[Kept], holding: int) -> None:
    """Raise ``Fault`` for an event under the other's member, or not after the one before it."""
    last = 0
    for line in lines[:holding]:
        event = line.event
        if event is None or (event.case == KEYS_CASE) != (line.member == KEYS):
            raise Fault.at("custody.not-in-form", line.facts())
        if event.sequence <= last:
            raise Fault.at("custody.out-of-turn", line.facts())
        last = event.sequence


def _must_reach(
    lines: Sequence[Kept],
    found: Mapping[str, tuple[int, str]],
    told: Mapping[str, tuple[int, str]],
    member: str,
    case: str,
) -> None:
    """Raise ``Fault`` when the events of a member end before the head that the checkpoint holds, or after."""
    if found.get(case) != told[case]:
        count = sum(line.member == member for line in lines)
        raise Fault("custody.cut-off", entry=count + 1, member=member, sequence=0, kind="", exhibit="")


def must_lie_in(lines: Sequence[Kept], proofs: Proofs, checkpoints: Sequence[Checkpoint]) -> None:
    """Raise ``Fault`` for the first checkpoint whose tree does not hold the events at their places.

    Each must begin with the one before it: whoever signed an earlier one saw the beginning of this ledger.
    """
    leaves = {line.event.sequence - 1: tree.leaf_hash(line.body) for line in lines if line.event}
    before: Checkpoint | None = None
    for number, (within, checkpoint) in enumerate(zip(proofs.checkpoints, checkpoints, strict=True), 1):
        is_last = number == len(checkpoints)
        known = {place: leaf for place, leaf in leaves.items() if place < within.size or is_last}
        holds = root_from(known, within.size, within.nodes) == checkpoint.root
        if not holds or not _begins_with(before, checkpoint, within.since):
            raise Fault("dossier.proof-invalid", member=f"checkpoint-{number}.txt")
        before = checkpoint


def _begins_with(before: Checkpoint | None, checkpoint: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Say whether a checkpoint's tree is the one before it and what came after; the first has no proof."""
    if before is None:
        return not proof
    return tree.verify_consistency(
        old_size=before.size, old_root=before.root, size=checkpoint.size, root=checkpoint.root, proof=proof
    )
'''

# -------------------- borderlink/foundation/commitments.py --------------------
SOURCES['borderlink.foundation.commitments'] = r'''
"""A commitment binds to a personal or free-text value without showing it.

What is signed holds the commitment; the opening (salt and value) is stored beside it. Withholding
leaves the opening out, erasing destroys it: the signed record stays valid either way.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens one commitment: the field's name, its salt and the value itself."""

    name: str
    salt: bytes
    value: str

    def commitment(self, domain: str) -> str:
        """Return the commitment that this opens in ``domain``."""
        return commit(domain, self.name, self.salt, self.value)


def commit(domain: str, name: str, salt: bytes, value: str) -> str:
    """Return SHA-256(domain ‖ name ‖ salt ‖ value) as 64 hexadecimal digits.

    Each part stands behind its length in 8 bytes, so that no two lists of parts give the same bytes;
    text is UTF-8 in NFC. The salt has 16 random bytes, fresh for every value: without it a name
    or a telephone number could be guessed from its hash.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    digest = hashlib.sha256()
    for part in (_utf8(domain), _utf8(name), salt, _utf8(value)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def opens(commitment: str, domain: str, opening: Opening) -> bool:
    """Say whether ``opening`` is what ``commitment`` was made of."""
    if len(opening.salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(commitment.encode(), opening.commitment(domain).encode())


def _utf8(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode()
'''

# -------------------- borderlink/dossiers/domain/openings.py --------------------
SOURCES['borderlink.dossiers.domain.openings'] = r'''
"""What is told beside the events: openings of commitments, the disclosure schedule, and what is withheld."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain.verdict import WITHHELD, Fault, Finding
from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.commitments import Opening, opens

DOMAIN: Final = "borderlink-custody-1"
DISCLOSURE_TYPE: Final = "borderlink-disclosure-1"
SERVED: Final = "served"
KEPT_BACK: Final = "withheld"
FIELD: Final = "field"
_FIELDS: Final = ("ground", "kind", "reference", "sha256", "status", "text")
Fact = str | int | list[str]
Facts = Mapping[str, Fact]
_SEQUENCE: Final = re.compile("[1-9][0-9]{0,8}", re.ASCII)  # as an event's own
_SALT: Final = re.compile("[0-9a-f]{32}", re.ASCII)
_COMMITTED: Final = re.compile('"([a-z_]+)":"([0-9a-f]{64})"', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the disclosure schedule; a withheld one has a ground.

    What the machine knows of it stands in ``facts``, as codes and whole numbers: its words are made where it
    is read. ``text`` is what a person wrote.
    """

    kind: str
    reference: str
    text: str = ""
    status: str = SERVED
    ground: str = ""
    sha256: str = ""
    facts: Facts = field(default_factory=dict)

    def value(self) -> dict[str, Value]:
        """Return the line as it stands in `disclosure.json`: `facts` only where there are any."""
        told: dict[str, Value] = {name: getattr(self, name) for name in _FIELDS}
        return told | {"facts": dict(self.facts)} if self.facts else told


def disclosure_to_bytes(items: Sequence[Item]) -> bytes:
    """Return the content of `disclosure.json`."""
    return canonical.to_bytes({"type": DISCLOSURE_TYPE, "items": [item.value() for item in items]})


def read_disclosure(data: bytes) -> tuple[Item, ...]:
    """Return the schedule; raise ``Fault`` when it is not in form."""
    try:
        listed = canonical.object_of(data).get("items")
        items = tuple(_item(value) for value in listed) if isinstance(listed, list) else ()
        in_form = disclosure_to_bytes(items) == data and all(_is_sound(item) for item in items)
    except (NotCanonical, TypeError):
        in_form = False
    if not in_form:
        raise Fault("dossier.not-in-form", member="disclosure.json")
    return items


def _item(value: Value) -> Item:
    if not isinstance(value, Mapping) or any(not isinstance(value.get(name), str) for name in _FIELDS):
        raise TypeError
    facts = value.get("facts", {})
    if not isinstance(facts, Mapping):
        raise TypeError
    told = {name: _fact(fact) for name, fact in facts.items()}
    return Item(**{name: str(value[name]) for name in _FIELDS}, facts=told)


def _fact(value: Value) -> Fact:
    if isinstance(value, list):
        if not all(isinstance(one, str) for one in value):
            raise TypeError
        return [str(one) for one in value]
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError


def _is_sound(item: Item) -> bool:
    return item.status == SERVED or (item.status == KEPT_BACK and item.ground != "")


Openings = Mapping[int, Sequence[Opening]]


def openings_to_bytes(openings: Openings) -> bytes:
    """Return the content of `openings.json`: by the event's number in the ledger, sorted by name."""
    told: dict[str, Value] = {
        str(sequence): [
            {"name": one.name, "salt": one.salt.hex(), "value": one.value}
            for one in sorted(each, key=lambda opening: opening.name)
        ]
        for sequence, each in openings.items()
        if each
    }
    return canonical.to_bytes(told)


def read_openings(data: bytes) -> dict[int, list[Opening]]:
    """Return the openings by sequence; raise ``Fault`` when they are not in form."""
    try:
        content = canonical.object_of(data)
        found = {
            int(sequence): [_opening(value) for value in _listed(each)] for sequence, each in content.items()
        }
        in_form = openings_to_bytes(found) == data and not _has_twice(found)
        in_form = in_form and all(_SEQUENCE.fullmatch(sequence) for sequence in content)
    except (NotCanonical, TypeError, ValueError):
        in_form = False
    if not in_form:
        raise Fault("dossier.not-in-form", member="openings.json")
    return found


def _listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _opening(value: Value) -> Opening:
    told = value if isinstance(value, Mapping) else {}
    name, salt, text = (told.get(field) for field in ("name", "salt", "value"))
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(salt, str):
        raise TypeError
    if not _SALT.fullmatch(salt):
        raise ValueError
    return Opening(name=name, salt=bytes.fromhex(salt), value=text)


def _has_twice(found: Openings) -> bool:
    return any(len({one.name for one in each}) != len(each) for each in found.values())


def commitments_of(event: Event) -> dict[str, str]:
    """Return an event's commitments by name."""
    return dict(_COMMITTED.findall(event.commitments()))


def must_open(events: Sequence[Event], openings: Openings) -> None:
    """Raise ``Fault`` for the first opening that does not open a commitment of its event."""
    by_sequence = {event.sequence: event for event in events}
    for sequence in sorted(openings):
        event = by_sequence.get(sequence)
        committed = commitments_of(event) if event else {}
        for one in openings[sequence]:
            if one.name not in committed or not opens(committed[one.name], DOMAIN, one):
                entry = event.case_seq if event else 0
                raise Fault("dossier.opening-invalid", entry=entry, name=one.name)


def withheld(events: Sequence[Event], openings: Openings, schedule: Sequence[Item]) -> list[Finding]:
    """Return every commitment that no opening opens, with the ground that the schedule gives."""
    grounds = {item.reference: item.ground for item in schedule if item.kind == FIELD}
    found: list[Finding] = []
    for event in events:
        opened = {one.name for one in openings.get(event.sequence, ())}
        for name in sorted(commitments_of(event).keys() - opened):
            ground = grounds.get(f"{event.sequence}/{name}", "")
            found.append(Finding(WITHHELD, {"entry": event.case_seq, "name": name, "ground": ground}))
    return found
'''

# -------------------- borderlink/custody/domain/acts.py --------------------
SOURCES['borderlink.custody.domain.acts'] = r'''
"""One act as signed, and the line of the ledger that holds it with its signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from borderlink.custody.domain.schema import Kind, act_pattern
from borderlink.custody.refusals.acts import NotInForm
from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: badge, unit, role at this act, and the public key in its text form."""

    badge: str
    unit: str
    role: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is signed: codes, whole numbers and commitments, and the case's previous entry."""

    node: str
    pack: str
    kind: Kind
    case: str
    case_seq: int
    case_previous: str
    exhibit: str
    at: int
    facts: Mapping[str, Value]
    commitments: Mapping[str, str] = field(default_factory=dict)
    signers: tuple[Signer, ...]
    _formed: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)

    def value(self) -> dict[str, Value]:
        """Return the act as a value with a canonical form."""
        signers = [
            {"badge": signer.badge, "key": signer.key, "role": signer.role, "unit": signer.unit}
            for signer in self.signers
        ]
        names = ("node", "pack", "case", "case_seq", "case_previous", "exhibit", "at", "facts", "commitments")
        return {**{name: getattr(self, name) for name in names}, "kind": self.kind.value, "signers": signers}

    def text(self, name: str) -> str:
        """Return a fact that is a code."""
        value = self.facts[name]
        if not isinstance(value, str):
            raise NotInForm(kind=self.kind.value, what=name)
        return value

    def number(self, name: str) -> int:
        """Return a fact that is a whole number."""
        value = self.facts[name]
        if not isinstance(value, int):
            raise NotInForm(kind=self.kind.value, what=name)
        return value

    def codes(self, name: str) -> tuple[str, ...]:
        """Return a fact that is a list of codes."""
        value = self.facts[name]
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise NotInForm(kind=self.kind.value, what=name)
        return tuple(str(item) for item in value)


def act_of(content: Mapping[str, Value]) -> Act:
    """Return the act that a ledger line's content holds. Refuses: ``NotInForm``."""
    value = content.get("act")
    if not isinstance(value, Mapping) or value.get("kind") not in set(Kind):
        raise NotInForm(kind="-", what="kind")
    kind = Kind(str(value["kind"]))
    if not act_pattern(kind).fullmatch(canonical.to_bytes(value).decode()):
        raise NotInForm(kind=kind.value, what="frame")
    given: dict[str, object] = {name: value[name] for name in value if name not in {"kind", "signers"}}
    signers = value["signers"]
    assert isinstance(signers, Sequence)  # noqa: S101 - the pattern has said so
    named = tuple(Signer(**dict(signer)) for signer in signers)  # type: ignore[arg-type]
    return Act(kind=kind, signers=named, **given)  # type: ignore[arg-type]
'''

# -------------------- borderlink/custody/domain/breaches.py --------------------
SOURCES['borderlink.custody.domain.breaches'] = r'''
"""Where a case departs from its rule pack. A breach never stops a record: correct it or explain it.

Each act is judged under the pack that it names: one mild pack at a case's beginning excuses nothing later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import WEIGHED, Kind
from borderlink.foundation.refusals import Refusal


class NotApplicable(Exception):  # noqa: N818 - a fact about a pack, named by its version
    """A pack asks for what no number of packages can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One departure: its name (`division-too-coarse`), the entry of the case, the exhibit."""

    name: str
    entry: int
    exhibit: str = ""


def breaches(acts: Iterable[Act], packs: Mapping[str, RulePack]) -> list[Breach]:
    """Return every breach of a case's acts, in their order; ``packs`` by version.

    Raises ``NotApplicable``.
    """
    case = list(acts)
    witnesses = {act.number("entry"): act.text("capacity") for act in case if act.kind is Kind.WITNESS}
    found = [breach for act in case for breach in _of_act(act, packs[act.pack], witnesses)]
    found += [*_of_samples(case, packs), *_of_laboratory(case, packs), *_of_openings(case, packs)]
    return sorted(found, key=lambda breach: (breach.entry, breach.name))


def _of_act(act: Act, pack: RulePack, witnesses: dict[int, str]) -> Iterator[Breach]:
    for name, is_so in (
        ("too-few-signers", len(act.signers) < pack.signers.get(act.kind.value, 0)),
        ("no-witness", act.kind.value in pack.witnessed and act.case_seq not in witnesses),
        ("witness-of-police", witnesses.get(act.case_seq) == "police"),
        ("division-too-coarse", _is_too_coarse(act, pack)),
        ("certificate-out-of-date", act.kind in WEIGHED and act.at >= act.number("certified_until")),
        ("no-video-of-absent-suspect", _is_unfilmed(act)),
        ("no-purity", act.kind is Kind.ANALYSE and _lacks_purity(act)),
        ("one-examiner", act.kind is Kind.EXAMINE and len(act.signers) == 1),
    ):
        if is_so:
            yield Breach(name=name, entry=act.case_seq, exhibit=act.exhibit)


def _is_too_coarse(act: Act, pack: RulePack) -> bool:
    if act.kind not in WEIGHED - {Kind.OFFER, Kind.ACCEPT} or act.facts.get("measure", "net") != "net":
        return False
    coarsest = pack.coarsest_division_mg(act.number("mass_mg"))
    return coarsest is not None and act.number("division_mg") > coarsest


def _is_unfilmed(act: Act) -> bool:
    """Whether a seizure without the suspect has no recording: an absence with one is in order."""
    return act.kind is Kind.SEIZE and act.text("suspect") != "present" and not act.text("video")


def _lacks_purity(act: Act) -> bool:
    return act.text("result") == "identified" and act.number("purity_ppm") == 0


def _of_samples(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every group of like drugs that was sampled from fewer packages than its rule wants.

    Counts apply inside one group; a drug in none stands alone, and is told of at its seizure.
    """
    taken: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.SAMPLE and act.text("purpose") == "laboratory":
            taken[act.exhibit] = taken.get(act.exhibit, 0) + act.number("packages")
    packages = {act.exhibit: act.number("packages") for act in case if act.kind is Kind.SEIZE}
    for act, members in _groups(case):
        sampled = [taken[member] for member in members if member in taken]
        count = sum(packages.get(member, 0) for member in members)
        if sampled and sum(sampled) < _wanted(act, packs[act.pack], count):
            yield Breach(name="too-few-packages-sampled", entry=act.case_seq, exhibit=act.exhibit)


def _groups(case: Sequence[Act]) -> Iterator[tuple[Act, Sequence[str]]]:
    """Yield every act that puts drugs together, or takes one in that no group has, with its members."""
    grouped = {member for act in case if act.kind is Kind.GROUP for member in act.codes("members")}
    for act in case:
        if act.kind is Kind.GROUP:
            yield act, act.codes("members")
        elif act.kind is Kind.SEIZE and act.exhibit not in grouped:
            yield act, (act.exhibit,)


def _wanted(act: Act, pack: RulePack, packages: int) -> int:
    try:
        return pack.samples_wanted(packages)
    except (Refusal, ValueError):
        raise NotApplicable(act.pack) from None


def _of_laboratory(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every hand-over to the laboratory that came too late after the seizure."""
    since: dict[str, tuple[int, bool]] = {}
    for act in case:
        if act.kind is Kind.SEIZE:
            since[act.exhibit] = (act.number("seized_at"), bool(act.number("complex")))
        elif act.kind is Kind.SAMPLE and act.exhibit in since:
            since[act.text("sample")] = since[act.exhibit]
        elif act.kind is Kind.HAND_OVER and act.text("purpose") == "laboratory" and act.exhibit in since:
            seized_at, is_complex = since[act.exhibit]
            by = packs[act.pack].laboratory_by(seized_at, is_complex=is_complex)
            if by is not None and act.at > by:
                yield Breach(name="late-to-laboratory", entry=act.case_seq, exhibit=act.exhibit)


def _of_openings(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every sealing in the old bag after it was opened too often."""
    openings: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.UNSEAL:
            openings[act.exhibit] = openings.get(act.exhibit, 0) + 1
        elif act.kind is Kind.RESEAL:
            opened, limit = openings.get(act.exhibit, 0), packs[act.pack].rebag_after_openings
            if limit and opened >= limit and not act.number("rebag"):
                yield Breach(name="not-rebagged", entry=act.case_seq, exhibit=act.exhibit)
            openings[act.exhibit] = 0 if act.number("rebag") else opened
'''

# -------------------- borderlink/dossiers/domain/remarks.py --------------------
SOURCES['borderlink.dossiers.domain.remarks'] = r'''
"""What leaves a dossier valid and must be said: breaches, unknown rules, discrepancies, disputes."""

from collections.abc import Mapping, Sequence

from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.breaches import NotApplicable, breaches
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain.chain import EVENTS, Kept
from borderlink.dossiers.domain.verdict import (
    BREACH,
    DISCREPANCY,
    DISPUTED,
    EXPLANATION,
    PACK_UNKNOWN,
    Fault,
    Finding,
)
from borderlink.foundation import canonical


def acts_of(lines: Sequence[Kept]) -> list[Act]:
    """Return the acts of the case, in their order."""
    return [act_of(canonical.object_of(line.body)) for line in lines if line.member == EVENTS]


def unknown_packs(packs: Mapping[str, RulePack]) -> list[Finding]:
    """Return a finding for each pack of which only the dossier itself says that it is its country's."""
    return [Finding(PACK_UNKNOWN, {"version": version}) for version in sorted(packs)
            if not packs[version].is_known()]  # fmt: skip


def breaches_of(lines: Sequence[Kept], packs: Mapping[str, RulePack]) -> list[Finding]:
    """Return the breaches of the case, each event under the pack that it names.

    Raises ``Fault`` for a pack that cannot be applied.
    """
    acts = acts_of(lines)
    try:
        found = breaches(acts, packs)
    except NotApplicable as fault:
        raise Fault("dossier.pack-invalid", version=str(fault)) from None
    return [
        Finding(BREACH, {"entry": breach.entry, "name": breach.name, "exhibit": breach.exhibit})
        for breach in found
    ]


def told_of(events: Sequence[Event], kind: str, code: str) -> list[Finding]:
    """Return a finding for each event of a kind."""
    return [
        Finding(code, {"entry": event.case_seq, "exhibit": event.exhibit})
        for event in events
        if event.kind == kind
    ]


def discrepancies(events: Sequence[Event]) -> list[Finding]:
    """Return the discrepancies and then the explanations of the case."""
    return [
        *told_of(events, "discrepancy", DISCREPANCY),
        *told_of(events, "explain", EXPLANATION),
    ]


def disputed(events: Sequence[Event], case: str, proven: Sequence[tuple[int, int]]) -> list[Finding]:
    """Return the case's events that a withdrawn key signed and that no proven time covers.

    ``proven`` are size and proven time of checkpoints. A retired key counts up to the time of its retirement,
    a compromised one up to the time since which it is compromised; a key that a disputed key event registered
    counts for nothing.
    """
    until = _withdrawn(events)
    covered = {
        key: max((size for size, at in proven if at <= time), default=0) for key, time in until.items()
    }
    found: list[Finding] = []
    for event in events:
        signers = [one for one in event.signers if one[1] in covered and event.sequence > covered[one[1]]]
        if event.case == case:
            found += [Finding(DISPUTED, {"entry": event.case_seq, "badge": one[0]}) for one in signers]
        elif signers and event.kind == "key-add":
            covered[event.text("key")] = 0
    return found


def _withdrawn(events: Sequence[Event]) -> dict[str, int]:
    """Return until when each withdrawn key counts."""
    until: dict[str, int] = {}
    for event in events:
        if event.kind == "key-retire":
            until[event.text("key")] = event.at
        elif event.kind == "key-compromise":
            until[event.text("key")] = event.number("since_at")
    return until


def live_keys(events: Sequence[Event]) -> dict[str, tuple[str, int, int]]:
    """Return badge and period of every key that is registered at the end."""
    live: dict[str, tuple[str, int, int]] = {}
    for event in events:
        if event.kind == "key-add":
            period = (event.number("from_at"), event.number("until_at"))
            live[event.text("key")] = (event.text("badge"), *period)
        elif event.kind in {"key-retire", "key-compromise"}:
            live.pop(event.text("key"), None)
    return live
'''

# -------------------- borderlink/dossiers/domain/index.py --------------------
SOURCES['borderlink.dossiers.domain.index'] = r'''
"""The index of a dossier: what it is, who drew it up, and every member with its hash; signed by two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.signing import NotAKey, PublicKey, Signature

TYPE: Final = "borderlink-dossier-1"
PURPOSE: Final = "dossier-index"
NODE_BADGE: Final = "NODE"
LATEST: Final = 253_402_300_799  # the last second that a calendar of four digits can tell
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "vi", "en")
_TEXTS: Final = ("number", "agency", "unit", "node", "case", "drawn_up_by")
_HEX: Final = frozenset("0123456789abcdef")


class NotAnIndex(Exception):  # noqa: N818 - a fact about bytes; the verdict says it in words
    """The bytes are not an index, or not its signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What a dossier says of itself. ``members``: SHA-256 in hexadecimal and size in bytes, by name."""

    number: str
    agency: str
    unit: str
    node: str
    case: str
    drawn_up_at: int
    drawn_up_by: str
    languages: tuple[str, ...]
    members: Mapping[str, tuple[str, int]]

    def about(self) -> dict[str, Value]:
        """Return all but the members."""
        texts: dict[str, Value] = {name: getattr(self, name) for name in _TEXTS}
        return {**texts, "drawn_up_at": self.drawn_up_at, "languages": list(self.languages)}

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        members: dict[str, Value] = {
            name: {"sha256": digest, "size": size} for name, (digest, size) in self.members.items()
        }
        return canonical.to_bytes({"type": TYPE, **self.about(), "members": members})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the index of bytes. Raises ``NotAnIndex`` for any other form."""
        try:
            content = canonical.object_of(data)
        except NotCanonical as fault:
            raise NotAnIndex(str(fault.facts.get("what"))) from None
        members = content.get("members")
        if not isinstance(members, Mapping):
            raise NotAnIndex("members")
        texts = {name: _text(content.get(name)) for name in _TEXTS}
        found = cls(
            **texts,
            drawn_up_at=_time(content.get("drawn_up_at")),
            languages=_languages(content.get("languages")),
            members={name: _member(told) for name, told in members.items()},
        )
        if found.to_bytes() != data:
            raise NotAnIndex("fields")
        return found


def _whole(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotAnIndex("fields")
    return value


def _time(value: Value) -> int:
    found = _whole(value)
    if found > LATEST:
        raise NotAnIndex("fields")
    return found


def _languages(value: Value) -> tuple[str, ...]:
    found = tuple(str(item) for item in value) if isinstance(value, list) else ()
    if not found or len(set(found)) != len(found) or not set(found) <= set(LANGUAGES):
        raise NotAnIndex("fields")
    return found


def _text(value: Value) -> str:
    if not isinstance(value, str) or not value:
        raise NotAnIndex("fields")
    return value


def _member(value: Value) -> tuple[str, int]:
    """Return hash and size of one member; what else stands there is found by writing the index again."""
    told = value if isinstance(value, Mapping) else {}
    digest, size = _text(told.get("sha256")), _whole(told.get("size"))
    if len(digest) != 64 or not set(digest) <= _HEX:  # noqa: PLR2004 - SHA-256 in hexadecimal
        raise NotAnIndex("members")
    return digest, size


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSignature:
    """One signature under the index: whose, by which key."""

    badge: str
    key: PublicKey
    signature: Signature

    def holds(self, index: bytes) -> bool:
        """Say whether it covers the index's bytes."""
        return self.key.verify(index, self.signature, purpose=PURPOSE)


def signatures_to_bytes(signatures: Sequence[IndexSignature]) -> bytes:
    """Return the content of `index.sig`."""
    listed: list[Value] = [
        {"badge": one.badge, "key": one.key.text(), "signature": one.signature.text()} for one in signatures
    ]
    return canonical.to_bytes({"signatures": listed})


def signatures_from_bytes(data: bytes) -> tuple[IndexSignature, ...]:
    """Return the signatures of `index.sig`: the node's, then the officer's. Raises ``NotAnIndex``."""
    try:
        listed = canonical.object_of(data).get("signatures")
        items = listed if isinstance(listed, list) else []
        found = tuple(_signature(item) for item in items)
    except (NotCanonical, NotAKey):
        raise NotAnIndex("signatures") from None
    if len(found) != 2 or signatures_to_bytes(found) != data:  # noqa: PLR2004 - node and officer
        raise NotAnIndex("signatures")
    return found


def _signature(value: Value) -> IndexSignature:
    if not isinstance(value, Mapping):
        raise NotAnIndex("signatures")
    return IndexSignature(
        badge=_text(value.get("badge")),
        key=PublicKey.from_text(str(value.get("key"))),
        signature=Signature.from_text(str(value.get("signature"))),
    )
'''

# -------------------- borderlink/foundation/roots.py --------------------
SOURCES['borderlink.foundation.roots'] = r'''
"""The root document of an agency: three keys meant to stay offline, of which any two speak for it.

Its fingerprint, 60 digits, is what two agencies compare at their ceremony and print on paper: trust
comes from outside the file. A later version is signed by two keys of the one before and two of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from borderlink.foundation import canonical, signing
from borderlink.foundation.canonical import Value
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PublicKey, Signature

TYPE = "borderlink-root-1"
PURPOSE = "root-document"
KEYS = 3
THRESHOLD = 2


class NotARoot(Refusal):
    """The document is not a root document."""

    code = "foundation.not-a-root"


class RootNotSigned(Refusal):
    """Fewer than two of the three keys have signed."""

    code = "foundation.root-not-signed"


class RootDoesNotFollow(Refusal):
    """A new root document does not come from the one that is trusted."""

    code = "foundation.root-does-not-follow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Which three keys speak for an agency. ``previous`` is the fingerprint of the version before."""

    agency: str
    keys: tuple[PublicKey, ...]
    version: int = 1
    previous: str = ""

    def __post_init__(self) -> None:
        if len(self.keys) != KEYS or len({key.raw for key in self.keys}) != KEYS:
            raise NotARoot(what="three-different-keys")
        if self.version < 1 or (self.version == 1) != (self.previous == ""):
            raise NotARoot(what="version-and-previous")

    def document(self) -> bytes:
        """Return the canonical bytes that are signed and fingerprinted."""
        keys = [key.text() for key in self.keys]
        return canonical.to_bytes({
            "type": TYPE, "agency": self.agency, "version": self.version,
            "previous": self.previous, "threshold": THRESHOLD, "keys": keys,
        })  # fmt: skip

    def fingerprint(self) -> str:
        """Return the 60 digits in groups of five that stand for this document on paper."""
        return signing.fingerprint(self.document())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRoot:
    """A root document with its signatures, each beside the text of the key that made it."""

    root: Root
    signatures: tuple[tuple[str, Signature], ...]

    def to_bytes(self) -> bytes:
        """Return the file of this signed document."""
        signatures = {key: signature.text() for key, signature in self.signatures}
        return canonical.to_bytes({"root": self.root.document().decode(), "signatures": signatures})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed document of a file; nothing is verified yet. Refuses: ``NotARoot``."""
        content = canonical.object_of(data)
        signatures = content.get("signatures")
        if set(content) != {"root", "signatures"} or not isinstance(signatures, Mapping):
            raise NotARoot(what="no-signatures")
        kept = tuple((key, Signature.from_text(str(text))) for key, text in signatures.items())
        return cls(root=read_root(str(content["root"]).encode()), signatures=kept)

    def verify(self) -> Root:
        """Return the root when two different keys of it have signed. Refuses: ``RootNotSigned``."""
        self._need_signatures_of(self.root.keys)
        return self.root

    def verify_after(self, trusted: Root) -> Root:
        """Return the root when two keys of ``trusted`` and two of its own have signed it.

        Refuses: ``RootDoesNotFollow``, ``RootNotSigned``.
        """
        root = self.root
        for holds, what in (
            (root.agency == trusted.agency, "another-agency"),
            (root.version == trusted.version + 1, "not-the-next-version"),
            (root.previous == trusted.fingerprint(), "another-predecessor"),
        ):
            if not holds:
                raise RootDoesNotFollow(version=root.version, agency=root.agency, what=what)
        self._need_signatures_of(trusted.keys)
        return self.verify()

    def _need_signatures_of(self, keys: Sequence[PublicKey]) -> None:
        document, by_text = self.root.document(), dict(self.signatures)
        valid = sum(
            key.text() in by_text and key.verify(document, by_text[key.text()], purpose=PURPOSE)
            for key in keys
        )
        if valid < THRESHOLD:
            raise RootNotSigned(valid=valid, needed=THRESHOLD, agency=self.root.agency)


def read_root(document: bytes) -> Root:
    """Return the root that canonical bytes hold. Refuses: ``NotARoot``, ``NotCanonical``, ``NotAKey``."""
    content = canonical.object_of(document)
    keys = content.get("keys")
    if content.get("type") != TYPE or not isinstance(keys, list):
        raise NotARoot(what="another-type")
    root = Root(
        agency=str(content.get("agency")),
        keys=tuple(PublicKey.from_text(str(key)) for key in keys),
        version=_number(content.get("version")),
        previous=str(content.get("previous")),
    )
    if root.document() != document:
        raise NotARoot(what="other-fields")
    return root


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
'''

# -------------------- borderlink/foundation/certificates.py --------------------
SOURCES['borderlink.foundation.certificates'] = r'''
"""The certificate of a node's key: two root keys of the agency say which key a node signs with, and when.

The root stays offline, the node's key is in use every day; a dossier carries both, so that a court with the
root's fingerprint on paper needs to trust nothing else. A period includes its start and excludes its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical, Value
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import THRESHOLD, Root
from borderlink.foundation.signing import NotAKey, PublicKey, Signature

TYPE: Final = "borderlink-node-certificate-1"
PURPOSE: Final = "node-certificate"


class NotACertificate(Refusal):
    """The document is not a node's certificate."""

    code = "foundation.not-a-certificate"


class CertificateNotSigned(Refusal):
    """Fewer than two keys of the agency's root have signed the certificate."""

    code = "foundation.certificate-not-signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Which key a node of an agency signs with; times in seconds since 1970."""

    agency: str
    node: str
    key: PublicKey
    from_at: int
    until_at: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_at < self.until_at <= LARGEST:
            raise NotACertificate(what="period")

    def document(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return canonical.to_bytes({
            "type": TYPE, "agency": self.agency, "node": self.node, "key": self.key.text(),
            "from_at": self.from_at, "until_at": self.until_at,
        })  # fmt: skip

    def covers(self, at: int) -> bool:
        """Say whether the key was certified at a time in seconds since 1970."""
        return self.from_at <= at < self.until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCertificate:
    """A certificate with its signatures, each beside the text of the root key that made it."""

    certificate: Certificate
    signatures: tuple[tuple[str, Signature], ...]

    def to_bytes(self) -> bytes:
        """Return the file of this signed certificate."""
        signatures = {key: signature.text() for key, signature in self.signatures}
        return canonical.to_bytes({
            "certificate": self.certificate.document().decode(), "signatures": signatures,
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed certificate of a file; nothing is verified yet. Refuses: ``NotACertificate``."""
        try:
            content = canonical.object_of(data)
            signatures = content.get("signatures")
            if set(content) != {"certificate", "signatures"} or not isinstance(signatures, Mapping):
                raise NotACertificate(what="no-signatures")
            kept = tuple((key, Signature.from_text(str(text))) for key, text in signatures.items())
        except (NotCanonical, NotAKey):
            raise NotACertificate(what="another-form") from None
        return cls(certificate=read_certificate(str(content["certificate"]).encode()), signatures=kept)

    def verify(self, root: Root) -> Certificate:
        """Return the certificate when two different keys of ``root`` have signed it.

        Refuses: ``NotACertificate`` (of another agency), ``CertificateNotSigned``.
        """
        found = self.certificate
        if found.agency != root.agency:
            raise NotACertificate(what="another-agency")
        document, by_text = found.document(), dict(self.signatures)
        valid = sum(
            key.text() in by_text and key.verify(document, by_text[key.text()], purpose=PURPOSE)
            for key in root.keys
        )
        if valid < THRESHOLD:
            raise CertificateNotSigned(valid=valid, needed=THRESHOLD, node=found.node)
        return found


def read_certificate(document: bytes) -> Certificate:
    """Return the certificate that canonical bytes hold. Refuses: ``NotACertificate``."""
    try:
        content = canonical.object_of(document)
        found = Certificate(
            agency=str(content.get("agency")),
            node=str(content.get("node")),
            key=PublicKey.from_text(str(content.get("key"))),
            from_at=_seconds(content.get("from_at")),
            until_at=_seconds(content.get("until_at")),
        )
    except (NotCanonical, NotAKey):
        raise NotACertificate(what="another-form") from None
    if found.document() != document:
        raise NotACertificate(what="other-fields")
    return found


def _seconds(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
'''

# -------------------- borderlink/foundation/cosignatures.py --------------------
SOURCES['borderlink.foundation.cosignatures'] = r'''
"""Cosignatures: what another party signs under a checkpoint, with the time at which it saw it.

The form is C2SP's tlog-cosignature. A verifier key names who and how: type 1 signs the checkpoint's text,
type 4 the time with it.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint
from borderlink.foundation.signing import ED25519, PublicKey

PLAIN: Final = 1
TIMED: Final = 4
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Who may cosign: name, public key, and whether the time is signed with the checkpoint."""

    name: str
    key: PublicKey
    kind: int = TIMED

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the cosigner of a verifier key ``name+id+base64``. Refuses: ``NotACheckpoint``."""
        name, _, rest = text.partition("+")
        try:
            material = base64.b64decode(rest.partition("+")[2], validate=True)
        except (binascii.Error, ValueError):
            raise NotACheckpoint(what="not-base64") from None
        found = cls(name, PublicKey(ED25519, material[1:]), material[0] if material else 0)
        if len(found.key.raw) != _KEY_BYTES or found.kind not in {PLAIN, TIMED} or found.text() != text:
            raise NotACheckpoint(what="key-id-differs")
        return found

    def text(self) -> str:
        """Return the verifier key."""
        if not self.name or "+" in self.name or any(character.isspace() for character in self.name):
            raise NotACheckpoint(what="signer-name")
        return f"{self.name}+{self._id().hex()}+{base64.b64encode(self._material()).decode()}"

    def _material(self) -> bytes:
        return bytes([self.kind]) + self.key.raw

    def _id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self._material()).digest()[:_ID_BYTES]

    def line_in(self, signed: SignedCheckpoint) -> bytes | None:
        """Return what this cosigner's first line under a checkpoint holds after the id, or None."""
        ours = (raw for name, raw in signed.signatures if name == self.name and raw[:_ID_BYTES] == self._id())
        found = next(ours, None)
        return None if found is None else found[_ID_BYTES:]

    def holds(self, signed: SignedCheckpoint) -> bool:
        """Say whether this cosigner's line stands under the checkpoint and is valid."""
        line = self.line_in(signed)
        if line is None:
            return False
        at, signature = (line[:_TIME_BYTES], line[_TIME_BYTES:]) if self.kind == TIMED else (b"", line)
        return self.key.verify_bytes(_message(signed.checkpoint.text(), self.kind, at), signature)

    def time_of(self, signed: SignedCheckpoint) -> int | None:
        """Return the time that a valid line tells, in seconds since 1970; None where it tells none."""
        line = self.line_in(signed) if self.kind == TIMED and self.holds(signed) else None
        return int.from_bytes(line[:_TIME_BYTES], "big") if line else None


def _message(text: str, kind: int, at: bytes) -> bytes:
    head = f"cosignature/v1\ntime {int.from_bytes(at, 'big')}\n" if kind == TIMED else ""
    return (head + text).encode()
'''

# -------------------- borderlink/dossiers/domain/trust.py --------------------
SOURCES['borderlink.dossiers.domain.trust'] = r'''
"""Whose word a dossier rests on: the agency's roots, its node's certificates, checkpoints and cosigners."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.dossiers.domain.index import NODE_BADGE, Index, NotAnIndex, signatures_from_bytes
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical
from borderlink.foundation.certificates import (
    Certificate,
    CertificateNotSigned,
    NotACertificate,
    SignedCertificate,
)
from borderlink.foundation.checkpoint import CheckpointNotSigned, NotACheckpoint, SignedCheckpoint
from borderlink.foundation.cosignatures import Cosigner
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import NotARoot, Root, RootDoesNotFollow, RootNotSigned, SignedRoot
from borderlink.foundation.signing import NotAKey

ORIGIN: Final = "borderlink-custody/"
_ROOT_FAULTS: Final = (NotCanonical, NotARoot, NotAKey, RootNotSigned, RootDoesNotFollow)
_CERTIFICATE_FAULTS: Final = (NotACertificate, CertificateNotSigned)


@dataclass(frozen=True, slots=True)
class Party:
    """A cosigner as the dossier brings it: with roots and certificate of its agency, or none."""

    cosigner: Cosigner
    roots: tuple[Root, ...]
    certificate: Certificate | None = None

    def fingerprints(self) -> set[str]:
        """Return what a reader may have on paper of this party, without spaces."""
        found = [root.fingerprint() for root in self.roots] + [self.cosigner.key.fingerprint()]
        return {text.replace(" ", "") for text in found}

    def stands_under(self, signed: SignedCheckpoint) -> bool:
        """Say whether its line stands under a checkpoint, at a time (if it tells one) of its certificate."""
        at = self.cosigner.time_of(signed)
        in_time = at is None or self.certificate is None or self.certificate.covers(at)
        return in_time and self.cosigner.holds(signed)

    def time_of(self, signed: SignedCheckpoint) -> int | None:
        """Return the time at which it saw a checkpoint, if its word counts at that time."""
        return self.cosigner.time_of(signed) if self.stands_under(signed) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it, verified.

    ``spoken_for`` is the newest version of the root that has certified both the key that signed the index and
    the one that signed the last checkpoint.
    """

    roots: tuple[Root, ...]
    certificates: tuple[Certificate, ...]
    checkpoints: tuple[SignedCheckpoint, ...]
    parties: tuple[Party, ...]
    spoken_for: int

    def node_keys(self) -> frozenset[str]:
        """Return the node's certified keys."""
        return frozenset(certificate.key.text() for certificate in self.certificates)

    def number_of(self, key: str) -> int:
        """Return the number of the first certificate of a key."""
        keys = [certificate.key.text() for certificate in self.certificates]
        return keys.index(key) + 1

    def is_certified(self, key: str, at: int) -> bool:
        """Say whether a certificate of ``key`` covers a time."""
        return any(one.key.text() == key and one.covers(at) for one in self.certificates)


def numbered(members: Mapping[str, bytes], before: str, after: str) -> list[bytes]:
    """Return the members `<before>1<after>`, `<before>2<after>` … in their order."""
    found: list[bytes] = []
    while (name := f"{before}{len(found) + 1}{after}") in members:
        found.append(members[name])
    return found


def read_standing(members: Mapping[str, bytes], index: Index) -> Standing:
    """Check roots, certificates, index, checkpoints, cosigners; raise ``Fault`` at the first wrong one."""
    roots = _roots(numbered(members, "root-", ".json"), index.agency)
    certified = _certified(numbered(members, "node-certificate-", ".json"), roots, index)
    certificates = tuple(certificate for certificate, _ in certified)
    _check_index(members, index, certificates)
    checkpoints = _checkpoints(numbered(members, "checkpoint-", ".txt"), index.node, certificates)
    parties = _parties(members["cosigners.json"], checkpoints)
    _must_be_others(parties, roots, certificates)
    signers = (
        signatures_from_bytes(members["index.sig"])[0].key.text(),
        signer_of(checkpoints[-1], certificates),
    )
    spoken_for = min(
        max(version for certificate, version in certified if certificate.key.text() == key) for key in signers
    )
    standing = Standing(roots, certificates, checkpoints, parties, spoken_for)
    _check_times(standing)
    return standing


def _roots(files: Sequence[bytes], agency: str) -> tuple[Root, ...]:
    found: list[Root] = []
    for version, data in enumerate(files, 1):
        try:
            found.append(_root(data, agency, found, version))
        except _ROOT_FAULTS:
            raise Fault("dossier.root-invalid", version=version) from None
    return tuple(found)


def _root(data: bytes, agency: str, before: Sequence[Root], version: int) -> Root:
    signed = SignedRoot.from_bytes(data)
    root = signed.verify_after(before[-1]) if before else signed.verify()
    if signed.to_bytes() != data or (root.agency, root.version) != (agency, version):
        raise NotARoot(what="another-agency")
    return root


def _certified(
    files: Sequence[bytes], roots: Sequence[Root], index: Index
) -> tuple[tuple[Certificate, int], ...]:
    found: list[tuple[Certificate, int]] = []
    for number, data in enumerate(files, 1):
        certificate, version = _certificate(data, roots)
        if certificate is None or (certificate.agency, certificate.node) != (index.agency, index.node):
            raise Fault("dossier.certificate-invalid", number=number)
        found.append((certificate, version))
    return tuple(found)


def _certificate(data: bytes, roots: Sequence[Root]) -> tuple[Certificate | None, int]:
    """Return the certificate of a file and the newest version of the root of which two keys signed it."""
    for root in reversed(roots):
        try:
            signed = SignedCertificate.from_bytes(data)
            if signed.to_bytes() == data:
                return signed.verify(root), root.version
        except _CERTIFICATE_FAULTS:
            continue
    return None, 0


def _check_index(members: Mapping[str, bytes], index: Index, certificates: Sequence[Certificate]) -> None:
    """Check both signatures of the index, the node's by a key certified when it was drawn up."""
    node, officer = signatures_from_bytes(members["index.sig"])
    certified = [one.key for one in certificates if one.covers(index.drawn_up_at)]
    signed = members["index.json"]
    if node.badge != NODE_BADGE or node.key not in certified or not node.holds(signed):
        raise Fault("dossier.index-not-signed", badge=NODE_BADGE)
    if officer.badge != index.drawn_up_by or not officer.holds(signed):
        raise Fault("dossier.index-not-signed", badge=index.drawn_up_by)


def check_form_of_signatures(data: bytes) -> None:
    """Raise ``Fault`` when `index.sig` is not in form."""
    try:
        signatures_from_bytes(data)
    except NotAnIndex:
        raise Fault("dossier.not-in-form", member="index.sig") from None


def _checkpoints(
    files: Sequence[bytes], node: str, certificates: Sequence[Certificate]
) -> tuple[SignedCheckpoint, ...]:
    found: list[SignedCheckpoint] = []
    for number, data in enumerate(files, 1):
        try:
            signed = SignedCheckpoint.from_note(data.decode())
            last = found[-1].checkpoint.size if found else 0
            in_place = signed.checkpoint.origin == ORIGIN + node and last < signed.checkpoint.size <= LARGEST
        except (UnicodeDecodeError, NotACheckpoint):
            in_place = False
        if not in_place or signer_of(signed, certificates) is None:
            raise Fault("dossier.checkpoint-invalid", number=number)
        found.append(signed)
    return tuple(found)


def signer_of(signed: SignedCheckpoint, certificates: Sequence[Certificate]) -> str | None:
    """Return the certified key that signed a checkpoint under its origin's name."""
    for certificate in certificates:
        try:
            signed.verify(signed.checkpoint.origin, certificate.key)
        except CheckpointNotSigned:
            continue
        return certificate.key.text()
    return None


def _parties(data: bytes, checkpoints: Sequence[SignedCheckpoint]) -> tuple[Party, ...]:
    try:
        listed = canonical.from_bytes(data)
    except NotCanonical:
        listed = None
    if not isinstance(listed, list):
        raise Fault("dossier.not-in-form", member="cosigners.json")
    found = [_party(value) for value in listed]
    keys = [party.cosigner.text() for party in found]
    if keys != sorted(set(keys)):
        raise Fault("dossier.not-in-form", member="cosigners.json")
    for party in found:
        for signed in checkpoints:
            if party.cosigner.line_in(signed) is not None and not party.cosigner.holds(signed):
                raise Fault("dossier.cosigner-invalid", name=party.cosigner.name)
    return tuple(found)


def _party(value: object) -> Party:
    fields = value if isinstance(value, dict) else {}
    key, certificate, roots = (fields.get(name) for name in ("key", "certificate", "roots"))
    in_form = isinstance(key, str) and isinstance(certificate, str) and isinstance(roots, list)
    if set(fields) != {"certificate", "key", "roots"} or not in_form:
        raise Fault("dossier.not-in-form", member="cosigners.json")
    name = str(key).partition("+")[0]
    try:
        party = Party(Cosigner.from_text(str(key)), _roots_of(list(roots or [])))
    except Refusal:
        raise Fault("dossier.cosigner-invalid", name=name) from None
    if bool(certificate) != bool(party.roots):
        raise Fault("dossier.cosigner-invalid", name=name)
    if certificate:
        found, version = _certificate(str(certificate).encode(), party.roots)
        if found is None or found.key != party.cosigner.key:
            raise Fault("dossier.cosigner-invalid", name=name)
        return Party(party.cosigner, party.roots[:version], found)
    return party


def _must_be_others(
    parties: Sequence[Party], roots: Sequence[Root], certificates: Sequence[Certificate]
) -> None:
    """Raise ``Fault`` for a cosigner that is the agency itself: its word would prove its own time."""
    own = {root.fingerprint() for root in roots}
    keys = {certificate.key for certificate in certificates}
    for party in parties:
        if party.cosigner.key in keys or own & {root.fingerprint() for root in party.roots}:
            raise Fault("dossier.cosigner-invalid", name=party.cosigner.name)


def _roots_of(texts: Sequence[object]) -> tuple[Root, ...]:
    found: list[Root] = []
    for version, text in enumerate(texts, 1):
        signed = SignedRoot.from_bytes(str(text).encode())
        agency = found[0].agency if found else signed.root.agency
        found.append(_root(str(text).encode(), agency, found, version))
    return tuple(found)


def _check_times(standing: Standing) -> None:
    """Raise ``Fault`` when anyone saw a checkpoint at a time for which its key was not certified."""
    for signed in standing.checkpoints:
        key = signer_of(signed, standing.certificates) or ""
        for party in standing.parties:
            at = party.cosigner.time_of(signed)
            if at is not None and not standing.is_certified(key, at):
                raise Fault("dossier.certificate-expired", number=standing.number_of(key))


def anchored(
    standing: Standing, given: Sequence[str], authorities: Collection[str]
) -> tuple[bool, list[Party]]:
    """Check the anchors given; return whether the agency's root is among them, and the parties that are.

    ``authorities`` are the fingerprints of authorities whose tokens are there. A root speaks for what it or a
    later one has certified: keys of one that was replaced say nothing under the fingerprint of the new.
    Raises ``Fault`` for an anchor not met.
    """
    roots = {root.fingerprint().replace(" ", ""): root.version for root in standing.roots}
    seen = standing.checkpoints
    present = [party for party in standing.parties if any(party.stands_under(one) for one in seen)]
    met: list[Party] = []
    for anchor in given:
        plain = "".join(anchor.split())
        parties = [party for party in present if plain in party.fingerprints()]
        if not parties and plain not in roots and plain not in authorities:
            raise Fault("dossier.anchor-not-met", anchor=anchor)
        met += [party for party in parties if party not in met]
    told = [roots[plain] for anchor in given if (plain := "".join(anchor.split())) in roots]
    return any(version <= standing.spoken_for for version in told), met


def proven_by(parties: Sequence[Party], signed: SignedCheckpoint) -> int | None:
    """Return the earliest time that anchored cosigners tell of a checkpoint."""
    times = [at for party in parties if (at := party.time_of(signed)) is not None]
    return min(times, default=None)
'''

# -------------------- borderlink/dossiers/domain/packs.py --------------------
SOURCES['borderlink.dossiers.domain.packs'] = r'''
"""Rule packs read from a dossier: the value an event's version is the digest of."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.packs import RulePack
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.mass import ExpectedLoss

_COUNTS: Final = (
    "share_ppm", "confidence_ppm", "laboratory_within_s", "laboratory_within_if_complex_s",
    "rebag_after_openings",
)  # fmt: skip


def read_packs(data: bytes) -> dict[str, RulePack]:
    """Return the packs of `packs.json` by version; raise ``Fault`` for one that is another than it says."""
    try:
        listed = canonical.object_of(data)
    except NotCanonical:
        raise Fault("dossier.pack-invalid", version="-") from None
    found: dict[str, RulePack] = {}
    for version, value in listed.items():
        try:
            found[version] = _pack(value)
            is_same = found[version].version() == version
            is_same = is_same and canonical.to_bytes(found[version].value()) == canonical.to_bytes(value)
        except (KeyError, TypeError, ValueError, AttributeError):
            is_same = False
        if not is_same:
            raise Fault("dossier.pack-invalid", version=version)
    return found


def _pack(value: Value) -> RulePack:
    if not isinstance(value, Mapping):
        raise TypeError
    counts = {name: _count(value[name]) for name in _COUNTS}
    signers = value["signers"]
    if not isinstance(signers, Mapping):
        raise TypeError
    return RulePack(
        name=str(value["name"]),
        sampling=str(value["sampling"]),
        divisions=tuple((_count(below), _count(division)) for below, division in _rows(value["divisions"])),
        signers={str(kind): _count(count) for kind, count in signers.items()},
        witnessed=frozenset(str(kind) for kind in _listed(value["witnessed"])),
        losses={
            (str(substance), str(form)): ExpectedLoss(
                rate_ppm_a_day=_count(rate), bound_ppm=_count(bound), source=str(source)
            )
            for substance, form, rate, bound, source in _rows(value["losses"])
        },
        **counts,
    )


def _count(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _rows(value: Value) -> list[list[Value]]:
    return [_listed(row) for row in _listed(value)]
'''

# -------------------- borderlink/dossiers/domain/examine.py --------------------
SOURCES['borderlink.dossiers.domain.examine'] = r'''
"""A dossier examined from its bytes alone: no clock, no network, no database; every check in one order.

The order, the codes and the facts of findings are those of docs/design/dossier-format.md.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from borderlink.custody.domain.signatures import SignatureCheck, holds
from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain import archive, chain, openings, remarks, trust
from borderlink.dossiers.domain.chain import EVENTS, KEYS, Asked, Kept
from borderlink.dossiers.domain.index import Index, NotAnIndex, signatures_from_bytes
from borderlink.dossiers.domain.packs import read_packs
from borderlink.dossiers.domain.trust import Standing
from borderlink.dossiers.domain.verdict import (
    ALGORITHM_BROKEN,
    NOT_CHECKED,
    TIME_NOT_PROVEN,
    UNANCHORED,
    Fault,
    Finding,
    Outcome,
    Verdict,
    outcome_of,
)
from borderlink.foundation import signing

if TYPE_CHECKING:
    from borderlink.foundation.canonical import Value

_NEEDED: Final = (
    "root-1.json", "node-certificate-1.json", "keys.jsonl", "events.jsonl", "proofs.json",
    "checkpoint-1.txt", "cosigners.json", "openings.json", "packs.json", "disclosure.json",
)  # fmt: skip
_NUMBERED: Final = (
    ("root-", ".json"), ("node-certificate-", ".json"), ("checkpoint-", ".txt"), ("authorities/", ".pem"),
)  # fmt: skip

# Takes token, text and the authority's certificate; returns the time proven, in seconds since 1970, or None.
TokenCheck = Callable[[bytes, bytes, bytes], int | None]


def examine(
    data: bytes,
    *,
    anchors: Sequence[str] = (),
    broken: frozenset[str] = frozenset(),
    signatures: SignatureCheck = holds,
    tokens: TokenCheck | None = None,
) -> Verdict:
    """Return the verdict on a dossier's bytes.

    ``anchors`` are fingerprints known from elsewhere, all of which must be met; ``broken`` names algorithms
    that the reader no longer trusts; ``tokens`` checks time-stamps, None lists them as not checked.
    """
    reading = _Reading(tuple(anchors), broken, signatures, tokens)
    try:
        findings = reading.findings(data)
    except Fault as fault:
        return Verdict(
            outcome=fault.outcome, findings=(fault.finding,), about=reading.about, anchors=reading.roots
        )
    return Verdict(
        outcome=outcome_of(findings), findings=findings, about=reading.about, anchors=reading.roots,
        events=reading.events,
    )  # fmt: skip


class _Reading:
    """One reading: what is known grows from check to check."""

    def __init__(
        self,
        anchors: tuple[str, ...],
        broken: frozenset[str],
        signatures: SignatureCheck,
        tokens: TokenCheck | None,
    ) -> None:
        self._anchors = anchors
        self._broken = broken
        self._signatures = signatures
        self._tokens = tokens
        self.about: Mapping[str, Value] = {}
        self.roots: tuple[str, ...] = ()
        self.events = 0

    def findings(self, data: bytes) -> tuple[Finding, ...]:
        """Return everything found in a dossier without a fault; raise ``Fault`` at the first."""
        members, index = self._open(data)
        _must_be_whole(members, index)
        trust.check_form_of_signatures(members["index.sig"])
        _must_have_all(members)
        standing = trust.read_standing(members, index)
        self.roots = tuple(root.fingerprint() for root in standing.roots)
        lines, events = self._judged(members, index, standing)
        self.events = sum(line.member == EVENTS for line in lines)
        opened = openings.read_openings(members["openings.json"])
        openings.must_open(events, opened)
        schedule = openings.read_disclosure(members["disclosure.json"])
        authorities = trust.numbered(members, "authorities/", ".pem")
        stamped = self._stamps(members, standing, authorities)
        fingerprints = [signing.fingerprint(one).replace(" ", "") for one in authorities]
        speaking = {fingerprints[authority - 1] for _, _, authority in _tokens(members)}
        is_anchored, parties = trust.anchored(standing, self._anchors, speaking)
        proven = self._proven(standing, parties, stamped, fingerprints)
        case = [event for event in events if event.case == index.case]
        packs = read_packs(members["packs.json"])
        return (
            *([] if is_anchored else [Finding(UNANCHORED)]),
            *remarks.disputed(events, index.case, proven),
            *remarks.unknown_packs(packs),
            *remarks.breaches_of(lines, packs),
            *remarks.discrepancies(case),
            *openings.withheld(case, opened, schedule),
            *self._said(members, standing, proven, lines),
        )

    def _open(self, data: bytes) -> tuple[dict[str, bytes], Index]:
        try:
            members = archive.read(data)
        except archive.NotADossierFile as fault:
            raise Fault("dossier.not-a-zip", outcome=Outcome.UNREADABLE, what=str(fault)) from None
        try:
            index = Index.from_bytes(members.get("index.json", b""))
        except NotAnIndex:
            raise Fault("dossier.not-in-form", outcome=Outcome.UNREADABLE, member="index.json") from None
        if "index.sig" not in members:
            raise Fault("dossier.not-in-form", outcome=Outcome.UNREADABLE, member="index.sig")
        self.about = index.about()
        return members, index

    def _judged(
        self, members: Mapping[str, bytes], index: Index, standing: Standing
    ) -> tuple[list[Kept], list[Event]]:
        """Return lines and events in the ledger's order, every one of them judged and proven."""
        checkpoints = [signed.checkpoint for signed in standing.checkpoints]
        packs = read_packs(members["packs.json"])
        proofs = chain.read_proofs(members["proofs.json"], checkpoints, index.case)
        lines = chain.in_order(
            chain.read_lines(members[KEYS], KEYS), chain.read_lines(members[EVENTS], EVENTS)
        )
        asked = Asked(index.node, index.case, standing.node_keys(), packs, self._signatures)
        events = chain.judge(lines, proofs, asked)
        for version in sorted(packs.keys() - {event.pack for event in events}):
            raise Fault("dossier.pack-invalid", version=version)
        chain.must_lie_in(lines, proofs, checkpoints)
        _check_periods(events, standing)
        _check_officer(members["index.sig"], index, events)
        return lines, events

    def _stamps(
        self, members: Mapping[str, bytes], standing: Standing, authorities: Sequence[bytes]
    ) -> list[tuple[int, int, int]]:
        """Return checkpoint, authority (from 1) and time of every token; raise ``Fault`` for a false one."""
        if self._tokens is None:
            return []
        found: list[tuple[int, int, int]] = []
        for name, number, authority in _tokens(members):
            text = standing.checkpoints[number - 1].checkpoint.text().encode()
            at = self._tokens(members[name], text, authorities[authority - 1])
            if at is None:
                raise Fault("dossier.token-invalid", member=name)
            found.append((number, authority, at))
        return found

    def _proven(
        self,
        standing: Standing,
        parties: Sequence[trust.Party],
        stamped: Sequence[tuple[int, int, int]],
        fingerprints: Sequence[str],
    ) -> list[tuple[int, int]]:
        """Return size and earliest proven time of each checkpoint whose time an anchored party proves."""
        given = {"".join(anchor.split()) for anchor in self._anchors}
        found: list[tuple[int, int]] = []
        for number, signed in enumerate(standing.checkpoints, 1):
            times = [at for checkpoint, authority, at in stamped
                     if checkpoint == number and fingerprints[authority - 1] in given]  # fmt: skip
            cosigned = trust.proven_by(parties, signed)
            times += [] if cosigned is None else [cosigned]
            if times:
                found.append((signed.checkpoint.size, min(times)))
        return found

    def _said(
        self,
        members: Mapping[str, bytes],
        standing: Standing,
        proven: Sequence[tuple[int, int]],
        lines: Sequence[Kept],
    ) -> list[Finding]:
        """Return what is told and never counted."""
        unchecked = [] if self._tokens else [name for name, _, _ in _tokens(members)]
        found = [Finding(NOT_CHECKED, {"member": name}) for name in unchecked]
        last = standing.checkpoints[-1].checkpoint.size
        if all(size != last for size, _ in proven):
            found.append(Finding(TIME_NOT_PROVEN))
        keys = [signer[1] for line in lines if line.event for signer in line.event.signers]
        for algorithm in sorted(self._broken):
            count = sum(key.startswith(f"{algorithm}:") for key in keys)
            found.append(Finding(ALGORITHM_BROKEN, {"algorithm": algorithm, "signatures": count}))
        return found


def _must_be_whole(members: Mapping[str, bytes], index: Index) -> None:
    """Raise ``Fault`` for a member that the index does not name, or names otherwise."""
    for name in members:
        if name not in index.members and name not in {"index.json", "index.sig"}:
            raise Fault("dossier.member-unknown", member=name)
    for name in sorted(index.members):
        if name not in members:
            raise Fault("dossier.member-missing", member=name)
        told = (hashlib.sha256(members[name]).hexdigest(), len(members[name]))
        if told != index.members[name] or (name.startswith("files/") and name[6:70] != told[0]):
            raise Fault("dossier.member-changed", member=name)


def _must_have_all(members: Mapping[str, bytes]) -> None:
    """Raise ``Fault`` for a member that every dossier has, or one before another of its number."""
    for name in _NEEDED:
        if name not in members:
            raise Fault("dossier.member-missing", member=name)
    for before, after in _NUMBERED:
        there = sum(name.startswith(before) and name.endswith(after) for name in members)
        if (count := len(trust.numbered(members, before, after))) != there:
            raise Fault("dossier.member-missing", member=f"{before}{count + 1}{after}")
    for _, number, authority in _tokens(members):
        for name in (f"checkpoint-{number}.txt", f"authorities/{authority}.pem"):
            if name not in members:
                raise Fault("dossier.member-missing", member=name)


def _tokens(members: Mapping[str, bytes]) -> list[tuple[str, int, int]]:
    """Return the tokens' names, each with the numbers of its checkpoint and of its authority."""
    names = sorted(name for name in members if name.startswith("tokens/"))
    split = [(name, name.removeprefix("tokens/").removesuffix(".tsr").split("-")) for name in names]
    return [(name, int(number), int(authority)) for name, (number, authority) in split]


def _check_periods(events: Sequence[Event], standing: Standing) -> None:
    """Raise ``Fault`` when the node's key signed a key event at a time for which it was not certified."""
    node_keys = standing.node_keys()
    for event in events:
        for signer in event.signers:
            if signer[1] in node_keys and not standing.is_certified(signer[1], event.at):
                raise Fault("dossier.certificate-expired", number=standing.number_of(signer[1]))


def _check_officer(signed: bytes, index: Index, events: Sequence[Event]) -> None:
    """Raise ``Fault`` unless the index was signed by a key registered to who drew the dossier up."""
    officer = signatures_from_bytes(signed)[1]
    badge, from_at, until_at = remarks.live_keys(events).get(officer.key.text(), ("", 0, 0))
    if badge != index.drawn_up_by or not from_at <= index.drawn_up_at < until_at:
        raise Fault("dossier.index-not-signed", badge=index.drawn_up_by)
'''


def put_together() -> None:
    """Make the blocks above importable under their names, in their order."""
    for name, text in SOURCES.items():
        parts = name.split(".")
        for count in range(1, len(parts)):
            package = ".".join(parts[:count])
            if package not in sys.modules:
                sys.modules[package] = ModuleType(package)
                sys.modules[package].__path__ = []
        module = ModuleType(name)
        sys.modules[name] = module
        if len(parts) > 1:
            setattr(sys.modules[name.rpartition(".")[0]], parts[-1], module)
        exec(compile(text, name, "exec"), module.__dict__)


def main() -> int:
    """Verify the dossier named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a dossier offline.")
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--anchor", action="append", default=[], help="a fingerprint that you have on paper")
    parser.add_argument("--broken", action="append", default=[], help="an algorithm you declare broken")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    try:
        asked = parser.parse_args()
        for anchor in asked.anchor:
            plain = "".join(anchor.split())
            if not (plain.isascii() and plain.isdigit() and len(plain) == 60):
                parser.error(f"a fingerprint has 60 digits, not {len(plain)}")
        data = asked.dossier.read_bytes()
    except OSError as fault:
        print(fault, file=sys.stderr)
        return 64
    except SystemExit as fault:
        return 64 if fault.code else 0
    put_together()
    examine = sys.modules["borderlink.dossiers.domain.examine"].examine
    verdict = examine(data, anchors=asked.anchor, broken=frozenset(asked.broken))
    if asked.json:
        print(json.dumps(verdict.value(), ensure_ascii=False))
        return verdict.code
    shown = sys.modules["borderlink.dossiers.domain.verdict"].shown
    for line in told(verdict):
        print(shown(line))
    return verdict.code


def told(verdict: Any) -> Iterator[str]:
    """Yield the verdict in English, line by line; each finding with its code and facts."""
    yield WORDS[f"verdict.{verdict.code}"].format(agency=verdict.about.get("agency", ""))
    for fingerprint in verdict.anchors:
        yield WORDS["fingerprint"].format(fingerprint=fingerprint)
    for finding in verdict.findings:
        name = f".{finding.facts['name']}" if finding.code == "dossier.breach" else ""
        facts = "".join(f", {name} {value}" for name, value in finding.facts.items() if value)
        yield f"- {WORDS[finding.code + name].format_map(finding.facts)} [{finding.code}{facts}]"
    if verdict.code not in {1, 2}:
        yield WORDS["limit"]


# What is said of a verdict and of each finding: the English of `borderlink verify`, in its own short form.
WORDS: dict[str, str] = {
    "verdict.0": "Records whole, signed by {agency}, not changed.",
    "verdict.1": "Invalid: this dossier is not what was signed, or what was signed breaks a rule.",
    "verdict.2": "Cannot be read: this file is not a whole dossier.",
    "verdict.3": "Consistent in itself, but not anchored: nothing from outside this file shows that {agency} signed it.",
    "verdict.4": "Records whole, signed by {agency}, not changed, with the remarks below.",
    "limit": "This says nothing about whether anything is proven or admissible: that is for the court.",
    "fingerprint": "Fingerprint of the root that signed: {fingerprint}. Compare it with the one you hold on paper.",
    "dossier.not-a-zip": "The file is not laid out as a dossier ({what}): it may be cut, or something was added to it.",
    "dossier.not-in-form": "{member} is not written in the form that a dossier has.",
    "dossier.member-unknown": "{member} was added: the signed index does not name it.",
    "dossier.member-missing": "{member} is missing.",
    "dossier.member-changed": "{member} is not the one that was signed.",
    "dossier.root-invalid": "Root document {version} of the agency is not valid.",
    "dossier.certificate-invalid": "Certificate {number} of the node is not valid.",
    "dossier.certificate-expired": "The node's key of certificate {number} was used at a time for which it was not certified.",
    "dossier.index-not-signed": "The index does not carry a valid signature of {badge}.",
    "dossier.checkpoint-invalid": "Checkpoint {number} is not valid or not signed by the node.",
    "dossier.cosigner-invalid": "What {name} is said to have signed with the node does not hold.",
    "dossier.pack-invalid": "Rule pack {version} is not the one that the events name.",
    "dossier.proof-invalid": "The events do not lie in the ledger that was signed ({member}).",
    "dossier.opening-invalid": "Entry {entry}: what is shown as {name} is not what was signed.",
    "dossier.token-invalid": "The time-stamp {member} does not hold.",
    "dossier.anchor-not-met": "Nothing in this dossier has the fingerprint {anchor}.",
    "dossier.unanchored": "No fingerprint known from elsewhere was compared with it: a forger could have made all of it.",
    "dossier.disputed": "Entry {entry} is disputed: the key of {badge} was withdrawn, and no independent time shows that it was signed before.",
    "dossier.pack-unknown": "Rule pack {version} is none that this verifier knows: only the dossier itself says what it asks for, and that may be less than the country's own rules. Ask for the pack from elsewhere and compare it.",
    "dossier.discrepancy": "Entry {entry}: a discrepancy of mass was recorded for {exhibit}.",
    "dossier.explanation": "Entry {entry}: a discrepancy of {exhibit} was explained by two officers.",
    "dossier.withheld": "Entry {entry}: {name} is withheld.",
    "dossier.not-checked": "{member} is not checked here.",
    "dossier.time-not-proven": "The latest times, at least, are those that the signers wrote: nobody whose fingerprint was given has proven when these records ended.",
    "dossier.algorithm-broken": "{algorithm} is declared broken by you; {signatures} signatures use it. The verdict stays: what was signed is judged at its own time.",
    "custody.not-in-form": "The first event that fails is entry {entry} of {member}: it is not in form.",
    "custody.out-of-turn": "The first event that fails is entry {entry} of {member}: it does not follow from the event before it: one is missing, or their order was changed.",
    "custody.cut-off": "The first event that fails is entry {entry} of {member}: the records end before the end that was signed.",
    "custody.exhibit-unknown": "The first event that fails is entry {entry} of {member}: no exhibit of this number is in the case.",
    "custody.exhibit-known": "The first event that fails is entry {entry} of {member}: the number of the exhibit was given before.",
    "custody.not-the-holder": "The first event that fails is entry {entry} of {member}: someone acts on an exhibit that another holds.",
    "custody.seal-used": "The first event that fails is entry {entry} of {member}: the number of the seal was used before.",
    "custody.seal-out-of-order": "The first event that fails is entry {entry} of {member}: a layer is sealed or opened out of order.",
    "custody.seal-does-not-match": "The first event that fails is entry {entry} of {member}: the seals told are not those in the register.",
    "custody.still-sealed": "The first event that fails is entry {entry} of {member}: what needs an open lot is done to a sealed one.",
    "custody.not-weighed": "The first event that fails is entry {entry} of {member}: a lot whose mass is not known is divided, sent or destroyed.",
    "custody.mass-below-zero": "The first event that fails is entry {entry} of {member}: more is taken than there is.",
    "custody.heavier-than-gross": "The first event that fails is entry {entry} of {member}: the net mass is larger than the gross mass.",
    "custody.masses-differ": "The first event that fails is entry {entry} of {member}: the masses do not add up.",
    "custody.mass-outside-bounds": "The first event that fails is entry {entry} of {member}: the mass differs from the book beyond the uncertainty of weighing.",
    "custody.discrepancy-open": "The first event that fails is entry {entry} of {member}: a discrepancy of this exhibit was not explained.",
    "custody.nothing-to-explain": "The first event that fails is entry {entry} of {member}: no such discrepancy was open.",
    "custody.one-person-twice": "The first event that fails is entry {entry} of {member}: one person or one key signs as two.",
    "custody.signer-missing": "The first event that fails is entry {entry} of {member}: a signature that the act needs is missing.",
    "custody.same-unit": "The first event that fails is entry {entry} of {member}: two who must come from different units come from one.",
    "custody.key-not-valid": "The first event that fails is entry {entry} of {member}: a key is not certified for this officer at this time.",
    "custody.signature-invalid": "The first event that fails is entry {entry} of {member}: a signature does not cover it: it was changed.",
    "custody.before-seizure": "The first event that fails is entry {entry} of {member}: it is dated before the exhibit was seized.",
    "custody.offer-pending": "The first event that fails is entry {entry} of {member}: the exhibit is on offer to a partner and locked.",
    "custody.offer-unknown": "The first event that fails is entry {entry} of {member}: there is no such pending offer.",
    "custody.seal-broken": "The first event that fails is entry {entry} of {member}: the exhibit is sent or accepted without a whole seal.",
    "custody.papers-missing": "The first event that fails is entry {entry} of {member}: an authorisation or a permit is missing.",
    "custody.no-longer-here": "The first event that fails is entry {entry} of {member}: the exhibit was transferred, returned or destroyed before.",
    "custody.kept-apart": "The first event that fails is entry {entry} of {member}: what must be kept apart is put together.",
    "custody.not-a-drug": "The first event that fails is entry {entry} of {member}: a rule of mass is applied to what is not a drug.",
    "custody.kept-by-mass": "The first event that fails is entry {entry} of {member}: an examination without masses is told of an exhibit kept by mass.",
    "custody.case-still-open": "The first event that fails is entry {entry} of {member}: destruction is planned while the case or a hold is open.",
    "custody.not-in-plan": "The first event that fails is entry {entry} of {member}: an exhibit is destroyed that no plan names.",
    "custody.entry-unknown": "The first event that fails is entry {entry} of {member}: it speaks of an entry that the case does not have.",
    "dossier.breach.too-few-signers": "Entry {entry}: fewer officers signed than the rule pack wants.",
    "dossier.breach.no-witness": "Entry {entry}: no witness is recorded.",
    "dossier.breach.witness-of-police": "Entry {entry}: the witness is police staff, which the rule pack does not allow.",
    "dossier.breach.division-too-coarse": "Entry {entry}: the balance's division is too coarse for this mass.",
    "dossier.breach.certificate-out-of-date": "Entry {entry}: the balance's certificate had run out.",
    "dossier.breach.no-video-of-absent-suspect": "Entry {entry}: the suspect was absent and no video is recorded.",
    "dossier.breach.no-purity": "Entry {entry}: a drug was identified and its purity is missing.",
    "dossier.breach.one-examiner": "Entry {entry}: one person alone signed a laboratory's finding; a second examiner or a reviewer is missing.",
    "dossier.breach.too-few-packages-sampled": "Entry {entry}: fewer packages were sampled than the rule pack wants.",
    "dossier.breach.late-to-laboratory": "Entry {entry}: samples reached the laboratory later than the rule pack allows.",
    "dossier.breach.not-rebagged": "Entry {entry}: sealed again in the old bag although a new one is due.",
}

if __name__ == "__main__":
    sys.exit(main())
