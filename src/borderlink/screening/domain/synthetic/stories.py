"""The stories of the two reports, retold with invented people: what a screening must find."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import places
from borderlink.screening.domain.synthetic.tables import columns, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Several parcels of one kind to one receiver: where to, what they are said to hold, what they weigh."""

    name: str
    district: str
    contents: tuple[str, ...]
    codes: tuple[str, ...]  # HS6, one for each of ``contents``
    grams: float
    grams_spread: float
    yuan: float
    parcels: int


STORIES: Final = (
    Story(
        name="tea", district="Campsie", contents=("绿茶", "茶叶 tea", "green tea", "tea leaves"),
        codes=("090210", "090210", "090220", "090240"), grams=2180, grams_spread=60, yuan=120, parcels=4,
    ),
    Story(
        name="rock-sugar", district="Box Hill", contents=("冰糖", "rock sugar", "单晶冰糖", "crystal sugar"),
        codes=("170199", "170199", "170114", "170199"), grams=2600, grams_spread=150, yuan=30, parcels=4,
    ),
    Story(
        name="flower-pots", district="Albany", contents=("塑料花盆", "plastic flower pots", "flower pot"),
        codes=("392490", "392490", "392690"), grams=3900, grams_spread=400, yuan=60, parcels=3,
    ),
    Story(
        name="dress-hems", district="Cheras", contents=("连衣裙", "dresses", "women's dress"),
        codes=("610443", "610443", "620442"), grams=1450, grams_spread=120, yuan=110, parcels=3,
    ),
    Story(
        name="dolls", district="Alhambra", contents=("布娃娃", "doll", "plush doll", "毛绒玩具", "dolls"),
        codes=("950300",) * 5, grams=1250, grams_spread=140, yuan=70, parcels=5,
    ),
)  # fmt: skip
# given name joined | apart | initials | Han | surname | as another dialect writes it | Han
_RECEIVERS: Final = columns("""
Jiahao|Jia Hao|J.H.|嘉豪|Lin|Lim|林
Wenbin|Wen Bin|W.B.|文斌|Kuang|Kwong|邝
Zhiqiang|Zhi Qiang|Z.Q.|志强|Ou|Au|欧
Meizhen|Mei Zhen|M.Z.|美珍|Xian|Sin|冼
Yongfu|Yong Fu|Y.F.|永福|Gan|Kam|甘
Xiuling|Xiu Ling|X.L.|秀玲|Shang|Sheung|商
""", 7)  # fmt: skip
_STREETS: Final = words("Myrtlewood Lorikeet Currawong Saltbush Bottlebrush Kookaburra Tallowwood Ironbark")
_SENDERS: Final = words("""
周海涛 Chen_Lili 黄志明 Wu_Xiaomei 何建军 Deng_Yan 梁秋霞 Tan_Guohua 莫少强 Su_Wenli 韦桂兰 Luo_Jianping
谭海燕 Feng_Rui 农志勇 Pan_Ting 曾晓东 Liao_Fang 赵永康 Qin_Meihua 石玉珍 Ye_Zhigang 邓佳怡
""")
_ORIGINS: Final = (
    ("广东省广州市白云区机场路{n}号", "510405"), ("广州市天河区中山大道西{n}号{n}室", "510630"),
    ("Room {n}, No.{n} Renmin Road, Yuexiu District, Guangzhou", ""), ("佛山市南海区建设路{n}号", ""),
    ("Baiyun Dist Guangzhou, Jiefang Rd {n}", "510000"), ("深圳市龙岗区和平路{n}-{n}", "518116"),
)  # fmt: skip
# Numbers that Australia's regulator keeps for fiction; elsewhere 555 01 stands behind the first digits.
_FICTION: Final = ("491570156", "491570157", "491570158", "491570159", "491570110")
_TOLD: Final = {
    **dict.fromkeys(
        ("story", "party", "name", "address", "telephone", "post", "text", "hs", "shipper", "origin",
         "origin_post", "origin_country", "shipper_telephone"), pl.String(),
    ),
    "country": pl.Int64(), "grams": pl.Int64(), "pieces": pl.Int64(), "yuan": pl.Float64(),
}  # fmt: skip
_MOST: Final = 200_000  # parcels for one more of each of the other stories


