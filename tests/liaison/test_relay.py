"""A relay keeps what it cannot open and hands it on: to whom it is sealed, once they show who they are."""

import io
import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from borderlink.foundation.envelope import Sealed
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters import courier, relaying
from borderlink.liaison.adapters import spool as spools
from borderlink.liaison.adapters.relaying import PATH, Relay, exchange
from borderlink.liaison.adapters.spool import Spool
from borderlink.liaison.domain import receipts
from borderlink.liaison.domain.bundles import MOST_BYTES, Bundle
from borderlink.liaison.domain.receipts import Holding, ReceiptNote
from borderlink.liaison.refusals.relay import DigitsDiffer, RelayStranger
from tests.letter_world import NOON_S, Agency, founded, write

GZ, MC, SYDNEY = founded()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    spools.lay(tmp_path)
    for agency in (GZ, MC):
        made = agency.introduction()
        spools.introduce(tmp_path, made.to_bytes(), made.fingerprint())
    return Spool(tmp_path)


def letters(count: int, author: Agency = GZ, to: Agency = MC) -> list[Sealed]:
    chance, made, previous = random.Random(5), list[Sealed](), ""  # noqa: S311
    for seq in range(1, count + 1):
        made.append(write(author, to, chance, seq=seq, previous=previous))
        previous = made[-1].digest
    return made


def bundle(sender: Agency, recipient: Agency, *wires: bytes, told: tuple[bytes, ...] = ()) -> bytes:
    return Bundle(sender=sender.code, recipient=recipient.code, statements=told, wires=wires).to_bytes()


def holding(of: Agency, by: Agency, contiguous: int, *gaps: tuple[int, int], at: int = NOON_S) -> bytes:
    running = "ab" * 32 if contiguous else ""
    made = Holding(
        sender=of.code, recipient=by.code, epoch=of.epoch, contiguous=contiguous, running=running, gaps=gaps,
        at=at,
    )  # fmt: skip
    return receipts.sign(made, by.signer).to_bytes()


def asked(spool: Spool, data: bytes) -> Bundle:
    return Bundle.from_bytes(exchange(spool, data, at=NOON_S))


def test_what_is_handed_in_is_handed_on_to_the_byte_however_often_it_comes(spool: Spool) -> None:
    sent = [made.wire for made in letters(3)]

    first = asked(spool, bundle(GZ, MC, *sent))
    asked(spool, bundle(GZ, MC, *sent))
    handed = asked(spool, bundle(MC, GZ, told=(holding(GZ, MC, 0),)))

    assert first.wires == ()
    assert {trouble.code for trouble in first.troubles} == {"relay.kept"}
    assert list(handed.wires) == sent
    assert spool.count() == {"MC-POLICE": 3}


def test_what_the_recipient_has_signed_for_is_dropped_and_nothing_else(spool: Spool) -> None:
    sent = [made.wire for made in letters(6)]
    asked(spool, bundle(GZ, MC, *sent))

    left = asked(spool, bundle(MC, GZ, told=(holding(GZ, MC, 2, (4, 5)),)))
    told = asked(spool, bundle(GZ, MC, told=(holding(MC, GZ, 0),)))

    assert list(left.wires) == sent[3:]  # 1, 2 and 3 are held; of what lies beyond the gaps nobody spoke
    assert told.statements == (holding(GZ, MC, 2, (4, 5)),)


def test_nobody_is_given_anything_without_a_fresh_holding(spool: Spool) -> None:
    asked(spool, bundle(GZ, MC, *(made.wire for made in letters(2))))

    stranger = asked(spool, bundle(MC, GZ))
    overheard = asked(spool, bundle(MC, GZ, told=(holding(GZ, MC, 1, at=NOON_S - 4000),)))
    forged = asked(spool, bundle(MC, GZ, told=(holding(GZ, replace(MC, signers=GZ.signers), 2),)))

    assert stranger.wires == overheard.wires == forged.wires == ()
    assert forged.troubles[0].code == "relay.stranger"
    assert spool.count() == {"MC-POLICE": 1}  # the first was signed for, however long ago


def test_a_receipt_is_handed_on_twice_and_then_forgotten(spool: Spool) -> None:
    letter = letters(1)[0]
    note = ReceiptNote(
        letter="019d0000-0000-7000-8000-000000000000", digest=letter.digest, stage="RCP-STORED", at=NOON_S,
        sender="GZ-CUSTOMS", recipient="MC-POLICE",
    )  # fmt: skip
    given = receipts.sign(note, MC.signer).to_bytes()
    asked(spool, bundle(MC, GZ, told=(given,)))

    shown = bundle(GZ, MC, told=(holding(MC, GZ, 0),))
    heard = [asked(spool, shown).statements for _ in range(3)]

    assert heard == [(given,), (given,), ()]


