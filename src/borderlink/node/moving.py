"""A node's records move from SQLite to PostgreSQL or back: every table, compared row by row, or nothing."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from borderlink.journal.actions import note
from borderlink.journal.queries import end
from borderlink.node import running
from borderlink.node.configuration import FILE_NAME, Configuration, load
from borderlink.node.founding import must_be_up_to_date
from borderlink.node.keeping import DATABASE, PRIVATE
from borderlink.node.refusals import (
    DatabaseInEnvironment,
    MoveDiffers,
    SameDatabase,
    TargetNotEmpty,
)
from borderlink.node.settings import database_of

if TYPE_CHECKING:
    from django.db.models.options import Options

OLD: Final = "source"  # the alias of where the records come from; where they go is the default, as always
ARRIVING: Final = f"{DATABASE}.arriving"  # an SQLite file until it is whole
CHUNK: Final = 2000
_MODULUS: Final = 2**256

Table = type[models.Model]
Numbers = dict[str, int | None]  # by table, the last number it gave out


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move brought over, the journal's end that both databases hold, and what it left behind."""

    tables: int
    rows: int
    line: int
    head: str
    left_at: str  # a file's path, or a PostgreSQL address without its password

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))


def move_node(to: str) -> Moved:
    """Move the records of the opened node into the empty database ``to`` and change its settings to it.

    Refuses: ``SettingNotUnderstood``, ``SameDatabase``, ``DatabaseInEnvironment``, ``NodeRuns``,
    ``SchemaBehind``, ``TargetNotEmpty``, ``MoveDiffers``; then nothing has changed but a line of the journal.
    """
    before: Configuration = settings.BORDERLINK
    after = _wanted(before, to)
    with running.alone(before.folder):
        must_be_up_to_date()
        facts = {"from": _kind(before), "to": _kind(after)}
        note(act="node.move", subject="node", facts=facts, alert=True, by="node", at=timezone.now())
        with _two_databases(before, after) as (source, target):
            _must_hold_nothing(target, after)
            moved = _moved(source, target)
        left_at = _switch(before, after)
        settings.BORDERLINK = after
    return replace(moved, left_at=left_at)


def _wanted(before: Configuration, to: str) -> Configuration:
    """Return the settings after the move. Refuses: as ``move_node``."""
    origin = load(os.environ).origins.get("database", "")
    if origin.startswith("environment"):
        raise DatabaseInEnvironment(origin=origin.removeprefix("environment "))
    after = load({**os.environ, "BORDERLINK_DATABASE": to}).configuration
    if after.database == before.database:
        raise SameDatabase(database=_kind(after))
    return after


def _kind(configuration: Configuration) -> str:
    return "sqlite" if configuration.database == "sqlite" else "postgresql"


@contextmanager
def _two_databases(
    before: Configuration, after: Configuration
) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """Let this process speak to both: migrations and everything else go to the new one, the default."""
    target = database_of(after)
    if after.database == "sqlite":
        (after.folder / ARRIVING).unlink(missing_ok=True)  # a move that broke off left it
        target["NAME"] = str(after.folder / ARRIVING)
    _close()
    connections.settings = connections.configure_settings({"default": target, OLD: database_of(before)})
    stays = before
    try:
        yield connections[OLD], connections["default"]
        stays = after
    finally:
        _close()
        connections.settings = connections.configure_settings({"default": database_of(stays)})


def _close() -> None:
    """Close every connection and pool, and forget them, so that what comes next connects anew."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        getattr(connection, "close_pool", lambda: None)()
        del connections[connection.alias]


def _must_hold_nothing(target: BaseDatabaseWrapper, after: Configuration) -> None:
    """Refuse a database with any table in it, or a file in its place. Refuses: ``TargetNotEmpty``."""
    if target.vendor == "sqlite":
        lying = [DATABASE] if (after.folder / DATABASE).exists() else []
    else:
        with target.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY relname LIMIT 1"
            )
            lying = [str(row[0]) for row in cursor.fetchall()]
    if lying:
        raise TargetNotEmpty(found=lying[0])


def _moved(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> Moved:
    """Lay the tables and bring every row in one transaction: a half leaves nothing in PostgreSQL."""
    tables = every_table()
    with ExitStack() as stack:
        if target.vendor == "sqlite":
            _lay_tables()
        stack.enter_context(transaction.atomic(using=OLD))
        stack.enter_context(transaction.atomic())
        if target.vendor != "sqlite":
            _lay_tables()
        _hold_still(source, tables)
        with _without_guards(target, tables):
            rows = sum([_bring(table, target) for table in _emptied(target, tables)])
        give_numbers(target, tables, numbers_of(source, tables))
        for table in tables:
            if digest(table, OLD) != digest(table, "default"):
                raise MoveDiffers(table=_name(table))
        head = end()
    return Moved(tables=len(tables), rows=rows, line=head[0], head=head[1], left_at="")


def _lay_tables() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def every_table() -> list[Table]:
    """Return every table that holds records, and the list of migrations: all but the cache of attempts."""
    found: dict[str, Table] = {"django_migrations": MigrationRecorder.Migration}
    for model in apps.get_models(include_auto_created=True):
        if _about(model).managed and not _about(model).proxy:
            found[_name(model)] = model
    return [found[name] for name in sorted(found)]


def _about(table: Table) -> "Options[models.Model]":
    return table._meta  # noqa: SLF001 - Django's own name for what is public


def _name(table: Table) -> str:
    return str(_about(table).db_table)


def _hold_still(source: BaseDatabaseWrapper, tables: Iterable[Table]) -> None:
    """Let nobody write meanwhile; SQLite's transaction, begun to write, does so by itself."""
    if source.vendor == "postgresql":
        names = ", ".join(source.ops.quote_name(_name(table)) for table in tables)
        with source.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")


