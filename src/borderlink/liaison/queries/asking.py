"""Questions that every exchange asks: the ORM makes their SQL once, afterwards only values are put in.

To build a query takes the ORM ten times as long as the database takes to answer it; a letter sent by itself
is two dozen of them. Tables, columns and forms are the models' all the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")
KEPT_TO: Final = 4  # as many in a tuple
_MARK: Final = 2**40  # values of these marks stand in no question
_LONG_AGO: Final = datetime(1000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Made:
    """One question as SQL: its values in their order, each the place of one given or a constant."""

    sql: str
    places: tuple[tuple[int, Any], ...]
    rows: Callable[[list[Sequence[Any]]], list[Any]]


class Asked(Generic[Row]):
    """A question of given values, numbers, texts, moments, UUIDs or tuples of them: ``ask`` writes it.

    It must be written alike whatever they are. Tuples of each length are a question of their own; of long
    ones it is made anew each time, which counts for little beside the answer.
    """

    def __init__(self, ask: "Callable[..., QuerySet[Any, Row]]") -> None:
        self._ask = ask
        self._made: dict[tuple[object, ...], _Made] = {}

    def __call__(self, *values: object) -> list[Row]:
        """Return the rows that answer the question."""
        shape = (connection.vendor, *(len(value) if isinstance(value, tuple) else -1 for value in values))
        made = self._made.get(shape)
        if made is None:
            try:
                made = _make(self._ask, values)
            except EmptyResultSet:
                if () not in values:
                    raise
                return []  # nothing is one of none
            if all(not isinstance(value, tuple) or len(value) <= KEPT_TO for value in values):
                self._made[shape] = made
        given: list[Any] = [_formed(one) for one in _flat(values)]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, [given[at] if at >= 0 else fixed for at, fixed in made.places])
            return made.rows(cursor.fetchall())


def _flat(values: Sequence[object]) -> list[object]:
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,))]


def _formed(value: object) -> object:
    """Return a value as the database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _make(ask: "Callable[..., QuerySet[Any, Any]]", values: Sequence[object]) -> _Made:
    """Let the ORM write a question about marks, and find them again among its values."""
    marks: list[object] = []

    def mark(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(mark(one) for one in value)
        marks.append(_like(value, len(marks)))
        return marks[-1]

    found = ask(*(mark(value) for value in values))
    compiler = found.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    known = {_formed(one): at for at, one in enumerate(marks)}
    places = tuple((known.get(one, -1), one) for one in params)
    if {at for at, _ in places if at >= 0} != set(range(len(marks))):
        raise ValueError("a question does not ask for every value that it was given")
    return _Made(sql, places, _rows_of(found, compiler))


def _like(value: object, number: int) -> object:
    """Return a mark of a value's kind."""
    match value:
        case int() if not isinstance(value, bool):
            return _MARK + number
        case str():
            return f"mark {number}"
        case UUID():
            return UUID(int=_MARK + number)
        case datetime():
            return _LONG_AGO + timedelta(seconds=number)
    raise TypeError(f"no question is asked about a {type(value).__name__}")


def _rows_of(found: "QuerySet[Any, Any]", compiler: Any) -> Callable[[list[Sequence[Any]]], list[Any]]:
    """Return what makes rows of a database's answer: models as ever, or tuples of values."""
    converters = compiler.get_converters([one[0] for one in compiler.select])

    def converted(rows: list[Sequence[Any]]) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    if not issubclass(found._iterable_class, ModelIterable):  # noqa: SLF001 - as the ORM itself asks
        return lambda rows: [tuple(row) for row in converted(rows)]
    model, names, places = _own_columns(compiler)
    populators: Any = get_related_populators
    others = populators(compiler.klass_info, compiler.select, connection.alias)

    def models(rows: list[Sequence[Any]]) -> list[Model]:
        made = []
        for row in converted(rows):
            one = model.from_db(connection.alias, names, row[places])
            for other in others:
                other.populate(row, one)
            made.append(one)
        return made

    return models


def _own_columns(compiler: Any) -> tuple[type[Model], list[str], slice]:
    columns = compiler.klass_info["select_fields"]
    names = [compiler.select[at][0].target.attname for at in columns]
    return compiler.klass_info["model"], names, slice(columns[0], columns[-1] + 1)
