"""What no rule may name, however it is written: checked on the text and inside the expression."""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl

from borderlink.language.folding import fold
from borderlink.screening.domain.rules.inputs import INPUTS
from borderlink.screening.domain.schema import FORBIDDEN
from borderlink.screening.refusals.rules import ForbiddenInput

# What schema.FORBIDDEN does not list because no manifest has such a column, but a rule might name it.
_MORE: Final[dict[str, tuple[str, ...]]] = {
    "religion": (
        "bible", "quran", "koran", "sutra", "scripture", "gospel", "hymn", "prayer", "rosary", "church",
        "mosque", "temple",
        "monastery", "christian", "catholic", "muslim", "islam", "buddhist", "taoist", "hindu", "jewish",
        "believer", "halal",
        "sect", "圣经", "聖經", "古兰经", "古蘭經", "佛经", "佛經", "经书", "經書", "教会", "教會",
        "教堂", "清真", "寺庙", "寺廟", "寺院",
        "基督", "天主教", "伊斯兰", "伊斯蘭", "穆斯林", "佛教", "道教", "信徒", "信仰", "祈祷", "祈禱",
        "邪教", "kinh thánh", "kinh phật",
        "nhà thờ", "chùa chiền", "công giáo", "tin lành", "phật giáo", "hồi giáo", "tín đồ", "tín ngưỡng",
        "giáo xứ", "falun", "法轮", "法輪", "pháp luân", "dalai", "达赖", "達賴", "lama", "jehovah",
        "mormon", "sunni", "shia", "cao đài", "hòa hảo",
    ),
    "dissent": (
        "dissident", "dissent", "protest", "democracy", "human rights", "抗议", "抗議", "异见",
        "異見", "民主",
        "维权", "維權", "人权", "人權", "biểu tình", "bất đồng chính kiến", "dân chủ", "nhân quyền",
    ),
    "publication": (
        "newspaper", "newsletter", "magazine", "journal", "leaflet", "pamphlet", "manifesto", "publication",
        "petition",
        "book", "books", "printed matter", "manuscript", "correspondence", "letter", "letters", "报纸",
        "報紙",
        "杂志", "雜誌",
        "期刊", "传单", "傳單", "书籍", "書籍", "图书", "圖書", "刊物", "书刊", "書刊", "出版物", "请愿",
        "請願", "信件", "信函", "《",
        "báo chí", "tờ báo", "nhật báo", "tạp chí", "truyền đơn", "sách", "ấn phẩm", "thư từ", "kiến nghị",
    ),
    "ethnicity": ("tribe", "tribal", "minority", "minorities", "少数民族", "少數民族", "部落", "thiểu số",
        "bộ tộc", "uyghur", "uighur", "tibet", "tibetan", "hmong", "h'mông", "khmer", "người kinh", "维吾尔",
        "維吾爾", "藏族", "西藏", "汉族", "漢族", "回族", "苗族", "彝族", "壮族", "壯族", "蒙古族"),
    "nationality": ("citizen", "passport", "护照", "護照", "hộ chiếu", "公民", "công dân", "国民", "國民"),
    "place wider than a delivery point": (
        "village", "hamlet", "county", "district", "township", "neighbourhood", "neighborhood", "村", "乡",
        "鄉", "县", "縣",
        "làng", "thôn", "huyện", "xã", "bản làng",
    ),
    "name": ("surname", "family name", "given name", "first name", "last name", "姓氏", "họ tên", "tên họ"),
}  # fmt: skip
_HONEST: Final = re.compile(
    r"\b(tươi|journal bearings?|letter box(?:es)?|notebook)\b"
)  # fresh; not a person's age
_LOOKALIKES: Final = str.maketrans("аеорсухіѕοаɑıΑΕΟ", "aeopcyxisoaaiaeo")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LONG: Final = 9
_BYTE: Final = 255
_UNSAFE: Final = re.compile(r"python_udf|map_batches|cs\.|element\(\)|nth\(|\.\*|\bfirst\(|\blast\(require")


def _plain(text: str) -> str:
    """Return text as written words: invisible marks removed, lookalikes read as such, camelCase cut."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", visible)
    plain = _HONEST.sub(" ", unicodedata.normalize("NFC", cut.casefold())).translate(_LOOKALIKES)
    return re.sub(r"[\W_]+", " ", plain.replace("《", " openingmark ")).strip()


@cache
def _terms() -> tuple[tuple[str, str, str, re.Pattern[str]], ...]:
    """Return every forbidden term: its group, as listed, joined for search in long names, and its pattern.

    A single Vietnamese word is searched with its marks, since without them it is often another word.
    """
    found = []
    for group, words in (*FORBIDDEN.items(), *_MORE.items()):
        for word in words:
            marked, bare = _plain(word), fold(_plain(word))
            term = marked if bare.isascii() and marked != bare and " " not in bare else bare
            pattern = re.escape(term) if _HAN.search(term) else rf"\b{re.escape(term)}s?\b"
            found.append((group, word, bare.replace(" ", ""), re.compile(pattern)))
    return tuple(found)


def forbidden_word(text: str) -> tuple[str, str] | None:
    """Return the group and the listed word that ``text`` names, or None.

    Case, width, accents, underscores, camelCase, invisible and look-alike characters hide nothing.
    A Latin term of nine letters or more is also found inside a longer name (``receivernationalitycode``).
    """
    marked = _plain(text)
    both = f"{marked} | {fold(marked)}"
    joined = both.replace(" ", "")
    for group, word, compact, pattern in _terms():
        hidden = compact in joined and (not compact.isascii() or len(compact) >= _LONG)
        if hidden or pattern.search(both):
            return group, word
    return None


def check_words(rule: str, texts: Iterable[str]) -> None:
    """Refuse the first text that names what screening may not know.

    Refuses: ``ForbiddenInput``.
    """
    for text in texts:
        found = forbidden_word(text)
        if found:
            raise ForbiddenInput(rule=rule, word=found[1], group=found[0])


def check_columns(rule: str, columns: Iterable[str]) -> None:
    """Refuse any column outside the closed set, a forbidden one by its group.

    Refuses: ``ForbiddenInput``.
    """
    check_words(rule, columns := list(columns))
    for column in columns:
        if column not in INPUTS:
            raise ForbiddenInput(rule=rule, word=column, group="column outside the closed set")


def check_expression(rule: str, expression: pl.Expr) -> None:
    """Refuse an expression that reaches outside the closed set, by alias, literal, selector or own code.

    Refuses: ``ForbiddenInput``.
    """
    written = str(expression)
    if expression.meta.has_multiple_outputs() or _UNSAFE.search(written):
        raise ForbiddenInput(rule=rule, word=written[:60], group="column outside the closed set")
    check_words(rule, _texts_in(json.loads(expression.meta.serialize(format="json"))))
    check_columns(rule, expression.meta.root_names())


def _texts_in(node: object) -> list[str]:
    """Return every text inside a serialized expression, also those packed as bytes."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts_in(value)]
    if not isinstance(node, list):
        return []
    if node and all(isinstance(item, int) and 0 <= item <= _BYTE for item in node):
        return [_packed(bytes(node))]
    return [text for value in node for text in _texts_in(value)]


def _packed(raw: bytes) -> str:
    """Return the readable runs of packed bytes, one after another."""
    text = raw.decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() and c != "�" else "\n" for c in text)
