"""Substitutes of controlled deliveries: each parcel is replaced once; a row is added, never changed."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
TABLE = "liaison_substitution"


def _triggers(vendor: str) -> list[str]:
    """Return the statements for one database; PostgreSQL has the function from the guards before."""
    found = []
    for name, moment in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
        head = f"CREATE TRIGGER {TABLE}_{name} BEFORE {moment} ON {TABLE}"
        found.append(
            f"{head} BEGIN SELECT RAISE(ABORT, '{SAYS} ({TABLE})'); END"
            if vendor == "sqlite"
            else f"{head} FOR EACH ROW EXECUTE FUNCTION liaison_refuse_change()"
        )
    if vendor != "sqlite":
        found.append(
            f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION liaison_refuse_change()"
        )
    return found


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in _triggers(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("liaison", "0004_stix"),
    ]

    operations = [
        migrations.CreateModel(
            name="Substitution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=64, unique=True)),
                ("exhibit", models.CharField(max_length=64, unique=True)),
                ("by", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("operation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="substitutions", to="liaison.operation")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
