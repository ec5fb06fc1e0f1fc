"""A TAXII server that stays up until its standard input ends; runs with the peers' Python.

    python -m benchmarks.taxii_serve medallion|opentaxii FOLDER

The first line on standard output says where objects are pushed and with which headers. With a bundle's path
on standard input, each on a line, it answers how many of its objects stix2 reads, nothing custom allowed.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.taxii_side import medallion, opentaxii


def main() -> None:
    """Serve."""
    peer, folder = sys.argv[1], Path(sys.argv[2])
    with {"opentaxii": opentaxii, "medallion": medallion}[peer](folder) as server:
        print(json.dumps({"objects": server.objects, "headers": server.headers}), flush=True)
        for line in sys.stdin:
            text = Path(line.strip()).read_text(encoding="utf-8")
            bundle = import_module("stix2").parse(text, allow_custom=False)
            print(len(bundle.objects), flush=True)


if __name__ == "__main__":
    main()
