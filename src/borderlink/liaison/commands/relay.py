"""`borderlink liaison relay`: a post office in the outer zone that cannot open what it keeps. No Django."""

import json
import os
import time
from pathlib import Path

import click

_SPOOL = click.option(
    "--spool", required=True, type=click.Path(file_okay=False, path_type=Path), help="The relay's folder."
)


@click.group()
def relay() -> None:
    """Keep sealed envelopes for nodes that cannot reach each other, with no key of anyone."""


@relay.command()
@_SPOOL
def init(spool: Path) -> None:
    """Make a relay's folder."""
    from borderlink.liaison.adapters.spool import lay

    lay(spool)
    click.echo(str(spool.resolve()))


@relay.command()
@_SPOOL
@click.argument("introduction", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--digits", required=True, help="The 60 digits on the agency's paper.")
def introduce(spool: Path, introduction: Path, digits: str) -> None:
    """Let the relay know an agency by its INTRODUCTION file and the 60 digits on paper.

    A relay that is serving takes it up when it is started again.
    """
    from borderlink.liaison.adapters import spool as spools

    with introduction.open("rb") as file:
        document = file.read((128 << 10) + 1)
    keys = spools.introduce(spools.Spool(spool).folder, document, digits)
    click.echo(f"{keys.agency}\t{keys.version}")


@relay.command()
@_SPOOL
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8443, show_default=True, help="The port to listen on.")
@click.option("--certificate", type=click.Path(exists=True, path_type=Path), help="TLS: a PEM file.")
@click.option("--key", type=click.Path(exists=True, path_type=Path), help="TLS: its private key.")
@click.option("--most-mib", default=4096, show_default=True, help="How much the folder may hold.")
def serve(
    spool: Path, *, address: str, port: int, certificate: Path | None, key: Path | None, most_mib: int
) -> None:
    """Take in and hand on post over HTTPS; without a certificate on loopback alone."""
    from ipaddress import ip_address

    from granian.constants import Interfaces
    from granian.server import Server

    from borderlink.liaison.adapters import relaying
    from borderlink.liaison.adapters.spool import Spool

    if (certificate is None) != (key is None):
        raise click.UsageError("--certificate and --key go together")
    if certificate is None and not ip_address(address).is_loopback:
        raise click.UsageError("without --certificate and --key a relay listens on loopback alone")
    found = Spool(spool)
    found.drop_expired(at=int(time.time()))
    os.environ[relaying.SPOOL_VARIABLE] = str(found.folder.resolve())
    os.environ[relaying.MOST_VARIABLE] = str(most_mib)
    Server(
        "borderlink.liaison.adapters.relaying:relay_of_environment", factory=True, address=address, port=port,
        interface=Interfaces.WSGI, workers=1, blocking_threads=4, log_enabled=False, websockets=False,
        ssl_cert=certificate, ssl_key=key,
    ).serve()  # fmt: skip


@relay.command("import")
@_SPOOL
@click.argument("file", type=click.Path(path_type=Path))
def import_file(spool: Path, file: Path) -> None:
    """Keep what lies in a hand-carried FILE of a node, or of another relay."""
    from borderlink.liaison.adapters import relaying
    from borderlink.liaison.adapters.spool import Spool

    for code, count in sorted(relaying.take_file(Spool(spool), file, at=int(time.time())).items()):
        click.echo(f"{code or 'kept'}\t{count}")


@relay.command()
@_SPOOL
@click.option("--sender", required=True, help="The agency that wrote.")
@click.option("--recipient", required=True, help="The agency that the file is carried to.")
@click.argument("file", type=click.Path(path_type=Path))
def export(spool: Path, sender: str, recipient: str, file: Path) -> None:
    """Write what waits into a FILE to be carried to its recipient; it stays here until that is signed for."""
    from borderlink.liaison.adapters import relaying
    from borderlink.liaison.adapters.spool import Spool

    count = relaying.write_file(Spool(spool), file, sender=sender, recipient=recipient, at=int(time.time()))
    click.echo(f"{count}\t{file.resolve()}")


@relay.command()
@_SPOOL
@click.option("--json", "as_json", is_flag=True, help="One JSON line.")
def status(spool: Path, *, as_json: bool) -> None:
    """Say how many envelopes wait, by recipient."""
    from borderlink.liaison.adapters.spool import Spool

    counts = Spool(spool).count()
    if as_json:
        click.echo(json.dumps(counts))
        return
    for agency, count in counts.items():
        click.echo(f"{agency}\t{count}")
