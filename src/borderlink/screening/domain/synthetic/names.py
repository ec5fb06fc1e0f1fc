"""Invented people and firms: common surnames and given syllables, drawn apart."""

import unicodedata
from typing import Final

import polars as pl

from borderlink.screening.domain.synthetic.tables import columns, pick, words, write_each

HAN, HAN_TRADITIONAL, VIETNAMESE, LATIN = range(4)  # how a party's own name is written
_FIRM: Final = 4
STYLES: Final = 10  # ways to write one name on a form


def _bare(text: str) -> str:
    """Return ``text`` without Vietnamese marks, as a hurried clerk types it."""
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def bare(table: tuple[str, ...]) -> tuple[str, ...]:
    """Return every word of ``table`` without its Vietnamese marks."""
    return tuple(_bare(word) for word in table)


def _han(text: str) -> tuple[tuple[str, ...], ...]:
    return columns("\n".join(text.split()).replace(":", "|"), 3)


# today's characters : traditional : toneless reading, the most frequent first
SURNAMES: Final = _han("""
王:王:Wang 李:李:Li 张:張:Zhang 刘:劉:Liu 陈:陳:Chen 杨:楊:Yang 黄:黃:Huang 赵:趙:Zhao 吴:吳:Wu 周:周:Zhou
徐:徐:Xu 孙:孫:Sun 马:馬:Ma 朱:朱:Zhu 胡:胡:Hu 郭:郭:Guo 何:何:He 林:林:Lin 罗:羅:Luo 高:高:Gao 郑:鄭:Zheng
梁:梁:Liang 谢:謝:Xie 宋:宋:Song 唐:唐:Tang 许:許:Xu 韩:韓:Han 邓:鄧:Deng 冯:馮:Feng 曹:曹:Cao 彭:彭:Peng
曾:曾:Zeng 肖:肖:Xiao 田:田:Tian 董:董:Dong 潘:潘:Pan 袁:袁:Yuan 蔡:蔡:Cai 蒋:蔣:Jiang 余:余:Yu 于:于:Yu
杜:杜:Du 叶:葉:Ye 程:程:Cheng 魏:魏:Wei 苏:蘇:Su 吕:呂:Lü 丁:丁:Ding 任:任:Ren 卢:盧:Lu 姚:姚:Yao 沈:沈:Shen
钟:鍾:Zhong 姜:姜:Jiang 崔:崔:Cui 谭:譚:Tan 陆:陸:Lu 范:范:Fan 汪:汪:Wang 廖:廖:Liao 石:石:Shi 金:金:Jin
韦:韋:Wei 贾:賈:Jia 夏:夏:Xia 付:付:Fu 方:方:Fang 邹:鄒:Zou 熊:熊:Xiong 白:白:Bai 孟:孟:Meng 秦:秦:Qin
邱:邱:Qiu 侯:侯:Hou 江:江:Jiang 尹:尹:Yin 薛:薛:Xue 闭:閉:Bi 农:農:Nong 覃:覃:Qin 莫:莫:Mo 欧:歐:Ou
麦:麥:Mai 甘:甘:Gan 容:容:Rong
""")
GIVEN: Final = _han("""
伟:偉:wei 芳:芳:fang 娜:娜:na 敏:敏:min 静:靜:jing 丽:麗:li 强:強:qiang 磊:磊:lei 军:軍:jun 洋:洋:yang
勇:勇:yong 艳:艷:yan 杰:傑:jie 涛:濤:tao 明:明:ming 超:超:chao 秀:秀:xiu 霞:霞:xia 平:平:ping 刚:剛:gang
桂:桂:gui 英:英:ying 华:華:hua 玉:玉:yu 萍:萍:ping 红:紅:hong 玲:玲:ling 文:文:wen 辉:輝:hui 建:建:jian
国:國:guo 海:海:hai 燕:燕:yan 梅:梅:mei 林:林:lin 晓:曉:xiao 雪:雪:xue 云:雲:yun 峰:峰:feng 鹏:鵬:peng
宇:宇:yu 浩:浩:hao 子:子:zi 涵:涵:han 欣:欣:xin 怡:怡:yi 嘉:嘉:jia 俊:俊:jun 志:志:zhi 佳:佳:jia 思:思:si
雨:雨:yu 梓:梓:zi 轩:軒:xuan 诗:詩:shi 琪:琪:qi 婷:婷:ting 慧:慧:hui 琳:琳:lin 颖:穎:ying 颜:顏:yan
倩:倩:qian 莹:瑩:ying 洁:潔:jie 凤:鳳:feng 兰:蘭:lan 春:春:chun 秋:秋:qiu 冬:冬:dong 东:東:dong 南:南:nan
永:永:yong 广:廣:guang 天:天:tian 福:福:fu 德:德:de 荣:榮:rong 庆:慶:qing 祥:祥:xiang 瑞:瑞:rui 龙:龍:long
虎:虎:hu 豪:豪:hao 凯:凱:kai 博:博:bo 然:然:ran 昊:昊:hao 阳:陽:yang 旭:旭:xu 晨:晨:chen 曦:曦:xi 月:月:yue
星:星:xing 辰:辰:chen 彤:彤:tong 妍:妍:yan 悦:悅:yue 乐:樂:le 安:安:an 宁:寧:ning 康:康:kang 健:健:jian
新:新:xin 兴:興:xing 业:業:ye 成:成:cheng 功:功:gong 少:少:shao 仁:仁:ren 义:義:yi 礼:禮:li 智:智:zhi
信:信:xin 良:良:liang 贵:貴:gui 富:富:fu 金:金:jin 银:銀:yin 宝:寶:bao 珍:珍:zhen 珠:珠:zhu
""")
VI_SURNAMES: Final = words("""
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai Lương Đào Tô
Trương Lâm Hà Cao Chu Tạ Thái Quách La Nông Lục Vi Triệu
""")
VI_MIDDLES: Final = words("""
Văn Thị Hữu Đức Thanh Minh Ngọc Thu Quốc Xuân Hồng Kim Thành Công Quang Anh Bảo Gia Khánh Phương Mỹ Đình
Trọng Tuấn Diệu Tiến Hải Như Bích Duy
""")
VI_GIVEN: Final = words("""
Anh Hương Linh Dũng Hùng Lan Hoa Mai Nam Sơn Tuấn Thảo Trang Hà Huyền Nga Hải Long Minh Phúc Quân Tâm Thắng
Thủy Trung Việt Yến Bình Châu Cường Đạt Giang Hạnh Hiếu Hoàng Huy Khoa Kiên Lâm Loan Ly My Ngân Nhung Oanh
Phong Phương Quyên Tài Thịnh Toàn Trí Vy Vân Xuân Đông Khôi Nhi Thư Tú Uyên Diễm Đức Lợi Nghĩa Quý
""")
EN_SURNAMES: Final = words("""
Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts
Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Cox Price Bennett
Cook Bailey Carter Kelly Murphy Campbell Anderson Martin Lee Tan Lim Wong Ng Chua Ong Goh Singh Kaur Rahman
Ismail Abdullah Hassan Garcia Martinez Lopez Miller Moore Clark Young Allen King Scott Hill Adams Baker
Nelson Reid Ross Grant Fraser Stewart Hamilton Graham Kumar Sharma Fernando Perera Silva Santos Reyes Cruz
Ramos Novak Kowalski Rossi Marino Weber Fischer Larsen Hansen Nikolaidis Tupou Latu
""")
EN_GIVEN: Final = words("""
James John Michael David Daniel Thomas Andrew Matthew Joshua Luke Peter Mark Paul Steven Kevin Brian Jason
Ryan Adam Simon Sarah Emma Olivia Charlotte Amelia Grace Chloe Sophie Emily Jessica Hannah Lucy Anna Laura
Rebecca Rachel Karen Susan Helen Linda Mei Siew Kok Wei Aisha Fatima Nur Siti Ahmad Farid Arjun Priya Anil
Deepa Ravi Maria Jose Carlos Elena Ivan Marta Nina Oscar Hugo Felix Leo Max Ruby Ivy Zoe Mia Ella Isla Noah
Liam Ethan Lucas Mason Logan Aaron Blake Connor Dylan Evan Gavin
""")
BRANDS: Final = _han("""
华:華:Hua 美:美:Mei 润:潤:Run 泰:泰:Tai 达:達:Da 通:通:Tong 恒:恆:Heng 盛:盛:Sheng 鑫:鑫:Xin 源:源:Yuan
汇:匯:Hui 锦:錦:Jin 佳:佳:Jia 优:優:You 品:品:Pin 创:創:Chuang 联:聯:Lian 诚:誠:Cheng 隆:隆:Long 万:萬:Wan
利:利:Li 顺:順:Shun 丰:豐:Feng 百:百:Bai 千:千:Qian 越:越:Yue 粤:粵:Yue 桂:桂:Gui 邕:邕:Yong 珠:珠:Zhu
""")
TRADES: Final = columns(
    """
电子商务有限公司|E-Commerce Co., Ltd
贸易有限公司|Trading Co., Ltd
服饰有限公司|Garment Co., Ltd
电子科技有限公司|Electronics Co., Ltd
国际货运代理有限公司|International Freight Co., Ltd
茶业有限公司|Tea Co., Ltd
工艺品厂|Crafts Factory
日用品商行|Household Goods
""",
    2,
)
TITLES: Final = words("Mr Ms Mrs Miss Mr. Dr")

