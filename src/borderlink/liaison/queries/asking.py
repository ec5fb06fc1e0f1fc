"""Questions that every exchange asks: the ORM makes their SQL once, afterwards only values are put in.

To build a query takes the ORM ten times as long as the database takes to answer it; a letter sent by itself
is two dozen of them. Tables, columns and forms are the models' all the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import UpdateQuery

Row = TypeVar("Row")
_Form: TypeAlias = Callable[[Any], object]
_MARK: Final = 2**40  # values of these marks stand in no question
_LONG_AGO: Final = datetime(1000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Made:
    """One question as SQL: its values in their order, each the place of one given or a constant."""

    sql: str
    places: tuple[tuple[int, Any], ...]
    forms: Mapping[type, _Form]
    rows: Callable[[list[Sequence[Any]]], list[Any]]

    def given(self, values: Sequence[object]) -> list[Any]:
        """Return what is put into the SQL for these values."""
        forms = self.forms
        formed: list[Any] = [forms[type(one)](one) if type(one) in forms else one for one in _flat(values)]
        return [formed[at] if at >= 0 else fixed for at, fixed in self.places]


class Asked(Generic[Row]):
    """A question of given values, numbers, texts, moments, UUIDs or tuples of them: ``ask`` writes it.

    It must be written alike whatever they are. A tuple holds values that something is one of: it is filled up
    to the next power of two with its last one, so that few questions are made for tuples of any length.
    """

    def __init__(self, ask: "Callable[..., QuerySet[Any, Row]]") -> None:
        self._ask = ask
        self._made: dict[tuple[object, ...], _Made] = {}

    def __call__(self, *values: object) -> list[Row]:
        """Return the rows that answer the question."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        values = tuple(_filled(one) if type(one) is tuple else one for one in values)
        shape = _shape(connection, values)
        made = self._made.get(shape)
        if made is None:
            try:
                made = self._made[shape] = _make(connection, self._ask, values)
            except EmptyResultSet:
                if () not in values:
                    raise
                return []  # nothing is one of none
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.given(values))
            return made.rows(cursor.fetchall())


class Changed:
    """A change of rows that every exchange makes: ``ask`` writes which, and what they become.

    Values are as in `Asked`.
    """

    def __init__(self, ask: "Callable[..., tuple[QuerySet[Any], dict[str, object]]]") -> None:
        self._ask = ask
        self._made: dict[tuple[object, ...], _Made] = {}

    def __call__(self, *values: object) -> int:
        """Change the rows and return how many they were."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        values = tuple(_filled(one) if type(one) is tuple else one for one in values)
        shape = _shape(connection, values)
        made = self._made.get(shape)
        if made is None:
            made = self._made[shape] = _make_change(connection, self._ask, values)
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.given(values))
            return int(cursor.rowcount)


def _filled(values: tuple[object, ...]) -> tuple[object, ...]:
    """Return values with the last one repeated up to the next power of two."""
    lacking = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return values + values[-1:] * lacking if lacking else values


def _shape(connection: Any, values: Sequence[object]) -> tuple[object, ...]:
    return (connection.vendor, *(len(one) if type(one) is tuple else -1 for one in values))


def _flat(values: Sequence[object]) -> Iterator[object]:
    for value in values:
        if type(value) is tuple:
            yield from value
        else:
            yield value


def _forms(connection: Any) -> dict[type, _Form]:
    """Return how values of some kinds are written as the database takes them; others stay as they are."""
    forms: dict[type, _Form] = {datetime: connection.ops.adapt_datetimefield_value}
    return forms if connection.features.has_native_uuid_field else {**forms, UUID: lambda value: value.hex}


def _make(connection: Any, ask: "Callable[..., QuerySet[Any, Any]]", values: Sequence[object]) -> _Made:
    """Let the ORM write a question about marks, and find them again among its values."""
    given, marks = _marked(values)
    found = ask(*given)
    compiler = found.query.get_compiler(connection=connection)
    return _Made(*_placed(connection, marks, *compiler.as_sql()), _rows_of(connection, found, compiler))


def _make_change(
    connection: Any, ask: "Callable[..., tuple[QuerySet[Any], dict[str, object]]]", values: Sequence[object]
) -> _Made:
    """Let the ORM write a change about marks, as `_make` does a question."""
    given, marks = _marked(values)
    found, becomes = ask(*given)
    query: Any = found.query.chain(UpdateQuery)
    query.add_update_values(becomes)
    return _Made(*_placed(connection, marks, *query.get_compiler(connection=connection).as_sql()), list)


def _marked(values: Sequence[object]) -> tuple[list[object], list[object]]:
    """Return a mark for each value, in the values' form, and all of them in their order."""
    marks: list[object] = []

    def mark(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(mark(one) for one in value)
        marks.append(_like(value, len(marks)))
        return marks[-1]

    return [mark(value) for value in values], marks


def _placed(
    connection: Any, marks: Sequence[object], sql: str, params: Sequence[Any]
) -> tuple[str, tuple[tuple[int, Any], ...], dict[type, _Form]]:
    """Return the SQL with its own words written into it, which value stands where, how values are written.

    An index of some rows alone (``state = 'waiting'``) is found by what is written there: for a word that is
    given as a value SQLite plans a question anew each time, at ten times what it takes to answer it.
    """
    forms = _forms(connection)
    known = {forms.get(type(one), _as_it_is)(one): at for at, one in enumerate(marks)}
    told, *rest = sql.split("%s")
    places: list[tuple[int, Any]] = []
    for one, after in zip(params, rest, strict=True):
        is_own_word = one not in known and type(one) in {str, int}
        told += (_written(one) if is_own_word else "%s") + after
        if not is_own_word:
            places.append((known.get(one, -1), one))
    if {at for at, _ in places if at >= 0} != set(range(len(marks))):
        raise ValueError("a question does not ask for every value that it was given")
    return told, tuple(places), forms


def _written(word: str | int) -> str:
    """Return a word of a question's own as it stands in SQL."""
    return str(word) if isinstance(word, int) else "'{}'".format(word.replace("'", "''").replace("%", "%%"))


def _as_it_is(value: object) -> object:
    return value


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


def _rows_of(
    connection: Any, found: "QuerySet[Any, Any]", compiler: Any
) -> Callable[[list[Sequence[Any]]], list[Any]]:
    """Return what makes rows of a database's answer: models as ever, or tuples of values."""
    converters = compiler.get_converters([one[0] for one in compiler.select])

    def converted(rows: list[Sequence[Any]]) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    if not issubclass(found._iterable_class, ModelIterable):  # noqa: SLF001 - as the ORM itself asks
        return (lambda rows: [tuple(row) for row in converted(rows)]) if converters else list
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
