"""What the commands of this room share: the node's folder, and the officer in whose name is acted."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from borderlink.officers.queries import Officer

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The node's folder, else BORDERLINK_FOLDER.",
)


def open_node(folder: Path | None) -> None:
    """Make the node's settings and tables known to this process, by what the command line gives for it."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)


def officer_for(badge: str) -> "Officer":
    """Return the officer in whose name this command acts; the journal says so. Refuses: ``NotFound``."""
    from django.utils import timezone

    from borderlink.liaison.actions.acting import act_for

    context = click.get_current_context()
    group = context.parent.info_name if context.parent else ""
    command = f"{group}.{context.info_name}"
    return act_for(badge=badge, command=command, account=os.getuid(), at=timezone.now())
