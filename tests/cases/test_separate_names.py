"""Figures can leave and names cannot: tables without names hold codes, numbers and dates, by construction."""

from types import ModuleType

import pytest
from django.apps import apps
from django.db import connection, models

from borderlink.cases.actions.seizures import record_seizure
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.cases.models import counted, nominal
from borderlink.cases.models.fields import Badge, Code, Number
from tests.cases.scenes import investigator, opened
from tests.world import NOON, World

PLAIN = (
    Code, Number, Badge, models.BigAutoField, models.PositiveIntegerField, models.PositiveBigIntegerField,
    models.BigIntegerField, models.BooleanField, models.DateField, models.DateTimeField,
)  # fmt: skip
# Columns named like a person's, whatever their type.
PERSONAL = (
    "name",
    "born",
    "address",
    "phone",
    "note",
    "text",
    "title",
    "words",
    "identifier",
    "nationality",
    "person",
)


def tables(module: ModuleType) -> list[type[models.Model]]:
    return [
        model for model in apps.get_app_config("cases").get_models() if model.__module__ == module.__name__
    ]


def faults(model: type[models.Model], without_names: set[type[models.Model]]) -> list[str]:
    """Every column of a table that could hold a name, words, or lead to one."""
    found = []
    for field in model._meta.local_fields:
        told = f"{model.__name__}.{field.name}"
        if isinstance(field, models.ForeignKey):
            if field.remote_field.model not in without_names:
                found.append(f"{told} leads to {field.remote_field.model.__name__}")
        elif not isinstance(field, PLAIN):
            found.append(f"{told} is a {type(field).__name__}")
        elif field.name == "list_name":
            continue
        elif any(field.name == word or field.name.startswith(f"{word}_") for word in PERSONAL):
            found.append(f"{told} is named like a person's")
    return found


def test_no_table_that_is_counted_has_free_text_or_a_persons_field_or_leads_to_one() -> None:
    without_names = set(tables(counted))

    assert len(without_names) > 8
    assert [fault for model in without_names for fault in faults(model, without_names)] == []


def test_a_planted_column_of_free_text_or_a_person_is_seen() -> None:
    class Leaky(models.Model):  # noqa: DJ008
        note = models.TextField()
        born_on = models.DateField()
        who = models.ForeignKey(nominal.Person, models.CASCADE)
        short = models.CharField(max_length=32)

        class Meta:
            app_label = "cases"

    try:
        assert faults(Leaky, set(tables(counted))) == [
            "Leaky.note is a TextField",
            "Leaky.born_on is named like a person's",
            "Leaky.who leads to Person",
            "Leaky.short is a CharField",
        ]
    finally:
        del apps.all_models["cases"]["leaky"]
        apps.clear_cache()


def test_codes_are_short_enough_that_no_sentence_fits() -> None:
    lengths = [
        field.max_length
        for model in tables(counted)
        for field in model._meta.local_fields
        if isinstance(field, Code | Badge)
    ]

    assert set(lengths) == {32}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Nguyễn", "Ann Archer", "林嘉豪"])
def test_a_name_planted_in_a_column_of_codes_is_not_written(world: World, name: str) -> None:
    case = opened(world)
    facts = Facts(seized_on=NOON.date(), country="CN", joint_with=name)
    kofi = world.reader(investigator(world))

    with pytest.raises(ValueError, match="codes alone"):
        record_seizure(
            case=case.number, facts=facts, substances=[Substance(presumptive="SUB-HEROIN")], by=kofi, at=NOON
        )
    with pytest.raises(ValueError, match="codes alone"):
        counted.Seizure.objects.update(country=name)


@pytest.mark.django_db
def test_the_database_has_the_same_columns_as_the_tables_say() -> None:
    for model in tables(counted):
        with connection.cursor() as cursor:
            there = {
                column.name
                for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
            }
        assert there == {field.column for field in model._meta.local_fields}


@pytest.mark.django_db
def test_the_guards_stand_after_every_migration() -> None:
    wanted = {
        f"cases_{table}_no_{act}"
        for table in (
            "case",
            "casecounter",
            "decision",
            "decisionwords",
            "membership",
            "approval",
            "diaryentry",
            "document",
            "caseparcel",
        )
        for act in ("update", "delete")
    }
    question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        question = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(question)
        there = {row[0] for row in cursor.fetchall()}

    assert wanted - there == set()
