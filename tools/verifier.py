"""The standard library's verifier: `verify.py`, put together from the rules' own files.

    python -m tools.verifier          write src/borderlink/dossiers/data/verify.py
    python -m tools.verifier --check  exit with 1 when it is not what would be written

Each block in it is a file of this repository, less what verifying never reaches (`tools/reached.py`).
In place of the library `cryptography` stands `tools/ed25519.py`, in plain Python.
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from borderlink.language.patterns import Argument, Choice, Pattern, parse
from borderlink.language.sentences import sentences_of
from tools.reached import Reaching

TOP = Path(__file__).resolve().parents[1]
SOURCE = TOP / "src"
TARGET = SOURCE / "borderlink" / "dossiers" / "data" / "verify.py"
FIRST = "borderlink.dossiers.domain.examine"
VERDICT = "borderlink.dossiers.domain.verdict"
ED25519 = "cryptography.hazmat.primitives.asymmetric.ed25519"

HEAD = '''\
#!/usr/bin/env python3
"""Verify a dossier of exhibits' custody, with Python 3.11 or newer and nothing else.

    python3 -I verify.py DOSSIER.zip --anchor "60 digits that you have on paper"

What this does. A dossier holds the signed events of one case: who seized, weighed, sealed, handed over,
examined, destroyed what, and when. This program reads the file and nothing else: no network, no clock, no
database. It checks that every byte is the one that was signed; that the events follow each other without a
gap; that each was signed by officers whose keys the agency had certified; that custody, seals and masses hold
at every step; and that what is shown of names and free text is what was signed. It names the first event
that fails.

What the exit code says: 0 whole, signed, not changed, and anchored in what you have on paper; 1 invalid;
2 cannot be read; 3 consistent, but nothing from outside shows who signed it; 4 valid, with breaches of the
rules or explanations to look at; 64 misused. It never says that anything is proven or admissible.

Where to take it from. The copy inside a dossier is there to be read. Run one that you have from the agency's
publication: whoever forges a dossier can forge the program in it.

How to read it. Below stand, one after the other, the files of the program `borderlink verify` as they are in
its repository, under their own names, less the functions that verifying never calls, and an Ed25519 in plain
Python after RFC 8032 (second block). The main rules: `custody/domain/reread.py` and `reread_leaving.py`
(custody, seals, masses), `custody/domain/verify.py` (the chain of a case), `dossiers/domain/examine.py`
(every check, in its order). Time-stamps of authorities (RFC 3161) are listed as not checked here.

This file is generated; nothing in it is edited by hand.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

SOURCES: dict[str, str] = {}
'''

SHIMS = {
    "cryptography.exceptions": '''\
"""The one exception that the rules know of the library."""


class InvalidSignature(Exception):
    """A signature does not hold."""
''',
}

TAIL = '''

def put_together() -> None:
    """Make the blocks above importable under their names, in their order."""
    for name, text in SOURCES.items():
        parts = name.split(".")
        for count in range(1, len(parts)):
            package = ".".join(parts[:count])
            if package not in sys.modules:
                sys.modules[package] = ModuleType(package)
                sys.modules[package].__path__ = []
        module = ModuleType(name)
        sys.modules[name] = module
        if len(parts) > 1:
            setattr(sys.modules[name.rpartition(".")[0]], parts[-1], module)
        exec(compile(text, name, "exec"), module.__dict__)


