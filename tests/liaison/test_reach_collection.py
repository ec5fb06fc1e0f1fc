"""A TAXII collection is pushed to and pulled from over TLS, and whatever it answers is taken or refused."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters import stix, stixreading
from borderlink.liaison.adapters.taxii import Account, Collection
from borderlink.liaison.refusals.stix import TaxiiNotAllTaken, TaxiiNotReached
from tests.certificates import certificate
from tests.liaison import letter_scenes

CLUE = dict(letter_scenes.bodies()["clue"])
PAGE = 3
Answer = tuple[int, bytes]


@dataclass
class Exchange:
    """A TAXII server in memory, as medallion is: what it has already it calls a failure. It can misbehave."""

    loses: str = ""  # objects of this type are not kept
    changes: str = ""  # objects of this type come back otherwise
    says: Answer | None = None  # whatever is asked, this is answered
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    accounts: set[str] = field(default_factory=set)

    def push(self, objects: list[dict[str, Any]]) -> dict[str, Any]:
        fresh = [one for one in objects if one["id"] not in self.held and one["type"] != self.loses]
        self.held |= {one["id"]: one for one in fresh}
        return {"id": "1", "status": "complete", "success_count": len(fresh)}

    def pull(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        if self.changes == "spec_version":  # as OpenTAXII 0.9.3 does
            self.held = {name: one | {"spec_version": one["type"]} for name, one in self.held.items()}
        names = asked["match[id]"][0].split(",") if "match[id]" in asked else list(self.held)
        start = int(asked.get("next", ["0"])[0])
        found = [self.held[name] for name in names if name in self.held][start:]
        shown = [one | {"name": "x"} if one["type"] == self.changes else one for one in found[:PAGE]]
        more = {"more": True, "next": str(start + PAGE)} if len(found) > PAGE else {}
        return {"objects": found if "match[id]" in asked else shown, **more}


@contextmanager
def serving(exchange: Exchange, tls: Path) -> Iterator[str]:
    """Serve an exchange on loopback over TLS; yield its collection's address."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell(200, exchange.pull(parse_qs(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.tell(202, exchange.push(said["objects"]))

        def tell(self, status: int, said: dict[str, Any]) -> None:
            exchange.accounts.add(self.headers.get("Authorization", ""))
            status, body = exchange.says or (status, json.dumps(said).encode())
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "https://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing: clients leave as they like."""

    server = Quiet(("127.0.0.1", 0), Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/exchange/collections/7/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a certificate for loopback with its key."""
    path = tmp_path_factory.mktemp("tls") / "tls.pem"
    certificate(path)
    return path


def collection(url: str, tls: Path) -> Collection:
    return Collection(url, Account.from_text("Bearer abc"), ca=tls)


def test_what_was_pushed_comes_back_page_by_page_and_may_be_pushed_again(tls: Path) -> None:
    exchange, bundle = Exchange(), stix.bundle_of([CLUE])
    with serving(exchange, tls) as url:
        first = collection(url, tls).push(stix.envelopes_of(bundle, most=4))
        again = collection(url, tls).push(stix.envelopes_of(bundle, most=4))
        came = stixreading.clues_in(stixreading.read_bundle(collection(url, tls).pull()))

    assert [found.clue for found in came] == [CLUE]
    assert first == again == len(exchange.held) > PAGE
    assert exchange.accounts == {"Bearer abc"}


def test_an_object_that_the_server_did_not_keep_is_told(tls: Path) -> None:
    with serving(Exchange(loses="note"), tls) as url, pytest.raises(TaxiiNotAllTaken):
        collection(url, tls).push(stix.envelopes_of(stix.bundle_of([CLUE]), most=50))


def test_a_type_told_where_the_version_belongs_is_read_over(tls: Path) -> None:
    with serving(Exchange(changes="spec_version"), tls) as url:
        collection(url, tls).push(stix.envelopes_of(stix.bundle_of([CLUE]), most=50))
        (came,) = stixreading.clues_in(stixreading.read_bundle(collection(url, tls).pull()))

    assert came.clue == CLUE


def test_an_object_that_came_back_otherwise_is_refused_with_its_clue(tls: Path) -> None:
    exchange = Exchange(changes="location")
    with serving(exchange, tls) as url:
        collection(url, tls).push(stix.envelopes_of(stix.bundle_of([CLUE]), most=50))
        (came,) = stixreading.clues_in(stixreading.read_bundle(collection(url, tls).pull()))

    assert came.fault is not None
    assert came.fault.code == "stix.contradicts-itself"


SAYS: dict[str, Answer] = {
    "stix.server-not-answered": (500, b"{}"),
    "stix.not-a-bundle": (200, b"<html>"),
    "stix.too-large": (200, b"[" * 20 + b"]" * 20),
}


@pytest.mark.parametrize(("code", "says"), SAYS.items(), ids=list(SAYS))
def test_whatever_a_server_answers_is_refused_with_its_code(tls: Path, code: str, says: Answer) -> None:
    with serving(Exchange(says=says), tls) as url, pytest.raises(Refusal) as refused:
        collection(url, tls).pull()

    assert refused.value.code == code


@pytest.mark.parametrize("says", [(302, b""), (200, b"[]"), (200, b'{"more": true}')])
def test_a_redirect_and_an_answer_without_an_end_are_not_followed(tls: Path, says: Answer) -> None:
    with serving(Exchange(says=says), tls) as url, pytest.raises(Refusal) as refused:
        collection(url, tls).pull()

    assert refused.value.code == "stix.server-not-answered"


def test_a_server_with_another_certificate_is_not_spoken_to(tls: Path, tmp_path: Path) -> None:
    certificate(tmp_path / "another.pem")

    with serving(Exchange(), tls) as url, pytest.raises(TaxiiNotReached):
        collection(url, tmp_path / "another.pem").pull()
