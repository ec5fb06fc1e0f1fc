"""The command line of the officers' room: what the operator of the machine may do, and nothing more."""

import json
from pathlib import Path

import click

_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), help="The node's folder; else BORDERLINK_FOLDER."
)


@click.group()
def officers() -> None:
    """Officers, roles and sign-ins."""


@officers.command(name="list")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def list_officers(folder: Path | None, *, as_json: bool) -> None:
    """List badges, places, roles and states; names stay in the node."""
    _open_node(folder)
    from borderlink.officers.queries import roster

    rows = roster()
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['badge']:<12} {row['place']:<16} {row['state']:<10} {' '.join(row['roles'])}")


@officers.command()
@click.argument("badge")
@click.option(
    "--why", required=True, help="The reason; it goes into the journal, and the auditors are alerted."
)
@_FOLDER
def rescue(badge: str, why: str, folder: Path | None) -> None:
    """Issue a sign-in to the administrator BADGE when no other administrator can.

    The second factor is forgotten and the lock-out released. For everyone else an administrator does it.
    """
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.actions.signing_in import rescue_administrator

    password = rescue_administrator(badge=badge, why=why, at=timezone.now())
    click.echo(f"Temporary password, shown once: {password}")


@officers.command(name="emergency-code")
@click.option(
    "--root-key",
    "root_keys",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A root key's file; two holders bring theirs.",
)
@_FOLDER
def emergency_code(root_keys: tuple[Path, ...], folder: Path | None) -> None:
    """Make the sealed code of emergency access, print it once, and void the one before.

    It opens one account for an hour when nobody can sign in otherwise. Every auditor and commander is alarmed
    by its use. Seal it, lock it away, make it anew each year.
    """
    _open_node(folder)
    from django.conf import settings
    from django.utils import timezone

    from borderlink.officers.actions.emergency import make_emergency_code

    root = (settings.BORDERLINK.folder / "keys" / "root.json").read_bytes()
    holders = [path.read_bytes() for path in root_keys]
    code = make_emergency_code(root=root, holders=holders, at=timezone.now())
    click.echo(f"Sealed code, shown once: {code}")


@officers.group()
def keys() -> None:
    """Keys of the API: list, issue, rotate, revoke."""


@keys.command(name="list")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def list_keys(folder: Path | None, *, as_json: bool) -> None:
    """List keys with their holders, scopes and states; no key itself is kept anywhere."""
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.queries import key_list

    rows = key_list(at=timezone.now())
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        until, trial = row["until"], " sandbox" if row["sandbox"] else ""
        click.echo(f"{row['key']:<12} {row['holder']:<16} {row['state']:<8} {until} {row['scopes']}{trial}")


@keys.command(name="issue")
@click.argument("company")
@click.option("--station", required=True, help="The code of the station that its parcels pass.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="check, duty, manifests; may be repeated."
)
@click.option("--label", default="", help="Where the key is used.")
@click.option("--pattern", default="", help="The company's own waybills: # a digit, @ a letter.")
@click.option("--days", default=365, show_default=True, help="How long it is valid.")
@click.option("--sandbox", is_flag=True, help="For trials: test waybills only.")
@_FOLDER
def issue_key(company: str, station: str, folder: Path | None, **said: object) -> None:
    """Issue a key to COMPANY, a guest organisation, and print it: it is shown once."""
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.actions.keys import issue_by_codes

    _, secret = issue_by_codes(company=company, station=station, said=said, at=timezone.now())
    click.echo(secret)


@keys.command(name="issue-officer")
@click.argument("badge")
@click.option(
    "--scope", "scopes", multiple=True, required=True,
    help="manifests, referrals, cases, exhibits, letters; may be repeated.",
)  # fmt: skip
@click.option("--label", default="", help="Which system uses the key.")
@click.option("--days", default=365, show_default=True, help="How long it is valid.")
@_FOLDER
def issue_officer(badge: str, folder: Path | None, **said: object) -> None:
    """Issue a key to a system of the officer BADGE and print it: it is shown once.

    The system sees and does what that officer may, under the officer's badge. The auditors are alerted.
    """
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.actions.keys import issue_for_badge

    _, secret = issue_for_badge(badge=badge, said=said, at=timezone.now())
    click.echo(secret)


@keys.command(name="rotate")
@click.argument("number")
@_FOLDER
def rotate(number: str, folder: Path | None) -> None:
    """Replace the key NUMBER; the old one goes on for 72 hours. Prints the new one, shown once."""
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.actions.keys import rotate_key
    from borderlink.officers.queries import key

    _, secret = rotate_key(key=key(number, reader=None), by=None, at=timezone.now())
    click.echo(secret)


@keys.command(name="revoke")
@click.argument("number")
@click.option("--why", required=True, help="The reason; it goes into the journal.")
@_FOLDER
def revoke(number: str, why: str, folder: Path | None) -> None:
    """End the key NUMBER at once."""
    _open_node(folder)
    from django.utils import timezone

    from borderlink.officers.actions.keys import revoke_key
    from borderlink.officers.queries import key

    revoke_key(key=key(number, reader=None), why=why, by=None, at=timezone.now())


def _open_node(folder: Path | None) -> None:
    """Make the node's settings and tables known to this process, by what the command line gives for it."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)
