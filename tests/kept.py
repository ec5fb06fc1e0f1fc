"""What many tests begin with is made by its actions once a process; after that its rows are laid down again.

Only where nothing can differ: settings and rules of the node are the same, the journal ends in the same
hash as when the rows were made (every action writes there, with fresh salts), and the tables they touch stand
as they stood. Otherwise the actions are walked again. A test sees no difference: the rows are those that the
actions wrote, the triggers are asked about each, and what is handed out is a copy. Files that were written in
the folder of the node are written again.
"""

import pickle
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import connection, transaction

T = TypeVar("T")
Row = tuple[Any, ...]
Rows = dict[Any, Row]  # of one table, by key
GIVEN: Final = {"django_migrations", "django_content_type", "auth_permission"}  # no action writes there
SERVERS: Final = ("tests.sqlite3", "postgres", "runtime")  # of the databases, in the node's folder
HEAD: Final = "journal_head"
VALUES: Final = 900  # in one statement: SQLite takes no more everywhere


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database: its columns, and where its key stands among them."""

    name: str
    columns: tuple[str, ...]
    key: int

    def read(self) -> Rows:
        return {row[self.key]: row for row in asked(f'SELECT * FROM "{self.name}"')}  # noqa: S608

    def add(self, rows: Sequence[Row]) -> None:
        """Insert rows, many in one statement."""
        many, one = VALUES // len(self.columns), f"({', '.join(['%s'] * len(self.columns))})"
        for start in range(0, len(rows), many):
            part = rows[start : start + many]
            said(
                f'INSERT INTO "{self.name}" ({self._names()}) VALUES {", ".join([one] * len(part))}',  # noqa: S608
                [value for row in part for value in row],
            )

    def change(self, row: Row) -> None:
        """Write a row over the one with its key."""
        pairs = ", ".join(f'"{column}" = %s' for column in self.columns)
        said(
            f'UPDATE "{self.name}" SET {pairs} WHERE "{self.columns[self.key]}" = %s',  # noqa: S608
            [*row, row[self.key]],
        )

    def _names(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


@dataclass(frozen=True, slots=True)
class Difference:
    """What making something did to one table."""

    table: Table
    count: int  # rows before
    added: tuple[Row, ...]
    was: Rows  # rows that were changed, as they stood
    changed: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made, and all it did to the database."""

    value: bytes
    differences: tuple[Difference, ...]
    files: dict[Path, bytes]

    def fits(self) -> bool:
        """Tell whether the tables stand as they did when this was made."""
        counts = ", ".join(f'(SELECT count(*) FROM "{one.table.name}")' for one in self.differences)  # noqa: S608
        if self.differences and asked(f"SELECT {counts}")[0] != tuple(one.count for one in self.differences):
            return False
        return all(one.was.items() <= one.table.read().items() for one in self.differences if one.was)

    def lay(self) -> None:
        """Put the rows back in place."""
        with transaction.atomic():
            for one in self.differences:
                one.table.add(one.added)
                for row in one.changed:
                    one.table.change(row)
        for path, content in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


_kept: dict[Hashable, Kept] = {}  # by what it is, the journal's end before, the node's own rules
_ends: set[Row] = {(0, "0" * 64)}  # that the journal can come to again: of nothing, and of what is kept
_tables: dict[str, Table] = {}
_home: list[object] = []


def at_home(node: object) -> None:
    """Say what the tests' own settings of the node are: nothing is kept under others."""
    _home[:] = [node]


def once(key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` makes: by its actions the first time, later a copy of it with the same rows."""
    end, rules = journal_end(), _own_rules()
    if settings.BORDERLINK not in _home or end not in _ends:
        return make()
    kept = _kept.get((key, end, rules))
    if kept is None:
        return _watched((key, end, rules), make)
    if not kept.fits():
        return make()
    kept.lay()
    found: T = pickle.loads(kept.value)  # noqa: S301 - written by this very process
    return found


def _own_rules() -> tuple[bytes, ...]:
    """Return the node's own rules and lists, as they lie in its folder: a test may have laid some."""
    paths = sorted(path for path in settings.BORDERLINK.folder.iterdir() if path.suffix in {".toml", ".csv"})
    return tuple(path.read_bytes() for path in paths)


def _watched(key: Hashable, make: Callable[[], T]) -> T:
    before, lying = _all_rows(), _all_files()
    made = make()
    after = _all_rows()
    files = {path: path.read_bytes() for path, state in _all_files().items() if lying.get(path) != state}
    changes = [_difference(_tables[name], rows, after[name]) for name, rows in before.items()]
    found = tuple(one for one in changes if one.added or one.changed)
    if all(before[name].keys() <= rows.keys() for name, rows in after.items()):  # nothing was deleted
        _kept[key] = Kept(pickle.dumps(made), found, files)
        _ends.add(journal_end())
    return made


def _difference(table: Table, before: Rows, after: Rows) -> Difference:
    changed = {key: row for key, row in after.items() if key in before and before[key] != row}
    return Difference(
        table=table, count=len(before), was={key: before[key] for key in changed},
        changed=tuple(changed.values()), added=tuple(row for key, row in after.items() if key not in before),
    )  # fmt: skip


def _all_files() -> dict[Path, tuple[int, int]]:
    """Return when each file in the node's folder was written, and its size."""
    tops = [top for top in settings.BORDERLINK.folder.iterdir() if not top.name.startswith(SERVERS)]
    paths = [path for top in tops for path in (top, *top.rglob("*")) if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in paths}


def _all_rows() -> dict[str, Rows]:
    return {name: table.read() for name, table in tables().items()}


def tables() -> dict[str, Table]:
    """Return every table that actions write; a key of another is asked about when all rows are laid."""
    if not _tables:
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False):
            if name not in GIVEN:
                _tables[name] = _table(name)
    return _tables


def _table(name: str) -> Table:
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, name)
        cursor.execute(f'SELECT * FROM "{name}" WHERE 1 = 0')  # noqa: S608
        columns = tuple(column[0] for column in cursor.description)
    return Table(name, columns, columns.index(key))


def journal_end() -> Row:
    """Return the number and the hash of the journal's last line; nothing when its head is gone."""
    return next(iter(asked(f"SELECT sequence, hash FROM {HEAD}")), ())  # noqa: S608


def asked(question: str) -> list[Row]:
    """Return the rows that answer a question."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [tuple(row) for row in cursor.fetchall()]


def said(statement: str, values: Sequence[Any]) -> None:
    """Say a statement to the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
