"""The command line of upkeep: schema, backups, and the move from one database to the other."""

import sys
from pathlib import Path
from typing import Final

import click

from borderlink.node.opening import in_folder, set_up


@click.command()
@in_folder
def migrate() -> None:
    """Bring the database's tables up to date with this program. Make a backup first."""
    from borderlink.node.founding import bring_up_to_date

    count = bring_up_to_date()
    click.echo(f"{count} steps taken." if count else "Nothing to do.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@in_folder
def backup(file: Path) -> None:
    """Keep settings, keys, files and the SQLite database in FILE, while the node runs.

    Root keys and parcels are left out; a PostgreSQL database is kept by its own means. The file holds
    everything about everyone: encrypt it before it leaves the machine.
    """
    from borderlink.node.founding import back_up

    kept = back_up(file)
    click.echo(f"{kept.path}: {kept.size} bytes, SHA-256 {kept.sha256}")
    if not kept.database:
        click.echo("The database is not in it: PostgreSQL is kept by its own means.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@click.option("--why", required=True, help="The reason; the auditors are alerted.")
@click.option(
    "--purges", default="", metavar="FILE", help="What was forgotten since; `none` where the record is lost."
)
def restore(file: Path, folder: Path, why: str, purges: str) -> None:
    """Make a node again from a backup, in a new folder, and forget again what was forgotten since.

    The record of that is purged.jsonl of the node's folder, or the file of the setting purge_record. The
    auditors are alerted.
    """
    from borderlink.node.founding import restore as make_again

    make_again(file, folder, why, purges, set_up=set_up)
    click.echo(
        f"Then: borderlink journal verify --folder {folder} and borderlink node serve --folder {folder}"
    )


@click.command()
@click.option("--to", required=True, metavar="DATABASE", help="sqlite, or a postgresql:// address.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@in_folder
def move(to: str, *, as_json: bool) -> None:
    """Move every record into another, empty database, and go on there. The node must not run.

    All tables, numbers, guards and chains are the same afterwards, compared row by row; when anything
    differs, nothing is moved. What it moved from stays as it was: destroy it once the node serves again.
    """
    from borderlink.node.moving import move_node

    moved = move_node(to)
    if as_json:
        click.echo(moved.to_json())
        return
    click.echo(f"{moved.rows} rows in {moved.tables} tables moved. Journal: line {moved.line}, {moved.head}")
    click.echo(f"What it moved from stays at {moved.left_at}: destroy it once the node serves again.")
    click.echo("Then: borderlink journal verify and borderlink custody verify", err=True)


@click.command()
@click.option("--backup", "file", type=click.Path(path_type=Path), help="The backup to make first.")
@click.option("--check", is_flag=True, help="List the steps and change nothing.")
@click.option("--database-kept", is_flag=True, help="PostgreSQL was kept by its own means.")
@in_folder
def upgrade(file: Path | None, *, check: bool, database_kept: bool) -> None:
    """Go over to this program's version: a backup, every step of the tables, the journal examined.

    The node must not run. A database that a newer program made is refused.
    """
    from borderlink.node import upgrading

    for step in upgrading.steps():
        click.echo(step)
    if check:
        return
    if file is None:
        raise click.UsageError("Name the backup to make first: --backup FILE.")
    done = upgrading.upgrade(file, database_kept=database_kept)
    click.echo(f"Backup {done.backup.path}: SHA-256 {done.backup.sha256}")
    click.echo(f"{len(done.steps)} steps taken; the journal's {done.lines} lines are whole.", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@in_folder
def forgotten(*, as_json: bool) -> None:
    """Prove that what had to be forgotten is gone: files, indexes, records, and backups to destroy.

    Exits with 0 when nothing is left, with 1 when something lies that should not.
    """
    from borderlink.node.forgetting import proof

    found = proof()
    if as_json:
        click.echo(found.to_json())
    else:
        for line in found.lines():
            click.echo(line)
    sys.exit(0 if found.clean else 1)


VERBS: Final = (migrate, backup, restore, move, upgrade, forgotten)
