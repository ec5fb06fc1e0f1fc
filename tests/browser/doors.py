"""Print a one-time sign-in link for each invented officer of a demonstration's node, as one line of JSON.

Run as `python -m tests.browser.doors FOLDER`, while nothing else writes there.
"""

import json
import sys
from pathlib import Path


def main(folder: Path) -> None:
    from borderlink.node.opening import open_node

    open_node(folder)
    from django.utils import timezone

    from borderlink.node.demo.cast import known
    from borderlink.node.demo.people import ADMINISTRATOR
    from borderlink.officers.actions.signing_in import issue_demo_link
    from borderlink.officers.queries import Officer

    officers = {**known().officers, "administrator": Officer.objects.get(badge=ADMINISTRATOR[0])}
    links = {part: issue_demo_link(officer=one, at=timezone.now()) for part, one in officers.items()}
    sys.stdout.write(json.dumps(links) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
