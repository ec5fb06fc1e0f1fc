"""Screening on the command line: needs no node, no database and no Django."""

import sys
from datetime import datetime
from pathlib import Path

import click


@click.group()
def screening() -> None:
    """Make synthetic manifests, and screening's own tools."""


@screening.command()
@click.option("--parcels", type=click.IntRange(min=4), required=True, help="How many parcels to invent.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same files."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write into; it is made.",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2026-03-06",
    show_default=True,
    help="Last day of departures.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on standard output.")
def generate(*, parcels: int, seed: int, out: Path, on: datetime, as_json: bool) -> None:
    """Write a synthetic manifest with the truth beside it: invented people, real-looking habits.

    Writes manifest.csv, truth.csv, README.txt and summary.json. The stories of tea, rock sugar, flower pots,
    dress hems and dolls are planted in it; truth.csv says where.
    """
    from borderlink.screening.adapters.synthetic import generate_manifest

    with click.progressbar(length=parcels, label="Inventing parcels", file=sys.stderr) as bar:
        made = generate_manifest(parcels=parcels, seed=seed, out=out, on=on.date(), progress=bar.update)
    if as_json:
        click.echo(made.as_json())
    else:
        click.echo(
            f"{made.parcels} synthetic parcels in {made.manifest}, the truth in {made.truth}", err=True
        )
