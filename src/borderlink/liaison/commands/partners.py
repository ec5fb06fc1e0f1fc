"""`borderlink liaison introduction` and `borderlink liaison keys`: how this node is known to partners."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from borderlink.liaison.commands.machine import FOLDER, open_node


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the file here and print the digits; else the file goes to standard output.",
)
@FOLDER
def introduction(*, out: Path | None, folder: Path | None) -> None:
    """Write the file by which this node introduces itself: public keys and names, nothing secret.

    A partner takes it in, and compares the sixty digits with those that our side reads aloud from paper. They
    are printed with --out; send them by another way than the file.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.foundation.introductions import Introduction
    from borderlink.liaison.actions.introducing import give_introduction

    document = give_introduction(by="node", at=timezone.now())
    if out is None:
        sys.stdout.buffer.write(document)
        return
    out.write_bytes(document)
    click.echo(Introduction.from_bytes(document).fingerprint())


@click.group()
def keys() -> None:
    """Renew the keys that letters to this node are sealed to."""


@keys.command()
@click.option(
    "--root-key",
    "root_keys",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A root key's file; give two of the three.",
)
@click.option("--days", type=click.IntRange(1, 400), default=365, show_default=True, help="For how long.")
@click.option(
    "--notice",
    type=click.IntRange(0, 60),
    default=7,
    show_default=True,
    help="In how many days they begin; until then the ones before go on.",
)
@FOLDER
def renew(*, root_keys: tuple[Path, ...], days: int, notice: int, folder: Path | None) -> None:
    """Make the node's next letter keys: two holders of root keys bring their files.

    Each partner is then told them from its page. What was sealed to those before is opened for 30 days more.
    """
    open_node(folder)
    from django.utils import timezone

    from borderlink.foundation.signing import PrivateKey
    from borderlink.liaison.actions.renewing import renew_keys

    holders = [PrivateKey.from_pem(path.read_bytes()) for path in root_keys]
    made = renew_keys(root_keys=holders, days=days, notice_days=notice, at=timezone.now()).keys
    period = " to ".join(
        f"{datetime.fromtimestamp(seconds, tz=UTC):%Y-%m-%d}" for seconds in (made.from_at, made.until_at)
    )
    click.echo(f"Version {made.version} of the letter keys of {made.agency}, {period}")
