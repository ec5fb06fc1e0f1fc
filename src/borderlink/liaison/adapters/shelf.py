"""Where files of evidence lie in the node's folder: whole ones by their hash, coming ones piece by piece.

A piece is written whole or not at all, so what lies there after a kill or a cut is what was taken in.
"""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from borderlink.liaison.domain.files import PIECE_BYTES, Listing
from borderlink.screening.adapters import kept, pictures
from borderlink.screening.refusals.belt import NotAPicture, PictureTooLarge

SHELF: Final = "evidence-files"
COMING: Final = "evidence-coming"
RESERVE_BYTES: Final = 1 << 30  # that a partner's files leave free on the disk
# What a browser may be told of a file that is no picture, by its first bytes; anything else is plain bytes.
_SIGNS: Final = (
    (0, b"%PDF-", "application/pdf"), (4, b"ftypqt", "video/quicktime"), (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"), (0, b"OggS", "audio/ogg"), (0, b"ID3", "audio/mpeg"),
)  # fmt: skip
BYTES: Final = "application/octet-stream"


def keep_piece(folder: Path, row: int, place: int, data: bytes) -> None:
    """Write a piece of a coming file; the same again changes nothing."""
    target = folder / COMING / str(row) / f"{place:04d}"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def places_held(folder: Path, row: int) -> set[int]:
    """Return the places of a coming file whose pieces lie here."""
    lying = (folder / COMING / str(row)).glob("[0-9][0-9][0-9][0-9]")
    return {int(path.name) for path in lying}


def drop_pieces(folder: Path, row: int) -> None:
    """Remove the pieces of a file that is whole, or never will be."""
    shutil.rmtree(folder / COMING / str(row), ignore_errors=True)


def put_together(folder: Path, row: int, listing: Listing) -> kept.Kept:
    """Write the pieces of a file as one under the SHA-256 that they really have, and return it.

    Pieces that were changed on the disk meanwhile are thrown away first: then the whole is another one.
    """
    return kept.keep(folder, SHELF, _pieces(folder, row, listing))


def _pieces(folder: Path, row: int, listing: Listing) -> Iterator[bytes]:
    for place in range(len(listing.pieces)):
        yield (folder / COMING / str(row) / f"{place:04d}").read_bytes()


def wrong_places(folder: Path, row: int, listing: Listing) -> list[int]:
    """Return the places whose pieces are not, or not any more, what the letter names; they are removed."""
    found = []
    for place in range(len(listing.pieces)):
        path = folder / COMING / str(row) / f"{place:04d}"
        if not path.is_file() or not listing.has(place, path.read_bytes()):
            path.unlink(missing_ok=True)
            found.append(place)
    return found


def keep_file(folder: Path, chunks: Iterable[bytes]) -> kept.Kept:
    """Keep a whole file under its SHA-256."""
    return kept.keep(folder, SHELF, chunks)


def path_of(folder: Path, sha256: str, *, preview: bool = False) -> Path:
    """Return where a whole file, or its preview, lies."""
    return (kept.preview_of if preview else kept.path_of)(folder, SHELF, sha256)


def read_piece(folder: Path, sha256: str, place: int) -> bytes:
    """Return the bytes at one place of a whole file; none where it is gone."""
    try:
        with path_of(folder, sha256).open("rb") as file:
            file.seek(place * PIECE_BYTES)
            return file.read(PIECE_BYTES)
    except OSError:
        return b""


def read_through(folder: Path, sha256: str) -> Iterator[bytes]:
    """Yield a whole file in chunks."""
    with path_of(folder, sha256).open("rb") as file:
        while chunk := file.read(PIECE_BYTES):
            yield chunk


def judge(folder: Path, sha256: str) -> tuple[str, bool]:
    """Return what a whole file is by its content, and whether it has a preview, which is written here."""
    path = path_of(folder, sha256)
    try:
        seen = pictures.judge_picture(path, name=sha256)
        pictures.write_preview(path, path_of(folder, sha256, preview=True), name=sha256)
    except (NotAPicture, PictureTooLarge):
        return _sign(path), False
    return seen.media_type, True


def _sign(path: Path) -> str:
    with path.open("rb") as file:
        first = file.read(16)
    return next((media for at, sign, media in _SIGNS if first[at:].startswith(sign)), BYTES)


def forget(folder: Path, sha256: str) -> None:
    """Remove a whole file and its preview."""
    kept.forget(folder, SHELF, sha256)


def free_bytes(folder: Path) -> int:
    """Return how much the disk has left for partners' files."""
    return max(0, shutil.disk_usage(folder).free - RESERVE_BYTES)
