"""The stories of the two reports, retold with invented people: what a screening must find."""

from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import places
from borderlink.screening.domain.synthetic.tables import columns, words

# story | country | town's place number is looked up by district | contents;... | HS6;... | grams | spread | yuan | parcels
_STORIES: Final = columns(
    """
tea|AU|Campsie|绿茶;茶叶 tea;green tea;tea leaves|090210;090210;090220;090240|2180|60|120|4
rock-sugar|AU|Box Hill|冰糖;rock sugar;单晶冰糖;crystal sugar|170199;170199;170114;170199|2600|150|30|4
flower-pots|NZ|Albany|塑料花盆;plastic flower pots;flower pot|392490;392490;392690|3900|400|60|3
dress-hems|MY|Cheras|连衣裙;dresses;women's dress|610443;610443;620442|1450|120|110|3
dolls|US|Alhambra|布娃娃;doll;plush doll;毛绒玩具|950300;950300;950300;950300|1250|140|70|5
""",
    9,
)
_RECEIVERS: Final = columns(
    """
Jiahao|Jia Hao|J.H.|嘉豪|Lin|Lim|林
Wenbin|Wen Bin|W.B.|文斌|Kuang|Kwong|邝
Zhiqiang|Zhi Qiang|Z.Q.|志强|Ou|Au|欧
Meizhen|Mei Zhen|M.Z.|美珍|Xian|Sin|冼
Yongfu|Yong Fu|Y.F.|永福|Gan|Kam|甘
Xiuling|Xiu Ling|X.L.|秀玲|Shang|Sheung|商
""",
    7,
)
_STREETS: Final = words("Myrtlewood Lorikeet Currawong Saltbush Bottlebrush Kookaburra Tallowwood Ironbark")
_SENDERS: Final = words("""
周海涛 Chen_Lili 黄志明 Wu_Xiaomei 何建军 Deng_Yan 梁秋霞 Tan_Guohua 莫少强 Su_Wenli 韦桂兰 Luo_Jianping 谭海燕 Feng_Rui 农志勇 Pan_Ting
曾晓东 Liao_Fang 赵永康 Qin_Meihua 石玉珍 Ye_Zhigang 邓佳怡
""")
_ORIGINS: Final = (
    ("广东省广州市白云区机场路{n}号", "510405"), ("Room {n}, No.{n} Renmin Road, Yuexiu District, Guangzhou", ""),
    ("广州市天河区中山大道西{n}号{n}室", "510630"), ("Baiyun Dist Guangzhou, Jiefang Rd {n}", "510000"),
    ("佛山市南海区建设路{n}号", ""), ("深圳市龙岗区和平路{n}-{n}", "518116"),
)  # fmt: skip
# reserved for drama by Australia's and Britain's authorities; elsewhere numbers that begin as no subscriber's do
_FICTION: Final = ("491570156", "491570157", "491570158", "491570159", "491570110")
_MOST: Final = 200_000  # parcels for one more of each of the other stories


def _names_of(person: int) -> list[str]:
    """Return the spellings under which one receiver is written, the most telling first."""
    together, apart, initials, han, surname, dialect, han_surname = (column[person] for column in _RECEIVERS)
    return [f"{together} {surname}", f"{surname} {apart}".upper(), f"{han_surname}{han}", f"{apart} {dialect}",
            f"{initials} {surname}"]  # fmt: skip


def _addresses_of(unit: int, number: int, street: str, place: int) -> list[str]:
    """Return the spellings of one address; the unit is moved about, never lost."""
    suburb, town, region, post = (
        table[place] for table in (places.DISTRICTS, places.TOWNS, places.REGIONS, places.POSTCODES)
    )
    state = f" {region}" if region else ""
    return [
        f"Unit {unit}, {number} {street} Street, {suburb}{state} {post}",
        f"{unit}/{number} {street} St {suburb.upper()}{state}",
        f"{number} {street} St., Unit {unit}, {suburb}, {town} {post}",
        f"U{unit} {number} {street[:-1]}{street[-1] * 2} St, {suburb}, {town}{state}",
        f"{number} {street} Street #{unit}, {town} {suburb}{state} {post}",
    ]


def _phones_of(country: int, digits: str) -> list[str]:
    """Return the formats of one phone; one parcel carries none."""
    code, trunk = places.CALLING[country], places.TRUNKS[country]
    return [f"+{code} {digits[:3]} {digits[3:6]} {digits[6:]}", f"{trunk}{digits}", f"00{code}{digits}",
            f"{code}-{digits}", ""]  # fmt: skip


def _digits_of(rng: np.random.Generator, country: int) -> str:
    """Return a phone that is nobody's: the numbers reserved for fiction, or one that begins 555 01."""
    if places.COUNTRIES[country] == "AU":
        return _FICTION[int(rng.integers(len(_FICTION)))]
    body = f"55501{int(rng.integers(10**6)):06d}"
    return (places.FIRST_DIGITS[country][0] + body)[: places.DIGITS[country]]


def _tell(rng: np.random.Generator, story: str, key: str, senders: list[str]) -> list[dict[str, object]]:
    """Return the parcels of one story, one dictionary each."""
    at = _STORIES[0].index(story)
    country, place = places.COUNTRIES.index(_STORIES[1][at]), places.DISTRICTS.index(_STORIES[2][at])
    contents, codes, count = _STORIES[3][at].split(";"), _STORIES[4][at].split(";"), int(_STORIES[8][at])
    street = _STREETS[int(rng.integers(len(_STREETS)))]
    spelt = zip(
        _names_of(int(rng.integers(len(_RECEIVERS[0])))),
        _addresses_of(int(rng.integers(2, 30)), int(rng.integers(20, 240)), street, place),
        _phones_of(country, _digits_of(rng, country)), strict=True,
    )  # fmt: skip
    rows: list[dict[str, object]] = []
    for number, (name, address, phone) in list(enumerate(spelt))[:count]:
        origin, post = _ORIGINS[int(rng.integers(len(_ORIGINS)))]
        rows.append({
            "story": story, "country": country, "party": key, "name": name, "address": address, "telephone": phone,
            "post": places.POSTCODES[place] if number % 2 else "", "shipper": senders[number].replace("_", " "),
            "origin": origin.format(n=int(rng.integers(3, 400))), "origin_post": post,
            "shipper_telephone": f"1{int(rng.integers(30, 99))}{int(rng.integers(10**8)):08d}" if number % 4 else "",
            "text": contents[number % len(contents)], "hs": codes[number % len(codes)],
            "grams": round(float(_STORIES[5][at]) + float(rng.normal(0, float(_STORIES[6][at])))),
            "yuan": round(float(_STORIES[7][at]) * float(rng.uniform(0.8, 1.2))), "pieces": int(rng.integers(1, 5)),
        })  # fmt: skip
    return rows


def tell_stories(rng: np.random.Generator, parcels: int) -> pl.DataFrame:
    """Return the planted parcels, at most ``parcels`` of them: four of tea, and the other stories as the mail grows."""
    rows: list[dict[str, object]] = []
    for round_ in range(1 + parcels // _MOST):
        for story in _STORIES[0][1 if round_ else 0 :]:
            senders = [_SENDERS[at] for at in rng.permutation(len(_SENDERS))[:5]]
            told = _tell(rng, story, f"{story}-{round_ + 1}", senders)
            if len(rows) + len(told) <= parcels:
                rows.extend(told)
    return pl.DataFrame(rows).with_row_index("story_row").cast({"story_row": pl.Int64})
