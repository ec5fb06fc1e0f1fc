"""`borderlink demo`: makes the port, serves it, walks the story, and leaves the door open."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final
from urllib.error import URLError

import click

from borderlink.language.languages import LANGUAGES
from borderlink.node.demo.nodes import PAIR, neighbourhood, template_of
from borderlink.node.founding import must_be_free
from borderlink.node.refusals import DemoStandsStill

if TYPE_CHECKING:
    from borderlink.node.demo.cast import Cast

Say = Callable[[str, str, Mapping[str, object], float], None]

SYDNEY: Final = "sydney-police"  # a further node, in a process of its own, as each of the pair at the border
START_S: Final = 60  # how long the servers may take to answer


@click.command()
@click.option("--once", is_flag=True, help="End after the steps instead of keeping the node up.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the data in this new folder. Default: a temporary one, removed at the end.",
)
@click.option(
    "--json",
    "figures_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the steps' figures here.",
)
@click.option("--parcels", default=20_000, show_default=True, help="Parcels in the invented manifest.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Language of the words and of everyone's pages."
)
@click.option(
    "--border/--no-border",
    default=True,
    show_default=True,
    help="Let Dongxing and Mong Cai exchange letters too, two further nodes.",
)
def demo(
    *,
    once: bool,
    folder: Path | None,
    figures_file: Path | None,
    parcels: int,
    language: str | None,
    border: bool,
) -> None:
    """Open an invented port with invented people and walk the tea case, on both sides of the border.

    Makes a manifest with the story planted, starts nodes on free ports, and prints each step with its time:
    screening, seizure, laboratory; with Sydney's node clue, gate, controlled delivery, arrests and evidence;
    dossier, judgments, fire. Then it prints a one-time sign-in link for each invented officer of each node
    and stays up. Such links work in a demonstration's folder and from this machine only.
    """
    from borderlink.node.commands import operator_language

    with ExitStack() as stack:
        home = (
            folder
            or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="borderlink-demo-"))) / "node"
        )
        beyond = (*PAIR, SYDNEY) if border else (SYDNEY,)
        _walk(home.resolve(), figures_file, parcels, language or operator_language(), beyond, stay=not once)


def _walk(
    folder: Path,
    figures_file: Path | None,
    parcels: int,
    language: str,
    beyond: tuple[str, ...],
    *,
    stay: bool,
) -> None:
    began = time.perf_counter()
    signal.signal(signal.SIGTERM, _end)  # so that the servers end too, whenever it comes
    port = _free_port()
    tables = template_of(folder)
    for place in (folder, tables.parent):
        must_be_free(place)  # before a further node finds it out in a process of its own
    with neighbourhood(tables.parent, beyond, template=tables) as near, ExitStack() as stack:
        cast = _found(folder, port, language)
        from borderlink.node.demo.story import behind, tell
        from borderlink.node.demo.told import Told

        told = Told(
            cast=cast, folder=folder, parcels=parcels, language=language, neighbours=near, later=behind()
        )
        stack.enter_context(_served(folder, port))
        tell(told, _printer(language))
        told.figures |= {
            "seconds": round(time.perf_counter() - began, 1),
            "address": f"http://localhost:{port}/",
        }
        if stay:
            told.figures["sign_in"] = _links(cast, port)
            told.figures["sign_in_beyond"] = {
                code: node.ask("open_door") for code, node in near.nodes.items()
            }
        if figures_file:
            figures_file.write_text(json.dumps(told.figures, ensure_ascii=False) + "\n", encoding="utf-8")
        if stay:
            _stay(told.figures, cast, language)


def _found(folder: Path, port: int, language: str) -> "Cast":
    """Make the node's folder and database in this process, and hire everyone."""
    from borderlink.node.demo.people import ADMINISTRATOR, AGENCY
    from borderlink.node.founding import found

    chosen = {
        "language": language, "port": port, "log_level": "WARNING", "web_workers": 1, "demo": True,
        "post_pause_ms": 100,
        "post_address": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    found(folder, *ADMINISTRATOR, "", AGENCY | chosen, set_up=lambda: _set_up(template_of(folder)))
    from django.utils import timezone

    from borderlink.node.demo.cast import hire
    from borderlink.officers.queries import Officer

    administrator = Officer.objects.get(badge=ADMINISTRATOR[0])
    return hire(administrator=administrator, language=language, at=timezone.now())


def _set_up(template: Path) -> None:
    """Set Django up, make the tables, and lay a copy of them, still empty, where the further nodes wait."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()
    from django.db import connection

    from borderlink.node.founding import bring_up_to_date

    bring_up_to_date()
    half = template.with_suffix(".half")
    template.parent.mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(half)])
    half.rename(template)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def _served(folder: Path, port: int) -> Iterator[None]:
    """Serve the node from a process of its own until the block ends, however it ends."""
    environment = os.environ | {"BORDERLINK_FOLDER": str(folder)}
    command = [sys.executable, "-m", "borderlink", "node", "serve"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as server:
        try:
            _wait_until_ready(server, port)
            yield
        finally:
            server.send_signal(signal.SIGTERM)


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise DemoStandsStill(step="serve", load=str(port))


def _printer(language: str) -> Say:
    from borderlink.language import numbers, sentences

    def say(name: str, english: str, facts: Mapping[str, object], seconds: float) -> None:
        sentence = sentences.say(name, language, facts, english=english)
        click.echo(f"{numbers.number(round(seconds, 1), language):>7} s  {sentence}")

    return say


def _links(cast: "Cast", port: int) -> dict[str, str]:
    from django.utils import timezone

    from borderlink.officers.actions.signing_in import issue_demo_link

    return {
        part: f"http://localhost:{port}" + issue_demo_link(officer=officer, at=timezone.now())
        for part, officer in cast.officers.items()
    }


def _stay(figures: Mapping[str, object], cast: "Cast", language: str) -> None:
    """Print the way in for each invented officer, and wait to be stopped."""
    from borderlink.language import codes, sentences

    links = figures["sign_in"]
    assert isinstance(links, dict)  # noqa: S101 - written four lines above
    click.echo("\n" + sentences.say("demo.open", language, {"address": figures["address"]}, english=OPEN))
    for part, officer in cast.officers.items():
        roles = ", ".join(codes.label(role.value, language) for role in sorted(cast.reader(part).roles))
        click.echo(f"  {officer.name}  {officer.badge}  {roles}\n      {links[part]}")
    beyond = figures["sign_in_beyond"]
    assert isinstance(beyond, dict)  # noqa: S101 - as above
    for code, doors in beyond.items():
        click.echo(f"  {code}")
        for name, link in doors.items():
            click.echo(f"    {name}\n      {link}")
    click.echo(sentences.say("demo.stop", language, {}, english=STOP))

    try:
        signal.pause()
    except (KeyboardInterrupt, SystemExit):
        click.echo("")


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    raise SystemExit(128 + number)


OPEN: Final = "The node is open at {address}. Sign in as any of these invented people; each link works once:"
STOP: Final = "Stop it with Ctrl+C."
