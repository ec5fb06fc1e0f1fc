"""Every try to reach a partner asks for its pinned certificate; each that fails is told with its reason."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions import exchanging
from borderlink.liaison.actions.exchanging import OTHERS, URGENT
from borderlink.liaison.adapters.https import Line
from borderlink.liaison.domain.bundles import MEDIA_TYPE, MOST_BYTES, Bundle
from borderlink.liaison.domain.states import PartnerState, Posted
from borderlink.liaison.jobs import FIRST_WAIT_S, LONGEST_WAIT_S, Patience, Way
from borderlink.liaison.models.post import Try
from borderlink.liaison.queries.post import link_state, why_not_arrived
from borderlink.liaison.refusals.post import (
    AnswerTooLarge,
    NoAddress,
    NoRoute,
    NotAnswered,
    NotSafe,
    TimedOut,
    WrongCertificate,
)
from tests.certificates import certificate
from tests.liaison.partners import liaison_officer
from tests.liaison.two_nodes import Pair, pair
from tests.world import DAY_AFTER, NOON, World

pytestmark = DAY_AFTER


@contextmanager
def serving(answer: Callable[[bytes], bytes | int], certificate: Path | None = None) -> Iterator[str]:
    """Serve answers on loopback, over TLS where a certificate is given; yield the address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            body = said if isinstance(said, bytes) else b""
            self.send_response(200 if isinstance(said, bytes) else said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing: clients leave as they like."""

    server = Quiet(("127.0.0.1", 0), Door)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def line() -> Iterator[Line]:
    """Give a line that has little patience."""
    line = Line(connect_s=0.5, read_s=0.5)
    yield line
    line.close()


def test_the_pinned_certificate_lets_post_pass_and_its_successor_too(line: Line, tmp_path: Path) -> None:
    digest = certificate(tmp_path / "tls.pem")
    with serving(lambda data: data[::-1], tmp_path / "tls.pem") as address:
        assert line.post("MC", address, (digest,), b"abc") == b"cba"
        assert line.post("MC", address, ("0" * 64, digest), b"abc") == b"cba"


def test_another_certificate_is_refused_before_a_byte_is_sent(line: Line, tmp_path: Path) -> None:
    certificate(tmp_path / "tls.pem")
    heard: list[bytes] = []

    def hear(data: bytes) -> bytes:
        heard.append(data)
        return data

    with serving(hear, tmp_path / "tls.pem") as address:
        for tls in ((), ("0" * 64,)):
            with pytest.raises(WrongCertificate):
                line.post("MC", address, tls, b"abc")

    assert heard == []


@pytest.mark.parametrize(
    ("address", "refusal"),
    [("", NoAddress), ("http://192.0.2.1:8000", NotSafe), ("http://127.0.0.1:9", NoRoute)],
)
def test_no_address_one_in_clear_and_one_that_nobody_serves_have_each_their_reason(
    line: Line, address: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        line.post("MC", address, (), b"abc")


def _slowly(data: bytes) -> bytes:
    time.sleep(1)
    return data


def test_a_slow_a_broken_and_an_endless_answer_have_each_their_reason(line: Line) -> None:
    answers: list[tuple[Callable[[bytes], bytes | int], type[Refusal]]] = [
        (_slowly, TimedOut),
        (lambda _: 503, NotAnswered),
        (lambda _: 302, NotAnswered),
        (lambda _: bytes(MOST_BYTES + 1), AnswerTooLarge),
    ]
    for answer, refusal in answers:
        with serving(answer) as address, pytest.raises(refusal):
            line.post("MC", address, (), b"abc")


def test_patience_doubles_to_a_quarter_of_an_hour_and_ends_with_success() -> None:
    patience = Patience(chance=lambda: 1.0)

    waits = [patience.failed(0.0) for _ in range(12)]
    patience.succeeded()

    assert waits[:3] == [FIRST_WAIT_S, 2.0, 4.0]
    assert waits[-1] == LONGEST_WAIT_S
    assert patience.due_s == 0.0


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's, which serves no address yet."""
    return pair(world)


@contextmanager
def online(two: Pair) -> Iterator[None]:
    """Let the partner's node answer at an address of its own."""
    with serving(two.other.answer) as address:
        _moved(two, address)
        yield


def _moved(two: Pair, address: str) -> None:
    two.partner.address = address
    two.partner.save()


@pytest.mark.django_db
def test_a_cut_line_is_told_to_the_officer_and_the_letter_goes_once_it_heals(two: Pair, world: World) -> None:
    (letter,) = two.write()
    _moved(two, "http://127.0.0.1:9")
    way = Way("MC-POLICE", OTHERS, patience=Patience(chance=lambda: 1.0))
    reader = world.reader(liaison_officer(world))

    tries = [way.go(NOON + timedelta(seconds=s), s) for s in (0, 0.5, 1.5, 2, 4, 9)]
    told = why_not_arrived(reader, letter.uuid)
    with online(two):
        greeted, sent = way.go(NOON, 100), way.go(NOON, 101)

    assert tries == [False] * 6
    assert [(row.code, row.count) for row in Try.objects.all()] == [("post.no-route", 4)]
    assert [(step.stage, step.code, step.count) for step in told] == [
        ("sealed", "", 1), ("tried", "post.no-route", 4), ("waiting", "post.no-route", 1),
    ]  # fmt: skip
    assert (greeted, sent) == (True, True)
    assert [step.stage for step in why_not_arrived(reader, letter.uuid)][-1] == "RCP-VALIDATED"
    assert link_state(reader, "MC-POLICE").failed == 0


@pytest.mark.django_db
def test_their_word_wakes_a_way_that_was_left_alone(two: Pair) -> None:
    two.write()
    _moved(two, "http://127.0.0.1:9")
    way = Way("MC-POLICE", OTHERS, patience=Patience(chance=lambda: 1.0))
    way.go(NOON, 0)
    with online(two):
        before = way.go(NOON, 0.2)
        two.at = NOON + timedelta(seconds=1)
        two.get()
        after = way.go(NOON + timedelta(seconds=1), 0.4)

    assert (before, after) == (False, True)


@pytest.mark.django_db
def test_the_first_word_of_a_way_carries_no_letter(two: Pair) -> None:
    two.write()
    with online(two):
        way = Way("MC-POLICE", URGENT)
        way.go(NOON, 0)

    assert two.other.state.applied == []


@pytest.mark.django_db
def test_a_letter_that_they_do_not_take_does_not_stop_those_behind_it(two: Pair) -> None:
    letters = two.write(3)
    stubborn = two.outgoing(letters[0]).digest
    two.other.mangle = lambda data: _without_receipt_for(data, stubborn)
    with online(two):
        way = Way("MC-POLICE", OTHERS)
        results = [way.go(NOON, s) for s in (0, 1, 2)]

    assert results == [True, True, False]
    assert way.held_back.keys() == {two.outgoing(letters[0]).pk}
    assert [two.outgoing(letter).state for letter in letters] == ["waiting", "stored", "stored"]
    assert Try.objects.get().code == "post.not-a-bundle"


@pytest.mark.django_db
def test_the_next_parcel_leaves_before_the_answer_to_the_last_is_taken_in_and_none_twice(
    two: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "AT_ONCE", 2)
    letters = two.write(5)
    with online(two):
        way = Way("MC-POLICE", OTHERS)
        results = [(way.go(NOON, s), way.flight is not None) for s in range(5)]

    assert results == [(True, False), (True, True), (True, True), (True, False), (False, False)]
    assert two.other.state.applied == [str(letter.uuid) for letter in letters]
    assert {two.outgoing(letter).state for letter in letters} == {"stored"}


def _without_receipt_for(data: bytes, digest: str) -> bytes:
    bundle = Bundle.from_bytes(data)
    kept = tuple(one for one in bundle.statements if digest.encode() not in one)
    return Bundle(sender=bundle.sender, recipient=bundle.recipient, statements=kept).to_bytes()


@pytest.mark.django_db
def test_nothing_is_sent_to_a_paused_partner_and_the_officer_is_told_why(two: Pair, world: World) -> None:
    (letter,) = two.write()
    two.partner.state, two.partner.paused_why = PartnerState.PAUSED.value, "PSE-DECISION"
    two.partner.save()
    with online(two):
        way = Way("MC-POLICE", OTHERS)
        results = [way.go(NOON, s) for s in (0, 1)]

    told = why_not_arrived(world.reader(liaison_officer(world)), letter.uuid)
    assert results == [True, False]
    assert two.outgoing(letter).state == Posted.WAITING.value
    assert (told[-1].stage, told[-1].code) == ("paused", "post.partner-paused")


@pytest.mark.django_db
def test_the_door_takes_post_without_a_session_and_answers_the_same_form(two: Pair) -> None:
    wire = two.other.clue()
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/liaison/post", two.other.bundle([wire]), content_type=MEDIA_TYPE)
    form = client.post("/liaison/post", {"a": "b"})
    looked = client.get("/liaison/post")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, MEDIA_TYPE)
    two.other.hear(answer.content)
    assert form.status_code == 422
    assert looked.status_code == 405


@pytest.mark.django_db
def test_an_outsider_learns_nothing_of_a_link(two: Pair, world: World) -> None:
    (letter,) = two.write()
    from borderlink.foundation.refusals import NotFound

    for question in (
        lambda: link_state(world.reader(world.chidi), "MC-POLICE"),
        lambda: why_not_arrived(world.reader(world.chidi), letter.uuid),
    ):
        with pytest.raises(NotFound):
            question()
