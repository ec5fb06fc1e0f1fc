"""A dossier that someone unpacked and packed again is the same one; what hides in the ZIP is found."""

import io
import zipfile
from collections.abc import Callable

import pytest

from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.verify import verify_dossier
from tests.dossier_world import anchor, story


def packed(members: dict[str, bytes], change: Callable[[zipfile.ZipFile], object] | None = None) -> bytes:
    """Pack members by the standard library, as any plain program would."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in members.items():
            packing.writestr(name, content)
        if change:
            change(packing)
    return file.getvalue()


@pytest.fixture(scope="module")
def members() -> dict[str, bytes]:
    return archive.read(story().dossier())


def test_the_same_members_packed_anew_have_the_same_verdict(members: dict[str, bytes]) -> None:
    turned = dict(reversed(members.items()))

    found = verify_dossier(packed(turned), anchors=[anchor()])

    assert found.code == verify_dossier(story().dossier(), anchors=[anchor()]).code == 0


def test_an_event_left_out_and_packed_anew_is_invalid(members: dict[str, bytes]) -> None:
    lines = members["events.jsonl"].splitlines(keepends=True)

    found = verify_dossier(
        packed({**members, "events.jsonl": b"".join(lines[:9] + lines[10:])}), anchors=[anchor()]
    )

    assert found.code == 1


def hide_twice(packing: zipfile.ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        packing.writestr("index.json", b"{}")


@pytest.mark.parametrize(
    "change",
    [
        lambda packing: setattr(packing, "comment", b"and one more thing"),
        hide_twice,
        lambda packing: packing.writestr(zipfile.ZipInfo("files/"), b""),
        lambda packing: packing.writestr("../verify.py", b""),
    ],
    ids=["a comment", "a member twice", "a folder", "a way out"],
)
def test_what_hides_in_a_zip_makes_it_unreadable(
    members: dict[str, bytes], change: Callable[[zipfile.ZipFile], object]
) -> None:
    found = verify_dossier(packed(members, change), anchors=[anchor()])

    assert found.code == 2


def test_every_changed_bit_outside_the_contents_is_found() -> None:
    data = story().dossier()
    whole = archive.read(data)
    start = int.from_bytes(data[-6:-2], "little")
    outside = [*range(30 + len("index.json")), *range(start, len(data))]

    for place in outside:
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        with pytest.raises(archive.NotADossierFile):
            assert archive.read(bytes(changed)) == whole
