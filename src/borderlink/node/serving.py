"""A node is served: web processes, one background worker, the post, started and stopped together."""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Final

from borderlink.node.configuration import Configuration
from borderlink.node.refusals import AddressTaken, OpenWithoutTls
from borderlink.node.warming import WARM
from borderlink.officers.domain import is_loopback

logger = logging.getLogger(__name__)

GRACE_S: Final = 20  # how long requests and a piece of work may take to end
_SET_PARENT_DEATH_SIGNAL: Final = 1  # prctl(PR_SET_PDEATHSIG), Linux


def may_listen(configuration: Configuration) -> None:
    """Refuse an address in clear that others reach, or one that is taken.

    Refuses: ``OpenWithoutTls``, ``AddressTaken``.
    """
    address, port = configuration.address, configuration.port
    if not configuration.over_tls and not is_loopback(address):
        raise OpenWithoutTls(address=address)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError:
            raise AddressTaken(address=address, port=str(port)) from None


def serve(configuration: Configuration, environment: Mapping[str, str]) -> int:
    """Run web processes, worker and post until told to stop; return 1 when one ended by itself, else 0."""
    from borderlink.node import metrics  # it reads tables: only once Django is set up

    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    together = {**environment, metrics.ENVIRONMENT: str(metrics.shared_place(configuration.folder))}
    children = [_start("web", together), *(_start(verb, environment) for verb in ("work", "post"))]
    facts = {"address": configuration.address, "port": configuration.port, "node": configuration.node}
    logger.info("serving", extra={"facts": facts})
    while not stopping.wait(0.2) and all(child.poll() is None for child in children):
        pass
    by_itself = not stopping.is_set()
    _stop(children)
    logger.info("stopped", extra={"facts": {"by_itself": by_itself}})
    return int(by_itself)


def _start(verb: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "borderlink", "node", verb]
    die_with_us = _die_with_parent if sys.platform == "linux" else None
    return subprocess.Popen(
        command,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=die_with_us,  # noqa: PLW1509 - one thread
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _file(name: str) -> Path | None:
    return Path(name) if name else None


def web(configuration: Configuration) -> None:
    """Serve pages with granian until told to stop."""
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ[WARM] = "1"
    Server(
        "borderlink.node.wsgi:application",
        address=configuration.address,
        port=configuration.port,
        interface=Interfaces.WSGI,
        workers=configuration.web_workers,
        blocking_threads=configuration.web_threads,
        workers_kill_timeout=GRACE_S,
        log_enabled=False,
        websockets=False,
        ssl_cert=_file(configuration.tls_certificate),
        ssl_key=_file(configuration.tls_key),
    ).serve()
