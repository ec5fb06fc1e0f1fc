"""Asks every operation of the API what a schema-driven machine thinks of; used by tests/node/test_api.py."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from borderlink.node.wsgi import application

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


def ask_everything(keys: Mapping[str, str], examples: int) -> int:
    """Ask every operation with every key, ``examples`` times; return how many questions that were.

    Raises what schemathesis raises for a fault, or an answer that is not described.
    """
    with _one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
        asked = 0
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            for secret in keys.values():
                asked += _ask(found.ok(), secret, examples)
    return asked


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the database open from one request to the next, as the framework's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _ask(operation: schemathesis.APIOperation[Any, Any, Any, Any], secret: str, examples: int) -> int:
    asked = 0

    @seed(20_261_122)
    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        nonlocal asked
        asked += 1
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(response, checks=CHECKS)

    ask()
    return asked
