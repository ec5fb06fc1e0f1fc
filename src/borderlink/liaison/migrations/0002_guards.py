"""The database itself refuses to change what was sealed, signed or received: it may be erased, never rewritten."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was sealed or signed is never changed"
# table: (columns that stay, columns of bytes that may be emptied, when an erasure is due, and stay otherwise)
GUARDED = {
    "liaison_outgoing": (
        ("partner_id", "letter", "epoch", "seq", "digest", "running", "lane", "expires_at", "sealed_at"),
        ("wire", "content"),
    ),
    "liaison_incoming": (
        ("partner_id", "letter", "epoch", "seq", "digest", "previous", "at"), ("wire", "content"),
    ),
    "liaison_receipt": (("partner_id", "letter", "stage", "code", "ours", "at"), ("document",)),
    "liaison_epoch": (("partner_id", "ours", "epoch", "previous", "at"), ()),
    "liaison_postalarm": (("partner_id", "code", "letter", "epoch", "seq", "at"), ("evidence",)),
    "liaison_carriedfile": (
        ("partner_id", "direction", "sha256", "envelopes", "statements", "first", "last", "by", "at"), (),
    ),
}  # fmt: skip
DRAFTS = "('draft', 'asked', 'dropped')"
FUNCTION = f"""
CREATE FUNCTION liaison_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _changes(stay: tuple[str, ...], emptied: tuple[str, ...], *, differs: str) -> str:
    """Return the condition under which an update changes what must stay."""
    changed = [f"NEW.{name} {differs} OLD.{name}" for name in stay]
    rewritten = [f"(NEW.{name} {differs} OLD.{name} AND length(NEW.{name}) > 0)" for name in emptied]
    return " OR ".join([*changed, *rewritten])


def _triggers(differs: str) -> list[tuple[str, str, str, str]]:
    """Return name, moment, table and condition of every trigger."""
    found = []
    for table, (stay, emptied) in GUARDED.items():
        columns = ", ".join((*stay, *emptied))
        condition = _changes(stay, emptied, differs=differs)
        found.append((f"{table}_no_update", f"UPDATE OF {columns}", table, condition))
        found.append((f"{table}_no_delete", "DELETE", table, ""))
    sent = f"OLD.state NOT IN {DRAFTS} AND NEW.body {differs} OLD.body AND NEW.body <> ''"
    return [*found, ("liaison_letter_no_rewriting", "UPDATE OF body", "liaison_letter", sent)]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {f'WHEN {condition} ' if condition else ''}"
        f"BEGIN SELECT RAISE(ABORT, '{SAYS} ({table})'); END"
        for name, moment, table, condition in _triggers("IS NOT")
    ]


def _postgresql() -> list[str]:
    return [FUNCTION] + [
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW "
        f"{f'WHEN ({condition}) ' if condition else ''}EXECUTE FUNCTION liaison_refuse_change()"
        for name, moment, table, condition in _triggers("IS DISTINCT FROM")
    ] + [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION liaison_refuse_change()"
        for table in GUARDED
    ]


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    statements = _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql()
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("liaison", "0001_first")]

    operations = [migrations.RunPython(guard, elidable=False)]
