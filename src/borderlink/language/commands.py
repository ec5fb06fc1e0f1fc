"""The command line's door to the code lists, their completeness, names, places, telephones and plates."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from borderlink.language.addresses import Agreement
    from borderlink.language.names.explaining import Comparison
    from borderlink.language.phones import Phone
    from borderlink.language.plates import Plate

_LANGUAGES: Final = ["zh-Hans", "zh-Hant", "vi", "en"]
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def language() -> None:
    """Code lists, names and sentences in every language."""


@language.command()
@click.argument("list_name", metavar="[LIST]", required=False)
@click.option(
    "--language",
    "shown",
    type=click.Choice(_LANGUAGES),
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


@language.group()
def names() -> None:
    """Names across Chinese, Vietnamese and English: whether two may be the same name, and why.

    A score says how far two writings agree. The same name is never yet the same person.
    """


@names.command()
@click.argument("a")
@click.argument("b")
@click.option("--language", "shown", type=click.Choice(_LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of sentences.")
def compare(a: str, b: str, shown: str, *, as_json: bool) -> None:
    """Compare the names A and B: a score from 0 to 1, and why."""
    from borderlink.language.names.explaining import commonness_sentence, sentence
    from borderlink.language.names.explaining import compare as compare_names

    found = compare_names(a, b)
    if as_json:
        click.echo(json.dumps(_told(found, shown), ensure_ascii=False))
        return
    click.echo(sentence(found, shown))
    click.echo(commonness_sentence(found, shown))


def _told(found: "Comparison", shown: str) -> dict[str, object]:
    """Return a comparison for programs: codes and facts beside the sentence."""
    from borderlink.language.names.explaining import sentence

    parts = [{"relation": part.relation, **part.facts} for part in found.parts]
    return {
        "a": found.a, "b": found.b, "score": found.score, "verdict": found.verdict, "common": found.common,
        "parts": parts, "explanation": sentence(found, shown),
    }  # fmt: skip


@names.command()
@click.argument("pairs", metavar="PAIRS.csv", type=_FILE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write.")
@click.option("--language", "shown", type=click.Choice(_LANGUAGES), default="en", show_default=True)
@click.option("--explain/--no-explain", default=True, show_default=True, help="Say why; slower.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line of counts.")
def score(pairs: Path, out: Path, shown: str, *, explain: bool, as_json: bool) -> None:
    """Score every row of PAIRS.csv, which has columns a and b.

    All columns and the order of rows are kept; score (0 to 1, empty if a name is refused) and explanation are
    added. Rows that cannot be read go to OUT with .quarantine.csv behind its stem, with line and reason.
    UTF-8, UTF-16 or GB18030 in; UTF-8 out.
    """
    from borderlink.language.names.files import score_file

    if out.resolve() == pairs.resolve():
        raise click.UsageError("--out must not be the file that is read.")
    counts = score_file(pairs, out, shown if explain else None)
    if as_json:
        click.echo(json.dumps({**counts, "out": str(out.resolve())}))
        return
    click.echo(
        "{scored} pairs scored, {refused} refused, {quarantined} quarantined.".format(**counts), err=True
    )


@names.command()
@click.argument("listed", metavar="NAMES.csv", type=_FILE)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder.")
@click.option("--column", default="name", show_default=True, help="The column that holds the names.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line of counts.")
def index(listed: Path, out: Path, column: str, *, as_json: bool) -> None:
    """Make an index of the names in NAMES.csv, for search."""
    from borderlink.language.names.files import read_sheet
    from borderlink.language.names.index import build_index

    sheet = read_sheet(listed, [column])
    postings = build_index([cell or "" for cell in sheet.column(column)], out)
    told = {"names": len(sheet.rows), "postings": postings}
    click.echo(json.dumps({**told, "folder": str(out.resolve())}) if as_json else str(out))


@names.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.argument("name")
@click.option("--language", "shown", type=click.Choice(_LANGUAGES), default="en", show_default=True)
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of a table.")
def search(folder: Path, name: str, shown: str, *, most: int, as_json: bool) -> None:
    """Find NAME in the index DIR, in whatever script it was written: row, score, name, why."""
    from borderlink.language.names.explaining import compare as compare_names
    from borderlink.language.names.explaining import sentence
    from borderlink.language.names.index import NameIndex
    from borderlink.language.names.parsing import parse

    parse(name)
    found = NameIndex(folder).search(name, most=most)
    told = [(hit, sentence(compare_names(name, hit.name), shown)) for hit in found]
    if as_json:
        rows = [{"row": h.row, "name": h.name, "score": h.score, "explanation": why} for h, why in told]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for hit, why in told:
        click.echo(f"{hit.row}\t{hit.score:.2f}\t{hit.name}\t{why}")


_COUNTRY: Final = click.option("--country", default="", help="Of which country it is: CN, VN, HK, MO ...")
_SHOWN: Final = click.option(
    "--language", "shown", type=click.Choice(_LANGUAGES), default="en", show_default=True
)
_JSON: Final = click.option("--json", "as_json", is_flag=True, help="One JSON line instead of sentences.")


@language.command()
@click.argument("name")
@_COUNTRY
@_SHOWN
@_JSON
def place(name: str, country: str, shown: str, *, as_json: bool) -> None:
    """Find the border's places and Viet Nam's provinces called NAME, in any language, of now and before.

    A crossing is shown with its other side, a former district or province with what became of it.
    """
    from borderlink.language.places import find_places
    from borderlink.language.provinces import find_provinces
    from borderlink.language.refusals import PlaceUnknown
    from borderlink.language.telling import place_sentence, province_sentence

    wanted = [country] if country else ["CN", "VN"]
    provinces = find_provinces(name) if "VN" in [one.upper() for one in wanted] else ()
    known = {one.name_vi for one in provinces}
    places = [
        one
        for code in wanted
        for one in find_places(name, code)
        if not (one.kind == "province" and one.country == "VN" and one.name_vi in known)
    ]
    if not (places or provinces):
        raise PlaceUnknown(name=name, country=country or "CN, VN")
    told = [
        *(province_sentence(one, shown) for one in provinces),
        *(place_sentence(one, shown) for one in places),
    ]
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(told))


@language.command()
@click.argument("number")
@_COUNTRY
@_SHOWN
@_JSON
def phone(number: str, country: str, shown: str, *, as_json: bool) -> None:
    """Read the telephone NUMBER as E.164, also one written in Viet Nam's plans before 2018."""
    from borderlink.language.phones import read_phone
    from borderlink.language.telling import phone_sentences

    found = read_phone(number, country)
    click.echo(_json_of(found) if as_json else "\n".join(phone_sentences(found, shown)))


