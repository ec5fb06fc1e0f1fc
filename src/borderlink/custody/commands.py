"""The command line of custody: sample sizes need no node; `verify` reads the node's ledger."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

_WRITTEN = re.compile(r"[0-9]?\.?[0-9]{1,12}", re.ASCII)  # no exponent: a short text is not a huge number


class Exact(click.ParamType[Fraction]):
    """A number between 0 and 1 kept exactly as it is written; ``with_one`` says whether 1 itself is."""

    name = "number"

    def __init__(self, *, with_one: bool) -> None:
        self.with_one = with_one

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the number, or say what is wrong with it."""
        written = _WRITTEN.fullmatch(str(value))
        number = Fraction(str(value)) if written else None
        if number is None:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not (0 < number < 1 or (number == 1 and self.with_one)):
            self.fail(f"{value} is not between 0 and 1", param, ctx)
        return number


@click.group()
def custody() -> None:
    """Exhibits, their masses and their custody."""


@custody.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The node's folder; else BORDERLINK_FOLDER.",
)
@click.option("--without-signatures", is_flag=True, help="Check everything but the signatures: faster.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line, the last on standard output.")
def verify(folder: Path | None, *, without_signatures: bool, as_json: bool) -> None:
    """Check the node's whole custody ledger: chain, custody, masses, signatures, and its latest checkpoint.

    The code that checks is not the code that wrote. Exits with 0 when the ledger is whole and 1 when it is
    not, naming the first entry that breaks a rule.
    """
    _open_node(folder)
    from borderlink.custody.queries.checking import examine

    found = examine(signatures=not without_signatures)
    fault = found.fault
    if as_json:
        told = {
            "whole": fault is None, "entries": found.entries, "covered": found.covered, "root": found.root,
            "first_broken_entry": fault.event if fault else None, "fault": fault.code if fault else None,
            "exhibit": fault.exhibit if fault else None,
        }  # fmt: skip
        click.echo(json.dumps(told))
    elif fault is None:
        click.echo(f"whole\t{found.entries} entries\t{found.covered} under a checkpoint\troot {found.root}")
    if fault is not None:
        click.echo(f"broken\tentry {fault.event}\t{fault.code}\t{fault.exhibit or '-'}", err=as_json)
        click.get_current_context().exit(1)


def _open_node(folder: Path | None) -> None:
    """Make the node's settings and tables known to this process, by what the command line gives for it."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)


@custody.command("sample-size")
@click.option(
    "--units",
    required=True,
    type=click.IntRange(1, 10**6),
    metavar="N",
    help="How many like units there are.",
)
@click.option(
    "--share", required=True, type=Exact(with_one=True), metavar="K", help="At least this share, such as 0.7."
)
@click.option(
    "--confidence", required=True, type=Exact(with_one=False), metavar="C", help="With this confidence: 0.95."
)
@click.option(
    "--negatives",
    default=0,
    show_default=True,
    type=click.IntRange(0, 1000),
    metavar="R",
    help="So many negative results are allowed for.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def sample_size(units: int, share: Fraction, confidence: Fraction, negatives: int, *, as_json: bool) -> None:
    """Print how many of N like units to analyse (hypergeometric, exact).

    When at most R of them are negative, at least share K of all contain the drug with confidence C. Exits
    with 1 where not even all N units would show it.
    """
    from borderlink.custody.domain import sampling

    size = sampling.sample_size(units=units, share=share, confidence=confidence, negatives=negatives)
    told = {
        "units": units,
        "share": str(share),
        "confidence": str(confidence),
        "negatives": negatives,
        "sample_size": size,
    }
    click.echo(json.dumps(told) if as_json else str(size))


@custody.command("token-key")
@click.argument("badge")
@click.option("--token", required=True, metavar="LABEL", help="The token's label.")
@click.option("--key", required=True, metavar="LABEL", help="The key's label on it.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="The node's folder.")
def token_key(badge: str, token: str, key: str, *, folder: Path | None) -> None:
    """Name the PKCS #11 token on which the officer BADGE carries a key; another person certifies it.

    Asks for the token's PIN. Nothing secret is kept: where the key lies, and its public half.
    """
    _open_node(folder)
    from django.utils import timezone

    from borderlink.custody.actions.keys import ask_for_key_on_token
    from borderlink.foundation.refusals import NotFound
    from borderlink.officers.queries import Officer, reader_of

    officer = Officer.objects.filter(badge=badge.strip().upper()).first()
    if officer is None:
        raise NotFound(thing="officer", name=badge)
    pin = click.prompt("PIN", hide_input=True, err=True)
    row = ask_for_key_on_token(token=token, key=key, pin=pin, by=reader_of(officer), at=timezone.now())
    click.echo(row.fingerprint)
