"""The case register on the command line: an agency's own register is read in."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from borderlink.cases.actions.importing import Outcome
    from borderlink.cases.domain.importing import ColumnMapping
    from borderlink.foundation.who import Reader

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), help="The node's folder; else BORDERLINK_FOLDER."
)


@click.group()
def cases() -> None:
    """Read in what an agency has in spreadsheets."""


def _pairs(_context: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read ``left=right`` options."""
    found: dict[str, str] = {}
    for text in given:
        left, mark, right = text.rpartition("=")
        if not mark or not left.strip():
            raise click.BadParameter(f"{text} is not written like HEADING=field", param=param)
        found[left.strip()] = right.strip()
    return found


@cases.command(name="import")
@click.argument("file", type=_FILE)
@click.option("--unit", required=True, help="Code of the unit whose cases they are.")
@click.option(
    "--by", "badge", required=True, metavar="BADGE", help="In whose name: the first officer of each case."
)
@click.option("--pack", default="cn-511-2016", show_default=True, help="Rules for the cases' exhibits.")
@click.option("--mapping", metavar="NAME", help="Use a saved mapping.")
@click.option(
    "--map", "columns", multiple=True, callback=_pairs, metavar="HEADING=FIELD",
    help="Which column is which; `-` as the field leaves it out. May be given several times.",
)  # fmt: skip
@click.option(
    "--set", "constants", multiple=True, callback=_pairs, metavar="FIELD=VALUE",
    help="What stands in every row that says nothing else, such as country=CN.",
)  # fmt: skip
@click.option(
    "--dates", type=click.Choice(["auto", "day-first", "month-first"]), help="How 5/6/2025 is read."
)
@click.option("--decimals", type=click.Choice(["open", "point", "comma"]), help="How 1.250 is read.")
@click.option("--save-mapping", "save_as", metavar="NAME", help="Keep the mapping for the next file.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would happen, row by row; write no case.")
@click.option(
    "--quarantine", type=click.Path(dir_okay=False, path_type=Path),
    help="Write what could not be taken into this CSV file: line, column, reason.",
)  # fmt: skip
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def import_command(  # noqa: PLR0917 - click passes options by name
    file: Path,
    unit: str,
    badge: str,
    pack: str,
    folder: Path | None,
    quarantine: Path | None,
    *,
    dry: bool,
    as_json: bool,
    **chosen: object,
) -> None:
    """Read FILE in: CSV (UTF-8, UTF-16, GB18030) or XLSX with Chinese, Vietnamese or English headings.

    Rows of one number are one case. Every row is imported, a repeat, or quarantined with its line and reason.
    """
    _open_node(folder)
    from django.utils import timezone

    from borderlink.cases.actions.importing import Given, import_cases, save_mapping

    at, by = timezone.now(), _reader(badge)
    mapping = _mapping(by, chosen)
    if chosen["save_as"]:
        save_mapping(name=str(chosen["save_as"]), mapping=mapping, unit=unit, by=by, at=at)
    name = str(chosen["save_as"] or chosen["mapping"] or "")
    given = Given(path=file, name=file.name, unit=unit, pack=pack, mapping=mapping, mapping_name=name)
    outcome = import_cases(given=given, dry=dry, by=by, at=at)
    if quarantine is not None:
        _write_quarantine(quarantine, outcome.number, by)
    if as_json:
        path = str(quarantine.absolute()) if quarantine else None
        click.echo(json.dumps({**asdict(outcome), "quarantine": path}, ensure_ascii=False))
        return
    _say(outcome)


def _mapping(by: "Reader", chosen: Mapping[str, object]) -> "ColumnMapping":
    """Return the saved mapping with what the command line says besides."""
    from borderlink.cases.actions.importing import mapping_named
    from borderlink.cases.domain.cells import Mark
    from borderlink.cases.domain.importing import ColumnMapping, Order

    saved = mapping_named(by, str(chosen["mapping"])) if chosen["mapping"] else ColumnMapping()
    columns, constants = chosen["columns"], chosen["constants"]
    assert isinstance(columns, dict)  # noqa: S101 - tells the type checker
    assert isinstance(constants, dict)  # noqa: S101 - tells the type checker
    return ColumnMapping(
        columns={**saved.columns, **columns}, constants={**saved.constants, **constants},
        dates=Order(str(chosen["dates"])) if chosen["dates"] else saved.dates,
        decimals=Mark(str(chosen["decimals"])) if chosen["decimals"] else saved.decimals,
    )  # fmt: skip


def _reader(badge: str) -> "Reader":
    """Return how an officer reads now. Refuses: ``ImportOfficerUnknown``."""
    from borderlink.cases.queries.sight import officer_of
    from borderlink.cases.refusals.register import ImportOfficerUnknown
    from borderlink.officers.queries import reader_of

    officer = officer_of(badge)
    if officer is None or not officer.is_active:
        raise ImportOfficerUnknown(badge=badge[:32])
    return reader_of(officer)


def _write_quarantine(path: Path, number: str, by: "Reader") -> None:
    """Write the quarantine as CSV; the node's officer already has the file it tells of."""
    import csv

    from django.utils import timezone

    from borderlink.cases.actions.importing import read_import_quarantine
    from borderlink.cases.domain.cells import no_formula
    from borderlink.language import codes

    rows = read_import_quarantine(number=number, by=by, at=timezone.now())
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "column", "reason", "says"])
        writer.writerows(
            [row.line, no_formula(row.column), row.why, codes.label(row.why, _language())] for row in rows
        )


def _say(outcome: "Outcome") -> None:
    from borderlink.language import codes

    for header, why in outcome.not_read:
        click.echo(f"not read  {header}: {codes.label(why, 'en', 'column_not_read')}", err=True)
    for reason, count in outcome.reasons.items():
        click.echo(f"{count:>8}  {reason}: {codes.label(reason, 'en')}", err=True)
    verb = "would be imported" if outcome.dry else "imported"
    parts = f"{outcome.imported} {verb} + {outcome.repeats} repeats + {outcome.quarantined} quarantined"
    click.echo(f"{outcome.number}\t{outcome.rows_read} rows = {parts}; {outcome.cases} new cases")


@cases.command()
def fields() -> None:
    """List the fields that a column can fill, in English, Chinese and Vietnamese."""
    from borderlink.cases.domain.importing import LABELS
    from borderlink.language import codes

    for field, code in LABELS.items():
        words = "\t".join(codes.label(code, language) for language in ("en", "zh-Hans", "vi"))
        click.echo(f"{field.value}\t{words}")


def _language() -> str:
    """Return the language of words on this terminal: BORDERLINK_LANGUAGE, else the system's, else English."""
    from borderlink.language import languages

    given = os.environ.get("BORDERLINK_LANGUAGE") or os.environ.get("LANG") or "en"
    return languages.of_django(given.split(".")[0])


def _open_node(folder: Path | None) -> None:
    """Make the node's settings and tables known to this process, by what the command line gives for it."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)
