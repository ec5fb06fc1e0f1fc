"""A dossier goes out as CASE/UCO that its own tools accept, and our shapes refuse what they let pass."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from click.testing import CliRunner

from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.dossiers.adapters.case_uco import case_uco
from borderlink.dossiers.commands import dossiers
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.refusals import NotExportable
from tests.custody_world import NOON_S, public_of, tea_case
from tests.dossier_spoilers import FOLDER
from tests.dossier_world import World, anchor, story

DATA = Path(str(files("borderlink.dossiers") / "data" / "case_uco"))
ONTOLOGY, SHAPES = DATA / "ontology.ttl", DATA / "shapes.ttl"
# pyshacl's own loading of JSON-LD; nothing of ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.slow,
]
Graph = list[dict[str, Any]]
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def exported() -> bytes:
    """The tea case to its end: weighed, sampled, split, handed to a partner, destroyed."""
    world = World()
    tea_case(world.desk)
    return case_uco(world.dossier())


def test_an_event_of_a_time_that_no_calendar_tells_is_not_exported() -> None:
    world, far = World(), 9_999_999_999_999
    facts = {"key": public_of("ZOE"), "badge": "ZOE", "unit": "OFFICE", "until_at": far}
    world.do(Kind.KEY_ADD, case=KEYS_CASE, by=("REGISTRAR",), given=facts)
    world.do(Kind.SEIZE, "E-1", by=("ZOE",), holder="ZOE", at=far - 1)
    dossier = world.dossier(drawn_up_at=NOON_S)
    assert verify_dossier(dossier, anchors=[anchor()]).code == 4

    with pytest.raises(NotExportable):
        case_uco(dossier)


def is_valid(export: bytes, tmp_path: Path, *more: Path) -> bool:
    """Ask case_validate, with the ontologies given beside its own."""
    path = tmp_path / "export.jsonld"
    path.write_bytes(export)
    command = [str(Path(sys.executable).parent / "case_validate"), str(path)]
    for graph in more:
        command += ["--ontology-graph", str(graph)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    return ran.returncode == 0


def meets_our_shapes(export: bytes) -> tuple[bool, str]:
    data = rdflib.Graph().parse(data=export.decode(), format="json-ld")
    classes = rdflib.Graph().parse(ONTOLOGY)
    conforms, _, text = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES), ont_graph=classes)
    return bool(conforms), str(text)


def changed(export: bytes, of_type: str, change: Change) -> bytes:
    """Return the export with the first node of a type changed, wherever it stands."""
    value = json.loads(export)
    nodes = [node for node in walk(value["@graph"]) if node.get("@type") == of_type]
    change(nodes[0])
    return json.dumps(value).encode()


def walk(value: object) -> Graph:
    if isinstance(value, list):
        return [node for item in value for node in walk(item)]
    if isinstance(value, dict):
        return [value, *(node for item in value.values() for node in walk(item))]
    return []


def test_case_tools_accept_the_export(exported: bytes, tmp_path: Path) -> None:
    assert is_valid(exported, tmp_path, ONTOLOGY, SHAPES)


def test_the_export_meets_our_shapes(exported: bytes) -> None:
    assert meets_our_shapes(exported)[0]


def test_minus_five_grams_pass_case_tools_and_fail_our_shapes(exported: bytes, tmp_path: Path) -> None:
    wrong = changed(exported, "bl:ExhibitFacet", lambda node: node.update({"bl:bookMassMilligrams": -5000}))

    assert is_valid(wrong, tmp_path, ONTOLOGY)
    conforms, text = meets_our_shapes(wrong)
    assert not conforms
    assert "never below zero" in text


@pytest.mark.parametrize(
    ("of_type", "change"),
    [
        ("bl:ExhibitFacet", {"bl:bookMassMilligrams": "-5 g"}),
        ("bl:ExhibitFacet", {"bl:bookMassMilligrams": 1.5}),
        ("bl:ExhibitFacet", {"bl:heldBy": [{"@id": "kb:one"}, {"@id": "kb:two"}]}),
        ("bl:ExhibitFacet", {"bl:custodyState": "lost"}),
        ("bl:ExhibitFacet", {"bl:seal": "seal with blanks"}),
        ("bl:WeighingFacet", {"bl:massMilligrams": -1}),
        ("bl:WeighingFacet", {"bl:divisionMilligrams": 0}),
        ("bl:CustodyEventFacet", {"bl:eventKind": "borrow"}),
        ("bl:CustodyEventFacet", {"bl:lineHash": "abc"}),
        ("bl:MassBalanceFacet", {"bl:destroyedMilligrams": 1}),
        ("bl:DossierFacet", {"bl:verdict": 1}),
    ],
)
def test_our_shapes_refuse_what_cannot_be(exported: bytes, of_type: str, change: dict[str, Any]) -> None:
    conforms, _ = meets_our_shapes(changed(exported, of_type, lambda node: node.update(change)))

    assert not conforms


def test_an_event_that_nobody_signed_fails_our_shapes(exported: bytes) -> None:
    of_type = "case-investigation:InvestigativeAction"

    assert not meets_our_shapes(changed(exported, of_type, lambda node: node.pop("uco-action:performer")))[0]


def test_masses_events_and_links_are_those_of_the_dossier(exported: bytes) -> None:
    nodes = walk(json.loads(exported)["@graph"])
    balance = next(node for node in nodes if node.get("@type") == "bl:MassBalanceFacet")
    events = [node for node in nodes if node.get("@type") == "bl:CustodyEventFacet"]
    records = [node for node in nodes if node.get("@type") == "case-investigation:ProvenanceRecord"]

    assert balance["bl:seizedMilligrams"] == 7_981_000
    assert balance["bl:transferredMilligrams"] == 40_000
    assert balance["bl:destroyedMilligrams"] == 7_937_000
    assert [node["bl:entry"] for node in events] == list(range(1, len(events) + 1))
    assert len(records) == 9


def test_no_name_and_no_free_text_goes_out() -> None:
    text = case_uco(story().dossier()).decode()

    assert "invented" not in text
    assert "虚构" not in text


def test_the_same_dossier_gives_the_same_bytes(exported: bytes) -> None:
    world = World()
    tea_case(world.desk)

    assert case_uco(world.dossier()) == exported


def test_a_dossier_that_does_not_verify_is_not_exported() -> None:
    with pytest.raises(NotExportable) as refused:
        case_uco((FOLDER / "below-zero.zip").read_bytes())

    assert refused.value.facts["finding"] == "custody.mass-below-zero"


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    out = tmp_path / "story.jsonld"

    ran = CliRunner().invoke(dossiers, ["case-uco", str(FOLDER / "story.zip"), "--out", str(out)])

    assert ran.exit_code == 0, ran.output
    assert ran.output.strip() == str(out)
    assert anchor() in out.read_text()
