"""What was written into a case is added to, never changed, until the case is erased; a sentence has its kind."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "what was recorded is added to, never changed"
ERASED = "(SELECT erased_on FROM cases_case WHERE id = OLD.case_id) IS NULL"
ERASED_DECISION = (
    "(SELECT erased_on FROM cases_case WHERE id ="
    " (SELECT case_id FROM cases_decision WHERE id = OLD.decision_id)) IS NULL"
)
FIXED = ("number", "agency", "unit", "source", "opened_by", "opened_at")


def _rules() -> list[tuple[str, str, str]]:
    """Return table, act and the condition under which it is refused; empty: always."""
    changed = " OR ".join(f"(NEW.{name} <> OLD.{name})" for name in FIXED)
    rules = [
        ("cases_case", "DELETE", ""),
        ("cases_case", "UPDATE", f"{changed} OR (OLD.erased_on IS NOT NULL AND NEW.erased_on IS NULL)"),
        ("cases_casecounter", "DELETE", ""),
        ("cases_casecounter", "UPDATE", "NEW.last <> OLD.last + 1"),
        ("cases_decision", "DELETE", ""),
        ("cases_decision", "UPDATE", ""),
        ("cases_decisionwords", "DELETE", ERASED_DECISION),
        ("cases_decisionwords", "UPDATE", ""),
        ("cases_membership", "DELETE", ERASED),
        ("cases_membership", "UPDATE", "OLD.let_out_at IS NOT NULL OR NEW.badge <> OLD.badge"),
        ("cases_approval", "DELETE", ERASED),
        ("cases_approval", "UPDATE", "OLD.decided_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.by <> OLD.by"),
    ]
    for table in ("diaryentry", "document", "caseparcel"):
        rules.append((f"cases_{table}", "DELETE", ERASED))
        rules.append((f"cases_{table}", "UPDATE", ""))
    return rules


def _quoted(condition: str) -> str:
    """Return a condition with the column `by`, which is a word of SQL, in quotes."""
    return condition.replace("NEW.by", 'NEW."by"').replace("OLD.by", 'OLD."by"')


def _sqlite(table: str, act: str, condition: str) -> str:
    when = f"WHEN {_quoted(condition)} " if condition else ""
    refuse = f"SELECT RAISE(ABORT, '{SAYS} ({table})')"
    return f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}BEGIN {refuse}; END"


def _postgresql(table: str, act: str, condition: str) -> list[str]:
    """Return a function and its trigger: PostgreSQL allows no query in WHEN, so it is asked inside."""
    name = f"{table}_no_{act.lower()}"
    given = "OLD" if act == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {_quoted(condition) or 'TRUE'} THEN"
        f" RAISE EXCEPTION '{SAYS} ({table})' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {given}; END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for rule in _rules():
        statements = [_sqlite(*rule)] if schema_editor.connection.vendor == "sqlite" else _postgresql(*rule)
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_seizures_and_questions")]

    operations = [
        migrations.AddField(
            model_name="decision", name="sentence", field=models.CharField(blank=True, max_length=32)
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_final", False),
                    models.Q(("sentence", "SEN-DEATH"), _negated=True),
                    ("stage", "review"),
                    _connector="OR",
                ),
                name="death_sentence_is_final_by_review",
            ),
        ),
        migrations.RunPython(guard, elidable=False),
    ]
