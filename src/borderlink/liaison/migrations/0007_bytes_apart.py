"""The bytes of our envelopes move into a table of their own, with their guards.

SQLite writes a row anew, whole, when one of its columns changes: a receipt that settled an envelope of 17 KB
wrote, and on a database that overwrites what it frees wiped, all of it once more.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
ROW, BYTES = "liaison_outgoing", "liaison_outgoingbytes"
STAY = ("partner_id", "letter", "epoch", "seq", "digest", "running", "lane", "expires_at", "sealed_at")
COPY = f"INSERT INTO {BYTES} (outgoing_id, wire, content) SELECT id, wire, content FROM {ROW} ORDER BY id"


def _trigger(vendor: str, table: str, name: str, moment: str, when: str) -> str:
    """Return the statement for one trigger; PostgreSQL has the function from the guards before."""
    head = f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table}"
    only = f"WHEN ({when}) " if when else ""
    if vendor == "sqlite":
        return f"{head} {only}BEGIN SELECT RAISE(ABORT, '{SAYS} ({table})'); END"
    return f"{head} FOR EACH ROW {only}EXECUTE FUNCTION liaison_refuse_change()"


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take away the guard that names the columns that leave."""
    of = "" if schema_editor.connection.vendor == "sqlite" else f" ON {ROW}"
    schema_editor.execute(f"DROP TRIGGER {ROW}_no_update{of}", params=None)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Guard what stays of the row, and the bytes: they may be emptied, when an erasure is due, never changed."""
    vendor = schema_editor.connection.vendor
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    moved = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in STAY)
    rewritten = " OR ".join(
        f"(NEW.{name} {differs} OLD.{name} AND length(NEW.{name}) > 0)" for name in ("wire", "content")
    )
    statements = [
        _trigger(vendor, ROW, "no_update", f"UPDATE OF {', '.join(STAY)}", moved),
        _trigger(
            vendor, BYTES, "no_update", "UPDATE OF outgoing_id, wire, content",
            f"NEW.outgoing_id {differs} OLD.outgoing_id OR {rewritten}",
        ),
        _trigger(vendor, BYTES, "no_delete", "DELETE", ""),
    ]  # fmt: skip
    if vendor != "sqlite":
        statements.append(
            f"CREATE TRIGGER {BYTES}_no_truncate BEFORE TRUNCATE ON {BYTES} "
            "FOR EACH STATEMENT EXECUTE FUNCTION liaison_refuse_change()"
        )
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("liaison", "0006_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingBytes",
            fields=[
                (
                    "outgoing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="liaison.outgoing",
                    ),
                ),
                ("wire", models.BinaryField()),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(COPY),
        migrations.RunPython(unguard, elidable=False),
        migrations.RemoveField(model_name="outgoing", name="wire"),
        migrations.RemoveField(model_name="outgoing", name="content"),
        migrations.RunPython(guard, elidable=False),
    ]