@contextmanager
def _without_guards(target: BaseDatabaseWrapper, tables: Iterable[Table]) -> Iterator[None]:
    """Put the triggers aside that refuse any change, and every one of them back."""
    off, on = _switches(target, tables)
    with target.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
    yield
    with target.cursor() as cursor:
        for statement in on:
            cursor.execute(statement)


def _switches(target: BaseDatabaseWrapper, tables: Iterable[Table]) -> tuple[list[str], list[str]]:
    if target.vendor == "sqlite":
        with target.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
        return [f'DROP TRIGGER "{name}"' for name, _ in found], [statement for _, statement in found]
    names = [target.ops.quote_name(_name(table)) for table in tables]
    off = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names]
    on = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names]
    return ["SET CONSTRAINTS ALL IMMEDIATE", *off, "SET CONSTRAINTS ALL DEFERRED"], [
        "SET CONSTRAINTS ALL IMMEDIATE", *on,
    ]  # fmt: skip


def _emptied(target: BaseDatabaseWrapper, tables: list[Table]) -> list[Table]:
    """Take out what the migrations themselves wrote, and return the tables."""
    with target.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {target.ops.quote_name(_name(table))}")  # noqa: S608
    return tables


def _fields(table: Table) -> list[Any]:
    return [field for field in _about(table).local_concrete_fields if not getattr(field, "generated", False)]


def _rows(table: Table, alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in _fields(table)]
    found = table._base_manager.using(alias).order_by().values_list(*names)  # noqa: SLF001
    yield from found.iterator(chunk_size=CHUNK)


def _bring(table: Table, target: BaseDatabaseWrapper) -> int:
    """Write every row of a table as it stands, and return how many."""
    fields, quote = _fields(table), target.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(_name(table))} ({names}) VALUES ({places})"  # noqa: S608
    count = 0
    with target.cursor() as cursor:
        for rows in _chunks(_rows(table, OLD)):
            cursor.executemany(statement, [
                [field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)]
                for row in rows
            ])  # fmt: skip
            count += len(rows)
    return count


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == CHUNK:
            yield kept
            kept = []
    if kept:
        yield kept


def digest(table: Table, alias: str) -> tuple[int, int]:
    """Return how many rows a table holds and the sum of their SHA-256: the same rows in any order."""
    count, total = 0, 0
    for row in _rows(table, alias):
        text = json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=True)
        total = (total + int.from_bytes(sha256(text.encode()).digest())) % _MODULUS
        count += 1
    return count, total


def _plain(value: object) -> object:
    """Return a value as it is the same from either database."""
    if isinstance(value, memoryview | bytes):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, datetime):
        return ["at", value.timestamp() if value.tzinfo is None else value.astimezone(UTC).isoformat()]
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return [type(value).__name__, str(value)]


def _automatic(tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Yield table and column of every key that the database counts."""
    for table in tables:
        field = _about(table).auto_field
        if field is not None and field.model is table:
            yield _name(table), str(field.column)


def numbers_of(database: BaseDatabaseWrapper, tables: Iterable[Table]) -> Numbers:
    """Return the last number that each table gave out, so that none is given twice; None before the first."""
    found: Numbers = {}
    with database.cursor() as cursor:
        for name, column in _automatic(tables):
            if database.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
            else:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', column])
                sequence = cursor.fetchone()[0]
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
            row = cursor.fetchone()
            found[name] = (row[0] or None) if row else None
    return found


def give_numbers(database: BaseDatabaseWrapper, tables: Iterable[Table], numbers: Numbers) -> None:
    """Let each table go on counting where it stood."""
    with database.cursor() as cursor:
        for name, column in _automatic(tables):
            last = numbers[name]
            if database.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                if last is not None:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [f'"{name}"', column, last or 1, last is not None],
                )


def _switch(before: Configuration, after: Configuration) -> str:
    """Write the new database into the settings; an SQLite file that was left gets another name."""
    if after.database == "sqlite":
        (after.folder / ARRIVING).replace(after.folder / DATABASE)
    _write_setting(before.folder / FILE_NAME, after.database)
    if before.database != "sqlite":
        return re.sub(r"//([^:/@]*):[^@]*@", r"//\1@", before.database)
    left = before.folder / f"{DATABASE}.left-{timezone.now():%Y%m%dT%H%M%S}"
    (before.folder / DATABASE).replace(left)
    for part in ("-wal", "-shm"):
        (before.folder / f"{DATABASE}{part}").unlink(missing_ok=True)
    return str(left)


def _write_setting(path: Path, database: str) -> None:
    """Change one line of the file of settings, whole or not at all."""
    line = f"database = {json.dumps(database, ensure_ascii=False)}"
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(r"(?m)^\s*database\s*=.*$", lambda _: line, text)
    fresh = path.with_name(f".{path.name}.fresh")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "w", encoding="utf-8"
    ) as file:
        file.write(changed if count else f"{text.rstrip()}\n{line}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
