"""The journal on the command line: verify the chain, sign a checkpoint, make an auditor's key."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from borderlink.foundation.checkpoint import SignedCheckpoint
    from borderlink.journal.domain.examine import Findings

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The node's folder; else BORDERLINK_FOLDER.",
)
READABLE = click.Path(dir_okay=False, exists=True, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line, the last on standard output.")
PASSPHRASE = click.option(
    "--passphrase-file", "phrase_path", type=READABLE,
    help="Take the passphrase from this file's first line instead of asking for it.",
)  # fmt: skip


@click.group()
def journal() -> None:
    """Who did what, when: verify the chain, sign checkpoints, make an auditor's key."""


@journal.command()
@FOLDER
@click.option(
    "--checkpoint", "kept", type=READABLE, multiple=True,
    help="A signed checkpoint kept elsewhere, typed or scanned from paper; may be given several times.",
)  # fmt: skip
@JSON
def verify(folder: Path | None, kept: tuple[Path, ...], *, as_json: bool) -> None:
    """Check every line, its columns and openings, the tree, and every checkpoint over it.

    Exits with 0 when the journal is whole and 1 when it is not, naming the first broken line.
    """
    _open_node(folder)
    from borderlink.journal import queries

    findings = queries.examine(outside=[_read_checkpoint(path) for path in kept])
    if as_json:
        click.echo(json.dumps(_as_json(findings)))
    if findings.fault is not None:
        raise findings.fault
    if not as_json:
        click.echo(
            f"whole\t{findings.lines} lines\t{findings.checkpoints} checkpoints\t"
            f"{findings.erased} fields erased\troot {findings.root.hex()}"
        )


@journal.command()
@FOLDER
@click.option("--key", "key_path", type=READABLE, required=True, help="The auditor's registered key file.")
@click.option("--out", type=WRITABLE, help="Also write the signed note into this file.")
@PASSPHRASE
@JSON
def checkpoint(
    folder: Path | None, key_path: Path, out: Path | None, phrase_path: Path | None, *, as_json: bool
) -> None:
    """Examine the whole journal and sign what it is now with an auditor's key."""
    _open_node(folder)
    from django.utils import timezone

    from borderlink.foundation import keyfiles
    from borderlink.journal import actions, queries

    data = key_path.read_bytes()
    badge = queries.auditor_of(keyfiles.public_of(data))
    signed = actions.sign_checkpoint(
        key_file=data, passphrase=_passphrase(phrase_path, confirm=False), by=badge, at=timezone.now()
    )
    if out is not None:
        out.write_text(signed.note, encoding="utf-8")
    if as_json:
        path = str(out.absolute()) if out else None
        facts = {"auditor": badge, "size": signed.size, "root": signed.root, "note": path}
        click.echo(json.dumps(facts))
    else:
        click.echo(signed.note, nl=False)


@journal.command()
@click.option("--out", type=WRITABLE, required=True, help="The file to make; it must not exist yet.")
@PASSPHRASE
@JSON
def key(out: Path, phrase_path: Path | None, *, as_json: bool) -> None:
    """Make an auditor's key in a file behind a passphrase, and show its public half and fingerprint.

    The auditor registers it on the journal's page of checkpoints. Needs no node.
    """
    from borderlink.foundation import keyfiles
    from borderlink.journal.domain.keys import new_key_file
    from borderlink.journal.refusals import FileExists

    if out.exists():
        raise FileExists(path=str(out))
    data = new_key_file(_passphrase(phrase_path, confirm=True))
    out.touch(mode=0o600, exist_ok=False)
    out.write_bytes(data)
    public = keyfiles.public_of(data)
    if as_json:
        facts = {"file": str(out.absolute()), "public": public.text(), "fingerprint": public.fingerprint()}
        click.echo(json.dumps(facts))
    else:
        click.echo(f"{public.text()}\n{public.fingerprint()}")


def _open_node(folder: Path | None) -> None:
    """Make the node's settings and tables known to this process, by what the command line gives for it."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)


def _passphrase(path: Path | None, *, confirm: bool) -> str:
    if path is not None:
        return path.read_text(encoding="utf-8").split("\n", 1)[0]
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))


def _read_checkpoint(path: Path) -> "SignedCheckpoint":
    from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint

    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise NotACheckpoint(what="not-utf8") from None
    return SignedCheckpoint.from_note(text.replace("\r\n", "\n"))


def _as_json(findings: "Findings") -> dict[str, object]:
    return {
        "whole": findings.fault is None,
        "lines": findings.lines,
        "first_broken_line": findings.first_broken_line,
        "fault": findings.fault.code if findings.fault else None,
        "checkpoints": findings.checkpoints,
        "erased": findings.erased,
        "root": findings.root.hex(),
    }
