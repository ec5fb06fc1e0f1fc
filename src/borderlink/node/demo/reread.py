"""A node of the demonstration is read again after the story, as it lies there: nothing is changed.

Run as `python -m borderlink.node.demo.reread FOLDER CASE PART`; it prints what the node's store says of the
case, as the officer who plays PART reads it, in one line of JSON.
"""

import json
import sys
from pathlib import Path


def main(folder: Path, case: str, part: str) -> None:
    """Open the node and print what its store says."""
    from borderlink.node.opening import open_node

    open_node(folder)
    from borderlink.node.demo.cast import known
    from borderlink.node.demo.desk import Desk
    from borderlink.node.demo.figures import store

    sys.stdout.write(json.dumps(store(Desk(cast=known(), language="en"), case, part)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
