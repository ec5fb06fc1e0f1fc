"""Rows of the post's tables are written by prepared statements: it writes them by the thousand.

The ORM builds a statement of its own for each few dozen rows, and asks every field of every row how it is
written; that costs more than sealing it. Tables, columns and forms are the model's all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import NOT_PROVIDED, Model
from django.db.models.base import ModelState

_PLAIN: Final = frozenset({
    "CharField", "TextField", "BooleanField", "IntegerField", "BigIntegerField", "FloatField", "BinaryField",
    "PositiveSmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField", "ForeignKey",
    "OneToOneField",
})  # fmt: skip
_Form: TypeAlias = Callable[[Any], Any]
_Row = TypeVar("_Row", bound=Model)


def new_row(model: type[_Row], **values: object) -> _Row:
    """Return a row that is in no table yet, as ``model(**values)`` does, at a tenth of the cost.

    Foreign keys are given by their columns, ``partner_id``; what is left out has the field's default.
    """
    row = model.__new__(model)
    fixed, made = _defaults(model)
    row.__dict__.update(fixed)
    for name, default in made:
        row.__dict__[name] = default()
    row.__dict__.update(values)
    row._state = ModelState()  # noqa: SLF001 - as `Model.__init__` does
    return row


@cache
def _defaults(
    model: type[Model],
) -> tuple[Mapping[str, object], tuple[tuple[str, Callable[[], object]], ...]]:
    """Return what fields hold that nobody gave: values that are always the same, and those made each time."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for what a table is like
    made = {
        field.attname: field.default
        for field in fields
        if callable(field.default) and field.default is not NOT_PROVIDED
    }
    fixed = {field.attname: field.get_default() for field in fields if field.attname not in made}
    return fixed, tuple(made.items())


def insert_many(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """Insert new rows of one model in their order; the keys that they get are not read back.

    ``unless_there`` passes over a row that another is there for already, by a constraint of the table.
    """
    if not rows:
        return
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        _insert(rows, unless_there=unless_there)
        return
    with transaction.atomic():
        _insert(rows, unless_there=unless_there)


def _insert(rows: Sequence[Model], *, unless_there: bool) -> None:
    statement, read, formed = _plan(type(rows[0]), connection.vendor)
    values = [list(read(row)) for row in rows]
    for place, form in formed:
        for line in values:
            if line[place] is not None:
                line[place] = form(line[place])
    with connection.cursor() as cursor:
        cursor.executemany(f"{statement} ON CONFLICT DO NOTHING" if unless_there else statement, values)


def write_back(row: Model, *names: str) -> None:
    """Write some fields of a row that is there, and that the caller's transaction has locked."""
    statement, read, formed = _change(type(row), connection.vendor, names)
    values = [*read(row), row.pk]
    for place, form in formed:
        if values[place] is not None:
            values[place] = form(values[place])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@lru_cache(maxsize=64)
def _change(
    model: type[Model], _vendor: str, names: tuple[str, ...]
) -> tuple[str, _Form, tuple[tuple[int, _Form], ...]]:
    """Return the statement that writes some fields, what reads their values, and the forms they need."""
    form, quote = model._meta, connection.ops.quote_name  # noqa: SLF001 - as in `_plan`
    fields: list[Any] = [form.get_field(name) for name in names]
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    where = f"{quote(str(form.pk.column))} = %s"
    statement = f"UPDATE {quote(form.db_table)} SET {columns} WHERE {where}"  # noqa: S608 - no value
    return statement, attrgetter(*(field.attname for field in fields)), _formed(fields)


@lru_cache(maxsize=64)
def _plan(model: type[Model], _vendor: str) -> tuple[str, _Form, tuple[tuple[int, _Form], ...]]:
    """Return the statement for a table, what reads a row's values, and the forms of those that need one."""
    form = model._meta  # noqa: SLF001 - Django's own name for what a table is like
    fields = [field for field in form.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(form.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - no value
    return statement, attrgetter(*(field.attname for field in fields)), _formed(fields)


def _formed(fields: Sequence[Any]) -> tuple[tuple[int, _Form], ...]:
    """Return the places of fields whose values need a form of their own, with it."""
    return tuple(
        (place, _form(field)) for place, field in enumerate(fields) if field.get_internal_type() not in _PLAIN
    )


def _form(field: Any) -> _Form:
    """Return how a field's values go into the database; a moment is the same in many rows."""
    if field.get_internal_type() == "UUIDField":
        return _as_it_is if connection.features.has_native_uuid_field else attrgetter("hex")
    return lru_cache(maxsize=1024)(lambda value: field.get_db_prep_save(value, connection))


def _as_it_is(value: object) -> object:
    return value