_VI_BARE = (bare(VI_SURNAMES), bare(VI_MIDDLES), bare(VI_GIVEN))


def _title(name: str) -> pl.Expr:
    """Return a syllable with its first letter raised."""
    return pl.col(name).str.slice(0, 1).str.to_uppercase() + pl.col(name).str.slice(1)


def _style(*forms: pl.Expr) -> pl.Expr:
    """Return the form whose number stands in ``style``; the last one for any higher number."""
    chosen = forms[-1]
    for number, form in list(enumerate(forms))[-2::-1]:
        chosen = pl.when(pl.col("style") == number).then(form).otherwise(chosen)
    return chosen


def _write_han(parties: pl.DataFrame, script: int) -> pl.Series:
    """Return Han names in characters of either kind or romanised in either order."""
    other = 1 - script
    surname, one, two = parties["surname"], parties["given"], parties["second"]
    parts = parties.select(
        "style",
        own=pick(SURNAMES[script], surname) + pick(GIVEN[script], one) + pick(GIVEN[script], two),
        twin=pick(SURNAMES[other], surname) + pick(GIVEN[other], one) + pick(GIVEN[other], two),
        s=pick(SURNAMES[2], surname),
        a=pick(GIVEN[2], one),
        b=pick(GIVEN[2], two),
    )
    own, s = pl.col("own"), pl.col("s")
    joined = _title("a") + pl.col("b")
    apart = (_title("a") + " " + _title("b")).str.strip_chars_end()
    return parts.select(name=_style(
        own, own, own, own, joined + " " + s, (s + " " + joined).str.to_uppercase(),
        s + " " + apart, apart + " " + s, s + " " + joined, pl.col("twin"),
    )).to_series()  # fmt: skip


