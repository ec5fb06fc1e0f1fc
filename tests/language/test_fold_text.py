import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.language.folding import bigrams, fold, fold_expr

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
names = st.text(
    st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + "bcghklmnpqrstvxBCGHK 阮文雄王伦业ＡＢ１２　.-'")
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Văn Hùng", "nguyen van hung"),
        ("ĐỒNG ĐĂNG", "dong dang"),
        ("ＬＫ１２３　ＣＮ", "lk123 cn"),
        ("  Lüchun\tStraße ", "luchun strasse"),
        ("阮文雄", "阮文雄"),
    ],
)
def test_text_folds_to_its_bare_form(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(names)
def test_composed_and_decomposed_marks_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.lists(st.one_of(st.none(), names), max_size=20))
def test_a_column_folds_as_its_values_do(texts: list[str | None]) -> None:
    folded = pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)}).select(fold_expr(pl.col("t"))).to_series()

    assert folded.to_list() == [None if text is None else fold(text) for text in texts]


def test_a_word_is_cut_into_pairs_that_a_search_finds() -> None:
    assert bigrams("阮文雄") == ("阮文", "文雄")
    assert bigrams("Võ A") == ("vo", "a")
    assert bigrams("") == ()
    assert set(bigrams("阮文")) <= set(bigrams("阮文雄"))
