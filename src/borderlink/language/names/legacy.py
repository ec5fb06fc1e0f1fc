"""Vietnamese as it was kept before Unicode: TCVN3 and VNI bytes that were read as Windows-1252."""

import re
import unicodedata
from typing import Final

from borderlink.language.names import lexicon
from borderlink.language.names.vietnamese import syllable

# TCVN 5712:1993, third set (the fonts .VnTime and kin), by the Windows-1252 character of each byte.
_TCVN3: Final = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# VNI for Windows: a letter, and behind it a character for its marks.
_VNI_TONES: Final = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX: Final = dict(zip("âáàåãä", ("", *_VNI_TONES.values()), strict=True))
_VNI_BREVE: Final = dict(zip("êéèúüë", ("", *_VNI_TONES.values()), strict=True))
_VNI_WHOLE: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI: Final = re.compile(r"([aeo])([âáàåãä])|(a)([êéèúüë])|([aeouyôö])([ùøûõï])|([ôöñæóòîíì])")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzđăâêôơư")


def mend_legacy(text: str) -> str:
    """Return a name in TCVN3 or VNI as it was meant, if every word then is Vietnamese; any other as it is."""
    words = text.split(" ")
    if text.isascii() or all(map(_is_vietnamese, words)):
        return text
    for meant in ([_from_vni(word) for word in words], [word.translate(_TCVN3) for word in words]):
        if all(map(_is_vietnamese, meant)):
            return " ".join(meant)
    return text


def _from_vni(word: str) -> str:
    """Return a word whose pairs of letter and mark are made one letter; capitals as they stand in front."""
    found = _VNI.sub(_vni_letter, word.lower())
    written = unicodedata.normalize("NFC", found)
    return written.capitalize() if word[:1].isupper() else written


def _vni_letter(found: re.Match[str]) -> str:
    hatted, hat, breved, breve, plain, tone, whole = found.groups()
    if hatted:
        return hatted + "\u0302" + _VNI_CIRCUMFLEX[hat]
    if breved:
        return breved + "\u0306" + _VNI_BREVE[breve]
    return _VNI_WHOLE[whole] if whole else _VNI_WHOLE.get(plain, plain) + _VNI_TONES[tone]


def _is_vietnamese(word: str) -> bool:
    """Whether a word has Vietnamese letters alone, and is a syllable that names have, whatever its marks."""
    inner = word[1:]
    if inner != inner.lower() and word != word.upper():
        return False
    read = syllable(unicodedata.normalize("NFC", word.lower()))
    plain = "".join(
        c for c in unicodedata.normalize("NFD", word.lower()) if c not in "\u0300\u0301\u0303\u0309\u0323"
    )
    known = set(unicodedata.normalize("NFC", plain)) <= _LETTERS
    return known and read is not None and read.base in lexicon.vietnamese()[1]
