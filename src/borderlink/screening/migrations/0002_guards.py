"""The database itself keeps what officers recorded: added to, never changed but to forget, never removed."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was recorded is added to, never changed"
# Rows beside a referral: changed only once it is forgotten; removed never, but a forgotten one's pictures.
RECORDS = ("step", "opening", "result", "laboratoryresult", "notice", "picture")
JUDGED = ("load_id", "agency", "unit", "selection", "probability", "score", "reasons", "top_rule")
LIVE = "(SELECT forgotten_on FROM screening_referral WHERE id = OLD.referral_id) IS NULL"
FUNCTION = f"""
CREATE FUNCTION screening_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
# PostgreSQL allows no query in WHEN: the question is asked inside.
FUNCTION_LIVE = f"""
CREATE FUNCTION screening_refuse_while_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {LIVE} THEN
        RAISE EXCEPTION '{SAYS} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""


def _rules() -> list[tuple[str, str, str]]:
    """Return table, act and, where it is refused only sometimes, when."""
    changed = " OR ".join(f"(NEW.{name} IS DISTINCT FROM OLD.{name})" for name in JUDGED)
    rules = [
        ("screening_referral", "UPDATE", f"(NEW.forgotten_on IS NULL) AND ({changed})"),
        ("screening_referral", "DELETE", ""),
    ]
    for name in RECORDS:
        rules.append((f"screening_{name}", "UPDATE", "live"))
        rules.append((f"screening_{name}", "DELETE", "live" if name == "picture" else ""))
    return rules


def _sqlite(table: str, act: str, when: str) -> str:
    told = LIVE if when == "live" else when.replace("IS DISTINCT FROM", "IS NOT")
    condition = f"WHEN {told} " if told else ""
    refuse = f"SELECT RAISE(ABORT, '{SAYS} ({table})')"
    return f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {condition}BEGIN {refuse}; END"


def _postgresql(table: str, act: str, when: str) -> str:
    name = f"{table}_no_{act.lower()}"
    function = "screening_refuse_while_live" if when == "live" else "screening_refuse_change"
    condition = f"WHEN ({when}) " if when and when != "live" else ""
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {function}()"


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    if schema_editor.connection.vendor == "sqlite":
        statements = [_sqlite(*rule) for rule in _rules()]
    else:
        statements = [FUNCTION, FUNCTION_LIVE, *(_postgresql(*rule) for rule in _rules())]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_first")]

    operations = [
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", []), _negated=True), name="referral_has_its_reasons"
            ),
        ),
        migrations.RunPython(guard, elidable=False),
    ]
