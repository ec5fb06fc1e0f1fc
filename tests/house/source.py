"""What the house tests look at: the package's modules, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "src" / "borderlink"
ROOMS = (
    "journal",
    "officers",
    "screening",
    "cases",
    "custody",
    "dossiers",
    "liaison",
)  # with the files of STYLE section 2
OPEN_PLAN = ("foundation", "language", "node")  # names of their own


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*, migrations: bool = False) -> list[Path]:
    found = [path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.parts]  # verify.py: made
    return [path for path in found if migrations == ("migrations" in path.parts)]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def name(path: Path) -> str:
    return str(path.relative_to(TOP))
