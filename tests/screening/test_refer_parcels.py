"""Parcels are referred by score, each with every reason; letters never, and never more than the share."""

import json
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.language.languages import LANGUAGES
from borderlink.screening.adapters.rulebook import shipped_rulebook
from borderlink.screening.domain.linkage.link import link_parties
from borderlink.screening.domain.reasons import REFERRAL
from borderlink.screening.domain.rules.rulebook import say_reason
from borderlink.screening.domain.screen import referral_limit, screen_parcels
from tests.screening.parcels import (
    AT,
    NOTHING,
    ON,
    TEA,
    frame,
    honest,
    linked,
    parcel,
    reasons,
    scores,
    screened,
    tea,
)


def test_the_four_parcels_of_tea_come_first_and_say_why() -> None:
    found = screened([*honest(396), *tea()], TEA, share=0.01)

    assert set(found.referrals["waybill"]) == set(TEA)
    assert reasons(found, "TEA2")["one-receiver-many-senders"] == {
        "contents": "green tea", "like_parcels": 4, "like_senders": 4,
    }  # fmt: skip
    assert {"receiver-spelt-several-ways", "parcels-of-one-weight", "typology-tea"} <= reasons(
        found, "TEA2"
    ).keys()


def test_real_linkage_sees_the_one_receiver_of_the_tea() -> None:
    parcels = frame([*honest(396), *tea()])

    found = screen_parcels(
        parcels, linkage=link_parties(parcels), rules=shipped_rulebook(), watch=NOTHING, share=0.01, on=ON
    )

    assert set(found.referrals["waybill"]) == set(TEA)
    assert found.referrals["receiver_party"].n_unique() == 1


def test_each_parcel_of_tea_names_the_other_three_and_what_they_share() -> None:
    found = screened([*honest(10), *tea()], TEA)

    linked_to = {
        row["waybill"]: {link["waybill"]: link["shares"] for link in row["linked"]}
        for row in found.referrals.iter_rows(named=True)
    }
    assert linked_to["TEA1"].keys() == {"TEA2", "TEA3", "TEA4"}
    assert linked_to["TEA1"]["TEA2"] == ["phone", "contents"]


def test_honest_tea_is_not_referred() -> None:
    found = screened(honest(50, contents="green tea", hs6="090210"))

    assert found.referrals.is_empty()
    assert found.below_cut == 0


def test_a_typology_weighs_beside_another_signal() -> None:
    alone = screened([parcel("A1", contents="rock sugar", hs6="170199"), *honest(5)])
    beside = screened([parcel("A1", contents="rock sugar", hs6="950300"), *honest(5)])

    assert scores(alone) == {}
    assert reasons(beside, "A1").keys() == {"code-does-not-fit", "typology-rock-sugar"}
    assert scores(beside)["A1"] == pytest.approx(1 - 0.8 * 0.7)


def test_a_score_is_made_of_its_reasons_and_nothing_else() -> None:
    found = screened([*honest(30), *tea(), parcel("BAD1", contents="gift", sender_phone="11111111")], TEA)

    for row in found.referrals.iter_rows(named=True):
        left = 1.0
        for reason in row["reasons"]:
            left *= 1 - reason["weight"]
        assert row["score"] == pytest.approx(1 - left, abs=1e-6)


def test_a_letter_is_never_referred_whatever_it_would_score() -> None:
    letters = [{**row, "service": "letter"} for row in tea()]

    found = screened([*honest(20), *letters], TEA)

    assert set(found.referrals["waybill"]).isdisjoint(TEA)
    assert (found.letters, found.parcels) == (4, 20)


@pytest.mark.parametrize("service", ["Letter", "ＬＥＴＴＥＲ", "信函", "thư"])
def test_a_letter_is_a_letter_in_every_spelling(service: str) -> None:
    assert screened([parcel("L1", service=service, contents="gift")]).referrals.is_empty()


def test_what_does_not_fit_the_share_is_counted_below_the_cut() -> None:
    rows = [parcel(f"V{number:03d}", contents="gift") for number in range(40)]

    found = screened([*rows, *honest(160)], share=0.05)

    assert (found.limit, found.referrals.height, found.below_cut) == (10, 10, 30)
    assert list(found.referrals["waybill"]) == [f"V{number:03d}" for number in range(10)], "ties by waybill"


@given(parcels=st.integers(0, 10**7), percent=st.integers(0, 100))
def test_never_more_than_the_share_is_referred(parcels: int, percent: int) -> None:
    limit = referral_limit(parcels, percent / 100)

    assert limit * 100 <= parcels * percent < (limit + 1) * 100
    assert limit == referral_limit(parcels, Decimal(percent) / 100)


