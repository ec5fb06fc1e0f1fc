"""Whatever stands in the columns, in whatever order: one party a parcel and role, always the same."""

from typing import Final

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.screening.domain.linkage.link import link_parties
from tests.screening.test_link_spellings import ONE_RECEIVER, SEVERAL, Party, parcels_of, receivers_of

PEOPLE: Final = [party for case in [*ONE_RECEIVER.values(), *SEVERAL.values()] for party in case]
oddities = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=24) | st.sampled_from(
    [
        "",
        "\n",
        "\x00",
        "\u200b",
        "🏠",
        "𠀀𠀁",
        "ﬁ",
        "㎡",
        "①",
        "１.３８Ｅ＋１０",
        "+",
        "0" * 40,
        "9" * 30,
        "e+e+",
        "号号号",
        "12/",
        "/",
        "ﷺ",
    ]
)
countries = st.sampled_from(["CN", "VN", "AU", "", "??"])
odd_parties = st.tuples(st.none() | oddities, st.none() | oddities, st.none() | oddities, countries)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(PEOPLE))))
def test_the_order_of_rows_changes_no_party(order: list[int]) -> None:
    rows = parcels_of(PEOPLE)

    as_given, shuffled = link_parties(rows), link_parties(rows[order])

    assert shuffled.parties.sort("role", "waybill").equals(as_given.parties.sort("role", "waybill"))
    assert shuffled.edges.equals(as_given.edges)
    assert shuffled.hubs.equals(as_given.hubs)
    assert shuffled.plan == as_given.plan


@settings(max_examples=60, deadline=None)
@given(st.lists(odd_parties, max_size=8))
def test_any_text_gives_each_parcel_one_party_a_role(parties: list[Party]) -> None:
    rows = parcels_of(parties)

    linkage = link_parties(rows)

    assert linkage.parties.height == 2 * len(parties)
    assert linkage.parties.select("waybill", "role").is_duplicated().sum() == 0
    assert linkage.parties["party"].str.contains("^P[0-9a-f]{16}$").all()


@settings(max_examples=25, deadline=None)
@given(odd_parties)
def test_the_same_parcel_twice_is_of_one_party_or_says_too_little(party: Party) -> None:
    linkage = link_parties(parcels_of([party, party]))

    linked = len(set(receivers_of(linkage))) == 1
    assert linkage.edges.filter(pl.col("role") == "receiver").height == int(linked)


def test_no_parcels_give_no_parties() -> None:
    linkage = link_parties(parcels_of(PEOPLE).clear())

    assert linkage.parties.columns == ["waybill", "role", "party"]
    assert linkage.parties.is_empty()
    assert linkage.edges.is_empty()


def test_every_party_of_several_parcels_is_held_together_by_a_tree() -> None:
    linkage = link_parties(parcels_of(PEOPLE))

    sizes = linkage.parties.group_by("party").len().filter(pl.col("len") > 1)
    links = linkage.edges.group_by("party").len()
    both = sizes.join(links, on="party", how="full", suffix="_links")
    assert both["len_links"].to_list() == (both["len"] - 1).to_list()


def test_party_names_of_the_two_roles_never_meet() -> None:
    parties = link_parties(parcels_of(PEOPLE)).parties

    senders, receivers = (
        set(parties.filter(pl.col("role") == role)["party"]) for role in ("sender", "receiver")
    )
    assert senders.isdisjoint(receivers)
