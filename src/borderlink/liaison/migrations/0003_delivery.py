"""Controlled deliveries, and the guards of their log: an event is added, never changed or taken away."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
GUARDED = {
    "liaison_operation": ("uuid", "partner_id", "thread_id", "opened_at"),
    "liaison_operationevent": (
        "operation_id", "letter", "kind", "side", "by", "body", "known_at", "lead_s",
    ),
}  # fmt: skip


def _triggers(vendor: str) -> list[str]:
    """Return the statements for one database; PostgreSQL has the function from the guards before."""
    found = []
    for table, columns in GUARDED.items():
        names = ", ".join(f'"{name}"' for name in columns)
        for name, moment in (("no_update", f"UPDATE OF {names}"), ("no_delete", "DELETE")):
            head = f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table}"
            found.append(
                f"{head} BEGIN SELECT RAISE(ABORT, '{SAYS} ({table})'); END"
                if vendor == "sqlite"
                else f"{head} FOR EACH ROW EXECUTE FUNCTION liaison_refuse_change()"
            )
        if vendor != "sqlite":
            found.append(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION liaison_refuse_change()"
            )
    return found


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in _triggers(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("liaison", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("opened_at", models.DateTimeField()),
                ("partner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="liaison.partner")),
                ("thread", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="liaison.thread")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="OperationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=24)),
                ("side", models.CharField(max_length=32)),
                ("by", models.CharField(max_length=32)),
                ("body", models.TextField()),
                ("known_at", models.DateTimeField()),
                ("lead_s", models.PositiveIntegerField()),
                ("operation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="liaison.operation")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["operation", "id"], name="liaison_ope_operati_8e620d_idx")],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
