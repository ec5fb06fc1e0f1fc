"""docs/reference/letters.md: every type of letter, its facts and what its schema asks of each."""

from collections.abc import Iterator, Mapping
from typing import Any

from borderlink.language import codes
from borderlink.liaison.domain import schemas

HEAD = """# Letters

The body of every letter is one object of canonical JSON in the closed form of its type (JSON Schema 2020-12,
`src/borderlink/liaison/data/letters`). Facts are codes of the lists in [codes](codes.md), numbers and names;
free words stand in `notes` alone. A value of a newer code list passes when it keeps its list's prefix; a
field that the form does not name is refused, and no form names nationality, ethnicity, religion or origin of
a person. Beside the schema: spans begin before they end, a `ref` names one thing, points lie on the globe, a
clue tells nothing of a part that it holds back, and the answer of a deconfliction names nobody. Written by
`./run fix`.
"""


def letters() -> str:
    """Return the page."""
    common = schemas.schema(schemas.COMMON)["$defs"]
    parts = [HEAD, "## What every letter says", "", *_table(schemas.schema("clue"), skip=("facts",)), ""]
    for kind in schemas.KINDS:
        form = schemas.schema(kind)
        label = codes.label(kind, "en", "letter_type")
        parts += [
            f"## {kind}",
            "",
            f"{label}. {form['description']}",
            "",
            *_table(form["properties"]["facts"]),
            "",
        ]
    parts += ["## Parts that letters share", ""]
    for name, part in common.items():
        if part.get("type") == "object":
            parts += [f"### {name}", "", *_table(part), ""]
    return "\n".join(parts)


def _table(form: Mapping[str, Any], skip: tuple[str, ...] = ()) -> Iterator[str]:
    yield "| field | asked | what it holds |"
    yield "| --- | --- | --- |"
    for name, part in form["properties"].items():
        if name not in skip:
            asked = "always" if name in form["required"] else "if known"
            yield f"| `{name}` | {asked} | {_holds(part)} |"


def _holds(part: Mapping[str, Any]) -> str:
    """Return in a few words what a field holds."""
    if "$ref" in part:
        return _shared(part["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in part:
        return " or ".join(_holds(one) for one in part["anyOf"])
    if "const" in part or "enum" in part:
        return _one_of(part)
    if part["type"] == "array":
        return f"up to {part['maxItems']}: {_holds(part['items'])}"
    return _plain(part)


def _one_of(part: Mapping[str, Any]) -> str:
    if part.get("const") in schemas.KINDS:
        return "the type of letter"
    if part.get("const") == "":
        return "nothing"
    return " or ".join(f"`{one}`" for one in part.get("enum", [part.get("const")]))


def _shared(name: str) -> str:
    part = schemas.schema(schemas.COMMON)["$defs"][name]
    if "x-list" in part and "pattern" in part:
        return f"a code of `{part['x-list']}`"
    if part.get("type") == "object":
        return f"[{name}](#{name})"
    return str(part.get("description") or _holds(part))


def _plain(part: Mapping[str, Any]) -> str:
    """Return what a value of one kind holds."""
    if part["type"] == "object":
        return "; ".join(f"`{name}`: {_holds(inner)}" for name, inner in part["properties"].items())
    if part["type"] == "integer":
        return f"a whole number from {part['minimum']} to {part['maximum']}"
    if part["type"] == "null":
        return "nothing (`null`)"
    if "maxLength" in part and "u0000" in part.get("pattern", ""):
        return f"text, at most {part['maxLength']} characters"
    return f"text like `{part['pattern']}`".replace("|", "\\|")
