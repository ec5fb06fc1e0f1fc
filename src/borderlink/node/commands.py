"""The command line: one lazy group, so that `--help` is instant and a command imports only its own room."""

import importlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from borderlink.foundation.refusals import Refusal
from borderlink.node import upkeep
from borderlink.node.opening import in_folder, open_node, set_up

if TYPE_CHECKING:
    from borderlink.node.configuration import Configuration

# Each command by name: where it is, and the line that `borderlink --help` shows without importing it.
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "demo": ("borderlink.node.demo.commands", "demo", "Walk the tea case with invented people."),
    "screen": ("borderlink.screening.commands", "screen", "Screen manifests: referrals with reasons."),
    "verify": ("borderlink.dossiers.commands", "verify", "Verify a dossier, offline."),
    "node": ("borderlink.node.commands", "node", "Make, serve and look after a node."),
    "officers": ("borderlink.officers.commands", "officers", "Officers, roles and sign-ins."),
    "journal": ("borderlink.journal.commands", "journal", "Verify who did what, sign checkpoints."),
    "language": ("borderlink.language.commands", "language", "Code lists, names and sentences."),
    "screening": ("borderlink.screening.commands", "screening", "Synthetic manifests and screening's tools."),
    "cases": ("borderlink.cases.commands", "cases", "Read in what an agency has in spreadsheets."),
    "custody": ("borderlink.custody.commands", "custody", "Exhibits, their masses and their custody."),
    "dossiers": ("borderlink.dossiers.commands", "dossiers", "The verifiers to hand out, fingerprints."),
    "liaison": ("borderlink.liaison.commands.room", "liaison", "Partners, hand-carried post, relays."),
}  # fmt: skip


class Rooms(click.Group):
    """A group whose commands are imported when they run, and whose refusals are told in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal is told with its code and advice, and exits 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            tell(refusal)
            ctx.exit(1)


def tell(refusal: Refusal) -> None:
    """Write a refusal to standard error in the operator's language."""
    from borderlink.language import sentences

    said = sentences.say_refusal(refusal, operator_language())
    click.secho(said.sentence, fg="red", bold=True, err=True)
    click.echo(said.advice, err=True)
    click.secho(said.code, dim=True, err=True)


