"""Builds the single-file `verify.html` from its parts: `python -m tools.verify_html [--check]`.

What the page says of acts and codes is taken from the same sentence files and code lists as everywhere else;
the closed form of every event is taken from the schema, which is the format itself; the packs that it knows
are those that the other two know. Everything that judges is
hand-written JavaScript: an implementation of its own.
"""

import base64
import csv
import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Final

from borderlink.custody.domain import packs, schema
from borderlink.language.languages import LANGUAGES
from tools.catalogues import PACKAGE
from tools.hant import CODES, traditional

DATA: Final = PACKAGE / "dossiers" / "data"
PARTS: Final = DATA / "verify_html"
PAGE: Final = DATA / "verify.html"
SENTENCES: Final = PACKAGE / "language" / "data" / "sentences"
SCRIPTS: Final = (
    "bytes", "ed25519", "canonical", "inflate", "zip", "tree", "roots", "events", "books", "leaving",
    "custody", "signers", "proofs", "parts", "contents", "breaches", "timeline", "dossier", "verdict",
    "sentences", "view", "page",
)  # fmt: skip
_TOLD: Final = {  # files of sentences, and what the page says of each
    "custody-history": ("entry.", "breach."),
    "custody-paper": ("paper.form.cn-", "paper.form.vn-", "paper.form.un-"),
    "dossiers-material": ("material.",),
}
_LABEL: Final = re.compile(r"\{\w+, label(?:, (\w+))?\}")
_ALWAYS: Final = frozenset(
    {"substance", "exhibit_item", "committed_field", "disclosed", "withheld_ground", "rule"}
)


def words() -> dict[str, dict[str, str]]:
    """Return every pattern of the page by language: its own, and those that tell acts, breaches, material."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        source = "zh-Hans" if language == "zh-Hant" else language
        patterns = tomllib.loads((PARTS / "words" / f"{source}.toml").read_text(encoding="utf-8"))
        for file, prefixes in _TOLD.items():
            told = tomllib.loads((SENTENCES / source / f"{file}.toml").read_text(encoding="utf-8"))
            patterns |= {name: text for name, text in told.items() if name.startswith(prefixes)}
        if language == "zh-Hant":
            patterns = {name: traditional(text) for name, text in patterns.items()}
        found[language] = patterns
    return found


def labels() -> dict[str, dict[str, list[str]]]:
    """Return the labels of the code lists that the patterns name, in the order of the languages."""
    wanted = _ALWAYS | {style for text in words()["en"].values() for style in _LABEL.findall(text) if style}
    columns = [language.replace("-", "_").lower() for language in LANGUAGES]
    found: dict[str, dict[str, list[str]]] = {}
    with CODES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["list"] in wanted:
                names = filter(None, (row["code"], row["alias"]))  # acts hold the alias
                found.setdefault(row["list"], {}).update(
                    {name: [row[one] for one in columns] for name in names}
                )
    return found


def form() -> dict[str, object]:
    """Return the closed form of every event, field by field."""
    own = {"case_seq", "commitments"}  # numbers and objects, which the page checks itself
    return {
        "kinds": {kind.value: dict(facts) for kind, facts in schema.FACTS.items()},
        "head": {name: pattern for name, pattern in schema.HEAD.items() if name not in own},
        "signer": dict(schema.SIGNER),
        "committed": list(schema.COMMITTED),
        "without_exhibit": sorted(kind.value for kind in schema.WITHOUT_EXHIBIT),
    }


def script() -> str:
    """Return the page's one script."""
    tables = (
        ("FORMAT", form()), ("KNOWN_PACKS", dict(packs.KNOWN)), ("WORDS", words()), ("LABELS", labels()),
    )  # fmt: skip
    made = [f"const {name} = {_json(value)};" for name, value in tables]
    parts = [(PARTS / f"{name}.js").read_text(encoding="utf-8").strip() for name in SCRIPTS]
    return "\n\n".join(['(() => {\n"use strict";', *made, *parts, "})();"]) + "\n"


def page() -> str:
    """Return the page: style and script inside, and a policy that allows these two alone and no network."""
    style = (PARTS / "style.css").read_text(encoding="utf-8")
    filled = (PARTS / "page.html").read_text(encoding="utf-8")
    code = script()
    for name, text in (
        ("script-hash", _digest(code)), ("style-hash", _digest(style)), ("style", style), ("script", code),
    ):  # fmt: skip
        filled = filled.replace(f"{{{name}}}", text, 1)
    return filled


def main() -> None:
    """Write the page, or with `--check` say whether it is up to date."""
    made = page()
    if "--check" in sys.argv[1:]:
        sys.exit(PAGE.read_text(encoding="utf-8") != made and f"{PAGE.name} is not up to date")
    PAGE.write_text(made, encoding="utf-8")
    print(f"{Path(PAGE).name}: {len(made.encode())} bytes")


def _json(value: object) -> str:
    """Return a value as JavaScript that may stand inside a page."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


if __name__ == "__main__":
    main()
