"""Nothing is sealed and no file about a person leaves but by ``leave_node``: read from the source itself.

Every check here is tried on planted breaches too: a door that goes round the gate must be found.
"""

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import click
import pytest

from borderlink.foundation.slots import ways_out
from borderlink.node.commands import main
from tests.house.source import PACKAGE
from tests.house.test_promises import COMMANDS, PASSES, WAYS_OUT

GATE: Final = "leave_node"
SEALERS: Final = frozenset({"seal_letter", "seal_many"})  # they never ask the gate themselves
SEALING: Final = "borderlink.liaison.actions.sealing"
CARRIERS: Final = frozenset({
    SEALING, "borderlink.liaison.actions.epochs",
})  # fmt: skip
# What hands out letters that passed the gate when they were sealed: numbers, receipts, the same envelopes.
_OUTBOX: Final = re.compile(r"(?<!class )\bOutgoing(\.objects\.\w*create)?\(")
_ENVELOPE: Final = re.compile(
    r"from borderlink\.foundation\.envelope import [^\n]*\bseal\b|\benvelope\.seal\("
)
DEEPEST: Final = 8


@dataclass(kw_only=True)
class Module:
    """One module as the checks see it: its functions, and what the names in it stand for."""

    source: str
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # a name here -> its full name


def read(sources: Mapping[str, str]) -> dict[str, Module]:
    """Return modules by full name."""
    return {name: _module(name, source) for name, source in sources.items()}


