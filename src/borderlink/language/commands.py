"""The command line's door to the code lists and their completeness."""

import json

import click


@click.group()
def language() -> None:
    """Code lists and sentences in every language."""


@language.command()
@click.argument("list_name", metavar="[LIST]", required=False)
@click.option(
    "--language",
    "shown",
    type=click.Choice(["zh-Hans", "zh-Hant", "vi", "en"]),
    help="Show this language only; else all four.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of a table.")
def codes(list_name: str | None, shown: str | None, *, as_json: bool) -> None:
    """Show the codes of LIST with their labels; without LIST, the names of all lists."""
    from borderlink.language import codes as lists
    from borderlink.language.languages import LANGUAGES
    from borderlink.language.refusals import ListUnknown

    if list_name is None:
        counts = {name: len(lists.codes(name)) for name in lists.list_names()}
        click.echo(
            json.dumps(counts) if as_json else "\n".join(f"{n}\t{count}" for n, count in counts.items())
        )
        return
    wanted = (shown,) if shown else LANGUAGES
    if list_name not in lists.list_names():
        raise ListUnknown(name=list_name, lists=lists.list_names())
    rows = [
        {"code": row.code, "labels": {name: row.labels[name] for name in wanted}}
        for row in lists.codes(list_name)
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in lists.codes(list_name):
        click.echo("\t".join([row.code, *(row.labels[name] for name in wanted)]))


@language.command()
def check() -> None:
    """Check that every code and sentence is there in every language, with the same facts.

    Exits with 0 when nothing is missing and 1 when something is; each fault is one line.
    """
    from borderlink.language.completeness import faults
    from borderlink.language.refusals import ListsIncomplete

    found = faults()
    for fault in found:
        click.echo(fault)
    if found:
        raise ListsIncomplete(faults=len(found))
    click.echo("Every code and sentence is there in every language.", err=True)
