"""The worker leaves a work that fails alone for longer each time, and the others never wait for it."""

import json
import threading
from datetime import datetime

import pytest

from borderlink.foundation import work
from borderlink.foundation.work import add_work
from borderlink.node.logs import JsonLines
from borderlink.node.working import Setbacks, round_of_work


class Clock:
    """A clock that stands until it is put forward; seconds."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Flaky:
    """Work that fails until it is mended."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.broken, self.tried_at_s = clock, True, list[float]()

    def once(self, _at: datetime) -> bool:
        self.tried_at_s.append(self.clock.now_s)
        if self.broken:
            raise OSError("the disk is full")
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(work, "_works", {})
    return Clock()


def pass_time(clock: Clock, setbacks: Setbacks, seconds: float) -> None:
    """Let the worker go round every half second, as it does when there is nothing to do."""
    until = clock.now_s + seconds
    while clock.now_s < until:
        round_of_work(threading.Event(), setbacks, clock=clock)
        clock.now_s += 0.5


def test_work_that_fails_is_tried_half_as_often_each_time_but_every_minute(clock: Clock) -> None:
    flaky, setbacks = Flaky(clock), Setbacks()
    add_work("tests.flaky", flaky.once)

    pass_time(clock, setbacks, 200)

    pauses = [late - early for early, late in zip(flaky.tried_at_s, flaky.tried_at_s[1:], strict=False)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]


def test_success_forgets_what_failed_before(clock: Clock) -> None:
    flaky, setbacks = Flaky(clock), Setbacks()
    add_work("tests.flaky", flaky.once)
    pass_time(clock, setbacks, 7)

    flaky.broken = False
    pass_time(clock, setbacks, 20)
    flaky.broken, flaky.tried_at_s = True, []
    pass_time(clock, setbacks, 3)

    assert [moment - flaky.tried_at_s[0] for moment in flaky.tried_at_s] == [0, 0.5, 1.5]


def test_other_work_goes_on_beside_work_that_fails(clock: Clock) -> None:
    flaky, sound, setbacks = Flaky(clock), Flaky(clock), Setbacks()
    sound.broken = False
    add_work("tests.flaky", flaky.once)
    add_work("tests.sound", sound.once)

    pass_time(clock, setbacks, 10)

    assert len(sound.tried_at_s) == 20
    assert len(flaky.tried_at_s) == 5


def test_the_log_says_how_long_it_is_left_alone(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    add_work("tests.flaky", Flaky(clock).once)

    pass_time(clock, Setbacks(), 2)

    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["event"] for line in lines] == ["work failed"] * 3
    assert [line["tried_again_after_s"] for line in lines] == [0.5, 1.0, 2.0]
    assert {line["work"] for line in lines} == {"tests.flaky"}
