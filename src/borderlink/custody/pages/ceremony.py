"""The root ceremony: the agency's fingerprint on screen and on paper, and the node's certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from borderlink.custody.adapters.keyfolder import ROOT_FOLDER, KeyFolder, look
from borderlink.custody.queries import keyring
from borderlink.foundation.certificates import Certificate
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Reader, Role
from borderlink.officers.schemas import OfficerRequest

SOON: Final = timedelta(days=90)


@require_GET
def ceremony(request: OfficerRequest) -> HttpResponse:
    """Show the root's fingerprint, the node's certificate, and how the ceremony goes."""
    return render(request, "custody/keys/ceremony.html", _context(request.reader))


@require_GET
def ceremony_print(request: OfficerRequest) -> HttpResponse:
    """Show the same for paper, with the lines that the key holders sign."""
    return render(request, "custody/keys/ceremony_print.html", _context(request.reader))


def _context(reader: Reader) -> dict[str, object]:
    """Return what both pages show; where the node's folder lies is told to administrators alone."""
    if not keyring.sees_root(reader):
        raise NotAllowed(act="custody.see-root")
    folder: Path = settings.BORDERLINK.folder
    shown = folder if Role.ADMINISTRATOR in reader.roles else Path("FOLDER")
    found, at = look(folder), timezone.now()
    return {
        "root": _root_of(found, shown),
        "certificate": _certificate_of(found.certificate, at) if found.certificate else None,
        "steps": steps(),
        "certify_command": _command(shown),
        "printed_at": at,
    }


def _root_of(found: KeyFolder, folder: Path) -> dict[str, object] | None:
    if found.root is None:
        return None
    fingerprint = found.root.fingerprint()
    return {
        "groups": fingerprint.split(),
        "qr": qr("BLR1:" + "".join(fingerprint.split())),
        "agency": found.root.agency,
        "version": found.root.version,
        "keys_on_disk": bool(found.left_behind),
        "key_folder": folder / ROOT_FOLDER,
    }


def _certificate_of(certificate: Certificate, at: datetime) -> dict[str, object]:
    until = datetime.fromtimestamp(certificate.until_at, tz=UTC)
    return {
        "node": certificate.node,
        "from_at": datetime.fromtimestamp(certificate.from_at, tz=UTC),
        "until_at": until,
        "fingerprint": certificate.key.fingerprint(),
        "is_expired": until <= at,
        "is_soon": until <= at + SOON,
    }


def _command(folder: Path) -> str:
    keys = " ".join(f"--root-key {folder / ROOT_FOLDER / f'root-{number}.pem'}" for number in (1, 2))
    return f"borderlink node certify {keys} --folder {folder}"


def steps() -> list[str]:
    """Return the ceremony's steps in the reader's language."""
    return [
        gettext("Three key holders and a witness meet at the machine. It has no network."),
        gettext("“borderlink node init” makes the three root keys and the node's key. All see it run."),
        gettext("Everyone reads the sixty digits aloud, in groups of five, from screen and from paper."),
        gettext("Each holder copies one root key to a stick of their own, and a second copy for their safe."),
        gettext("The folder with the root keys is removed here; another person looks that it is gone."),
        gettext("All four sign this record. One copy each; one goes to every partner by hand."),
        gettext("The node's certificate is renewed before it runs out: two holders bring their keys again."),
        gettext("One key lost: the other two make a new root. Two lost: a fresh root, and new paper to all."),
    ]


def qr(text: str) -> SafeString:
    """Return a QR code as an SVG drawing without size: the page's style gives it one."""
    drawing = segno.make(text, error="m", micro=False)
    return mark_safe(drawing.svg_inline(omitsize=True, border=2))  # noqa: S308 - segno draws, nothing typed is in it
