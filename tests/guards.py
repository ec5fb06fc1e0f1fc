"""Lifts the database's guards where a test must: to empty the tables afterwards, or to play the intruder."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations

Flush = Callable[..., list[str]]


def let_tests_empty_tables() -> None:
    """Make Django's flush after a transactional test work on tables that nobody may empty."""
    for operations in (SqliteOperations, PostgresOperations):
        operations.sql_flush = _lifting(operations.sql_flush)  # type: ignore[method-assign]


def _lifting(flush: Flush) -> Flush:
    def lifted(self: BaseDatabaseOperations, *args: Any, **options: Any) -> list[str]:
        before, after = _statements(self)
        return [*before, *flush(self, *args, **options), *after]

    return lifted


def _statements(operations: BaseDatabaseOperations) -> tuple[list[str], list[str]]:
    """Return what lifts the guards of a database, and what puts them back."""
    if operations.connection.vendor != "sqlite":
        return ["SET session_replication_role = replica"], ["SET session_replication_role = origin"]
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def lift_guards() -> None:
    """Take the guards off for the rest of the test's transaction, as an intruder with the database would."""
    for statement in _statements(connection.ops)[0]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("SET ", "SET LOCAL ", 1))
