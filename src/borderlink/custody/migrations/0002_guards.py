"""The database itself refuses to change or remove entries, seal numbers, checkpoints and answered warnings."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "the ledger is added to, never changed"
# table: the acts that are refused; an opening may be removed (erased), never changed
GUARDED = {
    "custody_entry": ("UPDATE", "DELETE"),
    "custody_sealnumber": ("UPDATE", "DELETE"),
    "custody_overriddenwarning": ("UPDATE", "DELETE"),
    "custody_opening": ("UPDATE",),
    # cosignatures and time-stamps are added to a checkpoint; what was signed stays
    "custody_checkpointkept": ("UPDATE OF size, text, signed_at", "DELETE"),
}
FUNCTION = f"""
CREATE FUNCTION custody_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act.split()[0].lower()}"


def _sqlite(table: str, act: str) -> str:
    refuse = f"SELECT RAISE(ABORT, '{SAYS} ({table})')"
    return f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} BEGIN {refuse}; END"


def _postgresql(table: str, act: str) -> str:
    each = "STATEMENT" if act == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION custody_refuse_change()"
    )


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place, and the one row of the head."""
    apps.get_model("custody", "LedgerHead").objects.create(pk=1, size=0, head="0" * 64, frontier=[])
    if schema_editor.connection.vendor == "sqlite":
        statements = [_sqlite(table, act) for table, acts in GUARDED.items() for act in acts]
    else:
        statements = [FUNCTION]
        for table, acts in GUARDED.items():
            truncate = ("TRUNCATE",) if "DELETE" in acts else ()
            statements += [_postgresql(table, act) for act in (*acts, *truncate)]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_first")]

    operations = [migrations.RunPython(guard, elidable=False)]
