"""What the node forgot is told beside it: a file that no backup holds, so that a restore forgets it again.

A line names an act of the journal, its subject (a case, a load or a letter's number, never a person) and its
place in the chain.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from borderlink.cases.actions.erasing import erase_again
from borderlink.custody.actions.erasing import erase_with_case
from borderlink.journal.actions import erase_openings
from borderlink.journal.queries import hash_of, lines_of
from borderlink.liaison.actions import owing
from borderlink.node.configuration import Configuration
from borderlink.node.keeping import PRIVATE
from borderlink.node.refusals import NotAPurgeRecord, PurgesMissing, PurgesOfAnother
from borderlink.screening.actions.purging import purge_load
from borderlink.screening.actions.upkeep import forget_counter
from borderlink.screening.domain.retention import lapsed_before
from borderlink.screening.queries.loads import lapsed

logger = logging.getLogger(__name__)

FILE: Final = "purged.jsonl"
FORM: Final = "borderlink-purges-1"
NONE: Final = "none"  # said in place of a file: the operator knows that there is none
OPENINGS: Final = "journal.erase-openings"
ACTS: Final = (OPENINGS, "cases.erase", "custody.erase-openings", owing.ERASE, "screening.purge")
CASE: Final = "case "
LETTER: Final = "letter "


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """One act of forgetting, as the journal has it."""

    sequence: int
    hash: str
    act: str
    subject: str
    at: str  # ISO 8601


def record_path(configuration: Configuration) -> Path:
    """Return where the record lies: where the settings say, else in the node's folder."""
    own = configuration.purge_record
    return Path(own).expanduser() if own else configuration.folder / FILE


def record(at: datetime) -> bool:  # noqa: ARG001 - the worker's signature
    """Add to the record what was forgotten since its last line; done before the worker rests."""
    path = record_path(settings.BORDERLINK)
    known = read(path, settings.BORDERLINK.node) if path.is_file() else []
    after = next((one.sequence for one in reversed(known) if hash_of(one.sequence) == one.hash), 0)
    fresh = [
        Purge(
            sequence=line.sequence, hash=line.hash, act=line.act, subject=line.subject, at=line.at.isoformat()
        )
        for line in lines_of(ACTS, after=after)
    ]
    if fresh or not path.is_file():
        _add(path, fresh)
    if fresh and not connection.in_atomic_block and not leave_no_copy(connection):
        logger.warning("the log of the database still holds what was forgotten")
    return False


def leave_no_copy(database: BaseDatabaseWrapper) -> bool:
    """Empty the log that SQLite writes ahead, which still holds what was erased; say whether it is empty.

    Pages of the database are wiped as they are freed (``secure_delete``); PostgreSQL's log is its operator's.
    """
    if database.vendor != "sqlite":
        return True
    with database.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy: int = cursor.fetchone()[0]
    return not busy


def _add(path: Path, purges: list[Purge]) -> None:
    head = [] if path.is_file() else [{"form": FORM, "node": settings.BORDERLINK.node}]
    lines = [*head, *(asdict(purge) for purge in purges)]
    written = "".join(f"{json.dumps(line)}\n" for line in lines)
    number = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE)
    with os.fdopen(number, "r+b") as file:
        file.seek(file.read().rfind(b"\n") + 1)  # a line that a crash cut short is written anew
        file.write(written.encode())
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def read(path: Path, node: str) -> list[Purge]:
    """Return the record of this node; a last line that a crash cut short is left out.

    Refuses: ``NotAPurgeRecord``, ``PurgesOfAnother``.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        head = json.loads(lines[0])
        found = [Purge(**json.loads(line)) for line in lines[1:-1]]
        form = head["form"]
    except (OSError, ValueError, TypeError, KeyError):
        raise NotAPurgeRecord(path=str(path)) from None
    if form != FORM:
        raise NotAPurgeRecord(path=str(path))
    if head.get("node") != node:
        raise PurgesOfAnother(path=str(path), node=str(head.get("node")), own=node)
    return found


def wanted(given: str, configuration: Configuration) -> list[Purge]:
    """Return what a restore has to forget again, from the file given or the one in the settings.

    Refuses: ``PurgesMissing``, ``NotAPurgeRecord``, ``PurgesOfAnother``.
    """
    if given == NONE:
        return []
    path = Path(given).expanduser() if given else record_path(configuration)
    if not path.is_file():
        raise PurgesMissing(path=str(path))
    return read(path, configuration.node)


def forget_again(purges: list[Purge], *, at: datetime) -> int:
    """Do every act of forgetting once more that the restored journal lacks; return how many.

    What lapsed by its days, of loads and of the counter, is forgotten without being named. The record goes on
    beside the restored node: an older backup may be restored one day.
    """
    if not record_path(settings.BORDERLINK).is_file():
        _add(record_path(settings.BORDERLINK), purges)
    lacking = [purge for purge in purges if hash_of(purge.sequence) != purge.hash]
    for purge in lacking:
        _again(purge, at)
    while forget_counter(at=at):
        pass
    return len(lacking) + sum(1 for _ in _lapsed(at))


def _again(purge: Purge, at: datetime) -> None:
    case = purge.subject.removeprefix(CASE)
    redo: dict[str, Callable[[], object]] = {
        OPENINGS: lambda: erase_openings(subject=purge.subject, why="retention", by="node", at=at),
        "cases.erase": lambda: erase_again(case=case, by="node", at=at),
        "custody.erase-openings": lambda: erase_with_case(case, "node", at),
        owing.ERASE: lambda: owing.erase_again(letter=purge.subject.removeprefix(LETTER)),
    }
    redo.get(purge.act, lambda: None)()


def _lapsed(at: datetime) -> Iterator[str]:
    """Purge every load whose days are over, before anyone can read it; yield their numbers."""
    from django.utils import timezone

    today = timezone.localdate(at)
    before = lapsed_before(today, retention_days=settings.BORDERLINK.retention_days)
    while (load := lapsed(before, today=today)) is not None:
        purge_load(load=load, at=at)
        yield load.number
