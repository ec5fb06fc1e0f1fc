"""The second maker's words: names, lands, lanes and wares, none taken from the first."""

# ruff: noqa: E501, SIM905 - tables read better in long rows of words

# hanzi, pinyin, as somebody from Hong Kong or Malaysia writes it
CLANS = [row.split("/") for row in """
欧阳/Ouyang/Auyeung 司徒/Situ/Szeto 詹/Zhan/Cheem 温/Wen/Wan 骆/Luo/Lok 柯/Ke/Kua 颜/Yan/Ngan 连/Lian/Lien 施/Shi/See
庄/Zhuang/Chong 倪/Ni/Ngai 包/Bao/Pau 聂/Nie/Nip 翁/Weng/Yung 戴/Dai/Tai 阮/Ruan/Yuen 黎/Li/Lai 蓝/Lan/Lam 凌/Ling/Ling
涂/Tu/To 章/Zhang/Cheung 岑/Cen/Shum 伍/Wu/Ng 车/Che/Chea 纪/Ji/Kei 童/Tong/Tung 关/Guan/Kwan 盘/Pan/Poon 祝/Zhu/Chuk
李/Li/Lee 王/Wang/Wong 陈/Chen/Chan 张/Zhang/Cheung 刘/Liu/Lau 黄/Huang/Wong 吴/Wu/Ng 林/Lin/Lam 郑/Zheng/Cheng
""".split()]  # fmt: skip
# a given name is one or two of these: hanzi, pinyin
SYLLABLES = [
    row.split("/")
    for row in """
振/zhen 邦/bang 惠/hui 如/ru 立/li 群/qun 启/qi 航/hang 若/ruo 兮/xi 彦/yan 霖/lin 书/shu 瑶/yao 景/jing 佩/pei 珊/shan 承/cheng 美/mei
添/tian 财/cai 妹/mei 水/shui 生/sheng 火/huo 旺/wang 珠/zhu 伯/bo 勋/xun 巧/qiao 世/shi 家/jia 亦/yi 凡/fan 沐/mu 语/yu 诺/nuo 皓/hao
梦/meng 银/yin 花/hua 连/lian 炳/bing 坤/kun 月/yue 娥/e 远/yuan 淑/shu 贞/zhen 栋/dong 佑/you 雅/ya 雯/wen 锦/jin 丹/dan 青/qing
兆/zhao 基/ji 莲/lian 楠/nan 彬/bin 滢/ying 骁/xiao 黛/dai 毅/yi 璐/lu 捷/jie 蕾/lei 潇/xiao 湘/xiang 溪/xi 阁/ge 奎/kui 茂/mao
""".split()
]
WESTERN = ("Kevin Jenny Vivian Tony Cindy Eric Wendy Raymond Fiona Calvin Mandy Derek Sunny Doris Stanley "
           "Yvonne Winnie Bosco Eunice Gary").split()  # fmt: skip
