"""`borderlink verify` and `borderlink dossiers`: no database, no network, no Django."""

import json
import os
from importlib.resources import files
from pathlib import Path

import click

_MISUSED = 64  # 0 to 4 are verdicts
_DIGITS = 60
_LANGUAGES = ("zh-Hans", "zh-Hant", "vi", "en")


class Misused(click.UsageError):
    """The command was misused: its exit code is not one of the verdicts."""

    exit_code = _MISUSED


class Checking(click.Command):
    """A command whose exit codes 0 to 4 are verdicts: misuse exits with 64."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Read the arguments; what is wrong with them exits with 64."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as fault:
            raise Misused(fault.format_message(), ctx=fault.ctx) from None


def _fingerprints(_context: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for text in given:
        plain = "".join(text.split())
        if not (plain.isascii() and plain.isdigit() and len(plain) == _DIGITS):
            raise click.BadParameter(f"a fingerprint has {_DIGITS} digits, not {len(plain)}", param=param)
    return given


@click.command(cls=Checking)
@click.argument("dossier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--anchor", "anchors", metavar="FINGERPRINT", multiple=True, callback=_fingerprints,
    help="A fingerprint known from elsewhere, 60 digits, spaces allowed; each given must be met.",
)  # fmt: skip
@click.option(
    "--broken", metavar="ALGORITHM", multiple=True,
    help="An algorithm you declare broken, such as ed25519: the verdict stays and says so.",
)  # fmt: skip
@click.option("--language", type=click.Choice(_LANGUAGES), help="The language of the words.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.pass_context
def verify(
    ctx: click.Context,
    dossier: Path,
    anchors: tuple[str, ...],
    broken: tuple[str, ...],
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Verify a dossier offline: whether its records are whole, who signed them, whether they were changed.

    Exits with 0 valid and anchored, 1 invalid, 2 cannot be read, 3 consistent but unanchored, 4 valid with
    breaches or explanations; 64 when misused. Needs no database and no network, and reads no clock.
    """
    from borderlink.dossiers.domain.telling import lines
    from borderlink.dossiers.domain.verify import verify_dossier

    found = verify_dossier(dossier, anchors=anchors, broken=frozenset(broken))
    if as_json:
        click.echo(json.dumps(found.value(), ensure_ascii=False))
    else:
        for line in lines(found, language or _own_language()):
            click.echo(line)
    ctx.exit(found.code)


def _own_language() -> str:
    from borderlink.language import languages

    given = (
        os.environ.get("BORDERLINK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    )
    return languages.of_django(given.split(".")[0])


@click.group()
def dossiers() -> None:
    """Dossiers: the verifiers to hand out, the fingerprint of a root document."""


@dossiers.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def verifiers(folder: Path) -> None:
    """Write verify.py and verify.html into FOLDER, to be published apart from any dossier."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("verify.py", "verify.html"):
        path = folder / name
        path.write_bytes((files("borderlink.dossiers") / "data" / name).read_bytes())
        click.echo(path.resolve())


@dossiers.command()
@click.argument("root", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fingerprint(root: Path) -> None:
    """Print the fingerprint of ROOT, an agency's signed root document: 60 digits to keep on paper.

    Refuses a document that fewer than two of its own keys have signed.
    """
    from borderlink.foundation.roots import SignedRoot

    click.echo(SignedRoot.from_bytes(root.read_bytes()).verify().fingerprint())


@dossiers.command("case-uco")
@click.argument("dossier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
def export_case_uco(dossier: Path, out: Path) -> None:
    """Write the exhibits and custody events of DOSSIER as CASE/UCO (JSON-LD) for other programs.

    Codes, badges and masses only: no names, no free text. The dossier stays the record. Needs no database.
    """
    from borderlink.dossiers.adapters.case_uco import case_uco

    out.write_bytes(case_uco(dossier.read_bytes()))
    click.echo(out.resolve())
