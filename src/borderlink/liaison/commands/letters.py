"""`borderlink liaison read`: what a stored letter says, in a reader's language. No Django, no database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from borderlink.liaison.domain.telling import Told

MOST = 512 << 10  # bytes of a letter's file


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--language", default="en", show_default=True, type=click.Choice(["zh-Hans", "zh-Hant", "vi", "en"])
)
@click.option("--zone", default="UTC", show_default=True, help="Tell times in this zone: Asia/Shanghai.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of text.")
def read(file: Path, language: str, zone: str, *, as_json: bool) -> None:
    """Tell what the letter in FILE says, in a language. Needs no database and no network.

    FILE is a stored letter (*.letter) or the body of one (JSON). Who signed it is not looked at here:
    docs/verify_letter.py does that.
    """
    from borderlink.foundation.envelope import CONTENT_MAGIC, Content
    from borderlink.liaison.domain import schemas, telling

    with file.open("rb") as stream:
        data = stream.read(MOST)
    body = Content.from_bytes(data).body if data.startswith(CONTENT_MAGIC) else data
    checked = schemas.check(body)
    told = telling.tell(checked.value, language, zone)
    click.echo(_line(checked.kind, told) if as_json else "\n".join(_text(told, language)))


def _line(kind: str, told: "Told") -> str:
    notes = [{"language": note.language, "text": note.text} for note in told.notes]
    found = {"type": kind, "title": told.title, "sections": told.sections(), "notes": notes}
    return json.dumps(found, ensure_ascii=False)


def _text(told: "Told", language: str) -> list[str]:
    """Return a letter as lines: its title, each section under its name, the notes as they were written."""
    from borderlink.language import codes, places
    from borderlink.language.sentences import say

    lines = [told.title]
    for section, sentences in told.sections().items():
        lines += ["", codes.label(section, language), *(f"  {text}" for text in sentences)]
    for note in told.notes:
        tag = places.language_name(note.language, language)
        head = say("letter.note", language, {"language": tag, "foreign": int(note.untranslated)})
        lines += ["", head, *(f"  {line}" for line in note.text.splitlines())]
    return lines
