"""Two spellings that one person used, as an officer said: added, never changed, until the case is erased."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was recorded is added to, never changed"
TABLE = "cases_alias"
ERASED = "(SELECT erased_on FROM cases_case WHERE id = OLD.case_id) IS NULL"


def _sqlite(act: str, condition: str) -> str:
    when = f"WHEN {condition} " if condition else ""
    refuse = f"SELECT RAISE(ABORT, '{SAYS} ({TABLE})')"
    return f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} {when}BEGIN {refuse}; END"


def _postgresql(act: str, condition: str) -> list[str]:
    """Return a function and its trigger: PostgreSQL allows no query in WHEN, so it is asked inside."""
    name = f"{TABLE}_no_{act.lower()}"
    given = "OLD" if act == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition or 'TRUE'} THEN"
        f" RAISE EXCEPTION '{SAYS} ({TABLE})' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {given}; END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for rule in (("DELETE", ERASED), ("UPDATE", "")):
        statements = [_sqlite(*rule)] if schema_editor.connection.vendor == "sqlite" else _postgresql(*rule)
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_sentences_and_guards")]

    operations = [
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("one", models.CharField(max_length=200)),
                ("other", models.CharField(max_length=200)),
                ("ground", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="aliases", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="aliases", to="cases.person"
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="cases.alias",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one", models.F("other")), _negated=True), name="alias_joins_two"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
