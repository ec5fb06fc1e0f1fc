from dataclasses import replace
from functools import cache

import pytest

from borderlink.custody.domain.acts import act_of
from borderlink.custody.domain.breaches import breaches
from borderlink.custody.domain.packs import CN_511_2016, PACKS, UN, VN
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.domain.signatures import holds
from borderlink.custody.domain.verify import disputed, verify_case
from borderlink.foundation.chain import Line
from tests.custody_world import DAY_S, NOON_S, Desk, key_of, tea_case


@cache
def told() -> Desk:
    desk = Desk()
    tea_case(desk)
    return desk


def _code(bodies: list[bytes], *, anchored: bool = True) -> str:
    desk = told()
    fault = desk.verdict(
        bodies, checkpoint=desk.ledger.checkpoint() if anchored else None, signatures=None
    ).fault
    return fault.code if fault else ""


def test_a_ledger_cut_off_at_any_position_is_found() -> None:
    bodies = told().bodies()

    assert {_code(bodies[:length]) for length in range(len(bodies))} == {"custody.cut-off"}


def test_an_event_left_out_or_moved_is_found_at_any_position() -> None:
    bodies = told().bodies()

    for place in range(len(bodies) - 1):
        assert _code([*bodies[:place], *bodies[place + 1 :]], anchored=False)
        swapped = [*bodies[:place], bodies[place + 1], bodies[place], *bodies[place + 2 :]]
        assert _code(swapped, anchored=False)


def test_every_changed_bit_is_found() -> None:
    bodies, wrong = told().bodies(), 0

    for place in range(0, len(bodies), 7):
        for bit in range(0, len(bodies[place]) * 8, 97):
            changed = bytearray(bodies[place])
            changed[bit // 8] ^= 1 << bit % 8
            wrong += not _code([*bodies[:place], bytes(changed), *bodies[place + 1 :]])

    assert wrong == 0


def test_a_rewritten_ledger_is_not_the_one_in_the_checkpoint() -> None:
    other = Desk()
    other.at += 1
    tea_case(other)

    assert len(other.lines) == len(told().lines)
    assert _code(other.bodies(), anchored=False) == ""
    assert _code(other.bodies()) == "custody.rewritten"


def test_a_backdated_event_slipped_in_is_found_at_every_place() -> None:
    desk = told()
    bodies = desk.bodies()

    for place in range(6, len(bodies)):
        content = dict(desk.lines[place - 1].content())
        content.pop("sequence")
        content.pop("previous")
        slipped = Line.next(content, after=place, previous=desk.lines[place - 1].hash).body
        assert _code([*bodies[:place], slipped, *bodies[place:]], anchored=False)


def test_a_case_of_which_an_event_is_left_out_or_cut_off_is_found() -> None:
    desk = told()
    events = [line.body for line in desk.lines if act_of(line.content()).case == "C-1"]
    keys = [line.body for line in desk.lines if act_of(line.content()).case == KEYS_CASE]
    head = desk.ledger.books.head("C-1")

    def code(kept: list[bytes]) -> str:
        fault = verify_case(kept, desk.trust, case="C-1", head=head, keys=keys).fault
        return fault.code if fault else ""

    assert code(events) == ""
    assert {code(events[:length]) for length in range(len(events))} == {"custody.cut-off"}
    assert {code([*events[:at], *events[at + 1 :]]) for at in range(len(events) - 1)} == {
        "custody.out-of-turn"
    }


def test_a_whole_forged_ledger_with_fresh_keys_finds_no_trust() -> None:
    desk = Desk()
    trust = type(desk.trust)(
        node=desk.trust.node, anchors=frozenset({key_of("SOMEONE").public().text()}), packs=desk.trust.packs
    )

    desk.trust = trust
    fault = desk.verdict().fault

    assert fault is not None
    assert (fault.event, fault.code) == (1, "custody.key-not-valid")


def test_a_signature_of_another_act_does_not_hold() -> None:
    desk = Desk()
    line = desk.do(Kind.SEIZE, "E-1")
    act = act_of(line.content())
    other = act_of({**line.content(), "act": {**act.value(), "at": NOON_S + 1}})
    signatures = [act.signed_by(key_of(name)) for name in ("AMINA", "BRUNO")]
    forged = Line.next(other.content(signatures), after=5, previous=desk.lines[4].hash)

    fault = desk.verdict([*desk.bodies()[:5], forged.body]).fault

    assert fault is not None
    assert (fault.event, fault.code) == (6, "custody.signature-invalid")


def test_a_signature_of_an_unknown_algorithm_never_holds() -> None:
    key = key_of("AMINA")
    signature = key.sign(b"x", purpose="custody-act").text()

    assert holds(key.public().text(), b"x", signature)
    assert not holds(key.public().text().replace("ed25519", "sm2"), b"x", signature)
    assert not holds(key.public().text(), b"x", signature.replace("ed25519", "sm2"))
    assert not holds(key.public().text(), b"x", "ed25519:AAAA")


def test_what_a_compromised_key_signed_after_the_last_proven_time_is_disputed() -> None:
    desk = Desk()
    desk.seized("E-1", 2_000_000)
    proven = len(desk.lines)
    desk.do(Kind.STORE, "E-1")
    key = key_of("BRUNO").public().text()
    desk.do(Kind.KEY_COMPROMISE, case=KEYS_CASE, by=("REGISTRAR",), key=key)

    assert desk.verdict().fault is None
    assert disputed(desk.bodies(), key, proven=proven) == [proven + 1]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", "{}".encode("utf-16"), b'{"act":{"kind":"seize","node":"X"}}']
)
def test_what_is_no_event_is_named_as_such(body: bytes) -> None:
    assert _code([body], anchored=False) == "custody.not-in-form"


