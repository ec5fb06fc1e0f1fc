"""Every reason for quarantine is documented and has its words in every language."""

import ast
from pathlib import Path

import pytest

from borderlink.language import codes
from borderlink.language.languages import LANGUAGES
from borderlink.screening.domain.faults import row_faults

TOP = Path(__file__).resolve().parents[2]
OF_LINES = (
    "too-few-fields",
    "too-many-fields",
    "broken-quotes",
    "encoding",
    "nul-byte",
    "duplicate-waybill",
    "date-ambiguous",
)
REASONS = sorted({reason for *_, reason in row_faults([])} | set(OF_LINES))


def test_the_list_of_reasons_is_whole() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (TOP / "src/borderlink/screening").rglob("*.py")
    )

    assert all(f'"{reason}"' in code for reason in REASONS)
    assert len(REASONS) == 28


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_documented_and_worded(reason: str) -> None:
    page = (TOP / "docs/reference/manifests.md").read_text(encoding="utf-8")

    assert f"`{reason}`" in page
    assert all(codes.label(reason, language) not in {"", reason} for language in LANGUAGES)


def test_every_refusal_of_reading_is_documented() -> None:
    page = (TOP / "docs/reference/manifests.md").read_text(encoding="utf-8")
    tree = ast.parse((TOP / "src/borderlink/screening/refusals/files.py").read_text(encoding="utf-8"))
    words = ("Manifest", "Header", "Line", "Workbook", "Parquet")
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith(words)]
    found = [
        ast.literal_eval(line.value).removeprefix("screening")
        for node in classes
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code"
    ]

    assert len(found) >= 15
    assert [code for code in found if f"{code}`" not in page and code != ".manifest-already-loaded"] == []
