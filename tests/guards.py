"""Takes the database's guards off where a test plays the intruder."""

from django.db import connection


def lift_guards() -> None:
    """Take every trigger off for the rest of the test, as an intruder with the database would."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
