"""The command line: one lazy group, so that `--help` is instant and a command imports only its own room."""

import importlib
import os
import sys
from pathlib import Path
from typing import Final

import click

from borderlink.foundation.refusals import Refusal

# Each command by name: where it is, and the line that `borderlink --help` shows without importing it.
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "demo": ("borderlink.node.demo", "demo", "Walk the story with invented people on a node of its own."),
    "screen": ("borderlink.screening.commands", "screen", "Screen courier manifests: parcels in, referrals with reasons out."),
    "node": ("borderlink.node.commands", "node", "Make, serve and look after a node."),
    "officers": ("borderlink.officers.commands", "officers", "Officers, roles and sign-ins."),
    "journal": ("borderlink.journal.commands", "journal", "Who did what, when: verify the chain, sign checkpoints."),
    "language": ("borderlink.language.commands", "language", "Code lists, names and sentences."),
    "screening": ("borderlink.screening.commands", "screening", "Synthetic manifests and screening's own tools."),
}  # fmt: skip


class Rooms(click.Group):
    """A group whose commands are imported when they run, and whose refusals are told in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
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

    given = os.environ.get("BORDERLINK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return languages.of_django(given.split(".")[0])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="borderlink")
def main() -> None:
    """Stop drugs in the mail and on the road, prove what was seized, work together across a border."""
