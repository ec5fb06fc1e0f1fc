"""Prometheus reads figures of the node as a whole, from this machine or with the token; never a person."""

from dataclasses import replace
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client

from tests.world import World, signed_in


def test_figures_name_no_officer_and_routes_are_patterns(world: World) -> None:
    signed_in(world.farid).get(f"/officers/{world.amina.badge}/")

    answer = Client().get("/metrics", headers={"host": "localhost"})

    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert 'borderlink_request_seconds_count{method="GET",route="officers/<str:badge>/",status="200"}' in text
    assert "borderlink_journal_lines " in text
    assert "borderlink_alerts_open " in text
    assert "borderlink_schema_steps_behind 0.0" in text
    assert not [officer.badge for officer in world.everyone if officer.badge in text or officer.name in text]


@pytest.mark.parametrize("asked", [{"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"REMOTE_ADDR": "192.0.2.7"}])
def test_without_a_token_no_other_machine_is_answered(db: None, asked: dict[str, str]) -> None:
    answer = Client(headers={"host": "localhost"}, **asked).get("/metrics")  # type: ignore[arg-type]

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_with_a_token_only_its_bearer_is_answered(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BORDERLINK", replace(settings.BORDERLINK, metrics_token="t0ken"))
    asked = [{}, {"HTTP_AUTHORIZATION": "Bearer t0ke"}, {"HTTP_AUTHORIZATION": "Bearer t0ken"}]

    answers = [Client().get("/metrics", headers={"host": "localhost"}, **one).status_code for one in asked]  # type: ignore[arg-type]

    assert answers == [HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND, HTTPStatus.OK]