def test_strangers_and_changed_envelopes_are_refused_and_nothing_is_kept(spool: Spool) -> None:
    chance = random.Random(6)  # noqa: S311
    good = letters(1)[0].wire
    turned = bytearray(good)
    turned[700] ^= 1
    wrong = {
        bytes(turned): "envelope.outer-signature",
        good[:-1]: "envelope.not-a-header",
        b"": "envelope.not-a-header",
        bytes(300 << 10): "envelope.too-large",
        write(SYDNEY, MC, chance).wire: "relay.stranger",
        write(GZ, SYDNEY, chance).wire: "relay.stranger",
        write(GZ, MC, chance, expires=NOON_S - 1, created=NOON_S - 90).wire: "relay.expired",
    }

    told = asked(spool, bundle(GZ, MC, *wrong))

    assert [trouble.code for trouble in told.troubles] == list(wrong.values())
    assert spool.count() == {}
    with pytest.raises(RelayStranger):
        exchange(spool, bundle(SYDNEY, MC), at=NOON_S)


def test_what_is_no_post_is_answered_with_a_code_and_never_with_a_fault(spool: Spool) -> None:
    relay, chance = Relay(spool, clock=lambda: NOON_S), random.Random(8)  # noqa: S311
    whole = bundle(GZ, MC, letters(1)[0].wire, told=(holding(MC, GZ, 0),))

    def answer(data: bytes, length: object = None, **more: str) -> str:
        told = {"REQUEST_METHOD": "POST", "PATH_INFO": PATH, "wsgi.input": io.BytesIO(data)}
        return relay.answer({**told, "CONTENT_LENGTH": length or str(len(data)), **more})[0][:3]

    assert answer(whole) == "200"
    assert answer(whole, REQUEST_METHOD="GET") == answer(whole, PATH_INFO="/") == "404"
    assert answer(whole, "many") == answer(whole, "-1") == "411"
    assert answer(whole, str(MOST_BYTES + 1)) == "413"
    assert answer(whole[:-1], str(len(whole))) == "400"
    for _ in range(300):
        spoilt = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            spoilt[chance.randrange(min(len(spoilt), 900))] = chance.randrange(256)
        assert answer(bytes(spoilt)) in {"200", "400"}


def test_a_carried_file_goes_through_a_relay_and_comes_out_to_the_byte(spool: Spool, tmp_path: Path) -> None:
    sent = [made.wire for made in letters(4)]
    asked(spool, bundle(GZ, MC, *sent, told=(holding(MC, GZ, 0),)))

    first, second = tmp_path / "first", tmp_path / "second"
    relaying.write_file(spool, first, sender="GZ-CUSTOMS", recipient="MC-POLICE", at=NOON_S)
    beyond = tmp_path / "beyond"
    spools.lay(beyond)
    for agency in (GZ, MC):
        spools.introduce(beyond, agency.introduction().to_bytes(), agency.introduction().fingerprint())
    met = [relaying.take_file(Spool(beyond), first, at=NOON_S) for _ in range(2)]
    relaying.write_file(Spool(beyond), second, sender="GZ-CUSTOMS", recipient="MC-POLICE", at=NOON_S)

    assert met == [{"": 5}, {"": 5}]
    assert list(courier.parts(second)) == [holding(MC, GZ, 0), *sent]


def test_a_spoilt_file_is_refused_or_holds_what_it_held(spool: Spool, tmp_path: Path) -> None:
    file, chance = tmp_path / "file", random.Random(9)  # noqa: S311
    sent = letters(1)[0].wire
    asked(spool, bundle(GZ, MC, sent))
    relaying.write_file(spool, file, sender="GZ-CUSTOMS", recipient="MC-POLICE", at=NOON_S)
    whole, spoilt = file.read_bytes(), tmp_path / "spoilt"
    empty = tmp_path / "empty"
    spools.lay(empty)

    for _ in range(100):
        turned = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.5 else whole)
        if turned:
            turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
        spoilt.write_bytes(turned)
        with suppress(Refusal):  # nothing else is raised; a turned bit in the date alone does no harm
            assert relaying.take_file(spool, spoilt, at=NOON_S) == {"": 1}
    assert [kept.read() for kept in spool.waiting("MC-POLICE")] == [sent]
    with pytest.raises(RelayStranger):
        relaying.take_file(Spool(empty), file, at=NOON_S)


def test_an_agency_is_known_by_the_sixty_digits_on_its_paper_alone(tmp_path: Path) -> None:
    spools.lay(tmp_path)
    document = SYDNEY.introduction().to_bytes()

    with pytest.raises(DigitsDiffer):
        spools.introduce(tmp_path, document, GZ.introduction().fingerprint())
    with pytest.raises(Refusal):
        spools.introduce(tmp_path, document[:-9], SYDNEY.introduction().fingerprint())

    assert Spool(tmp_path).known == {}


def test_a_full_relay_keeps_what_it_has_and_takes_no_more(spool: Spool) -> None:
    first, second = letters(2)
    asked(spool, bundle(GZ, MC, first.wire))

    told = asked(Spool(spool.folder, most_mib=0), bundle(GZ, MC, second.wire))

    assert [trouble.code for trouble in told.troubles] == ["relay.full"]
    assert spool.count() == {"MC-POLICE": 1}
