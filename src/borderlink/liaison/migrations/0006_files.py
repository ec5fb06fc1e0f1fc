"""Files of evidence in pieces, and their guards: what a letter names of a file is never changed."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
TABLE = "liaison_evidencefile"
STAY = ("partner_id", "direction", "letter", "offered", "shows", "sha256", "size", "pieces", "made_at")


def _triggers(vendor: str) -> list[str]:
    """Return the statements for one database; PostgreSQL has the function from the guards before."""
    names = ", ".join(STAY)
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in STAY)
    found = []
    for name, moment, only in (("no_update", f"UPDATE OF {names}", changed), ("no_delete", "DELETE", "")):
        head = f"CREATE TRIGGER {TABLE}_{name} BEFORE {moment} ON {TABLE}"
        found.append(
            f"{head} {f'WHEN {only} ' if only else ''}BEGIN SELECT RAISE(ABORT, '{SAYS} ({TABLE})'); END"
            if vendor == "sqlite"
            else f"{head} FOR EACH ROW {f'WHEN ({only}) ' if only else ''}EXECUTE FUNCTION liaison_refuse_change()"
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
        ("liaison", "0005_substitution"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(max_length=4)),
                ("letter", models.UUIDField(unique=True)),
                ("offered", models.CharField(db_index=True, max_length=64)),
                ("shows", models.CharField(max_length=32)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=80)),
                ("pieces", models.TextField()),
                ("state", models.CharField(max_length=8)),
                ("held", models.PositiveIntegerField(default=0)),
                ("missing", models.JSONField(default=list)),
                ("code", models.CharField(blank=True, max_length=48)),
                ("heard_at", models.PositiveBigIntegerField(default=0)),
                ("told_at", models.DateTimeField(null=True)),
                ("preview", models.BooleanField(default=False)),
                ("by", models.CharField(blank=True, max_length=32)),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("partner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="files", to="liaison.partner")),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "indexes": [models.Index(fields=["partner", "state"], name="file_by_state")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", ["draft", "going", "coming", "whole", "refused"])), name="file_state_is_known"),
                    models.CheckConstraint(condition=models.Q(("direction__in", ["in", "out"])), name="file_direction_is_known"),
                    models.UniqueConstraint(condition=models.Q(("state", "refused"), _negated=True), fields=("partner", "direction", "offered", "sha256"), name="file_once_a_hand_over"),
                ],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
