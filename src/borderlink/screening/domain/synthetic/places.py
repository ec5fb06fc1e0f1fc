"""Towns and streets that parcels come from and go to: real towns, common street names, invented houses."""

from typing import Final

import numpy as np

from borderlink.screening.domain.synthetic.names import bare
from borderlink.screening.domain.synthetic.tables import Ints, columns, words, zipf

LATIN_WAY, CHINESE_WAY, VIETNAMESE_WAY = range(3)  # the order in which an address is written

# code | weight as destination | way | calling code | trunk prefix | digits | first digits | name | flights
_COUNTRIES: Final = columns(
    """
AU|22|0|61|0|9|4|Australia|YY301 YY303 YY311
US|20|0|1||10|2 3 4 5 6 7 8 9|United States|YY601 YY605
NZ|6|0|64|0|9|21 22 27|New Zealand|YY321
GB|8|0|44|0|10|74 75 77 78 79|United Kingdom|YY701
SG|7|0|65||8|8 9|Singapore|YY201 YY203
MY|8|0|60|0|9|12 13 16 17 19|Malaysia|YY211 YY213
CA|6|0|1||10|2 4 5 6 7|Canada|YY631
VN|12|2|84|0|9|3 7 8 9|Viet Nam|YY101 BUS-DX BUS-PX
HK|5|1|852||8|5 6 9|Hong Kong|TRUCK-HK
TW|4|1|886|0|9|9|Taiwan|YY251
MO|2|1|853||8|6|Macao|TRUCK-MO
CN|10|1|86||11|13 15 17 18 19|China|YY102 YY302 YY602
""",
    9,
)
COUNTRIES: Final = _COUNTRIES[0]
CHINA: Final = COUNTRIES.index("CN")
EXPORT_WEIGHTS: Final = tuple(0.0 if code == "CN" else float(weight)
                              for code, weight in zip(COUNTRIES, _COUNTRIES[1], strict=True))  # fmt: skip
WAYS: Final = tuple(int(way) for way in _COUNTRIES[2])
CALLING: Final = _COUNTRIES[3]
TRUNKS: Final = _COUNTRIES[4]
DIGITS: Final = tuple(int(digits) for digits in _COUNTRIES[5])
FIRST_DIGITS: Final = tuple(words(first) for first in _COUNTRIES[6])
COUNTRY_NAMES: Final = _COUNTRIES[7]
FLIGHTS: Final = tuple(words(flights) for flights in _COUNTRIES[8])