@language.command()
@click.argument("number")
@_COUNTRY
@_SHOWN
@_JSON
def plate(number: str, country: str, shown: str, *, as_json: bool) -> None:
    """Read the registration plate NUMBER of China, Viet Nam, Hong Kong or Macao in one form."""
    from borderlink.language.plates import read_plate
    from borderlink.language.telling import plate_sentence

    found = read_plate(number, country)
    click.echo(_json_of(found) if as_json else plate_sentence(found, shown))


@language.command()
@click.argument("a")
@click.argument("b", required=False)
@_SHOWN
@_JSON
def address(a: str, b: str | None, shown: str, *, as_json: bool) -> None:
    """Take the address A apart; with B, say which parts of both agree."""
    from borderlink.language.addresses import compare_addresses, read_address
    from borderlink.language.telling import agreement_sentences, part_name

    one = read_address(a)
    if b is not None:
        found = compare_addresses(one, read_address(b))
        click.echo(_json_of(found) if as_json else "\n".join(agreement_sentences(found, shown)))
        return
    parts = {key: value for key, value in asdict(one).items() if value}
    told = "\n".join(f"{part_name(key, shown)}\t{value}" for key, value in parts.items())
    click.echo(json.dumps(parts, ensure_ascii=False) if as_json else told)


def _json_of(found: "Phone | Plate | Agreement") -> str:
    return json.dumps(asdict(found), ensure_ascii=False)
