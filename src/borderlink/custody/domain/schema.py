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

from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value

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


def wrong_fact(kind: Kind, facts: Mapping[str, Value]) -> str:
    """Return the name of the first fact that is missing, unknown or not in form; nothing when all are."""
    fields = FACTS[kind]
    for name in sorted(fields.keys() ^ facts.keys()):
        return name
    for name, pattern in fields.items():
        if not re.fullmatch(pattern, canonical.to_bytes(facts[name]).decode(), re.ASCII):
            return name
    return ""
