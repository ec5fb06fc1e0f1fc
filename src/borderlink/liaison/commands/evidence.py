"""`borderlink liaison evidence`: a letter as files that a third party verifies with public keys alone."""

import json
from pathlib import Path

import click

from borderlink.liaison.commands.machine import FOLDER, officer_for, open_node


@click.command()
@click.argument("letter", metavar="LETTER")
@click.argument("out", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--badge", required=True, help="The officer who hands it out, by badge.")
@click.option("--to", required=True, help="Who receives it: as in the commander's release.")
@click.option("--country", default="", help="Of a recipient abroad: two capital letters, like VN.")
@click.option("--why", required=True, help="What for; it stands in the journal.")
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="One JSON line, the last on standard output.")
def evidence(
    *,
    letter: str,
    out: Path,
    badge: str,
    to: str,
    country: str,
    why: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write LETTER (its number) into a new FOLDER: signed bytes, envelope, receipts, public keys.

    It tells of people, so it leaves by a commander's release or the gate's approval. The digits that are
    printed belong on paper: with them, docs/verify_letter.py proves the files anywhere.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.foundation.refusals import Refusal
    from borderlink.liaison.actions.proving import hand_out_letter
    from borderlink.liaison.refusals.post import CourierFileExists
    from borderlink.officers.queries import reader_of

    target = out.expanduser().resolve()
    if target.exists():
        raise CourierFileExists(path=str(target))
    by = reader_of(officer_for(badge))
    target.mkdir(parents=True, mode=0o700)
    try:
        found = hand_out_letter(
            letter=letter, to=to, country=country.strip().upper(), why=why, by=by, at=timezone.now()
        )
    except Refusal:
        target.rmdir()
        raise
    for name, data in found.files.items():
        (target / name).write_bytes(data)
    told = {
        "folder": str(target), "files": sorted(found.files), "sender": found.sender,
        "recipient": found.recipient, "digits": found.digits,
    }  # fmt: skip
    words = [f"{agency}\t{digits}" for agency, digits in found.digits.items()]
    click.echo(json.dumps(told) if as_json else "\n".join([*sorted(found.files), *words]))
