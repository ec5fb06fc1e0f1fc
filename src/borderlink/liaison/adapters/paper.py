"""What the two sides of a fingerprint ceremony sign: a page that both can read, whatever they speak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from borderlink.foundation.letterkeys import LetterKeys
from borderlink.language import places
from borderlink.language.typesetting import pdf, qr_svg, words_of
from borderlink.liaison.domain.partnership import moment

_FOLDER: Final = files("borderlink.liaison") / "data" / "paper"
_LANGUAGES: Final = ("zh-Hans", "zh-Hant", "vi", "en")
_MARK: Final = "BLR1:"  # what a scanner reads before the digits, as on the record of the root's own ceremony
_DATE: Final = "%Y-%m-%d"  # no language writes it otherwise to be understood by all


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One agency of a ceremony: its names, the sixty digits of its root, its letter keys."""

    names: tuple[str, ...]
    fingerprint: str
    keys: LetterKeys
    is_ours: bool


def ceremony_page(sides: Sequence[Side], *, at: datetime) -> bytes:
    """Return the page as PDF: of one side before the ceremony, of both as its record."""
    words = {language: words_of("paper.ceremony.", language) for language in _LANGUAGES}
    is_record = len(sides) > 1
    blocks = ("our-side", "their-side") if is_record else ("reader", "hearer")
    title = words["en"]["record" if is_record else "title"]
    data = {
        "languages": _LANGUAGES,
        "title": " ".join([title, *(one.keys.agency for one in sides)]),
        "made": f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "words": {
            "title": _in_all(words, "record" if is_record else "title"),
            **{name: _in_all(words, name) for name in ("how", "name", "badge", "sign")},
        },
        "sides": [_side(one, words) for one in sides],
        "blocks": [_in_all(words, name) for name in blocks],
    }
    images = {
        f"{one.keys.agency}.svg": qr_svg(_MARK + "".join(one.fingerprint.split())).encode() for one in sides
    }
    return pdf((_FOLDER / "ceremony.typ").read_text(encoding="utf-8"), data, images=images, at=at)


def _side(one: Side, words: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    keys = one.keys
    period = " – ".join(f"{moment(seconds):{_DATE}}" for seconds in (keys.from_at, keys.until_at))
    country = " · ".join(dict.fromkeys(places.country_name(keys.country, name) for name in _LANGUAGES))
    told = (
        ("node", keys.node), ("country", f"{keys.country} · {country}"),
        ("keys", f"{keys.version} · {keys.digest()[:16]}"), ("period", f"{period} (UTC)"),
        ("sign-key", keys.sign_key.fingerprint()), ("address", "\n".join(keys.addresses)),
        ("tls", "\n".join(keys.tls)),
    )  # fmt: skip
    return {
        "code": keys.agency,
        "side": _in_all(words, "ours" if one.is_ours else "theirs"),
        "names": list(dict.fromkeys(name for name in one.names if name)),
        "groups": one.fingerprint.split(),
        "digits": one.fingerprint,
        "qr": f"{keys.agency}.svg",
        "facts": [(_in_all(words, name), value) for name, value in told if value],
    }


def _in_all(words: Mapping[str, Mapping[str, str]], name: str) -> dict[str, str]:
    return {language: words[language][name] for language in _LANGUAGES}
