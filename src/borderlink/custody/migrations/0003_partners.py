"""What passes between two ledgers, and its guards: a partner's entry is added, what an offer is stays."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "the ledger is added to, never changed"
GUARDED = {
    "custody_partnerentry": ("UPDATE", "DELETE"),
    "custody_handover": ("UPDATE OF side, partner, node, digest, at", "DELETE"),
}


def _triggers(vendor: str) -> list[str]:
    """Return the statements for one database; PostgreSQL has the function from the guards before."""
    found = []
    for table, acts in GUARDED.items():
        for act in acts:
            head = f"CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table}"
            found.append(
                f"{head} BEGIN SELECT RAISE(ABORT, '{SAYS} ({table})'); END"
                if vendor == "sqlite"
                else f"{head} FOR EACH ROW EXECUTE FUNCTION custody_refuse_change()"
            )
        if vendor != "sqlite":
            found.append(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION custody_refuse_change()"
            )
    return found


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in _triggers(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("side", models.CharField(max_length=8)),
                ("partner", models.CharField(max_length=64)),
                ("node", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("offer", models.CharField(blank=True, max_length=64)),
                ("exhibit", models.CharField(blank=True, max_length=64)),
                ("case", models.CharField(blank=True, max_length=64)),
                ("lot", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(max_length=16)),
                ("letter", models.UUIDField(null=True)),
                ("answer", models.UUIDField(null=True)),
                ("answer_digest", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=64)),
                ("expires_at", models.DateTimeField(null=True)),
                ("duty", models.CharField(blank=True, max_length=64)),
                ("back_by", models.DateField(null=True)),
                ("duty_digest", models.CharField(blank=True, max_length=64)),
                ("duty_met_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["exhibit"], name="custody_handover_by_exhibit"),
                    models.Index(fields=["lot"], name="custody_handover_by_lot"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("side", "digest"), name="custody_handover_once_an_offer"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "on-offer",
                                    "asked",
                                    "accepted",
                                    "refused",
                                    "let-go",
                                    "handed-over",
                                    "back",
                                ],
                            )
                        ),
                        name="custody_handover_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["ours", "theirs"])),
                        name="custody_handover_side_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(max_length=64)),
                ("sequence", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("case", models.CharField(max_length=64)),
                ("exhibit", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("body", models.BinaryField()),
                ("letter", models.UUIDField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("node", "sequence"), name="custody_partner_entry_has_one_place"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
