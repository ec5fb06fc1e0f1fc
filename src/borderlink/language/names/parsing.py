"""A written name as sequences of units: token by token, every split of joined syllables kept."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from borderlink.language.names import lexicon, table
from borderlink.language.names.legacy import mend_legacy
from borderlink.language.names.lexicon import Unit, unit_of
from borderlink.language.names.vietnamese import as_typed, bare, mend, typed
from borderlink.language.refusals import NameEmpty, NameTooLong, NameUnreadable

LONGEST: Final = 120  # characters of a name
MOST_UNITS: Final = 10
_MOST_PARSES: Final = 4
_LONGEST_TOKEN: Final = 24
_LONGEST_SYLLABLE: Final = 7
_SPLIT_COST: Final = 60
_OTHER_SPLIT_COST: Final = 30
_KEYED_COST: Final = 40  # Telex that reads as a syllable too: Lee
_FEW_TOKENS: Final = 2  # a name of more tokens is spaced already
_PIECES: Final = re.compile(
    rf"[{lexicon.HAN}]|(?:(?![{lexicon.HAN}])[^\W_])+(?:['’‘ʼ`´](?:(?![{lexicon.HAN}])[^\W_])+)*"
)
_USUAL: Final = re.compile("[ -~\u00c0-\u024f\u1e00-\u1eff\u4e00-\u9fa5]*")  # no private character among them
_APOSTROPHE: Final = re.compile("['’‘ʼ`´]")
_LATIN: Final = re.compile("[0-9a-z\u00df-\u024f\u1e00-\u1eff]+")


@dataclass(frozen=True, slots=True)
class Parse:
    """One way to read a name: its units in their written order, and what this way costs beside the best."""

    units: tuple[Unit, ...]
    cost: int = 0


def parse(text: str) -> tuple[Parse, ...]:
    """Return the ways to read a name, the likeliest first, at most four.

    Zero-width and direction marks, signs and emoji are left out; NFC, NFD and full-width forms are one.
    Refuses: ``NameTooLong``, ``NameEmpty``, ``NameUnreadable``.
    """
    if len(text) > LONGEST * 4 or len(clean := _clean(text)) > LONGEST:
        raise NameTooLong(characters=len(text), most=LONGEST)
    tokens = _tokens(clean)
    if not tokens:
        raise NameEmpty
    if len(tokens) > MOST_UNITS:
        raise NameTooLong(characters=len(text), most=LONGEST)
    spaced = is_spaced(tokens)
    return _combined([options(token, spaced) for token in tokens], text)


def is_spaced(tokens: list[str]) -> bool:
    """Whether a name has so many tokens that none of them is likely to be two syllables."""
    return sum([len(token) > 1 for token in tokens]) > _FEW_TOKENS


def _clean(text: str) -> str:
    """Return the text in composed, full forms, without characters that are not seen."""
    whole = unicodedata.normalize("NFC", text)
    mended = whole
    if not whole.isascii():
        mended = mend_legacy(" ".join(mend(word) for word in whole.split(" ")))
    plain = unicodedata.normalize("NFKC", mended)
    if _USUAL.fullmatch(plain) or not any(unicodedata.category(c) in {"Cf", "Cc"} for c in plain):
        return plain
    shown = "".join(
        " " if unicodedata.category(c) == "Cc" else c for c in plain if unicodedata.category(c) != "Cf"
    )
    return unicodedata.normalize("NFKC", shown)


def _tokens(clean: str) -> list[str]:
    """Return Han characters and Latin tokens in small letters. Refuses: ``NameUnreadable``."""
    found: list[str] = []
    for piece in _PIECES.findall(unicodedata.normalize("NFC", _uncamelled(clean).lower())):
        if len(piece) == 1 and lexicon.is_han(piece):
            found.append(piece)
            continue
        words = _words(piece)
        if any(not _LATIN.fullmatch(word) for word in words):
            raise NameUnreadable(name=piece)
        found += [word for word in words if not word.isdigit()]
    private = () if _USUAL.fullmatch(clean) else [c for c in clean if unicodedata.category(c) in {"Co", "Cn"}]
    if private:
        raise NameUnreadable(name=f"U+{ord(private[0]):04X}")
    return found


def _uncamelled(clean: str) -> str:
    """Return NguyenVanHung as Nguyen Van Hung; a text without capitals inside its words as it is."""
    if not any(a.islower() and b.isupper() for a, b in pairwise(clean)):
        return clean
    return "".join(" " + b if a.islower() and b.isupper() else b for a, b in pairwise(" " + clean))


def _words(piece: str) -> list[str]:
    """Return the tokens of a piece with apostrophes: Xi'an is two syllables, Ts'ai one."""
    words: list[str] = []
    for part in _APOSTROPHE.split(piece):
        joins = (
            not words
            or words[-1][-1] not in "aeiouvngh"
            or part[0] not in "aeo"
            or not set(words[-1]) & set("aeiou")
        )
        if words and joins:
            words[-1] += part
        else:
            words.append(part)
    return words


Options = tuple[tuple[tuple[Unit, ...], int], ...]


@lru_cache(maxsize=200_000)
def options(token: str, spaced: bool) -> Options:  # noqa: FBT001 - half of the cache's key
    """Return the ways to read one token as units, with costs; ``spaced``: the name has spaces enough."""
    if not token.isascii() and len(token) == 1 and lexicon.is_han(token):
        return (((unit_of(token),), 0),)
    if token in table.western():
        return (((unit_of(token),), 0),)
    plain = bare(token)
    known = lexicon.is_syllable(token, plain)
    if not known and (meant := _meant(token)):
        return (((meant,), 0),)
    splits = [] if known and (spaced or len(plain) < len("xian")) else _splits(token, plain, known=known)
    single = ((unit_of(token),), 0)
    if known:
        keyed = [((meant,), _KEYED_COST)] if (meant := _meant(token)) else []
        return (single, *keyed, *((units, _SPLIT_COST) for units in splits[:1]))
    found = tuple((units, _OTHER_SPLIT_COST * (place > 0)) for place, units in enumerate(splits))
    return found[:_MOST_PARSES] or (single,)


def _meant(token: str) -> Unit | None:
    """Return the unit that keystrokes of Telex or VNI meant, if they are that."""
    keys = typed(token) if token.isascii() else None
    read = as_typed(keys) if keys else None
    return unit_of(token, mended=read) if read and read.full in lexicon.vietnamese()[0] else None


def _splits(token: str, plain: str, *, known: bool) -> list[tuple[Unit, ...]]:
    """Return the ways to cut joined syllables, each within one system, the fewest pieces first."""
    if len(plain) > _LONGEST_TOKEN or len(plain) != len(token):
        return []
    vocabularies = (
        (lexicon.pinyin(),) if known else (lexicon.pinyin(), lexicon.vietnamese()[1], *lexicon.abroad())
    )
    cuts = {cut: None for words in vocabularies for cut in fewest_cuts(plain, words)}
    ordered = sorted(cuts, key=len)
    marked = plain != token
    found = []
    for cut in ordered[:_MOST_PARSES]:
        ends = [sum(map(len, cut[:count])) for count in range(len(cut) + 1)]
        found.append(tuple(unit_of(token[a:b] if marked else plain[a:b]) for a, b in pairwise(ends)))
    return found


def fewest_cuts(plain: str, words: frozenset[str]) -> list[tuple[str, ...]]:
    """Return the ways to cut letters into the fewest words (two or more), at most three; linear time."""
    best: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(plain) + 1):
        here: list[tuple[str, ...]] = []
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            if best[start] and end - start < len(plain) and plain[start:end] in words:
                here += [(*cut, plain[start:end]) for cut in best[start]]
        fewest = min(map(len, here), default=0)
        best.append(sorted(cut for cut in here if len(cut) == fewest)[:3])
    return best[-1]


def _combined(per_token: list[Options], text: str) -> tuple[Parse, ...]:
    """Return the cheapest ways to read all tokens; of a name in two scripts, each script's."""
    if all(len(found) == 1 for found in per_token):
        parses = [
            Parse(tuple(unit for found in per_token for unit in found[0][0]), sum(f[0][1] for f in per_token))
        ]
    else:
        few = [found[: 2 if len(per_token) > _FEW_TOKENS else _MOST_PARSES] for found in per_token[:6]]
        few += [found[:1] for found in per_token[6:]]
        parses = sorted(
            (
                Parse(tuple(u for units, _ in way for u in units), sum(c for _, c in way))
                for way in product(*few)
            ),
            key=lambda found: (found.cost, len(found.units)),
        )[:_MOST_PARSES]
    parses = [_strict(found) for found in _by_script(parses[0]) or parses]
    fitting = tuple(found for found in parses if len(found.units) <= MOST_UNITS)
    if not fitting:
        raise NameTooLong(characters=len(text), most=LONGEST)
    return fitting


def _strict(found: Parse) -> Parse:
    """Return a parse in which syllables without marks are meant so, if others of the name have marks."""
    read = [unit.syllable for unit in found.units if unit.syllable]
    toned, marked = any(one.toned for one in read), any(one.marked for one in read)
    if not marked:
        return found
    return replace(found, units=tuple(level(unit, toned=toned) for unit in found.units))


def level(unit: Unit, *, toned: bool) -> Unit:
    """Return a unit of a name with tones (``toned``) or marks as it is meant: without, if it has none."""
    bare_here = unit.syllable and not (unit.syllable.toned if toned else unit.syllable.marked)
    return replace(unit, strict=True) if bare_here else unit


def _by_script(found: Parse) -> list[Parse]:
    """Return a name written in both scripts, 阮文雄 (Nguyễn Văn Hùng), as two readings; else nothing."""
    han = tuple(unit for unit in found.units if unit.han)
    latin = tuple(unit for unit in found.units if not unit.han)
    return [Parse(han), Parse(latin)] if len(han) > 1 and len(latin) > 1 else []