def _write_vietnamese(parties: pl.DataFrame) -> pl.Series:
    """Return Vietnamese names with or without marks, in either order."""
    rows = (parties["surname"], parties["second"], parties["given"])
    full = [pick(table, at) for table, at in zip((VI_SURNAMES, VI_MIDDLES, VI_GIVEN), rows, strict=True)]
    flat = [pick(table, at) for table, at in zip(_VI_BARE, rows, strict=True)]
    parts = parties.select("style", s=full[0], m=full[1], g=full[2], t=flat[0], n=flat[1], h=flat[2])
    marked = pl.concat_str("s", "m", "g", separator=" ")
    plain = pl.concat_str("t", "n", "h", separator=" ")
    return parts.select(name=_style(
        marked, marked, marked, marked, plain, plain, plain.str.to_uppercase(),
        pl.concat_str("h", "t", separator=" "), pl.concat_str("n", "h", "t", separator=" "),
        marked.str.to_uppercase(),
    )).to_series()  # fmt: skip


def _write_latin(parties: pl.DataFrame) -> pl.Series:
    """Return names of the Latin script with initials, titles and either order."""
    parts = parties.select(
        "style", s=pick(EN_SURNAMES, parties["surname"]), g=pick(EN_GIVEN, parties["given"]),
        m=pick(EN_GIVEN, parties["second"]), t=pick(TITLES, parties["given"] % len(TITLES)),
    )  # fmt: skip
    plain = pl.concat_str("g", "s", separator=" ")
    initial = pl.col("g").str.slice(0, 1)
    return parts.select(name=_style(
        plain, plain, plain, plain, plain.str.to_uppercase(), initial + " " + pl.col("s"),
        pl.col("s") + ", " + pl.col("g"), pl.col("t") + " " + plain,
        pl.col("g") + " " + pl.col("m").str.slice(0, 1) + " " + pl.col("s"), plain.str.to_lowercase(),
    )).to_series()  # fmt: skip


def _write_firm(parties: pl.DataFrame) -> pl.Series:
    """Return firms' names: with their city, without it, or in English."""
    one, two, trade = parties["given"] % len(BRANDS[0]), parties["second"] % len(BRANDS[0]), parties["trade"]
    han = pick(BRANDS[0], one) + pick(BRANDS[0], two) + pick(TRADES[0], trade)
    brand = pick(BRANDS[2], one) + pick(BRANDS[2], two).str.to_lowercase()
    parts = parties.select(
        "style",
        han=han,
        full=parties["city"].str.strip_chars_end("市") + han,
        latin=brand + " " + pick(TRADES[1], trade),
        city=parties["city_latin"],
    )
    return parts.select(name=_style(*[pl.col("full")] * 6, pl.col("han"), pl.col("han"), pl.col("latin"),
                                    pl.col("city") + " " + pl.col("latin"))).to_series()  # fmt: skip


def write_names(parties: pl.DataFrame, city: pl.Series, city_latin: pl.Series) -> pl.Series:
    """Return one written name a row of ``parties`` (script, surname, given, second, trade, style).

    ``trade`` >= 0 makes it a firm of the city named.
    """
    named = parties.with_columns(city.alias("city"), city_latin.alias("city_latin"))
    kind = named.select(pl.when(pl.col("trade") >= 0).then(pl.lit(_FIRM)).otherwise("script")).to_series()
    writers = {
        HAN: lambda rows: _write_han(rows, HAN), VIETNAMESE: _write_vietnamese, LATIN: _write_latin,
        HAN_TRADITIONAL: lambda rows: _write_han(rows, HAN_TRADITIONAL), _FIRM: _write_firm,
    }  # fmt: skip
    return write_each(named, kind, writers)
