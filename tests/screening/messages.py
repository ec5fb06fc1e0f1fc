"""Messages for the tests of formats, made from a seed as an electronic port would send them: all invented."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

SPACE = "http://www.chinaport.gov.cn/ceb"
KINDS = {"order": "311", "payment": "411", "waybill": "511", "inventory": "621"}
DOCUMENTS = {"order": "Order", "payment": "Payment", "waybill": "Logistics", "inventory": "Inventory"}
_SHOPS = ("云杉海外专营店", "北窗商贸", "晴川进口食品")
_NAMES = ("林小满", "周知夏", "陈望舒", "沈砚秋", "何青禾", "顾临川")
_GOODS = (
    ("陶瓷马克杯", "6912001000", "18.00"),
    ("棉质T恤", "6109100010", "39.00"),
    ("台灯", "9405210090", "88.00"),
)
Fields = dict[str, object]
Parcel = dict[str, Fields]


def parcel(seed: int) -> Parcel:
    """Return the four papers of one honest parcel: amounts, person and day are one."""
    rng = random.Random(seed)  # noqa: S311 - a maker of samples
    goods = rng.sample(_GOODS, rng.randint(1, 3))
    value = f"{sum(float(price) for *_, price in goods):.2f}"
    name, number = rng.choice(_NAMES), f"9{rng.randrange(10**17):017d}"
    phone, place = f"1390000{rng.randrange(10**4):04d}", f"杭州市西湖区文新路{seed % 900 + 1}号"
    order, waybill = f"DD2026{seed:08d}", f"LP{seed:010d}CN"
    at = datetime(2026, 11, 20, 9, 0) + timedelta(minutes=seed % 600)  # noqa: DTZ001 - written without a zone
    shop = {
        "ebcName": _SHOPS[seed % 3],
        "ebpName": "云杉商城",
        "ebcCode": "4401000000",
        "ebpCode": "4401000001",
    }
    buyer = {"buyerName": name, "buyerIdType": "1", "buyerIdNumber": number, "buyerTelephone": phone}
    consignee = {"consignee": name, "consigneeTelephone": phone, "consigneeAddress": place}
    money = {"freight": "0.00", "currency": "142"}
    return {
        "order": {
            **_sent(at), "orderType": "I", "orderNo": order, **shop, "goodsValue": value, "discount": "0.00",
            "taxTotal": "0.00", "acturalPaid": value, **money, **buyer, **consignee,
            "list": [
                {"gnum": n, "itemName": what, "qty": "1", "price": price, "totalPrice": price}
                for n, (what, _, price) in enumerate(goods, 1)
            ],
        },
        "payment": {
            **_sent(at + timedelta(minutes=2)), "payTransactionId": f"P{seed}", "orderNo": order,
            "payerIdType": "1", "payerIdNumber": number, "payerName": name, "telephone": phone,
            "amountPaid": value, "currency": "142",
            "payTime": f"{at + timedelta(minutes=1):%Y%m%d%H%M%S}",
        },
        "waybill": {
            **_sent(at + timedelta(hours=3)), "logisticsName": "远山速运", "logisticsNo": waybill, **money,
            "insuredFee": "0.00", "weight": f"{rng.uniform(0.3, 2):.3f}", "packNo": "1", **consignee,
        },
        "inventory": {
            **_sent(at + timedelta(hours=4)), "orderNo": order, "logisticsNo": waybill, "ieFlag": "I",
            **shop, **buyer, "consigneeAddress": place, "country": "502", **money,
            "packNo": "1", "grossWeight": "1.0",
            "list": [
                {"gnum": n, "gcode": code, "gname": what, "qty": "1", "totalPrice": price, "currency": "142",
                 "country": "502", "qty1": "0.4", "unit1": "035"}
                for n, (what, code, price) in enumerate(goods, 1)
            ],
        },
    }  # fmt: skip


def _sent(at: datetime) -> Fields:
    return {"guid": "4CDE1CFD-0000-46B1-946C-000000000000", "appType": "1", "appTime": f"{at:%Y%m%d%H%M%S}",
            "appStatus": "2"}  # fmt: skip


def message(kind: str, parcels: Sequence[Mapping[str, Fields]], *, space: str = SPACE) -> str:
    """Return one file of a kind: its paper of every parcel that has it."""
    name = f"CEB{KINDS[kind]}Message"
    papers = "".join(_paper(kind, one[kind]) for one in parcels if kind in one)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<ceb:{name} guid="X" version="1.0" xmlns:ceb="{space}">'
    transfer = "<ceb:BaseTransfer><ceb:copCode>4401000000</ceb:copCode></ceb:BaseTransfer>"
    return f"{head}\n{papers}{transfer}\n</ceb:{name}>"


def _paper(kind: str, fields: Fields) -> str:
    document = DOCUMENTS[kind]
    lines = fields.get("list", [])
    assert isinstance(lines, list)
    head = _element(f"{document}Head", {name: each for name, each in fields.items() if name != "list"})
    goods = "".join(_element(f"{document}List", line) for line in lines)
    return f"<ceb:{document}>{head}{goods}</ceb:{document}>\n"


def _element(name: str, fields: Fields) -> str:
    inside = "".join(f"<ceb:{key}>{escape(str(value))}</ceb:{key}>" for key, value in fields.items())
    return f"<ceb:{name}>{inside}</ceb:{name}>"
