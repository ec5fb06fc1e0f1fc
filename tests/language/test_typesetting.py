"""Prints are set in our own fonts alone, drop nothing, and read no one's words as markup."""

import io
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from borderlink.language.typesetting import missing_glyphs, pdf, pictures, qr_svg, shown, words_of
from tools import fonts

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PLAIN = """#import "house.typ": *
#show: house.with(title: d.title, language: d.language)
#lines(d.text)
#table(columns: (30mm, 1fr), d.text, lines(d.text))
"""
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
MARKUP = '#panic() *bold* _it_ $x$ `raw` <label> @cite \\ = Title #import "x" #sys.inputs // gone /* gone */'


def made(text: str, language: str = "en", **more: object) -> bytes:
    return pdf(PLAIN, {"title": "T", "language": language, "text": text, **more}, at=AT)


def text_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return "\n".join(pages).replace("\u200b", "")


def fonts_of(content: bytes) -> set[str]:
    """The fonts embedded, without the tag of their subset."""
    found = re.findall(rb"/BaseFont ?/([\w+-]+)", content)
    return {name.decode().split("+")[-1].removesuffix("-Identity-H") for name in found}


def test_the_fonts_are_those_of_the_list() -> None:
    assert fonts.sums() == fonts.SUMS.read_text()
    assert sum(path.stat().st_size for path in fonts.TARGET.iterdir()) < 14_000_000


def test_the_list_of_characters_is_what_the_fonts_have() -> None:
    assert fonts.characters() == fonts.CHARACTERS.read_text()


@pytest.mark.parametrize("path", sorted(fonts.TARGET.glob("*.?tf")), ids=lambda path: path.name)
def test_a_font_names_its_licence_and_not_the_name_of_another(path: Path) -> None:
    with TTFont(path) as font:
        names = font["name"]

    assert str(names.getDebugName(1)).startswith("Borderlink ")
    assert "SIL Open Font License" in str(names.getDebugName(13))


def test_every_character_of_the_standard_lists_has_a_glyph() -> None:
    wanted = {chr(code) for code in fonts.standard_list() | fonts.big5()}

    assert len(fonts.standard_list()) > 8105
    assert {char for char in missing_glyphs("".join(wanted)) if unicodedata.category(char)[0] == "L"} == set()
    assert missing_glyphs(VIETNAMESE + VIETNAMESE.upper() + "☐☑“”‘’–—…·×±→①€₫") == set()


def test_what_no_font_shows_is_named_and_drawn_as_a_box() -> None:
    assert missing_glyphs("a𰻝\u202e\x00😀") == {"𰻝", "\u202e", "\x00", "😀"}
    assert shown("a𰻝\u202e") == "a⟦U+30EDD⟧⟦U+202E⟧"
    assert shown("⟦U+0041⟧") == "⟦U+27E6⟧U+0041⟦U+27E7⟧"
    assert "U+30EDD" in text_of(made("name: 𰻝"))


def test_accents_that_stand_apart_are_set_as_one_letter() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Ế")

    assert missing_glyphs(apart) == set()
    assert "Nguyễn Thị Ế" in text_of(made(apart, "vi"))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "vi", "en"])
def test_words_that_look_like_markup_are_printed_as_typed(language: str) -> None:
    said = text_of(made(MARKUP, language))

    assert re.sub(r"\s", "", MARKUP) in re.sub(r"\s", "", said)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_print(text: str) -> None:
    content = made(text)

    assert content.startswith(b"%PDF-")


def test_only_our_fonts_are_used_and_each_is_embedded() -> None:
    content = made("提取笔录 Nguyễn Văn Ế ☐ 臺灣 plain", "zh-Hans")

    assert fonts_of(content)
    assert all("Borderlink" in name for name in fonts_of(content))
    assert content.count(b"/FontFile") >= len(fonts_of(content))


def test_the_same_data_gives_the_same_bytes_in_any_zone() -> None:
    text = "扣押清单" * 40
    east = AT.astimezone(timezone(timedelta(hours=8)))
    data = {"title": "T", "language": "zh-Hans", "text": text}

    assert pdf(PLAIN, data, at=AT) == pdf(PLAIN, data, at=AT)
    assert pdf(PLAIN, data, at=AT) == pdf(PLAIN, data, at=east)
    assert pdf(PLAIN, data) != pdf(PLAIN, data, at=AT)


def test_a_print_is_an_archive_pdf_that_says_its_language() -> None:
    content = made("笔录", "zh-Hans")
    reader = PdfReader(io.BytesIO(content))

    assert b"pdfaid:part>2</pdfaid:part" in content
    assert b"pdfaid:conformance>B<" in content
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert "/StructTreeRoot" in reader.root_object
    assert reader.metadata is not None
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261122040000")


def test_a_page_of_chinese_stays_small() -> None:
    page = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 200))

    assert len(made(page, "zh-Hans")) < 80_000


def test_a_long_word_stays_in_its_column() -> None:
    table = (
        '#import "house.typ": *\n#show: house.with(language: "en")\n#table(columns: (30mm, 30mm), d.a, d.b)'
    )
    content = pdf(table, {"a": "x" * 90, "b": "second"})

    assert "x" * 90 in re.sub(r"\s", "", text_of(content))


def test_pages_can_be_looked_at_as_pictures() -> None:
    pages = pictures(PLAIN, {"title": "T", "language": "en", "text": "line\n" * 120})

    assert len(pages) > 1
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_code_is_drawn_the_same_each_time() -> None:
    assert qr_svg("BLX1:GZ:E-1:abcdef01") == qr_svg("BLX1:GZ:E-1:abcdef01")
    assert qr_svg("BLX1:GZ:E-1:abcdef01") != qr_svg("BLX1:GZ:E-2:abcdef01")
    assert qr_svg("x").startswith("<svg")


def test_the_words_of_a_print_are_there_in_every_language() -> None:
    keys = {language: set(words_of("paper.dossier.", language)) for language in ("zh-Hans", "vi", "en")}

    assert keys["en"]
    assert keys["zh-Hans"] == keys["vi"] == keys["en"]
