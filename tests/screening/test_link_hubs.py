"""Values that many share, and the plan that keeps comparisons within bounds."""

from typing import Final

import polars as pl

from borderlink.screening.domain.linkage.blocks import Budget
from borderlink.screening.domain.linkage.link import link_parties
from tests.screening.test_link_spellings import TEA, Party, parcels_of, receivers_of

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = ("建国", "秀英", "海燕", "志强", "雅文", "晓峰", "桂兰", "子涵", "立新", "慧敏")


def strangers(count: int, *, phone: str | None, address: str) -> list[Party]:
    """Return people of different names; ``{n}`` in the address is their own number."""
    return [
        (SURNAMES[n % 20] + GIVEN[n // 20 % 10] + "安宁和平"[n // 200 % 4], phone, address.format(n=n), "CN")
        for n in range(count)
    ]


def test_a_forwarders_phone_and_warehouse_link_nobody() -> None:
    customers = strangers(40, phone="0755-8888 1234", address="深圳市宝安区航城大道18号集运仓")

    linkage = link_parties(parcels_of(customers))

    assert len(set(receivers_of(linkage))) == len(customers)
    assert set(linkage.hubs["kind"]) == {"phone", "address"}
    assert linkage.hubs.filter(pl.col("kind") == "phone")["parcels"].to_list() == [40]


def test_customers_of_a_forwarder_are_known_by_what_is_their_own() -> None:
    customers = strangers(40, phone=None, address="深圳市宝安区航城大道18号集运仓")
    own: list[Party] = [
        ("欧阳雪", "13877778888", "深圳市宝安区航城大道18号集运仓", "CN"),
        ("Ouyang Xue", "+86 138 7777 8888", "广东深圳宝安航城大道18号 集运仓", "CN"),
    ]

    parties = receivers_of(link_parties(parcels_of([*customers, *own])))

    assert parties[-1] == parties[-2]
    assert len(set(parties)) == len(customers) + 1


def test_a_shops_phone_does_not_hide_one_receiver_behind_it() -> None:
    neighbours = strangers(30, phone="13800000009", address="东兴市解放路{n}号")

    parties = receivers_of(link_parties(parcels_of([*neighbours, neighbours[0]])))

    assert parties[0] == parties[-1]
    assert len(set(parties)) == len(neighbours)


def test_the_plan_counts_what_each_key_costs_before_it_is_paid() -> None:
    plan = link_parties(parcels_of(TEA)).plan

    phone = next(line for line in plan if line.role == "receiver" and line.key == "phone")
    assert (phone.blocks, phone.forms, phone.largest, phone.refused) == (
        1,
        2,
        2,
        (),
    )  # alike: two stand for three
    assert phone.pairs == 1


def test_a_block_over_the_budget_is_refused_by_name_and_the_rest_goes_on() -> None:
    crowd = strangers(120, phone="075588881234", address="深圳市宝安区航城大道18号{n}室")
    budget = Budget(pairs=100_000, whole=10, block=20)
    crowd = [(name, phone, address, land) for name, phone, address, land in crowd] + [
        (name, None, "深圳市宝安区航城大道18号", land)
        for name, _, _, land in strangers(1, phone=None, address="") * 30
    ]

    linkage = link_parties(parcels_of([*TEA, *crowd]), budget=budget)

    phone = next(line for line in linkage.plan if line.role == "receiver" and line.key == "phone")
    assert phone.refined == 1
    assert len(set(receivers_of(linkage)[: len(TEA)])) == 1


def test_a_budget_of_nothing_refuses_every_block_and_names_each() -> None:
    linkage = link_parties(parcels_of(TEA), budget=Budget(pairs=0))

    assert len(set(receivers_of(linkage))) == len(TEA)
    refused = [block for line in linkage.plan for block in line.refused]
    assert refused
    assert all(len(block.value) == 16 and block.forms > 1 for block in refused)
    assert sum(line.pairs for line in linkage.plan) == 0
