"""Asks every operation of the API what a schema-driven machine thinks of; for tests and benchmarks."""

from collections.abc import Callable, Iterator, Mapping
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

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]
NONE: Mapping[str, str] = {}
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the database open from one request to the next, as the framework's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def ask_everything(keys: Mapping[str, str], examples: int) -> int:
    """Ask every operation with every key, ``examples`` times; return how many questions that were.

    Raises what schemathesis raises for a fault, or an answer that is not described.
    """
    return sum(
        ask(operation, {"Authorization": f"Bearer {secret}"}, examples, check)
        for operation in every_operation()
        for secret in keys.values()
    )


def every_operation() -> list[Operation]:
    """Return what the API's own description names."""
    with _one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    found = list(schema.get_all_operations())
    assert all(isinstance(one, Ok) for one in found), found
    return [one.ok() for one in found if isinstance(one, Ok)]


def check(case: Case, response: Any) -> None:
    """Raise what schemathesis raises for a fault, or an answer that is not described."""
    case.validate_response(response, checks=CHECKS)


def ask(
    operation: Operation,
    headers: Mapping[str, str],
    examples: int,
    hear: Callable[[Case, Any], None],
    *,
    number: int = 20_261_122,
    change: Callable[[Case], None] | None = None,
    cookies: Mapping[str, str] = NONE,
) -> int:
    """Ask one operation, and let each answer be heard; return how many questions that were.

    ``number`` is the seed; ``change`` may put what is really there into a question.
    """
    asked = 0

    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def one(case: Case) -> None:
        nonlocal asked
        asked += 1
        if change is not None:
            change(case)
        hear(case, case.call(headers=dict(headers), cookies=dict(cookies)))

    with _one_connection():
        one()
    return asked
