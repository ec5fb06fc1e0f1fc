"""Words that the pairs of benchmarks/names.py are made of, by hand and apart from the engine's tables.

Invented people only: surnames and given syllables that many bear, put together by a seed. Vietnamese
syllables stand beside the character that families write them with; the spellings abroad are each place's.
"""

from typing import Final

VIET_SURNAMES: Final = (
    "nguyễn 阮,trần 陳,lê 黎,phạm 范,hoàng 黃,huỳnh 黃,phan 潘,vũ 武,võ 武,đặng 鄧,bùi 裴,đỗ 杜,hồ 胡,"
    "ngô 吳,dương 楊,lý 李,đào 陶,đoàn 段,vương 王,trịnh 鄭,trương 張,đinh 丁,lâm 林,phùng 馮,mai 梅,"
    "tô 蘇,hà 何,tạ 謝,cao 高,chu 朱,châu 周,lương 梁,nông 農,mạc 莫,tăng 曾,thái 蔡,tống 宋,hứa 許,"
    "quách 郭,la 羅,kiều 喬,triệu 趙,từ 徐,tôn 孫,lưu 劉,quan 關,giang 江,khổng 孔,thạch 石,tiêu 蕭"
)
VIET_GIVEN: Final = (
    "anh 英,ái 愛,an 安,ân 恩,bách 柏,bảo 寶,bình 平,bích 碧,cảnh 景,cầm 琴,cẩm 錦,chi 芝,chí 志,"
    "chiến 戰,chính 正,chương 章,công 公,cúc 菊,cường 強,danh 名,dân 民,diễm 艷,diệp 葉,diệu 妙,"
    "dung 蓉,dũng 勇,duy 維,duyên 緣,dương 陽,đại 大,đan 丹,đào 桃,đạo 道,đạt 達,đăng 登,định 定,"
    "đông 東,đức 德,gia 嘉,giang 江,hà 河,hải 海,hạnh 幸,hằng 姮,hân 欣,hậu 厚,hiền 賢,hiển 顯,hiệp 俠,"
    "hiếu 孝,hoa 花,hòa 和,hoài 懷,hoàn 完,hồng 紅,hợp 合,huân 勳,huệ 惠,hùng 雄,huy 輝,huyền 玄,"
    "hưng 興,hương 香,hữu 友,khải 凱,khang 康,khánh 慶,khoa 科,khôi 魁,kiên 堅,kiệt 傑,kiều 嬌,kim 金,"
    "kỳ 奇,lam 藍,lan 蘭,lâm 林,lân 麟,lệ 麗,liêm 廉,liên 蓮,liễu 柳,linh 玲,loan 鸞,long 龍,lộc 祿,"
    "lợi 利,luân 倫,lực 力,lương 良,mai 梅,mạnh 孟,mẫn 敏,minh 明,mỹ 美,nam 南,nga 娥,ngân 銀,nghĩa 義,"
    "ngọc 玉,nguyên 原,nguyệt 月,nhã 雅,nhân 仁,nhật 日,nhi 兒,nhung 絨,như 如,oanh 鶯,phát 發,phi 飛,"
    "phong 風,phú 富,phúc 福,phụng 鳳,phương 芳,quang 光,quân 軍,quế 桂,quốc 國,quý 貴,quyên 娟,"
    "quyền 權,quyết 決,quỳnh 瓊,sinh 生,sơn 山,sỹ 士,tài 才,tâm 心,tân 新,tấn 晉,thái 泰,thanh 清,"
    "thành 成,thạch 石,thắng 勝,thảo 草,thế 世,thi 詩,thiên 天,thiện 善,thịnh 盛,thọ 壽,thông 通,"
    "thu 秋,thục 淑,thủy 水,thúy 翠,thư 書,tiên 仙,tiến 進,tín 信,tĩnh 靜,toàn 全,trang 莊,trâm 簪,"
    "trân 珍,trí 智,trinh 貞,trọng 重,trúc 竹,trung 忠,trường 長,tú 秀,tuấn 俊,tuệ 慧,tùng 松,tuyên 宣,"
    "tuyết 雪,tường 祥,uyên 鴛,vân 雲,việt 越,vinh 榮,vĩnh 永,vũ 雨,vượng 旺,vy 薇,xuân 春,yến 燕,ý 意,"
    "nhạn 雁,phước 福,bửu 寶,thoa 釵,khuê 奎,triết 哲,điệp 蝶"
)
CHINESE_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
    "康易乔赖文"
)
CHINESE_GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国志文斌辉玲秀珍海燕波宁宇浩欣怡子涵思佳嘉"
    "雨婷雪琳慧德成金福贵荣光永春山生雄南安清香云花秋月心贤达进胜大中东新天义和忠孝仁信峰鑫凯健亮阳雷旭"
    "帆博翔航轩泽睿琪瑶颖莹倩璐洁丹青蕾薇媛悦馨蓉凤莲芬芝翠琴碧珊珠宝银巧淑惠贞美爱雅君如若诗书立力世长"
    "庆祥瑞吉昌兴盛隆富泰乐宏鸿景耀晖章良善正恒毅坚松柏竹柳江川源泉虎龙元一士友继承家邦民权学礼智勤维全"
    "业伦晨昊俊彦哲楠梓萱鹏程启铭振栋朝晓晴"
)
# Character, Hong Kong, Taiwan (Wade-Giles), Singapore and Malaysia (Hokkien or Teochew).
ABROAD_SURNAMES: Final = (
    "陳 chan chen tan,林 lam lin lim,黃 wong huang ng,王 wong wang ong,李 lee li lee,吳 ng wu goh,"
    "張 cheung chang teo,蔡 choi tsai chua,鄭 cheng cheng tay,許 hui hsu koh,謝 tse hsieh chia,"
    "洪 hung hung ang,楊 yeung yang yeo,劉 lau liu low,羅 law lo loh,梁 leung liang neo,盧 lo lu loh,"
    "沈 shum shen sim,蘇 so su soh,蕭 siu hsiao seow,葉 yip yeh yap,何 ho ho ho,周 chow chou chew,"
    "朱 chu chu choo,徐 tsui hsu chee,孫 suen sun soon,胡 wu hu oh,趙 chiu chao teo,"
    "曾 tsang tseng chan,邱 yau chiu khoo,潘 poon pan phua,彭 pang peng pang,高 ko kao ko,"
    "江 kong chiang kang,侯 hau hou how,方 fong fang png,郭 kwok kuo kwek,魏 ngai wei goh,"
    "鍾 chung chung cheong,馮 fung feng pang,鄧 tang teng teng,唐 tong tang tng,馬 ma ma beh,"
    "呂 lui lu loo,丁 ting ting teng,余 yu yu yee,賴 lai lai lai,廖 liu liao leow,董 tung tung tang,"
    "石 shek shih chio"
)
ABROAD_GIVEN: Final = (
    "文 man wen boon,明 ming ming beng,偉 wai wei wee,志 chi chih chee,家 ka chia kah,國 kwok kuo kok,"
    "華 wah hua hua,強 keung chiang keong,輝 fai hui hwee,榮 wing jung eng,成 shing cheng seng,"
    "德 tak te teck,福 fuk fu hock,發 fat fa huat,金 kam chin kim,順 shun shun soon,安 on an ann,"
    "英 ying ying eng,玉 yuk yu geok,珍 chun chen tin,美 mei mei bee,蓮 lin lien lian,蘭 lan lan lan,"
    "春 chun chun choon,秀 sau hsiu siew,麗 lai li lay,雲 wan yun hoon,鳳 fung feng hong,"
    "香 heung hsiang hiang,清 ching ching cheng,海 hoi hai hai,生 sang sheng seng,興 hing hsing heng,"
    "龍 lung lung leong,仁 yan jen jin,義 yee i ghee,智 chi chih tee,信 shun hsin sin,"
    "忠 chung chung tiong,孝 hau hsiao hau,良 leung liang leong,平 ping ping peng,健 kin chien kian,"
    "建 kin chien kian,俊 chun chun choon,傑 kit chieh kiat,賢 yin hsien hian,寶 po pao poh,"
    "慶 hing ching kheng,和 wo ho hoe,天 tin tien thian,東 tung tung tong,南 nam nan lam,"
    "松 chung sung siong,祥 cheung hsiang siang,永 wing yung eng,泉 chuen chuan chuan,"
    "光 kwong kuang kong,才 choi tsai chye,吉 kat chi kiat,昌 cheung chang chiang,惠 wai hui hui,"
    "慧 wai hui hui,敏 man min min,芳 fong fang hong,芬 fan fen hoon,梅 mui mei mui,珠 chu chu choo,"
    "月 yuet yueh guat,燕 yin yen yan,雅 nga ya ngah,思 sze ssu soo,恩 yan en oon,嘉 ka chia kah,"
    "宏 wang hung hong,雄 hung hsiung hiong,勇 yung yung yong,瑞 sui jui swee,泰 tai tai thye,"
    "進 chun chin chin,耀 yiu yao yew,民 man min min,漢 hon han han,錦 kam chin kim,"
    "亮 leung liang leong,琴 kam chin khim,學 hok hsueh hak,豪 ho hao ho,達 tat ta tat,森 sum sen sim,"
    "樹 shu shu chew,培 pui pei puay,業 yip yeh giap,山 shan shan san,正 ching cheng cheng,"
    "中 chung chung tiong,大 tai ta tai,小 siu hsiao siew,新 sun hsin sin,心 sum hsin sim,如 yu ju joo,"
    "淑 shuk shu sok,貞 ching chen cheng,秋 chau chiu chew,菊 kuk chu kek,桂 kwai kuei kwee,"
    "欣 yan hsin him,雪 suet hsueh soat,詩 sze shih see,婷 ting ting teng,怡 yee i ee,穎 wing ying eng,"
    "盈 ying ying eng,樂 lok le lok,晴 ching ching cheng"
)


def pairs(listed: str) -> list[tuple[str, ...]]:
    """Return the entries of a list, each split at its blanks."""
    return [tuple(entry.split()) for entry in listed.split(",")]
