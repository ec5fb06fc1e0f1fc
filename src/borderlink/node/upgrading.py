"""A node goes over to a newer program: a backup first, then its tables, then the journal examined."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from borderlink.journal.actions import note
from borderlink.journal.queries import examine
from borderlink.node import founding, health, keeping, running
from borderlink.node.refusals import DatabaseNotKept


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did: the steps taken, and the backup that was made before the first."""

    steps: tuple[str, ...]
    backup: keeping.Kept
    lines: int  # of the journal, examined afterwards and whole


def steps() -> tuple[str, ...]:
    """Return the steps between the database and this program, in order. Refuses: ``SchemaAhead``."""
    founding.must_not_be_newer()
    return health.steps_waiting()


def upgrade(file: Path, *, database_kept: bool) -> Upgraded:
    """Make a backup, take every step, examine the journal; the node must not run.

    ``database_kept``: the operator says that a PostgreSQL database was kept by its own means.
    Refuses: ``NodeRuns``, ``SchemaAhead``, ``BackupExists``, ``DatabaseNotKept``, what the examination finds.
    """
    with running.alone(settings.BORDERLINK.folder):
        waiting = steps()
        if settings.BORDERLINK.database != "sqlite" and not database_kept:
            raise DatabaseNotKept
        kept = founding.back_up(file)
        founding.bring_up_to_date()
        found = examine()
        if found.fault is not None:
            raise found.fault
        facts: dict[str, str | int] = {"steps": len(waiting), "version": version("borderlink")}
        note(act="node.upgrade", subject="node", facts=facts, by="node", at=timezone.now())
    return Upgraded(steps=waiting, backup=kept, lines=found.lines)
