"""Catalogues of interface text: `python -m tools.catalogues compile`.

Works with Babel alone, so that `./run demo` can compile before anything else is installed.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "borderlink"


def catalogues(package: Path = PACKAGE) -> Iterator[Path]:
    """Yield every catalogue of every room, in order."""
    yield from sorted(package.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue that is newer than its .mo and return those compiled."""
    compiled = []
    for source in catalogues(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        locale = source.parent.parent.name
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=locale)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        compiled.append(target)
    return compiled


def main(verbs: list[str]) -> int:
    """Run one verb and return the exit code."""
    if verbs != ["compile"]:
        print(__doc__, file=sys.stderr)
        return 2
    for path in compile_catalogues():
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
