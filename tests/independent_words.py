"""The second maker's words: names, lands, lanes and wares, none taken from the first."""

# ruff: noqa: E501, SIM905 - tables read better in long rows of words

# hanzi, pinyin, as somebody from Hong Kong or Malaysia writes it
CLANS = [row.split("/") for row in """
欧阳/Ouyang/Auyeung 司徒/Situ/Szeto 詹/Zhan/Cheem 温/Wen/Wan 骆/Luo/Lok 柯/Ke/Kua 颜/Yan/Ngan 连/Lian/Lien 施/Shi/See
庄/Zhuang/Chong 倪/Ni/Ngai 包/Bao/Pau 聂/Nie/Nip 翁/Weng/Yung 戴/Dai/Tai 阮/Ruan/Yuen 黎/Li/Lai 蓝/Lan/Lam 凌/Ling/Ling
涂/Tu/To 章/Zhang/Cheung 岑/Cen/Shum 伍/Wu/Ng 车/Che/Chea 纪/Ji/Kei 童/Tong/Tung 关/Guan/Kwan 盘/Pan/Poon 祝/Zhu/Chuk
李/Li/Lee 王/Wang/Wong 陈/Chen/Chan 张/Zhang/Cheung 刘/Liu/Lau 黄/Huang/Wong 吴/Wu/Ng 林/Lin/Lam 郑/Zheng/Cheng
""".split()]  # fmt: skip
FIRSTS = [row.split("/") for row in """
振邦/Zhenbang 惠如/Huiru 立群/Liqun 启航/Qihang 若兮/Ruoxi 彦霖/Yanlin 书瑶/Shuyao 景行/Jinghang 佩珊/Peishan 承志/Chengzhi
美凤/Meifeng 添财/Tiancai 阿妹/Amei 水生/Shuisheng 火旺/Huowang 丽珠/Lizhu 伯勋/Boxun 巧云/Qiaoyun 世杰/Shijie 家和/Jiahe
亦凡/Yifan 沐阳/Muyang 语桐/Yutong 一诺/Yinuo 皓轩/Haoxuan 梦洁/Mengjie 银花/Yinhua 连生/Liansheng 炳坤/Bingkun 月娥/Yuee
志远/Zhiyuan 淑贞/Shuzhen 国栋/Guodong 晓彤/Xiaotong 天佑/Tianyou 雅雯/Yawen 锦程/Jincheng 丹青/Danqing 海生/Haisheng 兆基/Zhaoji
莲/Lian 楠/Nan 彬/Bin 滢/Ying 骁/Xiao 黛/Dai 毅/Yi 璐/Lu 捷/Jie 蕾/Lei
""".split()]  # fmt: skip
WESTERN = ("Kevin Jenny Vivian Tony Cindy Eric Wendy Raymond Fiona Calvin Mandy Derek Sunny Doris Stanley "
           "Yvonne Winnie Bosco Eunice Gary").split()  # fmt: skip
VIET = (
    ["Bùi", "Đặng", "Đỗ", "Hồ", "Ngô", "Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đinh", "Mạc", "Hứa", "Lò", "Quan"],
    ["Thị", "Văn", "Thúy", "Hoài", "Nhật", "Tường", "Diễm", "Cẩm", "Đăng", "Thế", "Ánh", "Tấn"],
    ["Đào", "Hiền", "Khanh", "Lụa", "Mận", "Nghiêm", "Phấn", "Quỳnh", "Sáng", "Thoa", "Ước", "Vinh", "Xoan",
     "Dung", "Hưng", "Kiều", "Liễu", "Toản", "Duyên", "Hậu", "Nhân", "Rạng", "Tuyết", "Điệp"],
)  # fmt: skip
ABROAD = {
    "th": (["Somchai", "Malee", "Anong", "Niran", "Prasert", "Kanya", "Suda", "Wichai", "Ratana", "Chai"],
           ["Saetang", "Srisuk", "Boonmee", "Wongsa", "Chaiyaporn", "Thongdee", "Rattanakul", "Saelim"]),
    "ph": (["Maricel", "Jomar", "Rowena", "Jayson", "Liezel", "Arnel", "Cherry Ann", "Dennis", "Grace", "Rodel"],
           ["Dela Cruz", "Bautista", "Villanueva", "Mendoza", "Pangilinan", "Aquino", "Salazar", "Tolentino"]),
    "jp": (["Yuki", "Haruto", "Sakura", "Kenji", "Aiko", "Takumi", "Emi", "Daiki", "Naoko", "Ren"],
           ["Tanaka", "Suzuki", "Watanabe", "Kobayashi", "Yoshida", "Matsumoto", "Inoue", "Kimura", "Ishii"]),
    "eu": (["José", "Lucía", "Jürgen", "Chloé", "François", "Anaïs", "Björn", "Małgorzata", "Sören", "Inés",
            "Katrin", "Pieter", "Giulia", "Nuño", "Zoë"],
           ["Muñoz", "García Peña", "Müller", "Lefèvre", "Núñez", "Schäfer", "Bianchi", "van der Meer", "Søgaard",
            "Kraus", "Dubois", "Iglesias", "Ortiz Vega", "Weiß"]),
    "an": (["Bronwyn", "Callum", "Duncan", "Fergus", "Heather", "Imogen", "Kieran", "Leanne", "Nigel", "Trevor",
            "Tamika", "Darnell", "Shonda", "Brock", "Tiffany"],
           ["Ashworth", "Blackwood", "Cartwright", "Dunstable", "Entwistle", "Fairbrother", "Gillespie", "Hargreaves",
            "Kirkbride", "Lockwood", "MacAllister", "O'Rourke", "Pemberton", "Radcliffe", "St John"]),
}  # fmt: skip
# country: Chinese name, calling code, trunk prefix, digits, share, kinds of people, towns (region, town, code shape)
LANDS: dict[str, tuple[str, str, str, int, float, str, list[tuple[str, str, str]]]] = {
    "AU": ("澳大利亚", "61", "0", 9, 20, "cn cn an vi", [("NSW", "Sydney", "2###"), ("VIC", "Melbourne", "3###"),
            ("SA", "Adelaide", "5###"), ("QLD", "Gold Coast", "42##")]),
    "VN": ("越南", "84", "0", 9, 14, "vi", [("", "Hải Phòng", "18####"), ("Quảng Ninh", "Hạ Long", "20####"),
            ("", "Cần Thơ", "90####"), ("Lạng Sơn", "Cao Lộc", "24####"), ("", "TP HCM", "70####")]),
    "TH": ("泰国", "66", "0", 9, 11, "th th cn", [("", "Bangkok", "10###"), ("", "Chiang Mai", "50###")]),
    "PH": ("菲律宾", "63", "0", 10, 9, "ph ph cn", [("Metro Manila", "Quezon City", "11##"), ("Cebu", "Mandaue", "60##")]),
    "JP": ("日本", "81", "0", 10, 8, "jp cn", [("", "Osaka", "5##-00##"), ("", "Yokohama", "2##-00##")]),
    "DE": ("德国", "49", "0", 10, 8, "eu cn", [("", "Hamburg", "20###"), ("", "Köln", "50###")]),
    "ES": ("西班牙", "34", "", 9, 8, "eu", [("", "Valencia", "46###"), ("Málaga", "Marbella", "29###")]),
    "US": ("美国", "1", "", 10, 14, "an cn cn vi", [("CA", "Oakland", "94###"), ("WA", "Seattle", "98###"),
            ("IL", "Chicago", "60###")]),
    "GB": ("英国", "44", "0", 10, 8, "an cn", [("", "Leeds", "LS# #AA"), ("", "Birmingham", "B# #QT")]),
}  # fmt: skip
LANES = ("Tamarind Jacaranda Larch Heron Kestrel Anchor Cobbler Falcon Gables Hazel Juniper Lantern Mulberry Nettle Osprey "
         "Plover Quarry Rowan Saffron Thistle Umber Violet Weaver Yarrow Zephyr Almond Birch Cypress Dahlia Foxglove").split()  # fmt: skip
