"""`borderlink liaison stix`: clues as STIX 2.1, in files and in TAXII 2.1 collections."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from borderlink.liaison.commands.machine import FOLDER, officer_for, open_node

if TYPE_CHECKING:
    from borderlink.foundation.who import Reader
    from borderlink.liaison.actions.bridging import TakenIn
    from borderlink.liaison.adapters.taxii import Collection

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line, the last on standard output.")
_BADGE = click.option("--badge", required=True, help="The officer who does it, by badge.")
_OFFICE = click.option("--office", default="", help="The office that decides about it, else the badge's own.")
_ACCOUNT = click.option(
    "--account",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with USER:PASSWORD, or `Bearer TOKEN`, that nobody else may read.",
)
_CA = click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates (PEM) that vouch for the server, instead of the machine's own.",
)
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OPEN_TO_OTHERS = 0o077


@click.group()
def stix() -> None:
    """Clues as STIX 2.1: out by the one way out, in for an officer to decide."""


@stix.command("export")
@click.argument("letters", metavar="LETTER...", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A new file.")
@click.option("--to", required=True, help="Who receives it: as in the release or the approval.")
@click.option("--country", default="", help="Of a recipient abroad: two capital letters, like VN.")
@click.option("--collection", default="", help="The TAXII collection it is made out for: https://...")
@click.option("--why", required=True, help="What for; it stands in the journal.")
@_BADGE
@FOLDER
@_JSON
def export_stix(
    *,
    letters: tuple[str, ...],
    out: Path,
    to: str,
    country: str,
    collection: str,
    why: str,
    badge: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write clues of ours (LETTER: their numbers, `-` reads them from standard input) into a new bundle.

    A clue that tells of people leaves by a commander's release or the gate's approval, each by its own.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.bridging import export_clues
    from borderlink.liaison.refusals.post import CourierFileExists

    target = out.expanduser().resolve()
    if target.exists():
        raise CourierFileExists(path=str(target))
    made = export_clues(
        letters=_numbers(letters), to=to, country=country.strip().upper(), collection=collection.strip(),
        why=why, by=_reader(badge), at=timezone.now(),
    )  # fmt: skip
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(made.data)
    told = {"path": str(target), "sha256": made.sha256, "clues": made.clues, "bytes": len(made.data)}
    click.echo(json.dumps(told) if as_json else f"{target}: {made.clues} clues, {made.sha256}")


def _numbers(letters: tuple[str, ...]) -> list[str]:
    """Return the letters' numbers as they are given, or as they stand on standard input."""
    return sys.stdin.read().split() if letters == ("-",) else list(letters)


def _reader(badge: str) -> "Reader":
    from borderlink.officers.queries import reader_of

    return reader_of(officer_for(badge))


@stix.command("push")
@_FILE
@_ACCOUNT
@_CA
@_BADGE
@FOLDER
@_JSON
def push_stix(
    *, file: Path, account: Path | None, ca: Path | None, badge: str, folder: Path | None, as_json: bool
) -> None:
    """Push an exported FILE, as it was written, to the collection that it was made out for. Again is safe."""
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.bridging import begin_push, end_push
    from borderlink.liaison.adapters.stix import envelopes_of
    from borderlink.liaison.adapters.taxii import PUSHED_AT_ONCE

    data, by = file.read_bytes(), _reader(badge)
    row = begin_push(data=data, by=by, at=timezone.now())
    taken = _collection(row.collection, account, ca).push(envelopes_of(data, most=PUSHED_AT_ONCE))
    end_push(file=row, by=by, at=timezone.now())
    told = {"collection": row.collection, "clues": row.clues, "objects": taken}
    click.echo(
        json.dumps(told) if as_json else f"{row.collection}: {row.clues} clues in {taken} objects taken"
    )


def _collection(url: str, account: Path | None, ca: Path | None) -> "Collection":
    from borderlink.liaison.adapters.taxii import Account, Collection

    if account is not None and account.stat().st_mode & OPEN_TO_OTHERS:
        raise click.UsageError(f"{account} may be read by others: chmod 600 it first.")
    known = Account.from_text(account.read_text(encoding="utf-8")) if account else Account()
    return Collection(url, known, ca=ca)


@stix.command("import")
@_FILE
@click.option("--from", "origin", required=True, help="Who gave the file to us; it stands beside each clue.")
@_OFFICE
@_BADGE
@FOLDER
@_JSON
def import_stix(
    *, file: Path, origin: str, office: str, badge: str, folder: Path | None, as_json: bool
) -> None:
    """Take the clues of a bundle in: each waits on the office's page for an officer, and does nothing else.

    Exits with 1 when something was refused; it is kept apart with its reason. The same FILE again is safe.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.bridging import take_in_bundle
    from borderlink.liaison.adapters.stixreading import MOST_BYTES

    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    done = take_in_bundle(data=data, origin=origin, office=office, by=_reader(badge), at=timezone.now())
    _tell(done, as_json=as_json)


@stix.command("pull")
@click.argument("collection", metavar="COLLECTION")
@click.option(
    "--added-after", default="", help="Only what the server got after this time: 2026-11-22T00:00:00Z."
)
@_ACCOUNT
@_CA
@_OFFICE
@_BADGE
@FOLDER
@_JSON
def pull_stix(
    *,
    collection: str,
    added_after: str,
    account: Path | None,
    ca: Path | None,
    office: str,
    badge: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Take the clues of a TAXII 2.1 COLLECTION (https://host/api/collections/ID/) in, as `import` does."""
    open_node(folder)
    from django.utils import timezone

    from borderlink.liaison.actions.bridging import take_in_bundle

    by, found = _reader(badge), _collection(collection, account, ca)
    data = found.pull(added_after)
    done = take_in_bundle(
        data=data, origin=found.host, collection=collection, office=office, by=by, at=timezone.now()
    )
    _tell(done, as_json=as_json)


def _tell(done: "TakenIn", *, as_json: bool) -> None:
    """Print what came of a bundle, and end with 1 where something was refused."""
    told = {"new": done.new, "again": done.again, "refused": done.refused}
    click.echo(json.dumps(told) if as_json else f"{done.new} new clues, {done.again} that were here")
    for code, count in sorted(done.refused.items()):
        click.echo(f"refused\t{count}\t{code}", err=True)
    if done.refused:
        click.get_current_context().exit(1)
