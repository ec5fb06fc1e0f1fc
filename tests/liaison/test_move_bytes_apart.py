"""A node of before keeps the bytes of its envelopes when they move into a table of their own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from borderlink.node.configuration import Configuration
from borderlink.node.settings import database_of
from tests.world import NOON

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

BEFORE, AFTER = [("liaison", "0006_files")], [("liaison", "0007_bytes_apart")]
ROWS = [(7, b"first wire", b"first content"), (9, b"second wire", b"second content")]


@pytest.fixture
def older(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A database whose tables of letters are as they were."""
    connections.databases["older"] = connections["default"].settings_dict | database_of(
        Configuration(folder=tmp_path)
    )
    with django_db_blocker.unblock():
        MigrationExecutor(connections["older"]).migrate(BEFORE)
        yield connections["older"]
        connections["older"].close()
    del connections["older"], connections.databases["older"]


def seal_as_before() -> None:
    """Lay two envelopes into the tables as they were, out of step with their numbers."""
    apps = MigrationExecutor(connections["older"]).loader.project_state(BEFORE).apps
    partner = apps.get_model("liaison", "Partner").objects.using("older").create(code="MC", added_at=NOON)
    for number, wire, content in ROWS:
        apps.get_model("liaison", "Outgoing").objects.using("older").create(
            id=number, partner=partner, letter=UUID(int=number), epoch="e", seq=number - 5, lane=2,
            state="stored", wire=wire, content=content, expires_at=NOON + timedelta(days=1), sealed_at=NOON,
        )  # fmt: skip


def test_every_byte_is_kept_and_guarded(older: Any) -> None:
    seal_as_before()

    MigrationExecutor(older).migrate(AFTER)

    with older.cursor() as cursor:
        cursor.execute("SELECT outgoing_id, wire, content FROM liaison_outgoingbytes ORDER BY outgoing_id")
        assert cursor.fetchall() == ROWS
        cursor.execute("SELECT id, seq, state FROM liaison_outgoing ORDER BY id")
        assert cursor.fetchall() == [(7, 2, "stored"), (9, 4, "stored")]
        for change in (
            "UPDATE liaison_outgoingbytes SET wire = 'other'", "DELETE FROM liaison_outgoingbytes",
            "UPDATE liaison_outgoing SET seq = 8", "DELETE FROM liaison_outgoing",
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="never changed"):
                cursor.execute(change)
