"""How one Chinese reading is spelt elsewhere: Wade-Giles from pinyin, Hong Kong's ways from Jyutping."""

import re
from functools import cache
from typing import Final

# Wade-Giles without apostrophes and marks, as passports of Taiwan print it. Source: the system's own table.
_WG_INITIALS: Final = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k",
    "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_WG_WHOLE: Final = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu",
    "er": "erh", "you": "yu", "yan": "yen", "ye": "yeh", "yue": "yueh", "yong": "yung", "e": "o",
    "ge": "ko", "ke": "ko", "he": "ho", "gui": "kuei", "kui": "kuei", "yi": "i",
}  # fmt: skip
_WG_FINALS: Final = (
    ("ong", "ung"),
    ("iung", "iung"),
    ("ian", "ien"),
    ("ie", "ieh"),
    ("uo", "o"),
    ("iu", "iu"),
)
_TONGYONG: Final = (
    ("zhi", "jhih"),
    ("chi", "chih"),
    ("shi", "shih"),
    ("zh", "jh"),
    ("xi", "si"),
    ("xu", "syu"),
    ("qi", "ci"),
    ("qu", "cyu"),
)

# Initials and finals of Jyutping as Hong Kong and Macao spell them; what stands first is the usual one.
_CAN_INITIALS: Final = {
    "ng": "ng,", "gw": "kw,gw,ku", "kw": "kw,ku", "b": "p,b", "p": "p", "m": "m", "f": "f", "d": "t,d",
    "t": "t", "n": "n", "l": "l", "g": "k,g", "k": "k", "h": "h", "z": "ch,ts,j,tz", "c": "ch,ts",
    "s": "s,sh", "j": "y,i", "w": "w,v", "": "",
}  # fmt: skip
_CAN_FINALS: Final = {
    "aa": "a,ah,ar", "aai": "ai,aai", "aau": "au,ao,aau", "aam": "am", "aan": "an,aan", "aang": "ang",
    "aap": "ap", "aat": "at", "aak": "ak", "ai": "ai,ei", "au": "au,ao,ou,ow", "am": "am,um",
    "an": "an,un,en", "ang": "ang,ung", "ap": "ap,up", "at": "at,ut", "ak": "ak", "e": "e,eh",
    "eng": "eng,ing", "ei": "ei,i,ee,ay,ie,ey", "ek": "ek", "i": "i,ee,ie", "iu": "iu,ew,io",
    "im": "im", "in": "in", "ing": "ing,eng", "ip": "ip", "it": "it", "ik": "ik,ick,ek", "o": "o,or,aw",
    "oi": "oi,oy", "on": "on", "ong": "ong", "ok": "ok,ock,oc", "ot": "ot", "ou": "o,ou,ow,oo,oe",
    "oe": "eu", "oeng": "eung,eong", "oek": "euk,eok,eak", "eoi": "ui,oi,eui,oy", "eon": "un,eun,on",
    "eot": "ut", "u": "u,oo", "ui": "ui,oui", "un": "un,oon", "ung": "ung,ong", "uk": "uk,ook,ok",
    "ut": "ut,oot", "yu": "yu,u,ue,ui", "yun": "uen,un,yuen", "yut": "uet,ut,yut", "m": "ng,m",
    "ng": "ng",
}  # fmt: skip
_CAN_WHOLE: Final = {
    "zi": "chi,tsz,tze,tsze,chee,che,ji", "ci": "chi,tsz,tze,tsze,chee", "si": "sze,si,see,sz,szi,shi",
    "ji": "yi,yee,i,yie,ee", "jyu": "yu,yue,u,yuh", "jyun": "yuen,un,yun", "jyut": "yuet,ut",
    "waa": "wah,wa,va", "gwok": "kwok,kuok,kok", "wu": "wu,woo", "wun": "wun,woon", "ng": "ng,ung,eng",
    "jing": "ying,ieng,eng", "ngo": "ngo,o", "jin": "yin,in", "fai": "fai", "ming": "ming,meng",
    "hei": "hei,hi,hay,hee",
}  # fmt: skip
_SHAPE: Final = re.compile(r"(ng(?=[aeiouy])|gw|kw|[bpmfdtnlgkhzcsjw])?(.+)")


@cache
def pinyin_spellings(reading: str) -> tuple[str, ...]:
    """Return how a pinyin syllable (ü as v) is written without ü: lv, lu, lyu."""
    if "v" not in reading:
        return (reading,)
    return tuple(reading.replace("v", other) for other in ("v", "u", "yu"))


@cache
def wade_giles(reading: str) -> tuple[str, ...]:
    """Return the Wade-Giles spellings of a pinyin syllable, without marks, the strict one first."""
    plain = reading.replace("v", "u")
    found = {_WG_WHOLE.get(plain, _wade(plain)): None}
    for from_, to in _TONGYONG:
        if plain.startswith(from_):
            found[to + plain[len(from_) :]] = None
            break
    found[_wade(plain)] = None
    return tuple(found)


def _wade(plain: str) -> str:
    initial = next((i for i in ("zh", "ch", "sh") if plain.startswith(i)), plain[:1])
    final = plain[len(initial) :]
    if initial not in _WG_INITIALS:
        initial, final = ("", plain) if initial in "aeo" else (initial, final)
    for ending, written in _WG_FINALS:
        if final.endswith(ending) and not (ending == "uo" and initial in {"g", "k", "h", "sh"}):
            final = final[: -len(ending)] + written
            break
    if initial in {"j", "q", "x"} and final in {"ue", "ve"}:
        final = "ueh"
    if initial == "g" and final == "ui":
        final = "uei"
    return _WG_INITIALS.get(initial, initial) + final


@cache
def cantonese(reading: str) -> tuple[tuple[str, int], ...]:
    """Return the spellings of a Jyutping syllable, each with its place: 0 is the usual one."""
    found: dict[str, int] = {}
    if reading in _CAN_WHOLE:
        found.update((spelt, min(place, 1)) for place, spelt in enumerate(_CAN_WHOLE[reading].split(",")))
    shape = _SHAPE.fullmatch(reading)
    if shape is None or shape[2] not in _CAN_FINALS:
        return tuple(found.items())
    initial = shape[1] or ""
    for first, onset in enumerate(_CAN_INITIALS.get(initial, initial).split(",")):
        for second, rime in enumerate(_CAN_FINALS[shape[2]].split(",")):
            written = rime if onset == "y" and rime.startswith("y") else onset + rime
            found.setdefault(written, min(first, 1) + min(second, 1))
    return tuple(found.items())