def main() -> int:
    """Verify the dossier named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a dossier offline.")
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--anchor", action="append", default=[], help="a fingerprint that you have on paper")
    parser.add_argument("--broken", action="append", default=[], help="an algorithm you declare broken")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    try:
        asked = parser.parse_args()
        for anchor in asked.anchor:
            plain = "".join(anchor.split())
            if not (plain.isascii() and plain.isdigit() and len(plain) == 60):
                parser.error(f"a fingerprint has 60 digits, not {len(plain)}")
        data = asked.dossier.read_bytes()
    except OSError as fault:
        print(fault, file=sys.stderr)
        return 64
    except SystemExit as fault:
        return 64 if fault.code else 0
    put_together()
    examine = sys.modules["borderlink.dossiers.domain.examine"].examine
    verdict = examine(data, anchors=asked.anchor, broken=frozenset(asked.broken))
    if asked.json:
        print(json.dumps(verdict.value(), ensure_ascii=False))
        return verdict.code
    shown = sys.modules["borderlink.dossiers.domain.verdict"].shown
    for line in told(verdict):
        print(shown(line))
    return verdict.code


def told(verdict: Any) -> Iterator[str]:
    """Yield the verdict in English, line by line; each finding with its code and facts."""
    yield WORDS[f"verdict.{verdict.code}"].format(agency=verdict.about.get("agency", ""))
    for fingerprint in verdict.anchors:
        yield WORDS["fingerprint"].format(fingerprint=fingerprint)
    for finding in verdict.findings:
        name = f".{finding.facts['name']}" if finding.code == "dossier.breach" else ""
        facts = "".join(f", {name} {value}" for name, value in finding.facts.items() if value)
        yield f"- {WORDS[finding.code + name].format_map(finding.facts)} [{finding.code}{facts}]"
    if verdict.code not in {1, 2}:
        yield WORDS["limit"]


# What is said of a verdict and of each finding: the English of `borderlink verify`, in its own short form.
WORDS: dict[str, str] = {}

if __name__ == "__main__":
    sys.exit(main())
'''


def path_of(module: str) -> Path | None:
    """Return the file of a module of ours, or None for a package or another's."""
    if not module.startswith("borderlink."):
        return None
    path = SOURCE / Path(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the modules of ours that a module imports when it runs."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if path_of(inner) is not None else node.module


def in_order(module: str, done: dict[str, str]) -> None:
    """Put a module's text behind those of all that it imports."""
    path = path_of(module)
    if path is None or module in done:
        return
    text = path.read_text(encoding="utf-8")
    for inner in imported(ast.parse(text)):
        in_order(inner, done)
    done[module] = text


def block(module: str, text: str) -> str:
    """Return one block of the file."""
    if "'''" in text or text.endswith("\\"):
        raise SystemExit(f"{module} cannot stand in a raw string")
    rule = f"# {'-' * 20} {module.replace('.', '/')}.py {'-' * 20}"
    return f"\n{rule}\nSOURCES[{module!r}] = r'''\n{text}'''\n"


def written() -> str:
    """Return the whole file."""
    texts: dict[str, str] = {}
    in_order(FIRST, texts)
    reaching = Reaching(texts)
    asked = {node.attr for node in ast.walk(ast.parse(TAIL)) if isinstance(node, ast.Attribute)}
    reaching.start(FIRST, "examine", asked)
    reaching.start(VERDICT, "shown", ())
    blocks = [block(module, text) for module, text in SHIMS.items()]
    blocks.append(block(ED25519, (TOP / "tools" / "ed25519.py").read_text(encoding="utf-8")))
    blocks += [block(module, text) for module in texts if (text := reaching.text_of(module))]
    words = "".join(f"    {json.dumps(name)}: {json.dumps(text)},\n" for name, text in words_of().items())
    return HEAD + "".join(blocks) + TAIL.replace(" = {}\n", f" = {{\n{words}}}\n", 1)


def words_of() -> dict[str, str]:
    """Return the English sentences of verdicts and findings by code, as patterns of `str.format`."""
    english = sentences_of("en")
    found = {
        name.removeprefix("verify."): folded(parse(text))
        for name, text in english.items()
        if name.startswith("verify.") and name not in {"verify.about", "verify.event"}
    }
    event = folded(parse(english["verify.event"]))
    for name in [name for name in found if name.startswith("rule.")]:
        found[name.removeprefix("rule.")] = event.replace("{rule}", found.pop(name))
    for name, text in english.items():
        if name.startswith("breach."):
            found[f"dossier.{name}"] = folded(parse(text))
    return found


def folded(pattern: Pattern, count: str = "") -> str:
    """Return a pattern without its choices: of each, what is said where nothing more is known."""
    parts = []
    for part in pattern:
        if isinstance(part, Choice):
            parts.append(folded(part.branches["other"], part.name))
        else:
            parts.append(
                part if isinstance(part, str) else f"{{{part.name if isinstance(part, Argument) else count}}}"
            )
    return "".join(parts)


def main() -> None:
    """Write the file, or check it."""
    text = written()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