# country | region | town | district | postcode | the same three as the other script or hand writes them
_PLACES: Final = columns(
    """
AU|NSW|Sydney|Campsie|2194|||
AU|NSW|Sydney|Hurstville|2220|||
AU|NSW|Sydney|Cabramatta|2166|||
AU|NSW|Sydney|Eastwood|2122|||
AU|NSW|Sydney|Parramatta|2150|||
AU|NSW|Sydney|Burwood|2134|||
AU|NSW|Sydney|Chatswood|2067|||
AU|VIC|Melbourne|Box Hill|3128|||
AU|VIC|Melbourne|Springvale|3171|||
AU|VIC|Melbourne|Footscray|3011|||
AU|VIC|Melbourne|Glen Waverley|3150|||
AU|VIC|Melbourne|Docklands|3008|||
AU|QLD|Brisbane|Sunnybank|4109|||
AU|WA|Perth|Northbridge|6003|||
NZ||Auckland|Albany|0632|||
NZ||Auckland|Newmarket|1023|||
NZ||Auckland|Howick|2014|||
NZ||Christchurch|Riccarton|8041|||
US|CA|Los Angeles|Monterey Park|91754|||
US|CA|Los Angeles|Alhambra|91801|||
US|CA|Los Angeles|Arcadia|91006|||
US|CA|San Jose|Berryessa|95132|||
US|CA|Westminster|Little Saigon|92683|||
US|NY|New York|Flushing|11354|||
US|NY|New York|Sunset Park|11220|||
US|TX|Houston|Alief|77072|||
GB||London|Colindale|NW9 5HR|||
GB||London|Docklands|E14 9SH|||
GB||London|Croydon|CR0 2XA|||
GB||Manchester|Ardwick|M12 6JH|||
SG||Singapore|Bedok|460123|||
SG||Singapore|Jurong West|640456|||
SG||Singapore|Toa Payoh|310178|||
SG||Singapore|Geylang|380045|||
MY|Selangor|Petaling Jaya|Damansara|47400|||
MY|WP|Kuala Lumpur|Cheras|56000|||
MY|WP|Kuala Lumpur|Bukit Bintang|55100|||
MY|Pulau Pinang|George Town|Air Itam|11500|||
MY|Johor|Johor Bahru|Taman Molek|81100|||
CA|BC|Vancouver|Marpole|V6P 4Z9|||
CA|BC|Richmond|Steveston|V7E 3A2|||
CA|ON|Toronto|Scarborough|M1S 3B4|||
VN|Hà Nội||Cầu Giấy|11300|Ha Noi|Hanoi|Cau Giay
VN|Hà Nội||Hoàn Kiếm|11000|Ha Noi|Hanoi|Hoan Kiem
VN|Hà Nội||Long Biên|11800|Ha Noi|Hanoi|Long Bien
VN|Quảng Ninh|Móng Cái|Trần Phú|01300|Quang Ninh|Mong Cai|Tran Phu
VN|Quảng Ninh|Móng Cái|Hải Yên|01300|Quang Ninh|Mong Cai|Hai Yen
VN|Lạng Sơn|Đồng Đăng|Hồng Phong|25000|Lang Son|Dong Dang|Hong Phong
VN|Lạng Sơn|Lạng Sơn|Vĩnh Trại|25000|Lang Son|Lang Son|Vinh Trai
VN|TP. Hồ Chí Minh||Bình Thạnh|72300|TP.HCM|Ho Chi Minh City|Binh Thanh
VN|TP. Hồ Chí Minh||Tân Bình|72100|TP.HCM|Ho Chi Minh City|Tan Binh
VN|TP. Hồ Chí Minh||Chợ Lớn|72700|TP.HCM|Ho Chi Minh City|Cho Lon
VN|Đà Nẵng||Hải Châu|50200|Da Nang|Da Nang|Hai Chau
VN|Hải Phòng||Lê Chân|04000|Hai Phong|Hai Phong|Le Chan
HK|九龍||旺角|999077|Kowloon|Hong Kong|Mong Kok
HK|九龍||觀塘|999077|Kowloon|Hong Kong|Kwun Tong
HK|新界||沙田|999077|N.T.|Hong Kong|Sha Tin
HK|香港||北角|999077|Hong Kong|Hong Kong|North Point
TW|台北市||大安區|106|Taipei City||Da'an Dist.
TW|新北市||板橋區|220|New Taipei City||Banqiao Dist.
TW|台中市||西屯區|407|Taichung City||Xitun Dist.
TW|高雄市||左營區|813|Kaohsiung City||Zuoying Dist.
MO|澳門||花地瑪堂區|999078|Macao||Nossa Senhora de Fatima
MO|澳門||氹仔|999078|Macao||Taipa
CN|广东省|广州市|天河区|510630|Guangdong|Guangzhou|Tianhe District
CN|广东省|广州市|白云区|510405|Guangdong|Guangzhou|Baiyun District
CN|广东省|广州市|越秀区|510030|Guangdong|Guangzhou|Yuexiu District
CN|广东省|广州市|番禺区|511400|Guangdong|Guangzhou|Panyu District
CN|广东省|深圳市|南山区|518052|Guangdong|Shenzhen|Nanshan District
CN|广东省|深圳市|龙岗区|518116|Guangdong|Shenzhen|Longgang District
CN|广东省|深圳市|福田区|518033|Guangdong|Shenzhen|Futian District
CN|广东省|佛山市|南海区|528200|Guangdong|Foshan|Nanhai District
CN|广西|南宁市|青秀区|530022|Guangxi|Nanning|Qingxiu District
CN|广西|南宁市|西乡塘区|530001|Guangxi|Nanning|Xixiangtang District
CN|广西|防城港市|东兴市|538100|Guangxi|Fangchenggang|Dongxing
CN|广西|崇左市|凭祥市|532600|Guangxi|Chongzuo|Pingxiang
CN|浙江省|义乌市|稠城街道|322000|Zhejiang|Yiwu|Choucheng
CN|福建省|泉州市|丰泽区|362000|Fujian|Quanzhou|Fengze District
""",
    8,
)
PLACE_COUNTRY: Final = tuple(COUNTRIES.index(code) for code in _PLACES[0])
REGIONS, TOWNS, DISTRICTS, POSTCODES, REGIONS_OTHER, TOWNS_OTHER, DISTRICTS_OTHER = _PLACES[1:]
PLACES_OF: Final = tuple(
    np.array([at for at, country in enumerate(PLACE_COUNTRY) if country == wanted])
    for wanted in range(len(COUNTRIES))
)

