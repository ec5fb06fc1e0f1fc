"""The command line of screening: `borderlink screen` and `borderlink screening`.

Needs no node and no database.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from borderlink.foundation.refusals import Refusal

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_LANGUAGES = ("zh-Hans", "zh-Hant", "vi", "en")


class Share(click.ParamType[Decimal]):
    """A share between 0 and 1, kept exactly as it is written."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the share, or say what is wrong with it."""
        try:
            share = Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"{value} is not between 0 and 1", param, ctx)
        return share


def _known_zone(_context: click.Context, param: click.Parameter, value: str) -> str:
    from zoneinfo import available_timezones  # a folder of files: only when a command runs

    if value not in available_timezones():
        raise click.BadParameter(f"{value} is not a time zone such as Asia/Shanghai", param=param)
    return value


def _known_currency(_context: click.Context, param: click.Parameter, value: str) -> str:
    from borderlink.screening.adapters.shipped import read_rates

    if value.upper() not in read_rates().cny_per_unit:
        raise click.BadParameter(f"{value} has no rate in data/rates.toml", param=param)
    return value.upper()


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--out", metavar="DIR", required=True, type=_FOLDER, help="Folder for the results; it is made.")
@click.option(
    "--watch", metavar="FILE", type=_FILE, help="Watch list, CSV or TOML: each entry under its drug case."
)
@click.option("--rules", metavar="FILE", type=_FILE, help="Rule file, TOML: own rules, weights, groups.")
@click.option(
    "--share",
    type=Share(),
    default="0.01",
    show_default=True,
    help="Refer at most this share of the parcels.",
)
@click.option(
    "--currency",
    default="CNY",
    show_default=True,
    callback=_known_currency,
    help="Currency of amounts that name none.",
)
@click.option(
    "--zone",
    default="Asia/Shanghai",
    show_default=True,
    callback=_known_zone,
    help="Time zone of local times in the manifests.",
)
@click.option(
    "--language",
    type=click.Choice(_LANGUAGES),
    help="Language of the report and of words. [default: the system's]",
)
@click.option(
    "--on",
    "day",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day that the rules are judged by. [default: today]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Write the summary and the paths to standard output, as one line."
)
def screen(  # noqa: PLR0917 - click passes options by name
    files: tuple[Path, ...],
    out: Path,
    watch: Path | None,
    rules: Path | None,
    share: Decimal,
    currency: str,
    zone: str,
    language: str | None,
    day: datetime | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Screen courier manifests: parcels in, referrals with reasons out.

    Reads CSV, TSV, XLSX and Parquet manifests, postal items as JSON and China's CEB messages, links the
    parties of parcels across spellings, and writes into DIR: referrals (Parquet, CSV), parties, quarantine,
    a summary and a report to open in any browser.

    Exits with 0 when every file was read, also with rows in quarantine; with 1 when a file, rule or watch
    entry was refused; with 2 when misused.
    """
    from borderlink.screening.adapters.screening import Wanted, screen_files

    words = language or _system_language()
    wanted = Wanted(
        files=files, out=out, on=day.date() if day else _today(), share=share, watch=watch, rules=rules,
        currency=currency, zone=zone, language=words,
    )  # fmt: skip
    try:
        with _bar() as progress:
            outcome = screen_files(wanted, progress)
    except Refusal as refusal:
        if as_json:
            click.echo(_refused_line(refusal, words))
        raise
    _say_summary(outcome.summary, str(outcome.paths["report.html"]), words)
    if as_json:
        paths = {name: str(path) for name, path in outcome.paths.items()}
        click.echo(
            json.dumps({**outcome.summary, "out": str(out.absolute()), "paths": paths}, ensure_ascii=False)
        )
    if not outcome.all_read:
        sys.exit(1)


def _today() -> date:
    return datetime.now().astimezone().date()


def _system_language() -> str:
    """Return the language of words on this terminal: BORDERLINK_LANGUAGE, else the system's, else English."""
    import os

    from borderlink.language import languages

    given = (
        os.environ.get("BORDERLINK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    )
    return languages.of_django(given.split(".")[0])


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    """Show progress on a terminal, and nothing at all elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _stage, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda stage, share: progress.update(task, description=stage, completed=share)


def _refused_line(refusal: Refusal, language: str) -> str:
    from borderlink.language.sentences import say_refusal

    said = say_refusal(refusal, language)
    facts = {name: str(value) for name, value in said.facts.items()}
    return json.dumps(
        {"refused": said.code, "sentence": said.sentence, "advice": said.advice, "facts": facts},
        ensure_ascii=False,
    )


def _say_summary(summary: Any, report: str, language: str) -> None:
    """Tell an operator on standard error what came of it."""
    from borderlink.language.sentences import say

    for refused in summary["files_refused"]:
        click.secho(f"{refused['file']}: {refused['sentence']}", fg="red", err=True)
        click.echo(f"  {refused['advice']} ({refused['code']})", err=True)
    for column in summary["columns_not_read"]:
        click.echo(say("screening.command.column-not-read", language, column), err=True)
    click.echo(say("screening.command.done", language, summary), err=True)
    click.echo(report, err=True)


@click.group()
def screening() -> None:
    """Synthetic manifests and screening's own tools."""


@screening.command()
def schema() -> None:
    """Print the JSON Schema of a postal item, by which manifests in JSON are read.

    See docs/reference/manifests.md; a file holds an array of such items, or one item a line.
    """
    from borderlink.screening.adapters.itmatt import schema_text

    click.echo(schema_text(), nl=False)


@screening.command()
@click.option("--parcels", type=click.IntRange(1, 100_000_000), required=True, help="How many parcels.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed makes the same files.",
)
@click.option("--out", metavar="DIR", required=True, type=_FOLDER, help="Folder for the files; it is made.")
@click.option("--json", "as_json", is_flag=True, help="Write what was made to standard output, as one line.")
def generate(parcels: int, seed: int, out: Path, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """Make a synthetic manifest and its truth: invented people, planted stories."""
    from borderlink.screening.adapters.synthetic import generate_manifest

    with _bar() as progress:
        done = 0

        def count(rows: int) -> None:
            nonlocal done
            done += rows
            progress("writing", done / parcels)

        made = generate_manifest(parcels=parcels, seed=seed, out=out, progress=count)
    click.echo(str(made.folder), err=True)
    if as_json:
        click.echo(made.as_json())
