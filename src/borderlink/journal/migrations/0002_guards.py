"""The database itself refuses to change or remove lines and checkpoints, and to change an opening."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# table: the acts that are refused; an opening may be removed (erased), never changed
GUARDED = {
    "journal_line": ("UPDATE", "DELETE"),
    "journal_checkpoint": ("UPDATE", "DELETE"),
    "journal_opening": ("UPDATE",),
}
FUNCTION = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is added to, never changed (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _sqlite(table: str, act: str) -> str:
    name = f"{table}_no_{act.lower()}"
    refuse = f"SELECT RAISE(ABORT, 'the journal is added to, never changed ({table})')"
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN {refuse}; END"


def _postgresql(table: str, act: str) -> str:
    name, each = f"{table}_no_{act.lower()}", "STATEMENT" if act == "TRUNCATE" else "ROW"
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION journal_refuse_change()"


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place, and the one row of the head."""
    apps.get_model("journal", "Head").objects.create(pk=1, sequence=0, hash="0" * 64)
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
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(guard, elidable=False)]