def _names_of(person: int) -> list[str]:
    """Return the spellings under which one receiver is written, the most telling first."""
    together, apart, initials, han, surname, dialect, han_surname = (column[person] for column in _RECEIVERS)
    upper = f"{surname} {apart}".upper()
    return [
        f"{together} {surname}",
        upper,
        f"{han_surname}{han}",
        f"{apart} {dialect}",
        f"{initials} {surname}",
    ]


def _addresses_of(unit: int, number: int, street: str, place: int) -> list[str]:
    """Return the spellings of one address; the unit is moved about, never lost."""
    suburb, town, post = places.DISTRICTS[place], places.TOWNS[place], places.POSTCODES[place]
    state = f" {places.REGIONS[place]}" if places.REGIONS[place] else ""
    return [
        f"Unit {unit}, {number} {street} Street, {suburb}{state} {post}",
        f"{unit}/{number} {street} St {suburb.upper()}{state}",
        f"{number} {street} St., Unit {unit}, {suburb}, {town} {post}",
        f"U{unit} {number} {street[:-1]}{street[-1] * 2} St, {suburb}, {town}{state}",
        f"{number} {street} Street #{unit}, {town} {suburb}{state} {post}",
    ]


def _phones_of(country: int, digits: str) -> list[str]:
    """Return the formats of one phone; a fifth parcel carries none."""
    code, trunk = places.CALLING[country], places.TRUNKS[country]
    spaced = f"+{code} {digits[:3]} {digits[3:6]} {digits[6:]}"
    return [spaced, f"{trunk}{digits}", f"00{code}{digits}", f"{code}-{digits}", ""]


def _digits_of(rng: np.random.Generator, country: int) -> str:
    """Return a phone that is nobody's."""
    if places.COUNTRIES[country] == "AU":
        return _FICTION[int(rng.integers(len(_FICTION)))]
    body = f"55501{int(rng.integers(10**6)):06d}"
    return (places.FIRST_DIGITS[country][0] + body)[: places.DIGITS[country]]


def _sender(rng: np.random.Generator, name: str, number: int) -> dict[str, object]:
    """Return an invented sender: the name and the address are anyone's, some leave no phone."""
    origin, post = _ORIGINS[int(rng.integers(len(_ORIGINS)))]
    telephone = f"1{int(rng.integers(30, 99))}{int(rng.integers(10**8)):08d}"
    return {
        "shipper": name.replace("_", " "), "origin": origin.format(n=int(rng.integers(3, 400))),
        "origin_post": post, "shipper_telephone": telephone if number % 4 else "", "origin_country": "CN",
    }  # fmt: skip


def _tell(rng: np.random.Generator, story: Story, key: str) -> list[dict[str, object]]:
    """Return the parcels of one story, one dictionary each."""
    place = places.DISTRICTS.index(story.district)
    country = places.PLACE_COUNTRY[place]
    street = _STREETS[int(rng.integers(len(_STREETS)))]
    spelt = zip(
        _names_of(int(rng.integers(len(_RECEIVERS[0])))),
        _addresses_of(int(rng.integers(2, 30)), int(rng.integers(20, 240)), street, place),
        _phones_of(country, _digits_of(rng, country)), rng.permutation(len(_SENDERS)), strict=False,
    )  # fmt: skip
    return [
        {
            "story": story.name, "country": country, "party": key, "name": name, "address": address,
            "telephone": phone, "post": places.POSTCODES[place] if number % 2 else "",
            "text": story.contents[number], "hs": story.codes[number],
            "grams": round(float(rng.normal(story.grams, story.grams_spread))),
            "yuan": float(round(story.yuan * float(rng.uniform(0.8, 1.2)))),
            "pieces": int(rng.integers(1, 5)),
            **_sender(rng, _SENDERS[sender], number),
        }
        for number, (name, address, phone, sender) in list(enumerate(spelt))[: story.parcels]
    ]  # fmt: skip


def tell_stories(rng: np.random.Generator, parcels: int) -> pl.DataFrame:
    """Return the planted parcels, at most ``parcels`` of them.

    Exactly four of tea where they fit; the other stories are told once more for every ``_MOST`` parcels.
    """
    rows: list[dict[str, object]] = []
    for round_ in range(1, 2 + parcels // _MOST):
        for story in STORIES:
            told = _tell(rng, story, f"{story.name}-{round_}")
            fits = len(rows) + len(told) <= parcels
            if fits and (bool(rows) != (story.name == "tea")):  # the tea comes first, and once
                rows.extend(told)
    return pl.DataFrame(rows, schema=_TOLD).with_row_index("story_row")
