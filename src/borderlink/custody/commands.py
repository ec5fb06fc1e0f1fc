"""The command line of custody: what needs no node and no database."""

import json
import re
from fractions import Fraction
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


@custody.command("sample-size")
@click.option(
    "--units",
    required=True,
    type=click.IntRange(1, 10**9),
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