def test_a_breach_of_the_pack_is_listed_and_stops_nothing() -> None:
    desk = Desk()
    desk.do(Kind.SEIZE, "E-1", by=("AMINA",), video="", packages=20)
    desk.do(Kind.WEIGH, "E-1", mass_mg=50_000, division_mg=1000, certified_until=NOON_S)
    desk.do(Kind.WITNESS, entry=2, capacity="police")
    desk.do(Kind.SAMPLE, "E-1", sample="E-1-S", packages=5)
    late = NOON_S + 4 * DAY_S
    desk.do(
        Kind.HAND_OVER,
        "E-1-S",
        giver="AMINA",
        taker="DUNG",
        by=("AMINA", "DUNG"),
        purpose="laboratory",
        at=late,
    )
    desk.do(Kind.ANALYSE, "E-1-S", by=("DUNG",), purity_ppm=0, remaining_mg=1000)

    acts = [act for act in (act_of(line.content()) for line in desk.lines) if act.case == "C-1"]
    found = [(breach.name, breach.entry) for breach in breaches(acts, desk.trust.packs)]

    assert found == [
        ("no-video-of-absent-suspect", 1), ("no-witness", 1), ("too-few-packages-sampled", 1),
        ("too-few-signers", 1), ("certificate-out-of-date", 2), ("division-too-coarse", 2),
        ("witness-of-police", 2), ("no-witness", 4), ("late-to-laboratory", 5), ("no-purity", 6),
    ]  # fmt: skip
    assert desk.verdict().fault is None


def test_an_absent_suspect_with_witness_and_recording_is_no_breach() -> None:
    desk = Desk()
    desk.do(Kind.SEIZE, "E-1", suspect="at-large")
    desk.do(Kind.WITNESS, entry=1)

    acts = [act_of(line.content()) for line in desk.lines if act_of(line.content()).case == "C-1"]

    assert breaches(acts, desk.trust.packs) == []


def test_a_bag_opened_twice_is_to_be_renewed() -> None:
    desk = Desk(pack=UN)
    desk.seized("E-1", 50_000, division_mg=10)
    desk.do(Kind.SEAL, "E-1", number="S-0")
    for time in range(2):
        desk.do(Kind.UNSEAL, "E-1", number=f"S-{time}")
        desk.do(Kind.RESEAL, "E-1", number=f"S-{time + 1}")

    acts = [act_of(line.content()) for line in desk.lines if act_of(line.content()).case == "C-1"]

    assert [breach.name for breach in breaches(acts, desk.trust.packs)] == ["not-rebagged"]


def test_the_packs_differ_and_are_named_by_what_they_say() -> None:
    assert sorted(PACKS) == ["cn-511-2016", "un", "vn"]
    assert len({pack.version() for pack in PACKS.values()}) == 3
    assert all(pack.is_known() for pack in PACKS.values())
    assert not replace(UN, rebag_after_openings=9).is_known()
    assert CN_511_2016.samples_wanted(110) == 10
    assert UN.samples_wanted(100) == 5
    assert VN.samples_wanted(100) == 0
    assert CN_511_2016.coarsest_division_mg(99_999) == 10
    assert VN.coarsest_division_mg(99_999) is None
