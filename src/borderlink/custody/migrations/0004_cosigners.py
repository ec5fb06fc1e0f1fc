"""Cosignatures between two ledgers, and their guards: what was seen and cosigned is our word for ever."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "the ledger is added to, never changed"
GUARDED = {
    "custody_seencheckpoint": ("UPDATE OF node, size, root, note, letter, at", "DELETE"),
    "custody_cosigner": ("UPDATE", "DELETE"),
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
    dependencies = [("custody", "0003_partners")]

    operations = [
        migrations.CreateModel(
            name='Cosigner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('partner', models.CharField(max_length=64)),
                ('certificate', models.TextField()),
                ('roots', models.JSONField(default=list)),
                ('letter', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='SeenCheckpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('node', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('note', models.TextField()),
                ('letter', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('told_in', models.UUIDField(null=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('node', 'size'), name='custody_seen_checkpoint_once_a_size')],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
