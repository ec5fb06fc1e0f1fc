"""A command opens its node: the folder is found, Django is set up once, in this process."""

import functools
import os
from collections.abc import Callable
from pathlib import Path

import click


def in_folder(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--folder` and set up the node that lies there before it runs."""

    @click.option(
        "--folder", type=click.Path(path_type=Path), help="The node's folder, else BORDERLINK_FOLDER."
    )
    @functools.wraps(command)
    def run(folder: Path | None, **options: object) -> None:
        open_node(folder)
        command(**options)

    return run


def open_node(folder: Path | None) -> None:
    """Set up the node in a folder for this process. Refuses: ``NoNode``, and what its settings refuse."""
    if folder is not None:
        os.environ["BORDERLINK_FOLDER"] = str(folder.expanduser().resolve())
    from borderlink.node.configuration import load
    from borderlink.node.founding import must_hold_node

    must_hold_node(load(os.environ).configuration.folder)
    set_up()


def set_up() -> None:
    """Set Django up with the settings of the node in BORDERLINK_FOLDER."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    django.setup()
