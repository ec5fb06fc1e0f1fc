"""Whatever an officer was shown leaves a line in the journal, whichever page showed it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from borderlink.journal.models import JournalLine
from borderlink.journal.queries import end
from borderlink.node.looks import THINGS, subject_of
from tests.custody.scenes import Scene, Step, tea_case
from tests.world import DAY_AFTER, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, DAY_AFTER]


@pytest.fixture
def scene() -> Scene:
    return tea_case(Step.STORED)


def lines_since(before: int) -> list[tuple[str, str, str]]:
    """Return what was written in the journal since: act, subject, officer."""
    rows = JournalLine.objects.filter(sequence__gt=before).order_by("sequence")
    return list(rows.values_list("act", "subject", "by"))


def test_a_page_whose_action_writes_no_line_leaves_one_that_names_what_was_shown(scene: Scene) -> None:
    client, before = signed_in(scene.kofi), end()[0]

    answer = client.get(reverse("custody:chain", args=[scene.case]))

    assert answer.status_code == HTTPStatus.OK
    assert lines_since(before) == [("node.look", f"case {scene.case}", scene.kofi.badge)]
    assert b'"page":"custody:chain"' in bytes(JournalLine.objects.get(sequence=before + 1).body)


def test_a_page_whose_action_writes_a_line_leaves_no_second_one(scene: Scene) -> None:
    client, before = signed_in(scene.kofi), end()[0]

    client.get(reverse("custody:exhibit", args=[scene.lots[0]]))

    assert lines_since(before) == [("custody.look", f"exhibit {scene.lots[0]}", scene.kofi.badge)]


def test_a_form_that_is_shown_again_with_what_is_wrong_is_a_look(scene: Scene) -> None:
    client, before = signed_in(scene.mika), end()[0]

    answer = client.post(reverse("custody:weigh", args=[scene.lots[0]]), {})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert lines_since(before) == [("node.look", f"exhibit {scene.lots[0]}", scene.mika.badge)]


def test_what_is_not_shown_is_no_look(scene: Scene) -> None:
    client, before = signed_in(scene.kofi), end()[0]

    missing = client.get(reverse("custody:chain", args=["GZ-CASE-2026-9999"]))
    asked_why = client.get(reverse("cases:case", args=[scene.case]))
    own = client.get(reverse("custody:my_key"))

    assert (missing.status_code, asked_why.status_code, own.status_code) == (404, 200, 200)
    assert [line for line in lines_since(before) if line[0] == "node.look"] == []


def test_a_page_that_asks_again_by_itself_leaves_one_line_an_hour(scene: Scene) -> None:
    inspector = scene.world.amina
    client, before, now = signed_in(inspector), end()[0], scene.now()

    for minutes in (0, 1, 59, 61, 62):
        with time_machine.travel(now + timedelta(days=1, minutes=minutes), tick=False):
            client.get(reverse("screening:loads"), headers={"HX-Request": "true"})
    client.get(reverse("screening:loads"))

    assert lines_since(before) == [("node.look", "page screening:loads", inspector.badge)] * 3


def test_no_browser_can_ask_for_a_page_so_that_it_leaves_no_line(scene: Scene) -> None:
    client, before = signed_in(scene.kofi), end()[0]

    for name in ("custody:chain", "custody:closure", "custody:chain"):
        client.get(reverse(name, args=[scene.case]), headers={"HX-Request": "true"})

    assert lines_since(before) == [("node.look", f"case {scene.case}", scene.kofi.badge)] * 3


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield the way of writing of every address."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        yield from routes(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]


def test_every_address_that_names_something_says_what_it_is() -> None:
    own = re.compile(r"(account|sign-in|api|health|static)/|directory")
    named = [re.split(r"/?<", route)[0] for route in routes(get_resolver().url_patterns) if "<" in route]

    told = {before: set(before.split("/")) & set(THINGS) for before in named if not own.match(before)}

    assert len(told) > 40
    assert [before for before, things in told.items() if not things] == []
    assert subject_of(resolve(reverse("liaison:minutes", args=["M-7"]))) == "minutes M-7"
    assert subject_of(resolve(reverse("liaison:partner", args=["sydney-police"]))) == "partner sydney-police"
    assert subject_of(resolve(reverse("cases:custody", args=["C-1", "P01"]))) == "case C-1"