def operator_language() -> str:
    """Return the language of words on this terminal: BORDERLINK_LANGUAGE, else the system's, else English."""
    from borderlink.language import languages

    given = (
        os.environ.get("BORDERLINK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    )
    return languages.of_django(given.split(".")[0])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="borderlink")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Stop drugs in the mail and on the road, prove what was seized, work together across a border."""
    ctx.obj = open_node  # what rooms' commands open their node with: they cannot import this one


@click.group()
def node() -> None:
    """Make, serve and look after a node."""


for _verb in upkeep.VERBS:
    node.add_command(_verb)


@node.command()
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@click.option("--agency", help="The agency's code, such as guangzhou-customs; else the folder's name.")
@click.option("--name", help="The agency's name; else its code.")
@click.option("--name-zh", default="", help="The agency's name in Chinese.")
@click.option("--name-vi", default="", help="The agency's name in Vietnamese.")
@click.option("--name-en", default="", help="The agency's name in English.")
@click.option(
    "--administrator",
    default="ADMIN-1",
    show_default=True,
    metavar="BADGE",
    help="The first administrator's badge.",
)
@click.option("--country", default="CN", show_default=True, help="Where it stands, ISO 3166-1.")
@click.option("--administrator-name", default="", help="The first administrator's name.")
@click.option(
    "--language", type=click.Choice(["zh-Hans", "zh-Hant", "vi", "en"]), default="en", show_default=True
)
@click.option("--database", default="sqlite", show_default=True, help="sqlite, or a postgresql:// address.")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--prompt", is_flag=True, help="Ask for the first password instead of printing one.")
@click.option("--demo", is_flag=True, help="A folder of invented people: sign-in links work on loopback.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def init(
    folder: Path,
    agency: str | None,
    name: str | None,
    administrator: str,
    administrator_name: str,
    *,
    prompt: bool,
    as_json: bool,
    **given: object,
) -> None:
    """Make a node: folder, keys, database and the first administrator.

    Three root keys are made, any two of which speak for the agency. Carry them away: the root
    belongs offline, each key with another person.
    """
    from borderlink.node.founding import found

    agency = agency or re.sub(r"[^A-Za-z0-9]+", "-", folder.resolve().name).strip("-")
    given |= {"agency": agency, "name": name or agency}
    password = click.prompt("First password", hide_input=True, confirmation_prompt=True) if prompt else ""
    made, password = found(folder, administrator, administrator_name, password, given, set_up=set_up)
    if as_json:
        click.echo(made.to_json(badge=administrator.upper(), password="" if prompt else password))
        return
    click.echo(f"Node {made.node} lies in {made.folder}")
    click.echo(f"Root fingerprint, to print and keep apart:\n  {made.root_fingerprint}")
    click.secho("The root belongs offline. Carry these three keys away, each to another person:", fg="yellow")
    for path in made.root_keys:
        click.echo(f"  {path}")
    if not prompt:
        click.echo(f"First sign-in of {administrator.upper()}, shown once: {password}")
    click.echo(f"Then: borderlink node serve --folder {made.folder}")


@node.command()
@click.option("--address", help="Listen on this address.")
@click.option("--port", type=int, help="Listen on this port.")
@click.option("--folder", type=click.Path(path_type=Path), help="The node's folder, else BORDERLINK_FOLDER.")
def serve(address: str | None, port: int | None, folder: Path | None) -> None:
    """Serve the node: web processes, one background worker and the post, until SIGINT or SIGTERM.

    Migrates nothing: a database that is behind is refused with the command that brings it up to date.
    """
    for name, value in (("ADDRESS", address), ("PORT", port)):
        if value is not None:
            os.environ[f"BORDERLINK_{name}"] = str(value)
    open_node(folder)
    from django.conf import settings

    from borderlink.node import running, serving
    from borderlink.node.founding import must_be_up_to_date

    running.stay(settings.BORDERLINK.folder)
    must_be_up_to_date()
    serving.may_listen(settings.BORDERLINK)
    click.echo(f"Serving node {settings.BORDERLINK.node} on {_host(settings.BORDERLINK)}/", err=True)
    sys.exit(serving.serve(settings.BORDERLINK, os.environ))


def _host(configuration: "Configuration") -> str:
    address = configuration.address
    scheme = "https" if configuration.serves_tls else "http"
    return f"{scheme}://{f'[{address}]' if ':' in address else address}:{configuration.port}"


@node.command()
@in_folder
def web() -> None:
    """Serve the pages only; `work` must run elsewhere."""
    from django.conf import settings

    from borderlink.node import running, serving

    running.stay(settings.BORDERLINK.folder)
    serving.web(settings.BORDERLINK)


@node.command()
@in_folder
def work() -> None:
    """Do the background work only; `web` must run elsewhere. One worker a node."""
    from django.conf import settings

    from borderlink.node import running, working

    running.stay(settings.BORDERLINK.folder)
    working.work()


@node.command()
@in_folder
def post() -> None:
    """Carry letters to partners only; `web` and `work` must run elsewhere. One post a node."""
    from django.conf import settings

    from borderlink.liaison import jobs
    from borderlink.node import running

    running.stay(settings.BORDERLINK.folder)
    jobs.carry_post()


@node.command()
@click.option(
    "--root-key",
    "root_keys",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A root key's file; give two of the three.",
)
@click.option("--days", type=click.IntRange(1, 7305), default=1826, show_default=True, help="For how long.")
@click.option("--folder", type=click.Path(path_type=Path), help="The node's folder, else BORDERLINK_FOLDER.")
def certify(root_keys: tuple[Path, ...], days: int, folder: Path | None) -> None:
    """Certify the node's key anew, from today: two holders of root keys bring their files."""
    import time

    from borderlink.node import certifying
    from borderlink.node.configuration import load
    from borderlink.node.founding import KEY_FOLDER, must_hold_node

    if folder is not None:
        os.environ["BORDERLINK_FOLDER"] = str(folder.expanduser().resolve())
    found = load(os.environ).configuration
    must_hold_node(found.folder)
    now = int(time.time())
    signed = certifying.certify(found.folder / KEY_FOLDER, found.node, root_keys, days=days, now=now)
    click.echo(f"Node {found.node}: {signed.certificate.key.fingerprint()}, certified for {days} days")


@node.command()
@click.option("--folder", type=click.Path(path_type=Path), help="The node's folder, else BORDERLINK_FOLDER.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def config(folder: Path | None, *, as_json: bool) -> None:
    """Show every setting, its value (secrets masked) and where it came from."""
    import dataclasses
    import json

    from borderlink.node.configuration import load

    if folder is not None:
        os.environ["BORDERLINK_FOLDER"] = str(folder.expanduser().resolve())
    found = load(os.environ).settings()
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(setting) for setting in found], ensure_ascii=False))
        return
    width = max(len(setting.name) for setting in found)
    for setting in found:
        click.echo(f"{setting.name:<{width}}  {setting.shown}  ({setting.origin})")
