"""One exhibit, two ledgers, a bad line: never two custodians, never none, and every offer ends."""

import pytest

from borderlink.custody.domain import handover
from borderlink.custody.domain.handover import Event, Side, State, after
from tests.handover_model import Delivery


def test_whatever_the_line_does_one_side_holds_the_exhibit_and_every_offer_ends() -> None:
    runs = [Delivery(seed=seed).run() for seed in range(3_000)]

    assert [f"{run.seed}: {run.wrong[0]}" for run in runs if run.wrong] == []
    assert {(run.ours, run.theirs) for run in runs} == {
        (State.HANDED_OVER, State.ACCEPTED), (State.BACK, State.REFUSED), (State.BACK, State.RELEASED),
    }  # fmt: skip


def test_the_histories_would_show_a_rule_that_frees_an_exhibit_by_our_wish_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loose = {**handover._OURS, State.ASKED: {**handover._OURS[State.ASKED], Event.SIGN: State.BACK}}
    monkeypatch.setattr(handover, "_OURS", loose)

    assert any(Delivery(seed=seed).run().wrong for seed in range(300))


def test_the_histories_would_show_a_rule_that_accepts_what_is_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    loose = {**handover._THEIRS, State.RELEASED: {Event.RELEASE: State.OFFERED, Event.OFFER: State.OFFERED}}
    monkeypatch.setattr(handover, "_THEIRS", loose)

    assert any(Delivery(seed=seed).run().wrong for seed in range(300))
    assert after(Side.THEIRS, None, Event.ACCEPT) is None