def test_parcels_of_earlier_days_count_but_are_not_referred_again() -> None:
    *earlier, last = tea()

    found = screened([last, *honest(20)], TEA, history=earlier)

    assert list(found.referrals["waybill"]) == ["TEA4"]
    assert reasons(found, "TEA4")["one-receiver-many-senders"]["like_parcels"] == 4
    assert {link["waybill"] for link in found.referrals["linked"][0]} == {"TEA1", "TEA2", "TEA3"}


def test_a_parcel_loaded_again_is_not_counted_twice() -> None:
    rows = tea()[:2]

    found = screened([*rows, *honest(5)], TEA, history=rows)

    assert found.referrals.is_empty()


def test_parcels_further_apart_than_seven_days_do_not_count_together() -> None:
    rows = [{**row, "posted_at": AT - timedelta(days=8 * place)} for place, row in enumerate(tea())]

    assert screened([*rows, *honest(5)], TEA).referrals.is_empty()


def test_a_forwarder_is_no_receiver_of_tea() -> None:
    crowd = [
        parcel(f"F{number:03d}", contents="green tea" if number % 20 == 0 else "cotton T-shirt", hs6=None)
        for number in range(200)
    ]

    found = screened([*crowd, *honest(20)], [row["waybill"] for row in crowd])

    assert found.by_rule.keys() <= {"many-to-one-address"}


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [*honest(60), *tea(), parcel("V1", contents="gift"), parcel("V2", contents="礼品")]

    one, other = screened(rows, TEA, share=0.1), screened(rows[::-1], TEA, share=0.1)

    assert one.referrals.equals(other.referrals)


def test_an_empty_manifest_has_no_referrals() -> None:
    found = screened([])

    assert found.referrals.schema == REFERRAL
    assert found.referrals.is_empty()


def test_every_reason_can_be_said_in_every_language() -> None:
    odd = [
        parcel(
            "O1", contents="gift", sender_phone="11111111", sender_address="x", pieces=50, value_cny=9000.0
        ),
        parcel("O2", contents="green tea", hs6="950300", weight_g=90_000, value_cny=1.0, waybill_x=1),
        parcel("EE123456789CN", contents="documents", weight_g=9000, value_cny=9e8),
        parcel(
            "O4", contents="礼品", weight_g=9000, sender_phone="+61 491 570 156", receiver_phone="0491570156"
        ),
        parcel("O5", sender_address="1 Elm Street, Perth", receiver_address="1 ELM Street Perth"),
        parcel("O6", contents=None, sender_name=None, sender_phone=None),
        parcel("O7", contents="连衣裙", hs6="610443", weight_g=4, pieces=1),
    ]
    found = screened([*honest(10), *tea(), *odd], TEA)

    told = [reason for row in found.referrals["reasons"] for reason in row]
    assert len({reason["rule"] for reason in told}) >= 18
    for reason in told:
        facts = canonical.object_of(reason["facts"].encode())
        for language in LANGUAGES:
            assert say_reason(reason["rule"], facts, language)


@settings(max_examples=12, deadline=None)
@given(texts=st.lists(st.text(min_size=1, max_size=40), min_size=20, max_size=60))
def test_facts_are_canonical_whatever_a_manifest_writes(texts: list[str]) -> None:
    rows = [
        parcel(f"A{place}", contents=f"green tea {text}", hs6="950300") for place, text in enumerate(texts)
    ]

    found = screened(rows)

    for row in found.referrals["reasons"]:
        for reason in row:
            data = reason["facts"].encode()
            assert canonical.to_bytes(canonical.from_bytes(data)) == data


def test_facts_are_those_that_the_rule_saw() -> None:
    found = screened([parcel("A1", contents="green tea", hs6="950300"), *honest(3)])

    facts = reasons(found, "A1")["code-does-not-fit"]
    assert facts == {"contents": "green tea", "goods_hs": "0902, 2101, 1211", "hs6": "950300"}


def test_parties_travel_with_the_referral() -> None:
    rows = [*honest(5), *tea()]
    parties = linked(frame(rows), TEA).parties

    found = screened(rows, TEA)

    wanted = parties.filter((pl.col("waybill") == "TEA1") & (pl.col("role") == "receiver"))["party"][0]
    assert found.referrals.filter(pl.col("waybill") == "TEA1")["receiver_party"][0] == wanted
    assert json.loads(found.referrals["reasons"][0][0]["facts"])


def test_a_receiver_split_by_linkage_is_still_met_at_one_phone() -> None:
    found = screened([*honest(396), *tea()], TEA[:2], TEA[2:], share=0.01)

    assert set(found.referrals["waybill"]) == set(TEA)
    assert reasons(found, "TEA1").keys() == {"one-receivers-phone", "typology-tea"}


def test_a_phone_of_many_receivers_is_a_forwarders() -> None:
    rows = [parcel(f"F{number:03d}", receiver_phone="+61 491 570 158") for number in range(60)]

    assert screened(rows).referrals.is_empty()
