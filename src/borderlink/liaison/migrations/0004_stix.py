"""Clues as STIX, and their guards: what came or left stays as it was, it may only be emptied."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
# table: (columns that stay, columns that may be emptied and stay otherwise)
GUARDED = {
    "liaison_stixfile": (("direction", "sha256", "other", "collection", "unit", "clues", "by", "at"), ("evidence",)),
    "liaison_foreignclue": (("file_id", "unit", "letter", "sha256", "code", "at"), ("body",)),
}  # fmt: skip


def _condition(stay: tuple[str, ...], emptied: tuple[str, ...], differs: str) -> str:
    changed = [f'NEW."{name}" {differs} OLD."{name}"' for name in stay]
    rewritten = [f"(NEW.{name} {differs} OLD.{name} AND length(NEW.{name}) > 0)" for name in emptied]
    return " OR ".join([*changed, *rewritten])


def _triggers(vendor: str) -> list[str]:
    """Return the statements for one database; PostgreSQL has the function from the guards before."""
    found = []
    for table, (stay, emptied) in GUARDED.items():
        names = ", ".join(f'"{name}"' for name in (*stay, *emptied))
        when = _condition(stay, emptied, "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM")
        for name, moment, only in (("no_update", f"UPDATE OF {names}", when), ("no_delete", "DELETE", "")):
            head = f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table}"
            found.append(
                f"{head} {f'WHEN {only} ' if only else ''}BEGIN SELECT RAISE(ABORT, '{SAYS} ({table})'); END"
                if vendor == "sqlite"
                else f"{head} FOR EACH ROW {f'WHEN ({only}) ' if only else ''}EXECUTE FUNCTION liaison_refuse_change()"
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
        ("liaison", "0003_delivery"),
    ]

    operations = [
        migrations.CreateModel(
            name="StixFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(max_length=4)),
                ("sha256", models.CharField(max_length=64)),
                ("other", models.CharField(max_length=200)),
                ("collection", models.CharField(blank=True, max_length=400)),
                ("unit", models.CharField(max_length=32)),
                ("clues", models.PositiveIntegerField()),
                ("code", models.CharField(blank=True, max_length=48)),
                ("evidence", models.BinaryField(blank=True)),
                ("by", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("pushed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["direction", "sha256"], name="liaison_sti_directi_21237d_idx")],
                "constraints": [models.CheckConstraint(condition=models.Q(("direction__in", ["in", "out"])), name="stix_file_direction_is_known")],
            },
        ),
        migrations.CreateModel(
            name="ForeignClue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=32)),
                ("letter", models.UUIDField(null=True)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("body", models.TextField(blank=True)),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("code", models.CharField(blank=True, max_length=48)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("score_of", models.PositiveSmallIntegerField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=32)),
                ("decided_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="foreign", to="liaison.stixfile")),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["unit", "state"], name="liaison_for_unit_d8717f_idx")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", ["waiting", "kept", "thrown", "refused"])), name="foreign_clue_state_is_known"),
                    models.UniqueConstraint(condition=models.Q(("state__in", ["waiting", "kept", "thrown"])), fields=("letter",), name="foreign_clue_number_once"),
                ],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
