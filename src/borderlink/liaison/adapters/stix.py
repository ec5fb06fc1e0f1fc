"""A clue as objects of STIX 2.1, and back: every field returns equal, or the whole is refused.

Standard objects hold what STIX has a place for: identities, locations, e-mail addresses, accounts, notes,
markings, one grouping a clue. The rest stands in one property extension with a fixed id. Whoever reads it
builds the objects again from the clue that was read and compares: nothing can be said twice and differently,
nothing can hide. docs/design/stix.md has the table; docs/decisions/0011-stix.md says why there is no library.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from borderlink.foundation import canonical

Object = dict[str, Any]
Clue = Mapping[str, Any]

VERSION: Final = 1
EXTENSION: Final = "extension-definition--b0d7049a-37b4-4b46-81f9-590fd449989c"
PROJECT: Final = "identity--1a716918-1f06-4b55-88f1-4c8d7ffc3ea9"
NAMESPACE: Final = UUID("7443d87a-c71d-48cf-9ed8-ff24dfca8da8")  # of our SDOs' ids
SCO_NAMESPACE: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1, 2.9: ids of SCOs
SPEC: Final = "2.1"
SINCE: Final = "2026-11-22T00:00:00.000Z"
# TLP 2.0 as OASIS published it for STIX 2.1.
TLP: Final = {
    "HDL-CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "HDL-GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "HDL-AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "HDL-STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "HDL-RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
# STIX 2.1, appendix A: the Admiralty credibility scale as a confidence; 6 (cannot be judged) has none.
CONFIDENCE: Final = {
    "GIN-ADM-1": 90, "GIN-ADM-2": 70, "GIN-ADM-3": 50, "GIN-ADM-4": 30, "GIN-ADM-5": 10,
}  # fmt: skip
ACCOUNTS: Final = {"IDT-WECHAT": "wechat", "IDT-ZALO": "zalo", "IDT-ACCOUNT": "other"}
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# What a clue says of itself and of its subject that no object of STIX has a place for.
OWN: Final = (
    "letter", "thread", "after", "reply_to", "channel", "urgency", "grade", "assurance", "consents",
)  # fmt: skip
OWN_FACTS: Final = ("drugs", "windows", "how", "actions", "held_back", "score", "low_score")


class _Writer:
    """Makes the objects of one clue; their ids are bound to every word of it."""

    def __init__(self, clue: Clue) -> None:
        self.clue = clue
        self.digest = hashlib.sha256(canonical.to_bytes(clue)).hexdigest()
        self.at = moment(clue["written_at"])
        self.author = self.id("identity", "author")
        self.marking = self.id("marking-definition", "handling")
        self.found: list[Object] = []
        self.numbers: dict[str, Object] = {}

    def id(self, kind: str, what: str) -> str:
        return f"{kind}--{uuid5(NAMESPACE, f'{self.digest} {what}')}"

    def put(self, kind: str, what: str, own: Mapping[str, Any] | None = None, **standard: object) -> str:
        """Add one object; ``own`` is what only our extension has a place for."""
        made = {
            "type": kind, "spec_version": SPEC, "id": self.id(kind, what), "created": self.at,
            "modified": self.at, "created_by_ref": self.author, "object_marking_refs": self._marks(),
            **standard,
        }  # fmt: skip
        if own is not None:
            made["extensions"] = extended(own)
        self.found.append(made)
        return str(made["id"])

    def _marks(self) -> list[str]:
        tlp = TLP.get(self.clue["handling"]["code"])
        return [self.marking, tlp] if tlp else [self.marking]

    def numbered(self, rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
        """Return identifiers, those that STIX has an object for by its id."""
        return [self._number(row) for row in rows]

    def _number(self, row: Mapping[str, str]) -> dict[str, str]:
        made = observable(row["kind"], row["value"])
        if made is None:
            return dict(row)
        self.numbers[made["id"]] = made
        return {"kind": row["kind"], "ref": made["id"]}


def observable(kind: str, value: str) -> Object | None:
    """Return the cyber observable of a number, None where STIX has none. Its id is of its value alone."""
    if kind == "IDT-EMAIL" and _EMAIL.fullmatch(value):
        return _observable("email-addr", {"value": value})
    if kind in ACCOUNTS:
        return _observable("user-account", {"account_type": ACCOUNTS[kind], "account_login": value})
    return None


def _observable(kind: str, said: dict[str, str]) -> Object:
    contributing = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "type": kind,
        "spec_version": SPEC,
        "id": f"{kind}--{uuid5(SCO_NAMESPACE, contributing)}",
        **said,
    }


def extended(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ``extensions`` of an object of ours."""
    return {EXTENSION: {"extension_type": "property-extension", **own}}