def _module(name: str, source: str) -> Module:
    tree, found = ast.parse(source), Module(source=source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found.names |= {function: f"{name}.{function}" for function in found.functions}
    return found


def calls(module: Module, function: ast.FunctionDef) -> list[str]:
    """Return the full names of what a function calls or hands on, in the order of the text."""
    nodes = sorted(
        (node for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    return [full for node in nodes if (full := _full(module, node))]


def _full(module: Module, node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return module.names.get(node.id, "")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = module.names.get(node.value.id, "")
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def reaches_gate(modules: Mapping[str, Module], where: str, deep: int = DEEPEST) -> bool:
    """Say whether a function calls the one way out, itself or through others."""
    place, _, name = where.rpartition(".")
    if name == GATE:
        return True
    module = modules.get(place)
    if module is None or name not in module.functions or deep == 0:
        return False
    own = dict.fromkeys(calls(module, module.functions[name]))
    return any(reaches_gate(modules, one, deep - 1) for one in own if one != where)


def sealed_round_the_gate(modules: Mapping[str, Module]) -> list[str]:
    """Return every function that seals before it asked the one way out, and every other outbox."""
    wrong = []
    for place, module in modules.items():
        if place not in CARRIERS and (_OUTBOX.search(module.source) or _ENVELOPE.search(module.source)):
            wrong.append(f"{place}: writes envelopes of its own")
        for name, function in module.functions.items():
            made = [full.rpartition(".")[2] for full in calls(module, function)]
            first = next((at for at, one in enumerate(made) if one in SEALERS), None)
            if place not in CARRIERS and first is not None and GATE not in made[:first]:
                wrong.append(f"{place}.{name}: seals before the one way out was asked")
    return wrong


def _sources() -> dict[str, str]:
    return {
        ".".join(("borderlink", *path.relative_to(PACKAGE).with_suffix("").parts)): path.read_text(
            encoding="utf-8"
        )
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
    }


@pytest.fixture(scope="module")
def house() -> dict[str, Module]:
    return read(_sources())


def test_no_letter_is_sealed_before_the_one_way_out_was_asked(house: dict[str, Module]) -> None:
    sealers = [
        name
        for place, module in house.items()
        for name, function in module.functions.items()
        if place not in CARRIERS and SEALERS & {one.rpartition(".")[2] for one in calls(module, function)}
    ]

    assert sealed_round_the_gate(house) == []
    assert sealers  # the check sees the doors that there are


HEAD = (
    "from borderlink.liaison.actions.sealing import seal_letter\n"
    "from borderlink.officers.actions.leaving import leave_node\n\n"
)
SEALING_MODULE = "from borderlink.liaison.actions import sealing\n\n"
OUTBOX = "from borderlink.liaison.models.post import Outgoing\n\n"
BREACHES = {
    "no gate": f"{HEAD}def send(row, at):\n    seal_letter(row, at=at)\n",
    "gate after": f"{HEAD}def send(row):\n    seal_letter(row)\n    leave_node(way='liaison.letter')\n",
    "gate elsewhere": f"{HEAD}def ask():\n    leave_node()\n\ndef send(rows):\n    map(seal_letter, rows)\n",
    "by module": f"{SEALING_MODULE}def send(row, at):\n    sealing.seal_many([row], at=at)\n",
    "renamed": f"{HEAD}def send(row):\n    quick = seal_letter\n    quick(row)\n",
    "own outbox": f"{OUTBOX}def send(row):\n    Outgoing.objects.create(letter=row)\n",
    "own envelope": "from borderlink.foundation.envelope import seal\n\ndef send(row):\n    seal(row)\n",
}


@pytest.mark.parametrize("breach", BREACHES.values(), ids=list(BREACHES))
def test_a_door_that_seals_round_the_gate_is_found(house: dict[str, Module], breach: str) -> None:
    planted = {**house, **read({"borderlink.liaison.actions.planted": breach})}

    assert len(sealed_round_the_gate(planted)) == 1


def test_every_page_said_to_pass_the_one_way_out_reaches_it(house: dict[str, Module]) -> None:
    doors = [f"borderlink.{name}" for name, how in WAYS_OUT.items() if how == PASSES]

    assert [door for door in doors if not reaches_gate(house, door)] == []
    assert len(doors) >= 10


def test_a_page_whose_action_forgets_the_one_way_out_is_found(house: dict[str, Module]) -> None:
    action = "borderlink.dossiers.actions.leaving"
    without = re.sub(r"\n    leave_node\((.|\n)*?\n    \)[^\n]*\n", "\n", house[action].source)
    assert without != house[action].source

    planted = {**house, **read({action: without})}

    assert not reaches_gate(planted, "borderlink.dossiers.pages.dossiers.export")


@pytest.mark.parametrize(
    "action",
    [
        "custody.actions.leaving.offer", "liaison.actions.carrying.export_file",
        "liaison.actions.proving.hand_out_letter",
    ],
)  # fmt: skip
def test_what_no_page_streams_leaves_through_the_one_way_out_too(
    house: dict[str, Module], action: str
) -> None:
    assert reaches_gate(house, f"borderlink.{action}")


@pytest.mark.parametrize("name", sorted(name for name, how in COMMANDS.items() if how == PASSES))
def test_every_command_said_to_pass_the_one_way_out_reaches_it(house: dict[str, Module], name: str) -> None:
    command: click.Command | None = main
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    function = inspect.unwrap(command.callback)  # type: ignore[arg-type]

    assert reaches_gate(house, f"{function.__module__}.{function.__name__}")


def ways_asked(modules: Mapping[str, Module]) -> set[str]:
    """Return every way out that is named where the one way out is called; what is no constant as `?`."""
    found = set()
    for module in modules.values():
        tree = ast.parse(module.source)
        texts = {
            name: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if (name := getattr(target, "id", ""))
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == GATE:
                way = next(word.value for word in node.keywords if word.arg == "way")
                found.add(str(texts.get(getattr(way, "id", ""), "?")))
    return found


def test_every_registered_way_out_is_asked_somewhere_and_every_asked_one_is_registered(
    house: dict[str, Module],
) -> None:
    registered = {way.name for way in ways_out() if not way.name.endswith(".test-file")}

    assert ways_asked(house) == registered
    told = "WAY = 'liaison.new'\n\ndef tell():\n    leave_node(way=WAY)\n    leave_node(way=chosen())\n"
    assert ways_asked(read({"planted": told})) == {"liaison.new", "?"}
    assert {way.name for way in ways_out() if way.persons} >= {
        "liaison.letter", "liaison.minutes", "liaison.letter-evidence", "custody.offer", "dossiers.dossier",
        "cases.report",
    }  # fmt: skip
