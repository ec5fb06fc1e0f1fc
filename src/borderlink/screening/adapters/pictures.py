"""Pictures from cameras and X-ray machines: judged by their content, shown as previews without metadata."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from borderlink.screening.refusals.belt import NotAPicture, PictureTooLarge

MOST_MIB: Final = 40
MOST_MEGAPIXELS: Final = 120
PREVIEW_PIXELS: Final = 1600  # the longer side
# Pillow's name of a format, our media type. Anything else is refused, whatever its name says.
FORMATS: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a picture's content says it is."""

    media_type: str
    width: int
    height: int


def judge_picture(path: Path, *, name: str) -> Seen:
    """Return what the picture is, decoding none of it yet.

    Refuses: ``NotAPicture``, ``PictureTooLarge``.
    """
    if path.stat().st_size > MOST_MIB * 1024 * 1024:
        raise _too_large(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(path, formats=list(FORMATS)) as image:
                seen = Seen(media_type=FORMATS[str(image.format)], width=image.width, height=image.height)
    except Image.DecompressionBombError as bomb:
        raise _too_large(name) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise NotAPicture(file=name) from fault
    if seen.width * seen.height > MOST_MEGAPIXELS * 1_000_000:
        raise _too_large(name)
    return seen


def _too_large(name: str) -> PictureTooLarge:
    return PictureTooLarge(file=name, mib=MOST_MIB, megapixels=MOST_MEGAPIXELS)


def write_preview(path: Path, preview: Path, *, name: str) -> None:
    """Decode the picture and write it anew, smaller, upright, as a JPEG that carries pixels and nothing else.

    Refuses: ``NotAPicture`` when the content breaks off or cannot be decoded.
    """
    fresh = preview.with_name(f".{preview.name}.fresh")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=list(FORMATS)) as image:
                image.draft("RGB", (PREVIEW_PIXELS, PREVIEW_PIXELS))
                pixels = ImageOps.exif_transpose(image).convert("RGB")
        pixels.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
        clean = Image.new("RGB", pixels.size)
        clean.paste(pixels)
        clean.save(fresh, "JPEG", quality=85, optimize=True)
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        fresh.unlink(missing_ok=True)
        raise NotAPicture(file=name) from fault
    fresh.replace(preview)
