"""The counter's tables, and the triggers that keep what carriers and officers recorded in them."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
import django.db.models.deletion
from django.db import migrations, models


SAYS = "what was recorded is added to, never changed"
FORGETTABLE = ("countercheck", "acceptance", "suspicion", "hold")


def _rules() -> list[tuple[str, str, str]]:
    """Return table, act and the condition under which it is refused: a row that is not being forgotten."""
    rules = [("screening_holdstep", "UPDATE", ""), ("screening_holdstep", "DELETE", "")]
    for name in FORGETTABLE:
        rules.append((f"screening_{name}", "UPDATE", "NEW.forgotten_on IS NULL"))
        rules.append((f"screening_{name}", "DELETE", "OLD.forgotten_on IS NULL"))
    return rules


def _sqlite(table: str, act: str, when: str) -> str:
    condition = f"WHEN {when} " if when else ""
    refuse = f"SELECT RAISE(ABORT, '{SAYS} ({table})')"
    return f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {condition}BEGIN {refuse}; END"


def _postgresql(table: str, act: str, when: str) -> str:
    condition = f"WHEN ({when}) " if when else ""
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW {condition}"
        "EXECUTE FUNCTION screening_refuse_change()"
    )


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place; PostgreSQL's function stands since 0002."""
    write = _sqlite if schema_editor.connection.vendor == "sqlite" else _postgresql
    for rule in _rules():
        schema_editor.execute(write(*rule), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0004_approved_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('company', models.CharField(max_length=32)),
                ('url', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=32)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=32)),
                ('company', models.CharField(max_length=32)),
                ('key', models.CharField(max_length=16)),
                ('waybill', models.CharField(max_length=64)),
                ('sandbox', models.BooleanField(default=False)),
                ('idempotency', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('forgotten_on', models.DateField(null=True)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('operator', models.CharField(max_length=64)),
                ('place', models.CharField(max_length=128)),
                ('done_at', models.DateTimeField()),
                ('real_name_checked', models.BooleanField()),
                ('opened', models.BooleanField()),
                ('xray', models.BooleanField()),
                ('photograph_sha256', models.CharField(blank=True, max_length=64)),
                ('result', models.CharField(max_length=24)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'waybill'], name='screening_a_unit_f64db7_idx'), models.Index(fields=['at'], name='screening_a_at_0645dc_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('idempotency', ''), _negated=True), fields=('company', 'idempotency'), name='acceptance_once_a_key')],
            },
        ),
        migrations.CreateModel(
            name='CounterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=32)),
                ('company', models.CharField(max_length=32)),
                ('key', models.CharField(max_length=16)),
                ('waybill', models.CharField(max_length=64)),
                ('sandbox', models.BooleanField(default=False)),
                ('idempotency', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('forgotten_on', models.DateField(null=True)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('answer', models.CharField(max_length=24)),
                ('field', models.CharField(blank=True, max_length=32)),
                ('receiver_mark', models.CharField(max_length=16)),
                ('phone_mark', models.CharField(blank=True, max_length=16)),
                ('place_mark', models.CharField(blank=True, max_length=16)),
                ('repeats', models.CharField(blank=True, max_length=24)),
                ('drawn', models.CharField(blank=True, max_length=16)),
                ('probability', models.FloatField(null=True)),
                ('score', models.FloatField(default=0.0)),
                ('reasons', models.JSONField(default=list)),
                ('linked', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'waybill'], name='screening_c_company_dbc0c0_idx'), models.Index(fields=['unit', 'answer', '-at'], name='screening_c_unit_12cae8_idx'), models.Index(fields=['company', 'phone_mark', 'at'], name='screening_c_company_d1900e_idx'), models.Index(fields=['company', 'place_mark', 'at'], name='screening_c_company_66a2af_idx'), models.Index(fields=['at'], name='screening_c_at_567109_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['proceed', 'ask', 'routine-inspection'])), name='check_answer_is_known'), models.UniqueConstraint(condition=models.Q(('idempotency', ''), _negated=True), fields=('company', 'idempotency'), name='check_once_a_key')],
            },
        ),
        migrations.CreateModel(
            name='CounterPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=32)),
                ('when_down', models.CharField(max_length=16)),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('when_down__in', ['proceed', 'hold'])), name='policy_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('agency', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=32)),
                ('company', models.CharField(max_length=32)),
                ('waybill', models.CharField(max_length=64)),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=32)),
                ('expires_at', models.DateTimeField()),
                ('forgotten_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'expires_at'], name='screening_h_company_825b48_idx'), models.Index(fields=['unit', 'waybill'], name='screening_h_unit_3bbc90_idx')],
            },
        ),
        migrations.CreateModel(
            name='Suspicion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=32)),
                ('unit', models.CharField(max_length=32)),
                ('company', models.CharField(max_length=32)),
                ('key', models.CharField(max_length=16)),
                ('waybill', models.CharField(max_length=64)),
                ('sandbox', models.BooleanField(default=False)),
                ('idempotency', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('forgotten_on', models.DateField(null=True)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('operator', models.CharField(max_length=64)),
                ('signs', models.JSONField(default=list)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-at'], name='screening_s_unit_bd8bea_idx'), models.Index(fields=['at'], name='screening_s_at_9465d1_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('idempotency', ''), _negated=True), fields=('company', 'idempotency'), name='suspicion_once_a_key')],
            },
        ),
        migrations.CreateModel(
            name='HoldStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=64)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='screening.hold')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['acknowledged', 'released'])), name='hold_step_is_known'), models.UniqueConstraint(fields=('hold', 'what'), name='hold_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=36)),
                ('body', models.TextField()),
                ('at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('status', models.PositiveIntegerField(default=0)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='screening.webhook')),
            ],
            options={
                'indexes': [models.Index(fields=['next_at'], name='screening_d_next_at_4cad22_idx')],
                'constraints': [models.UniqueConstraint(fields=('event', 'webhook'), name='event_once_a_webhook')],
            },
        ),
        migrations.RunPython(guard, elidable=False),
    ]
