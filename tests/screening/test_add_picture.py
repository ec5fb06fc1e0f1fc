"""Pictures of a parcel: the original kept as it came, the preview without metadata."""

import hashlib
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.screening.actions.opening import add_picture, read_preview
from borderlink.screening.adapters import kept
from borderlink.screening.models.referrals import Picture
from borderlink.screening.refusals.belt import NotAPicture, PictureTooLarge
from tests.screening.scenes import screened
from tests.world import NOON, World

PHOTOGRAPH = Picture.Kind.PHOTOGRAPH


def jpeg(width: int = 2400, height: int = 1200) -> bytes:
    """Return a photograph whose metadata say where it was taken."""
    image = Image.new("RGB", (width, height), (10, 120, 90))
    exif = image.getexif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def add(by: Reader, content: bytes, name: str = "IMG_1.JPG") -> Picture:
    return add_picture(waybill="TEA0001", kind=PHOTOGRAPH, name=name, chunks=[content], by=by, at=NOON)


def test_the_original_is_kept_to_the_byte_under_its_hash(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    content = jpeg()

    picture = add(amina, content)

    assert picture.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.path_of(settings.BORDERLINK.folder, "pictures", picture.sha256).read_bytes() == content
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 2400, 1200)


def test_the_preview_is_smaller_and_tells_nothing_of_the_camera(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    picture = add(amina, jpeg())

    preview = read_preview(picture=picture.pk, by=amina, at=NOON)

    assert b"Secret Camera" not in preview.read_bytes()
    with Image.open(preview) as image:
        assert image.size == (1600, 800)
        assert not image.getexif()


def test_the_same_picture_again_changes_nothing(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    assert add(amina, jpeg()).pk == add(amina, jpeg(), name="copy.jpg").pk


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>a seal</title><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0<!doctype html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0",
        b"MZ" + bytes(99),
    ],
)
def test_a_file_is_judged_by_its_content_not_by_its_name(world: World, content: bytes) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    with pytest.raises(NotAPicture):
        add(amina, content, name="photo.jpg")

    assert not Picture.objects.exists()
    assert not kept.path_of(
        settings.BORDERLINK.folder, "pictures", hashlib.sha256(content).hexdigest()
    ).exists()


def test_a_picture_that_breaks_off_is_refused(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    noise = Image.effect_noise((900, 900), 90)
    file = BytesIO()
    noise.save(file, "JPEG", quality=95)

    with pytest.raises(NotAPicture):
        add(amina, file.getvalue()[: len(file.getvalue()) // 2])


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    file = BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")

    with pytest.raises(PictureTooLarge):
        add(amina, file.getvalue())


def test_chidi_neither_adds_nor_sees_a_picture(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    picture = add(amina, jpeg())
    chidi = world.reader(world.chidi)

    with pytest.raises(NotFound):
        add(chidi, jpeg())
    with pytest.raises(NotFound):
        read_preview(picture=picture.pk, by=chidi, at=NOON)
