"""The standard library's verifier: `verify.py`, put together from the rules' own files.

    python -m tools.verifier          write src/borderlink/dossiers/data/verify.py
    python -m tools.verifier --check  exit with 1 when it is not what would be written

Each block in it is a file of this repository as it stands; of files of refusals only what is used is taken.
In place of the library `cryptography` stands `tools/ed25519.py`, in plain Python.
"""

import ast
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
SOURCE = TOP / "src"
TARGET = SOURCE / "borderlink" / "dossiers" / "data" / "verify.py"
FIRST = "borderlink.dossiers.domain.examine"
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
its repository, under their own names, and an Ed25519 in plain Python after RFC 8032 (first block). The main
rules: `custody/domain/reread.py` and `reread_leaving.py` (custody, seals, masses), `custody/domain/verify.py`
(the chain of a case), `dossiers/domain/examine.py` (every check, in its order). Time-stamps of authorities
(RFC 3161) are listed as not checked here.

This file is generated; nothing in it is edited by hand.
"""

import argparse
import json
import sys
from pathlib import Path
from types import ModuleType

SOURCES: dict[str, str] = {}
'''

SHIMS = {
    "cryptography.exceptions": '''\
"""The one exception that the rules know of the library."""


class InvalidSignature(Exception):
    """A signature does not hold."""
''',
    "cryptography.hazmat.primitives.serialization": '''\
"""Names that the rules import for writing keys; nothing is written here."""

Encoding = NoEncryption = PrivateFormat = PublicFormat = load_pem_private_key = None
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
    print(WORDS[verdict.code].format(agency=verdict.signed_by))
    for fingerprint in verdict.anchors:
        print(f"Fingerprint of the root that signed: {fingerprint}")
    for finding in verdict.findings:
        facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items() if value)
        print(f"- {finding.code}" + (f" ({facts})" if facts else ""))
    return verdict.code


WORDS = (
    "Records whole, signed by {agency}, not changed.",
    "Invalid: this dossier is not what was signed, or what was signed breaks a rule.",
    "Cannot be read: this file is not a whole dossier.",
    "Consistent in itself, but not anchored: nothing from outside this file shows that {agency} signed it.",
    "Records whole, signed by {agency}, not changed, with the remarks below.",
)

if __name__ == "__main__":
    sys.exit(main())
'''


def path_of(module: str) -> Path | None:
    """Return the file of a module of ours, or None for a package or another's."""
    if not module.startswith("borderlink."):
        return None
    path = SOURCE / Path(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def imported(tree: ast.Module) -> dict[str, set[str]]:
    """Return what a module imports when it runs: modules of ours, and the names taken from each."""
    found: dict[str, set[str]] = {}
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if path_of(inner) is not None:
                found.setdefault(inner, set())
            elif path_of(node.module) is not None:
                found.setdefault(node.module, set()).add(alias.name)
    return found


def in_order(module: str, done: list[str], names: dict[str, set[str]]) -> None:
    """Put a module behind all that it imports, and remember which names are taken from each."""
    path = path_of(module)
    assert path is not None
    for inner, taken in imported(ast.parse(path.read_text(encoding="utf-8"))).items():
        names.setdefault(inner, set()).update(taken)
        if inner not in done:
            in_order(inner, done, names)
    if module not in done:
        done.append(module)


def text_of(module: str, names: set[str]) -> str:
    """Return a module's text; of a room's refusals only the classes that are used."""
    path = path_of(module)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    if not module.endswith(".refusals") or module.startswith("borderlink.foundation"):
        return text
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)
    left_out = {
        number
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name not in names
        for number in range(node.lineno - 1, node.end_lineno or node.lineno)
    }
    return "".join(line for number, line in enumerate(lines) if number not in left_out).rstrip() + "\n"


def block(module: str, text: str) -> str:
    """Return one block of the file."""
    if "'''" in text or text.endswith("\\"):
        raise SystemExit(f"{module} cannot stand in a raw string")
    rule = f"# {'-' * 20} {module.replace('.', '/')}.py {'-' * 20}"
    return f"\n{rule}\nSOURCES[{module!r}] = r'''\n{text}'''\n"


def written() -> str:
    """Return the whole file."""
    done: list[str] = []
    names: dict[str, set[str]] = {}
    in_order(FIRST, done, names)
    blocks = [block(module, text) for module, text in SHIMS.items()]
    blocks.insert(1, block(ED25519, (TOP / "tools" / "ed25519.py").read_text(encoding="utf-8")))
    blocks += [block(module, text_of(module, names.get(module, set()))) for module in done]
    return HEAD + "".join(blocks) + TAIL


def main() -> None:
    """Write the file, or check it."""
    text = written()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
