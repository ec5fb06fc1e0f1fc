"""One further node of the demonstration, in a process of its own: it is founded, serves its post, and obeys.

Run as `python -m borderlink.node.demo.far AGENCY FOLDER PORT [TABLES]`; each line on standard input is a
deed, each line on standard output its answer, both in JSON. TABLES is a database without a row that will lie
there. With PORT 0 the node has no line: nothing reaches it and nothing leaves it but by hand.
"""

import json
import logging
import os
import shutil
import sys
import threading
import time
from functools import partial
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if TYPE_CHECKING:
    from borderlink.node.demo.desk import Desk

PATIENCE_S: Final = 30  # for the tables to lie there; then they are made here


class _Server(ThreadingMixIn, WSGIServer):
    """Answers each call in a thread of its own."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Writes no line for each call: the node's own log does."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def main(code: str, folder: Path, port: int, template: Path | None) -> None:
    """Found the node, serve it, and do what is asked until standard input ends."""
    desk = _found(code, folder, port, template)
    if port:
        _serve(port)
    from borderlink.foundation.refusals import Refusal
    from borderlink.node.demo.register import DEEDS

    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = DEEDS[asked.pop("deed")](desk, asked)
        except Refusal as refusal:
            told = {"refused": str(refusal)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _found(code: str, folder: Path, port: int, template: Path | None) -> "Desk":
    """Make the node's folder and database, and hire its people."""
    from borderlink.node.demo.neighbours import NEIGHBOURS
    from borderlink.node.founding import found

    neighbour = NEIGHBOURS[code]
    chosen: dict[str, object] = {"language": neighbour.language, "log_level": "ERROR", "demo": True}
    if port:
        chosen |= {"port": port, "post_address": f"http://127.0.0.1:{port}", "post_pause_ms": 100}
    set_up = partial(_set_up, template)
    found(folder, *neighbour.administrator, "", {**neighbour.agency, **chosen}, set_up=set_up)
    from django.utils import timezone

    from borderlink.node.demo.cast import hire
    from borderlink.node.demo.desk import Desk
    from borderlink.officers.queries import Officer

    administrator = Officer.objects.get(badge=neighbour.administrator[0])
    cast = hire(
        administrator=administrator, language=neighbour.language, units=[neighbour.unit], guests=(),
        parts=neighbour.parts, at=timezone.now(),
    )  # fmt: skip
    return Desk(cast=cast, language=neighbour.language, address=f"http://localhost:{port}")


def _set_up(template: Path | None) -> None:
    """Set Django up, and take the tables that the first node made, as soon as they lie there."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()
    from django.conf import settings

    until = time.monotonic() + PATIENCE_S
    while template and not template.exists() and time.monotonic() < until:
        time.sleep(0.05)
    if template and template.exists():
        shutil.copyfile(template, str(settings.DATABASES["default"]["NAME"]))


def _serve(port: int) -> None:
    """Answer partners' calls and carry our own post, in threads of this process."""
    from borderlink.liaison.jobs import PostOffice
    from borderlink.node.wsgi import application

    logging.getLogger("borderlink").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, application, server_class=_Server, handler_class=_Quiet)
    for work in (server.serve_forever, PostOffice(threading.Event()).open):
        threading.Thread(target=work, daemon=True).start()


if __name__ == "__main__":
    given = [Path(text) for text in sys.argv[4:]]
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), next(iter(given), None))