VIET = (
    "Bùi Đặng Đỗ Hồ Ngô Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Vũ Đinh Mạc Hứa Lò Quan Đàm Khổng Tống Văn Thân Giáp".split(),
    "Thị Thị Văn Văn Thúy Hoài Nhật Tường Diễm Cẩm Đăng Thế Ánh Tấn Vĩnh Khắc Doãn Hoàng Lan Trúc Sĩ Bá Quý Nguyệt Tuệ Hạ".split(),
    (
        "Đào Hiền Khanh Lụa Mận Nghiêm Phấn Quỳnh Sáng Thoa Ước Vinh Xoan Dung Hưng Kiều Liễu Toản Duyên Hậu Nhân Rạng Tuyết Điệp "
        "Chiến Cúc Đoan Gấm Hiệp Hòa Khuê Lành Lực Miên Mùi Nga Nhạn Phú Quyền Sen Tài Thạch Thơm Thuận Tính Trâm Trọng Ưng Viên Yên"
    ).split(),
)
# given names, then the halves of which family names are built
ABROAD = {
    "th": (
        "Somchai Malee Anong Niran Prasert Kanya Suda Wichai Ratana Chai Apinya Boonsri Chalerm Duangjai Kamon Lawan Mongkut "
        "Nittaya Orawan Pakpao Ruang Sumalee Thaksin Udom Waen Yupin".split(),
        "Sae Sri Boon Wong Chai Thong Rattana Phon Kitti Siri Nara Wiri Pana Maha Intha Kaeo Decha Supha Theera Worra".split(),
        "tang suk mee sa yaporn dee kul lim sakul wong chart phan rat narong thep porn pong chai wat som".split(),
    ),
    "ph": (
        "Maricel Jomar Rowena Jayson Liezel Arnel Cherry Dennis Grace Rodel Analyn Benjie Charito Dodong Erlinda Fe Gemma "
        "Hernan Imelda Joel Kristine Lorna Marvin Nenita Onofre Precious Ramil Shiela Teresita Virgilio".split(),
        "Dela San Bauti Villa Mendo Pangi Aqui Sala Tolen Maca Bala Dima Cabu Guin Lumi Mana Pala Sumi Tala Vela".split(),
        "cruz sta nueva linan no zar tino pagal gtas culangan yao hawa mbao lang ting ban gasan tay wan dor".split(),
    ),
    "jp": (
        "Yuki Haruto Sakura Kenji Aiko Takumi Emi Daiki Naoko Ren Akane Botan Chie Fumio Goro Hana Isamu Jun Kaori Makoto "
        "Noboru Rika Sora Tomoko Wataru Yoko".split(),
        "Tana Suzu Wata Koba Yoshi Matsu Ino Kimu Ishi Naka Yama Oka Mori Fuji Hashi Taka Naga Sato Kuro Shima".split(),
        "ka moto da yashi mura ue ra ta gawa shita guchi saki hara no bara zawa yama se uchi be".split(),
    ),
    "eu": (
        "José Lucía Jürgen Chloé François Anaïs Björn Małgorzata Sören Inés Katrin Pieter Giulia Nuño Zoë Álvaro Begoña Cédric "
        "Dörte Élodie Frédéric Gülay Håkon Íñigo Jörg Klára Léa Máximo Noëlle Óscar".split(),
        "Muñ Garc Müll Lefè Núñ Schä Bian Meer Søg Krau Dub Igle Ort Weiß Fer Mart Lóp Grü Hof Kön".split(),
        "oz ía er vre ez fer chi mann aard se ois sias iz inger nández ínez ner berg auer igs".split(),
    ),
    "an": (
        "Bronwyn Callum Duncan Fergus Heather Imogen Kieran Leanne Nigel Trevor Tamika Darnell Shonda Brock Tiffany Alistair "
        "Beverley Clive Deirdre Eunan Freya Gareth Hilary Innes Jocelyn Keith Lorraine Maureen Neville Roisin".split(),
        "Ash Black Cart Dun Ent Fair Gill Har Kirk Lock Pem Rad Whit Thorn Stan Hol Brad Cal Wes Mar".split(),
        "worth wood wright stable wistle brother espie greaves bride ley berton cliffe combe ton field den shaw der by well".split(),
    ),
}
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
    f"{one} {two}"
    for one in "Ngô Hoàng Lương Tô Cầu Mê Văn Đà Lạch Phố Ngõ Đường Bến Chợ Xóm".split()
    for two in "Gia Tự|Văn Thụ|Khánh Thiện|Hiệu|Đất|Linh|Cao|Nẵng|Tray|Đông|Hạ|Vượng|Lộc|Phúc|Sơn|Giang".split(
        "|"
    )
]
PARTS = [
    "North",
    "Upper",
    "Old",
    "Lower",
    "St. Mary's",
    "New",
    "Market",
    "Castle",
    "South",
    "Great",
    "Little",
    "East",
    "West",
    "Long",
    "High",
    "Far",
    "Queen's",
    "King's",
    "Duke's",
    "Abbot's",
]
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
    ("纯棉毛巾", "6302600000", 0.12, 3.0), ("不锈钢餐具", "7323930000", 0.5, 9.0), ("电热水壶", "8516101000", 1.1, 21.0),
    ("眼镜框", "9003110000", 0.05, 12.0), ("耳钉", "7117190000", 0.02, 5.0), ("双肩包", "4202920000", 0.7, 22.0),
    ("帽子", "6505009900", 0.11, 6.0), ("丝袜", "6115210000", 0.05, 2.4), ("乳胶枕", "9404904000", 1.4, 26.0),
    ("中性笔", "9608100000", 0.02, 0.5), ("数据线", "8544421900", 0.06, 2.0), ("充电宝", "8507600090", 0.3, 15.0),
    ("收纳盒", "3924100000", 0.4, 6.0), ("面膜", "3304990039", 0.2, 8.0), ("洗脸巾", "4818200000", 0.25, 3.0),
    ("儿童拼图", "9503006000", 0.4, 6.0), ("剃须刀", "8510100000", 0.3, 19.0), ("手表带", "9113900000", 0.04, 6.0),
    ("书法字帖", "4901990000", 0.4, 5.0), ("保温杯", "9617001900", 0.42, 10.0), ("女士凉鞋", "6402992900", 0.62, 16.0),
]  # fmt: skip
