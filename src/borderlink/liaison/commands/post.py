"""`borderlink liaison courier`, `post` and `begin-epochs`: hand-carried files, and how the post stands."""

import json
from pathlib import Path

import click

from borderlink.liaison.commands.machine import FOLDER, officer_for, open_node

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line, the last on standard output.")
_BADGE = click.option("--badge", required=True, help="The officer who carries it, by badge.")


@click.group()
def courier() -> None:
    """Letters by hand: what waits for a partner goes into one file, its answers come back in another."""


@courier.command("export")
@click.argument("partner")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_BADGE
@FOLDER
@_JSON
@click.option("--no-files", is_flag=True, help="Leave photographs and video of evidence out.")
def export_courier(
    partner: str, file: Path, badge: str, folder: Path | None, *, as_json: bool, no_files: bool
) -> None:
    """Write everything that waits for PARTNER into a new FILE: sealed letters, receipts, pieces of files.

    The letters wait on: whether they arrive by hand or by the line, each has its effect once. Of photographs
    and video those pieces go along that PARTNER misses and whose letter it has read.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.carrying import export_file

    done = export_file(
        code=partner, path=file.expanduser().resolve(), files=not no_files, by=officer_for(badge),
        at=timezone.now(),
    )  # fmt: skip
    told = {
        "path": str(done.path), "sha256": done.sha256, "envelopes": done.envelopes,
        "statements": done.statements, "pieces": done.pieces,
    }  # fmt: skip
    counts = f"{done.envelopes} letters, {done.statements} receipts and statements, {done.pieces} pieces"
    line = f"{done.path}: {counts}, {done.sha256}"
    click.echo(json.dumps(told) if as_json else line)


@courier.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_BADGE
@FOLDER
@_JSON
def import_courier(file: Path, badge: str, folder: Path | None, *, as_json: bool) -> None:
    """Take in the FILE that a partner's officer brought. The same file again changes nothing."""
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.carrying import import_file

    done = import_file(path=file.expanduser().resolve(), by=officer_for(badge), at=timezone.now())
    told = {
        "partner": done.partner, "sha256": done.sha256, "new": done.new, "again": done.again,
        "not_taken": done.not_taken, "statements": done.statements, "pieces": done.pieces,
    }  # fmt: skip
    letters = f"{done.new} new letters, {done.again} that had come"
    words = f"{done.partner}: {letters}, {done.statements} statements, {done.pieces} pieces of files"
    click.echo(json.dumps(told) if as_json else words)
    for code, count in sorted(done.not_taken.items()):
        click.echo(f"not taken\t{count}\t{code}", err=True)


@click.command("begin-epochs")
@FOLDER
def new_epochs(folder: Path | None) -> None:
    """Begin to number letters anew: after a database was put back by other means than `node restore`.

    Run it before the node is served. Each new numbering links to the last letter that the database knows.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.epochs import RESTORED, begin_epochs

    click.echo(
        f"{begin_epochs(reason=RESTORED, by='node', at=timezone.now())} links begin a new epoch.", err=True
    )


@click.command()
@FOLDER
@_JSON
def post(folder: Path | None, *, as_json: bool) -> None:
    """Show how the post with every partner stands: what waits, since when, and why it has not gone."""
    open_node(folder)
    from borderlink.liaison.queries.post import standing

    for link in standing():
        if as_json:
            click.echo(json.dumps(link, default=str))
            continue
        click.echo("\t".join(f"{name} {value}" for name, value in link.items()))