# The street tables share one length, so that a street's number fits every country.
STREETS_LATIN: Final = words("""
Wattle Banksia Church Station Park Victoria George King Queen High Elizabeth Albert Railway Beach Bridge
Canterbury Myrtle Acacia Cedar Oak Maple Elm Pine Willow Garden Hillside Lakeside River Forest Valley Meadow
Orchard Spring Summer Sunset Harbour Ocean Bay Cliff Ridge Crown Regent Duke Castle Market Mill School
College Union Liberty Franklin Lincoln Jefferson Grove Fairview Woodland Chapel Abbey Kingsway Merton
""")
STREETS_CHINESE: Final = columns(
    """
中山路|中山|Zhongshan
人民路|人民|Renmin
解放路|解放|Jiefang
建设路|建設|Jianshe
和平路|和平|Heping
新华路|新華|Xinhua
文明路|文明|Wenming
东风路|東風|Dongfeng
北京路|北京|Beijing
天河路|天河|Tianhe
花城大道|花城|Huacheng
民族大道|民族|Minzu
友谊路|友誼|Youyi
朝阳路|朝陽|Chaoyang
江南路|江南|Jiangnan
滨江路|濱江|Binjiang
工业路|工業|Gongye
科技路|科技|Keji
学院路|學院|Xueyuan
体育路|體育|Tiyu
长江路|長江|Changjiang
黄河路|黃河|Huanghe
珠江路|珠江|Zhujiang
南湖路|南湖|Nanhu
北环路|北環|Beihuan
东兴大道|東興|Dongxing
口岸路|口岸|Kouan
边贸街|邊貿|Bianmao
教育路|教育|Jiaoyu
园湖路|園湖|Yuanhu
""",
    3,
)
STREETS_VIETNAMESE: Final = words("""
Trần_Phú Lê_Lợi Hùng_Vương Nguyễn_Trãi Hai_Bà_Trưng Lý_Thường_Kiệt Quang_Trung Bà_Triệu Ngô_Quyền Lê_Duẩn
Hòa_Bình Thống_Nhất Giải_Phóng Kim_Mã Cầu_Giấy Xuân_Thủy Láng_Hạ Tây_Sơn Trường_Chinh Lạc_Long_Quân Âu_Cơ
Cách_Mạng_Tháng_Tám Điện_Biên_Phủ Phan_Chu_Trinh Đinh_Tiên_Hoàng Nguyễn_Du Hàng_Bông Bạch_Đằng Hoàng_Diệu
Phố_Huế
""")
STREETS: Final = 30 * len(STREETS_LATIN)
STREET_TYPES: Final = columns(
    """
Street|St
Road|Rd
Avenue|Ave
Drive|Dr
Lane|Ln
Crescent|Cres
Parade|Pde
Court|Ct
""",
    2,
)
STREETS_VI: Final = tuple(street.replace("_", " ") for street in STREETS_VIETNAMESE)
STREETS_VI_BARE: Final = bare(STREETS_VI)


def places_in(rng: np.random.Generator, countries: Ints) -> Ints:
    """Return one place a country, a country's first places more often."""
    chosen = np.zeros(len(countries), dtype=np.int64)
    for country, places in enumerate(PLACES_OF):
        here = np.flatnonzero(countries == country)
        chosen[here] = places[zipf(rng, len(here), len(places), power=0.7)]
    return chosen
