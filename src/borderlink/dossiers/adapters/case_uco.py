"""A dossier's exhibits and custody events as CASE/UCO (JSON-LD), with facets of our own for mass and custody.

An export for other programs to read: the signed dossier stays the record. Names and free text are not in it,
only codes, badges and masses. `data/case_uco` holds the extension and the SHACL shapes that an export meets.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.books import DRUG, Books, Lot
from borderlink.custody.domain.rules.table import judge_and_apply
from borderlink.custody.domain.schema import WEIGHED
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.chain import EVENTS
from borderlink.dossiers.domain.index import LATEST
from borderlink.dossiers.domain.packs import read_packs
from borderlink.dossiers.domain.verdict import Outcome, Verdict
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.refusals import NotExportable
from borderlink.foundation import canonical, tree

Node = dict[str, object]
PREFIXES: Final = {
    "bl": "https://borderlink.example/ontology/1#",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "kb": "urn:borderlink:",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ACCOUNTS: Final = ("seized", "kept", "samples", "consumed", "transferred", "destroyed", "loss")
_MEMBERS: Final = ("source", "sample", "part")  # facts that name another exhibit
_MADE: Final = frozenset({"sample", "split"})
_OF_THE_SCALE: Final = frozenset({"balance", "mass_mg", "division_mg", "calibration_ug", "times", "measure"})


def case_uco(dossier: bytes) -> bytes:
    """Return the JSON-LD of a dossier, the same bytes for the same dossier. Refuses: ``NotExportable``."""
    found = verify_dossier(dossier)
    if found.outcome in {Outcome.INVALID, Outcome.UNREADABLE}:
        raise NotExportable(finding=found.findings[0].code)
    graph = _Export(found, archive.read(dossier)).graph()
    value = {"@context": PREFIXES, "@graph": graph}
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Line:
    """One event: its act, its number in the ledger, its hash."""

    act: Act
    sequence: int
    hash: str


class _Export:
    """One export; identifiers are made of what they name, so that two exports agree."""

    def __init__(self, found: Verdict, members: Mapping[str, bytes]) -> None:
        self._found = found
        self._about = {name: str(value) for name, value in found.about.items()}
        self._lines = [_line(body) for body in members[EVENTS].splitlines()]
        self._books = Books()
        packs = read_packs(members["packs.json"])
        for line in self._lines:
            judge_and_apply(line.act, self._books, packs[line.act.pack])
            self._books.cases[line.act.case] = (line.act.case_seq, line.hash)

    def graph(self) -> list[Node]:
        """Return every node: the bundle first, then the case, who, what, and what happened."""
        lots = list(self._books.lots.values())
        people = sorted({signer.badge for line in self._lines for signer in line.act.signers})
        holders = sorted({lot.holder for lot in lots} - set(people))
        balances = sorted({line.act.text("balance") for line in self._lines if line.act.kind in WEIGHED})
        nodes = [
            self._case(lots),
            self._thing("Organization", "uco-identity:Organization", self._about["agency"]),
            *(self._thing("Identity", "uco-identity:Identity", badge) for badge in [*people, *holders]),
            *(self._thing("Balance", "bl:Balance", number) for number in balances),
            *(node for lot in lots for node in self._exhibit(lot)),
            *(node for line in self._lines for node in self._event(line)),
        ]
        objects = [_ref(node) for node in nodes if "Facet" not in str(node["@type"])]
        return [self._bundle(objects), *nodes]

    def _id(self, kind: str, name: str) -> str:
        """Return an identifier that ends with a UUID, as UCO wants it."""
        node = self._about["node"]
        return f"kb:{kind}-{uuid5(NAMESPACE_URL, f'borderlink:{node}:{kind}:{name}')}"

    def _thing(self, kind: str, of_type: str, name: str, **more: object) -> Node:
        return {"@id": self._id(kind, name), "@type": of_type, "uco-core:name": name, **more}

    def _bundle(self, objects: Sequence[Node]) -> Node:
        says = "Exported from a signed dossier, which stays the record."
        number = self._about["number"]
        return self._thing("Bundle", "uco-core:Bundle", number, **{
            "uco-core:description": says, "uco-core:object": list(objects),
        })  # fmt: skip

    def _case(self, lots: Sequence[Lot]) -> Node:
        case = self._about["case"]
        closure = self._books.closure(case, item=DRUG)
        masses = {f"bl:{name}Milligrams": getattr(closure, f"{name}_mg") for name in _ACCOUNTS}
        dossier = {
            "bl:dossierNumber": self._about["number"],
            "bl:rootFingerprint": self._found.anchors[-1],
            "bl:verdict": self._found.code,
        }
        facets = [
            self._facet("MassBalanceFacet", case, masses), self._facet("DossierFacet", case, dossier),
        ]  # fmt: skip
        records = [{"@id": self._id("ProvenanceRecord", lot.exhibit)} for lot in lots]
        return self._thing("Investigation", "case-investigation:Investigation", case, **{
            "uco-core:hasFacet": facets, "uco-core:object": records,
        })  # fmt: skip

    def _facet(self, kind: str, name: str, fields: Mapping[str, object]) -> Node:
        return {"@id": self._id(kind, name), "@type": f"bl:{kind}", **fields}

    def _exhibit(self, lot: Lot) -> list[Node]:
        fields: Node = {
            "bl:exhibitKind": lot.item,
            "bl:custodyState": lot.state,
            "bl:isSample": lot.is_sample,
            "bl:heldBy": {"@id": self._id("Identity", lot.holder)},
            **({} if lot.book_mg is None else {"bl:bookMassMilligrams": lot.book_mg}),
            **({"bl:seal": lot.seals} if lot.seals else {}),
            **({"bl:substance": lot.substance} if lot.substance else {}),
            **({"bl:form": lot.form} if lot.form else {}),
        }
        facet = self._facet("ExhibitFacet", lot.exhibit, fields)
        item = self._thing("Item", "uco-core:Item", lot.exhibit, **{"uco-core:hasFacet": [facet]})
        record = self._thing("ProvenanceRecord", "case-investigation:ProvenanceRecord", lot.exhibit, **{
            "case-investigation:exhibitNumber": lot.exhibit,
            "case-investigation:rootExhibitNumber": lot.root,
            "uco-core:object": [_ref(item)],
        })  # fmt: skip
        return [item, record]

    def _event(self, line: _Line) -> list[Node]:
        act, name = line.act, f"{line.act.case}/{line.act.case_seq}"
        first, *others = (self._id("Identity", signer.badge) for signer in act.signers)
        before = self._id("InvestigativeAction", f"{act.case}/{act.case_seq - 1}")
        made = act.facts.get("sample") or act.facts.get("part") if act.kind.value in _MADE else None
        facets = [self._custody(line, name)]
        told: Node = {
            "uco-action:performer": {"@id": first},
            "uco-action:endTime": _moment(act.at),
            "uco-action:object": self._items(act),
            **({"uco-action:participant": [{"@id": other} for other in others]} if others else {}),
            **({"uco-action:result": [{"@id": self._id("Item", str(made))}]} if made else {}),
            **({"case-investigation:wasInformedBy": {"@id": before}} if act.case_seq > 1 else {}),
        }
        if act.kind in WEIGHED:
            facets.append(self._weighing(act, name))
            told["uco-action:instrument"] = [{"@id": self._id("Balance", act.text("balance"))}]
        action = self._thing("InvestigativeAction", "case-investigation:InvestigativeAction", name, **told)
        return [
            {
                **action,
                "uco-core:name": f"{act.kind.value} {act.exhibit}".strip(),
                "uco-core:hasFacet": facets,
            }
        ]

    def _custody(self, line: _Line, name: str) -> Node:
        act = line.act
        facts = sorted(set(act.facts) - (_OF_THE_SCALE if act.kind in WEIGHED else frozenset()))
        return self._facet("CustodyEventFacet", name, {
            "bl:entry": act.case_seq,
            "bl:sequence": line.sequence,
            "bl:eventKind": act.kind.value,
            "bl:lineHash": line.hash,
            "bl:rulePack": act.pack,
            "bl:fact": [f"{fact}={_said(act.facts[fact])}" for fact in facts],
        })  # fmt: skip

    def _weighing(self, act: Act, name: str) -> Node:
        measure = {"bl:measure": act.text("measure")} if "measure" in act.facts else {}
        return self._facet("WeighingFacet", name, {
            "bl:massMilligrams": act.number("mass_mg"),
            "bl:divisionMilligrams": act.number("division_mg"),
            "bl:calibrationMicrograms": act.number("calibration_ug"),
            "bl:weighings": act.number("times"),
            **measure,
        })  # fmt: skip

    def _items(self, act: Act) -> list[Node]:
        """Return the exhibits an event is about; a parcel that was only opened is none."""
        named = [act.exhibit, *(str(act.facts.get(name, "")) for name in _MEMBERS)]
        named += act.codes("members") if "members" in act.facts else ()
        known = dict.fromkeys(number for number in named if number in self._books.lots)
        return [{"@id": self._id("Item", number)} for number in known]


def _line(body: bytes) -> _Line:
    content = canonical.object_of(body)
    return _Line(act_of(content), int(str(content["sequence"])), tree.leaf_hash(body).hex())


def _ref(node: Mapping[str, object]) -> Node:
    return {"@id": node["@id"]}


def _moment(seconds: int) -> Node:
    if seconds > LATEST:
        raise NotExportable(finding="custody.not-in-form")
    at = datetime.fromtimestamp(seconds, UTC)
    return {"@type": "xsd:dateTime", "@value": at.isoformat()}


def _said(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