KINDS_OF_LANE = [
    ("Street", "Str"),
    ("Road", "Rd."),
    ("Boulevard", "Blvd"),
    ("Terrace", "Tce"),
    ("Place", "Pl"),
    ("Close", "Cl."),
]
VIET_LANES = [
    "Ngô Gia Tự",
    "Hoàng Văn Thụ",
    "Lương Khánh Thiện",
    "Tô Hiệu",
    "Cầu Đất",
    "Mê Linh",
    "Văn Cao",
    "Đà Nẵng",
    "Lạch Tray",
]
PARTS = ["North", "Upper", "Old", "Lower", "St. Mary's", "New", "Market", "Castle"]
CHINESE_TOWNS = ["福建省厦门市湖里区", "浙江省杭州市余杭区", "广东省东莞市长安镇", "广西钦州市钦南区", "云南省昆明市官渡区",
                 "广东省中山市小榄镇", "广西北海市海城区", "湖南省长沙市雨花区"]  # fmt: skip
CHINESE_ROADS = ["兴业街", "振兴路", "沿河东路", "工农大街", "金桥路", "石井巷", "海岸大道", "仓前街"]
WARES = [  # Chinese, HS, kilograms a piece, dollars a piece
    ("铁观音茶叶", "0902300000", 0.26, 14.0), ("茉莉花茶", "0902109000", 0.2, 9.0), ("黄冰糖", "1701999090", 0.5, 2.2),
    ("雪纺连衣裙", "6204430090", 0.31, 17.0), ("旗袍", "6204491000", 0.5, 38.0), ("塑料花盆", "3924900000", 0.42, 3.0),
    ("布偶娃娃", "9503002900", 0.3, 8.0), ("毛绒玩具", "9503002100", 0.36, 7.5), ("手机支架", "3926909090", 0.12, 3.5),
    ("钢化膜", "7007190000", 0.04, 1.5), ("假睫毛", "6704190000", 0.03, 4.0), ("瑜伽裤", "6104630000", 0.22, 11.0),
    ("鱼竿", "9507100010", 0.6, 24.0), ("汉服", "6204430090", 0.8, 46.0), ("鞋垫", "6406909900", 0.1, 2.5),
    ("蓝牙音箱", "8518220000", 0.45, 19.0), ("美甲灯", "9405420000", 0.38, 13.0), ("宠物衣服", "4201000090", 0.1, 5.0),
    ("辣条", "1905900000", 0.3, 2.0), ("螺蛳粉", "1902303000", 0.34, 1.8), ("红枣", "0813409000", 0.5, 6.0),
    ("当归", "1211903600", 0.25, 12.0), ("汽车脚垫", "8708999990", 2.4, 31.0), ("自行车灯", "8512100000", 0.14, 8.0),
    ("书法字帖", "4901990000", 0.4, 5.0), ("保温杯", "9617001900", 0.42, 10.0), ("女士凉鞋", "6402992900", 0.62, 16.0),
]  # fmt: skip
