"""The rules of the house that linters cannot keep."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.house.source import OPEN_PLAN, PACKAGE, ROOMS, TOP, functions, length, modules, name, parsed

ROOM_FILES = {
    "__init__", "apps", "migrations", "refusals", "domain", "models", "queries", "adapters", "actions",
    "schemas", "forms", "pages", "api", "commands", "jobs", "urls", "admin",
}  # fmt: skip
ROOM_FOLDERS = ROOM_FILES | {"templates", "static", "locale", "data"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "bulk_update",
    "delete",
    "update",
}


def test_every_part_of_the_house_is_a_known_room() -> None:
    parts = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert parts == {*ROOMS, *OPEN_PLAN}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_only_the_files_of_its_plan(room: str) -> None:
    strangers = [
        path.name
        for path in (PACKAGE / room).iterdir()
        if path.name != "__pycache__" and (path.stem if path.is_file() else path.name) not in ROOM_FOLDERS
    ]

    assert strangers == []


def test_an_init_file_holds_one_docstring_and_nothing_else() -> None:
    wrong = []
    for path in modules():
        if path.name == "__init__.py":
            body = parsed(path).body
            if len(body) != 1 or not isinstance(body[0], ast.Expr) or not ast.get_docstring(parsed(path)):
                wrong.append(name(path))

    assert wrong == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = [name(path) for path in modules() if len(path.read_text().splitlines()) > 400]

    assert long == []


def test_functions_are_short() -> None:
    lengths = sorted(length(function) for path in modules() for function in functions(path))

    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.9)] <= 40
    assert lengths[-1] <= 60


def test_every_function_is_annotated_whole() -> None:
    bare = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in modules()
        for function in functions(path)
        if function.returns is None
        or any(
            argument.annotation is None
            for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            if argument.arg not in {"self", "cls"}
        )
    ]

    assert bare == []


def _writes_a_table(call: ast.Call) -> bool:
    """Whether a call looks like a table write: `X.objects...create(`, `row.save(`, `queryset.delete(`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    text = ast.unparse(call.func)
    return ".objects." in text or call.func.attr in {"save", "bulk_create", "bulk_update"}


def _is_door_for_files(text: str) -> bool:
    return bool(re.search(r"(^np|picture|image|preview|clean)\w*\.save$", text))


def test_only_actions_write_tables() -> None:
    writers = [
        f"{name(path)}:{node.lineno} {ast.unparse(node.func)}"
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if "migrations" not in path.parts
        and "actions" not in {path.stem, *path.parts}
        and path.stem != "models"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and _writes_a_table(node)
        and not _is_door_for_files(ast.unparse(node.func))
    ]

    assert writers == []


def test_migrations_import_nothing_of_ours() -> None:
    ours = [
        name(path)
        for path in modules(migrations=True)
        if re.search(r"^\s*(from|import) borderlink", path.read_text(), re.MULTILINE)
    ]

    assert ours == []


def _committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [TOP / line for line in listed if line and (TOP / line).is_file()]


def test_no_file_carries_a_path_of_a_developers_machine_or_a_package_host() -> None:
    machine = re.compile(
        "|".join(
            [
                "/wo" + "rk/",
                "/ro" + "ot/",
                "shared/" + "(data|design)",
                "files." + "pythonhosted",
                "registry." + "npmjs",
                "pypi." + "org",
            ]
        )
    )
    wrong = []
    for path in _committed():
        if (
            path.suffix in {".png", ".parquet", ".xlsx", ".woff2", ".ttf", ".otf"}
            or path.stat().st_size > 2_000_000
        ):
            continue
        wrong += [
            f"{name(path)}: {found.group()}" for found in machine.finditer(path.read_text(errors="replace"))
        ]

    assert wrong == []


def test_no_source_says_it_is_unfinished() -> None:
    marks = re.compile(
        r"\b(TO"
        r"DO|FIX"
        r"ME|X"
        r"XX|raise NotImplemented"
        r"Error|for n"
        r"ow|simplified f"
        r"or)\b"
    )
    found = [
        f"{name(path)}: {match.group()}" for path in modules() for match in marks.finditer(path.read_text())
    ]

    assert found == []