def moment(seconds: int) -> str:
    """Return a time as STIX writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def constants() -> list[Object]:
    """Return what every bundle holds beside its clues: the extension's definition and who defined it."""
    head = {"spec_version": SPEC, "created": SINCE, "modified": SINCE}
    return [
        {"type": "identity", "id": PROJECT, **head, "name": "Borderlink", "identity_class": "system"},
        {
            "type": "extension-definition", "id": EXTENSION, **head, "created_by_ref": PROJECT,
            "name": "Borderlink clue", "version": f"{VERSION}.0.0",
            "schema": "https://borderlink.invalid/stix/clue-1",
            "description": "What a clue between agencies says beyond STIX: docs/design/stix.md",
            "extension_types": ["property-extension"],
        },
    ]  # fmt: skip


def objects_of(clue: Clue) -> list[Object]:
    """Return the objects of one clue, its grouping last but its notes; always the same for the same clue."""
    writer = _Writer(clue)
    _put_author(writer)
    _put_handling(writer)
    own = _put_subject(writer, clue["facts"])
    refs = [*own.get("people", ()), *own.get("bodies", ()), *own.get("places", ()), *sorted(writer.numbers)]
    writer.found += [writer.numbers[name] for name in sorted(writer.numbers)]
    notes = [writer.id("note", f"note {at}") for at, _ in enumerate(clue["notes"])]
    own = {"version": VERSION, "notes": notes, **{name: clue[name] for name in OWN}, "facts": own}
    grade = clue["grade"] or {}
    sure = {"confidence": CONFIDENCE[code]} if (code := grade.get("information")) in CONFIDENCE else {}
    clue_id = writer.put(
        "grouping", "clue", own, name=clue["reference"], context="suspicious-activity",
        object_refs=refs or [writer.author], **sure,
    )  # fmt: skip
    for at, note in enumerate(clue["notes"]):
        writer.put("note", f"note {at}", content=note["text"], lang=note["language"], object_refs=[clue_id])
    return writer.found


def _put_author(writer: _Writer) -> None:
    author = writer.clue["author"]
    own = {"badge": author["badge"], "office": author["office"]}
    name = author["office"] or author["badge"]
    writer.put("identity", "author", own, name=name, identity_class="organization")


def _put_handling(writer: _Writer) -> None:
    handling = writer.clue["handling"]
    made = {
        "type": "marking-definition", "spec_version": SPEC, "id": writer.marking, "created": writer.at,
        "created_by_ref": writer.author, "definition_type": "statement",
        "definition": {"statement": f"{handling['scheme']} {handling['code']}"},
        "extensions": extended({"handling": handling}),
    }  # fmt: skip
    writer.found.append(made)


def _put_subject(writer: _Writer, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Add who and where; return the rest, and in which order they stand."""
    own: dict[str, Any] = {name: facts[name] for name in OWN_FACTS if name in facts}
    for name, put in (("people", _put_party), ("bodies", _put_party), ("places", _put_place)):
        if name in facts:
            own[name] = [put(writer, f"{name} {at}", part) for at, part in enumerate(facts[name])]
    if "traces" in facts:
        own["traces"] = writer.numbered(facts["traces"])
    return own


def _put_party(writer: _Writer, what: str, party: Mapping[str, Any]) -> str:
    """Add a person or a firm: its first name and its role as STIX has them."""
    own = {name: part for name, part in party.items() if name != "role"}
    own["identifiers"] = writer.numbered(party["identifiers"])
    names = party["names"]
    kind = "organization" if what.startswith("bodies") else "individual"
    return writer.put(
        "identity", what, own, name=names[0]["text"] if names else party["ref"], identity_class=kind,
        roles=[party["role"]],
    )  # fmt: skip


def _put_place(writer: _Writer, what: str, place: Mapping[str, Any]) -> str:
    """Add a place: country, name and coordinates as STIX has them; the digits as they were written beside."""
    standard: dict[str, object] = {"country": place["country"]}
    own = {name: part for name, part in place.items() if name not in {"country", "text"}}
    if "text" in place:
        standard["name"] = place["text"]
    if "lat" in place:
        standard |= {"latitude": float(Decimal(place["lat"])), "longitude": float(Decimal(place["lon"]))}
        standard |= {"precision": float(place["radius_m"])} if "radius_m" in place else {}
    return writer.put("location", what, own, **standard)


def bundle_of(clues: Sequence[Clue]) -> bytes:
    """Return clues as one bundle: the same bytes for the same clues, in whatever order they are given."""
    objects = {made["id"]: made for made in constants()}
    for clue in clues:
        objects |= {made["id"]: made for made in objects_of(clue)}
    ordered = [objects[name] for name in sorted(objects)]
    name = hashlib.sha256("\n".join(sorted(objects)).encode()).hexdigest()
    made = {"type": "bundle", "id": f"bundle--{uuid5(NAMESPACE, name)}", "objects": ordered}
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def envelopes_of(bundle: bytes, *, most: int) -> Iterator[list[Object]]:
    """Yield the objects of a bundle of ours in parts of at most ``most``, for a collection.

    The extension's definition stays in the file: its ``version`` makes medallion 3.0.0 fail on every reading
    of the collection it lies in, and its id is fixed.
    """
    objects = [made for made in json.loads(bundle)["objects"] if made["id"] != EXTENSION]
    for start in range(0, len(objects), most):
        yield objects[start : start + most]
