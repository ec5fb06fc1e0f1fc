"""What honest parcels hold: HS 2022 subheading, what a piece weighs and costs, how it is described."""

from typing import Final

from borderlink.screening.domain.synthetic.tables import columns

# HS6 | share of parcels | grams a piece | spread | yuan a piece | spread | usual pieces | Chinese | English
# Weights, values and shares are invented but plausible; subheadings are HS 2022's.
_GOODS: Final = columns(
    """
610910|70|180|.25|45|.4|3|棉T恤;T恤衫;纯棉短袖|cotton T-shirt;T-shirts;cotton tee
610432|20|650|.25|180|.4|1|女式外套;针织外套|women's jacket;knit jacket
610443|36|380|.25|120|.4|2|连衣裙;女裙;化纤连衣裙|dress;women's dress;dresses
620442|18|420|.25|150|.4|2|棉布连衣裙;裙子|cotton dress;dress
620462|30|520|.22|90|.4|2|女裤;棉裤|women's trousers;cotton pants
640419|40|750|.2|130|.4|1|运动鞋;帆布鞋|sneakers;canvas shoes;sport shoes
420222|26|620|.3|160|.5|1|女包;手提包|handbag;women's bag
420292|16|480|.3|85|.4|1|背包;旅行包|backpack;travel bag
650500|10|110|.3|35|.4|2|帽子;针织帽|hat;knitted cap
611595|14|60|.3|12|.4|6|袜子;棉袜|socks;cotton socks
851712|6|210|.1|1900|.5|1|手机;智能手机|smartphone;mobile phone
851830|34|90|.4|95|.6|1|耳机;蓝牙耳机|earphones;bluetooth headset
850440|30|130|.3|45|.4|2|充电器;电源适配器|charger;power adapter
850760|10|240|.3|80|.4|1|移动电源;锂电池|power bank;lithium battery
854442|26|60|.3|18|.4|3|数据线;连接线|USB cable;data cable
392690|46|70|.5|14|.5|4|手机壳;塑料制品;塑料配件|phone case;plastic goods;plastic accessories
392410|22|320|.4|28|.4|4|塑料餐具;保鲜盒|plastic tableware;food boxes
392490|14|260|.4|22|.4|3|塑料花盆;塑料收纳盒|plastic flower pots;plastic storage box
691200|8|700|.3|60|.5|2|陶瓷杯;瓷器|ceramic mug;ceramics
732393|14|450|.4|70|.4|2|不锈钢餐具;保温杯|stainless steel ware;thermos cup
940540|12|520|.4|90|.5|1|LED灯;台灯|LED lamp;desk lamp
950300|34|340|.5|65|.5|2|玩具;布娃娃;毛绒玩具;积木|toys;doll;plush toy;building blocks
950450|6|420|.3|320|.5|1|游戏手柄;游戏机|game controller;game console
950691|8|950|.4|110|.5|1|健身器材;瑜伽垫|fitness gear;yoga mat
490199|18|420|.35|48|.4|2|书籍;图书;教材|books;book;textbook
482010|10|230|.3|18|.4|4|笔记本;文具|notebooks;stationery
960810|8|15|.3|4|.5|12|圆珠笔;中性笔|ball pens;gel pens
330499|26|90|.4|75|.6|3|化妆品;面霜;护肤品|cosmetics;face cream;skin care
330510|10|420|.2|48|.4|2|洗发水|shampoo
340130|8|210|.3|32|.4|2|沐浴露;洗面奶|body wash;facial cleanser
300490|10|120|.4|40|.5|3|中成药;药品|Chinese patent medicine;medicine
210690|24|260|.4|70|.5|3|保健食品;食品;膳食补充剂|food supplement;food;health food
090210|16|240|.4|90|.6|3|绿茶;茶叶|green tea;tea
090230|12|260|.4|85|.6|3|红茶;普洱茶;茶叶|black tea;pu'er tea;tea
170199|6|500|.2|11|.3|3|冰糖;单晶冰糖|rock sugar;crystal sugar
190230|14|380|.3|9|.4|6|方便面;米粉|instant noodles;rice noodles
200819|12|300|.3|28|.4|4|坚果;花生|nuts;peanuts
180632|6|180|.3|30|.4|4|巧克力|chocolate
170490|10|220|.3|18|.4|4|糖果;软糖|sweets;candy
121190|10|200|.5|80|.6|2|中药材;枸杞|medicinal herbs;goji berries
071239|8|180|.4|60|.5|2|香菇;干菇|dried mushrooms;shiitake
090411|4|150|.3|40|.4|3|胡椒;香料|pepper;spices
090111|6|400|.3|70|.4|2|咖啡豆;咖啡|coffee beans;coffee
711719|20|25|.5|35|.6|3|饰品;耳环;项链|costume jewellery;earrings;necklace
900410|10|45|.3|60|.6|1|太阳镜|sunglasses
910211|8|80|.3|220|.6|1|手表|wrist watch
630260|12|320|.3|35|.4|3|毛巾;浴巾|towels;bath towel
630231|10|1300|.25|160|.4|1|床单;四件套|bed linen;bed sheets
570330|3|2200|.3|150|.4|1|地毯|carpet
871200|2|9000|.2|900|.4|1|自行车|bicycle
870899|12|1400|.7|180|.6|1|汽车配件|car parts;auto parts
848180|6|520|.5|60|.5|2|阀门;水龙头|valve;tap
820559|10|640|.5|55|.5|2|手动工具;五金工具|hand tools;hardware tools
847130|4|1600|.15|3800|.4|1|笔记本电脑;平板电脑|laptop;tablet computer
847330|12|180|.5|150|.7|1|电脑配件;内存条|computer parts;memory module
852990|6|300|.5|120|.6|1|显示屏配件|display parts
901890|4|350|.5|260|.6|1|医疗器械;血压计|medical device;blood pressure monitor
670290|6|160|.4|25|.4|3|假花;人造花|artificial flowers
670420|6|150|.3|140|.5|1|假发|wig
940490|5|1100|.3|70|.4|1|枕头;抱枕|pillow;cushion
""",
    9,
)
HS6: Final = _GOODS[0]
SHARES: Final = tuple(float(share) for share in _GOODS[1])
GRAMS: Final = tuple(float(grams) for grams in _GOODS[2])
GRAMS_SPREAD: Final = tuple(float(spread) for spread in _GOODS[3])
YUAN: Final = tuple(float(yuan) for yuan in _GOODS[4])
YUAN_SPREAD: Final = tuple(float(spread) for spread in _GOODS[5])
PIECES: Final = tuple(int(pieces) for pieces in _GOODS[6])
CHINESE: Final = tuple(tuple(text.split(";")) for text in _GOODS[7])
ENGLISH: Final = tuple(tuple(text.split(";")) for text in _GOODS[8])
MOST_TEXTS: Final = 4
# MOST_TEXTS texts for each kind of goods, the first ones again where there are fewer
CHINESE_FLAT: Final = tuple(texts[k % len(texts)] for texts in CHINESE for k in range(MOST_TEXTS))
ENGLISH_FLAT: Final = tuple(texts[k % len(texts)] for texts in ENGLISH for k in range(MOST_TEXTS))
VAGUE: Final = ("礼品", "日用品", "样品", "gift", "personal effects", "sample", "家用杂物", "goods")
LETTER_TEXTS: Final = ("文件", "documents", "信函", "letter", "合同文件")
CARRIERS_OF_DRUGS: Final = tuple(HS6.index(hs) for hs in ("090210", "170199", "392490", "610443", "950300"))
