"""Run by test_move: one process makes a node on SQLite, moves it to PostgreSQL and back, says what it saw."""

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from borderlink.node.founding import bring_up_to_date, lay_folder
from borderlink.node.opening import set_up

USED_UP = 40  # the last number that was given to a unit, which is gone


def main(folder: Path, address: str) -> None:
    """Walk there and back; each step's figures are printed as one line of JSON."""
    _make(folder)
    from borderlink.journal.queries import end
    from borderlink.node.moving import move_node
    from borderlink.node.refusals import SameDatabase, TargetNotEmpty
    from borderlink.officers.queries import Officer

    there = move_node(address)
    left, lying = Path(there.left_at), folder / "borderlink.sqlite3"
    head, whole, guards = there.head == end()[1], [_is_whole()], [_guards()]
    refused = [_refused(address, SameDatabase)]
    left.rename(lying)
    refused.append(_refused("sqlite", TargetNotEmpty))
    lying.rename(left)
    officers = Officer.objects.count()
    move_node("sqlite")
    refused.append(_refused(address, TargetNotEmpty))
    told = {
        "head": head, "whole": [*whole, _is_whole()], "guards": [*guards, _guards()], "refused": refused,
        "left": there.left_at, "officers": officers, "number": _next_unit(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))


def _make(folder: Path) -> None:
    lay_folder(folder, {"agency": "GZ-CUSTOMS", "name": "Guangzhou customs", "language": "en"})
    os.environ["BORDERLINK_FOLDER"] = str(folder)
    set_up()
    bring_up_to_date()
    from django.conf import settings

    from tests.world import build_world

    settings.PASSWORD_HASHERS = ["tests.world.QuickArgon2"]
    build_world()
    with closing(sqlite3.connect(folder / "borderlink.sqlite3")) as database:
        database.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'officers_unit'", [USED_UP])
        database.commit()


def _is_whole() -> bool:
    from borderlink.journal.queries import examine

    return examine().fault is None


def _refused(to: str, refusal: type[Exception]) -> bool:
    from borderlink.node.moving import move_node

    try:
        move_node(to)
    except refusal:
        return True
    return False


def _guards() -> list[bool]:
    """Return whether the database itself refuses: two changes of the journal, an officer who is not there."""
    from django.db import IntegrityError, connection, transaction

    refused = []
    for statement in (
        "UPDATE journal_line SET act = 'x' WHERE sequence = 1",
        "DELETE FROM journal_line WHERE sequence = 1",
        "UPDATE officers_rolegrant SET officer_id = 999",
        "UPDATE officers_rolegrant SET role = 'king'",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            refused.append(False)
        except IntegrityError:
            refused.append(True)
    return refused


def _next_unit() -> int:
    from django.utils import timezone

    from borderlink.officers.actions.accounts import create_unit
    from borderlink.officers.queries import Officer

    names = {"name_zh": "新站", "name_vi": "Trạm mới", "name_en": "New"}
    by = Officer.objects.get(badge="GZ-0006")
    return int(create_unit(code="GZ-NEW", **names, by=by, at=timezone.now()).pk)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
