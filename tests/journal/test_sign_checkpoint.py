import pytest

from borderlink.foundation import tree
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.keyfiles import NotAKeyFile, WrongPassphrase, protect
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.journal import queries
from borderlink.journal.actions import (
    acknowledge_alert,
    note,
    register_key,
    retire_keys,
    sign_checkpoint,
)
from borderlink.journal.domain.views import CheckpointView
from borderlink.journal.refusals import (
    AlertNotOpen,
    KeyAlreadyRegistered,
    KeyNotRegistered,
    OwnAlert,
)
from tests.world import NOON

pytestmark = pytest.mark.django_db
AUDITOR = Reader(badge="GZ-0005", agency="GZ-CUSTOMS", roles=frozenset({Role.AUDITOR}))
SECOND = Reader(badge="GZ-0009", agency="GZ-CUSTOMS", roles=frozenset({Role.AUDITOR}))
OUTSIDER = Reader(badge="GZ-0003", agency="GZ-CUSTOMS", roles=frozenset({Role.INSPECTOR}))
KEY = PrivateKey(bytes([7]) * 32)
PHRASE = "seven grey herons at noon"
FILE = protect(KEY, PHRASE, salt=bytes(16), cost=10)


def write(count: int) -> None:
    for number in range(count):
        note(act="screening.refer", subject=f"parcel {number}", by="GZ-0001", at=NOON)


def sign() -> CheckpointView:
    return sign_checkpoint(key_file=FILE, passphrase=PHRASE, by="GZ-0005", at=NOON)


def test_an_auditor_signs_what_the_journal_is() -> None:
    write(3)
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)

    seen = sign()

    checkpoint = SignedCheckpoint.from_note(seen.note).verify("auditor/GZ-0005", KEY.public())
    assert (checkpoint.origin, checkpoint.size) == ("borderlink/journal/GZ-CUSTOMS", 4)
    assert checkpoint.extension("time") == "2026-11-22T04:00:00+00:00"
    assert (seen.key, seen.by, seen.on.isoformat()) == (KEY.public(), "GZ-0005", "2026-11-22")
    assert queries.examine().checkpoints == 1


def test_a_second_checkpoint_proves_that_it_continues_the_first() -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)
    first = sign()
    write(5)

    second = sign()

    assert second.after == first.size
    assert tree.verify_consistency(
        old_size=first.size,
        old_root=bytes.fromhex(first.root),
        size=second.size,
        root=bytes.fromhex(second.root),
        proof=[bytes.fromhex(step) for step in second.proof],
    )


def test_a_key_that_was_never_registered_signs_nothing() -> None:
    write(1)

    with pytest.raises(KeyNotRegistered):
        sign()


def test_another_officers_registered_key_signs_nothing_for_me() -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)

    with pytest.raises(KeyNotRegistered):
        sign_checkpoint(key_file=FILE, passphrase=PHRASE, by="GZ-0009", at=NOON)


def test_a_withdrawn_key_signs_nothing_more_but_what_it_signed_stands() -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)
    sign()

    withdrawn = retire_keys(badge="GZ-0005", why="left the service", by="GZ-0006", at=NOON)

    assert withdrawn == 1
    assert queries.own_keys(reader=AUDITOR) == ()
    assert queries.examine().fault is None
    with pytest.raises(KeyNotRegistered):
        sign()


def test_a_key_is_registered_once_even_after_it_was_withdrawn() -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)
    retire_keys(badge="GZ-0005", why="lost", by="GZ-0006", at=NOON)

    with pytest.raises(KeyAlreadyRegistered):
        register_key(public=KEY.public(), by=SECOND, at=NOON)


def test_only_an_auditor_registers_a_key() -> None:
    with pytest.raises(NotAllowed):
        register_key(public=KEY.public(), by=OUTSIDER, at=NOON)


def test_a_wrong_passphrase_or_file_signs_nothing() -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)

    with pytest.raises(WrongPassphrase):
        sign_checkpoint(key_file=FILE, passphrase="another one of mine", by="GZ-0005", at=NOON)
    with pytest.raises(NotAKeyFile):
        sign_checkpoint(key_file=b"a letter", passphrase=PHRASE, by="GZ-0005", at=NOON)


def test_an_alert_stays_open_until_another_auditor_acknowledges_it() -> None:
    note(act="officers.grant-role", subject="officer GZ-0009", alert=True, by="GZ-0006", at=NOON)
    assert [alert.sequence for alert in queries.open_alerts(reader=AUDITOR)] == [1]

    acknowledge_alert(sequence=1, why="ordered in writing", by=AUDITOR, at=NOON)

    assert queries.open_alerts(reader=AUDITOR) == ()
    assert queries.line(reader=AUDITOR, sequence=2).why == "ordered in writing"
    with pytest.raises(AlertNotOpen):
        acknowledge_alert(sequence=1, by=SECOND, at=NOON)


def test_nobody_but_an_auditor_acknowledges_an_alert() -> None:
    note(act="officers.grant-role", subject="officer GZ-0009", alert=True, by="GZ-0006", at=NOON)

    with pytest.raises(NotAllowed):
        acknowledge_alert(sequence=1, by=OUTSIDER, at=NOON)

    assert len(queries.open_alerts(reader=AUDITOR)) == 1


def test_an_auditor_does_not_acknowledge_an_alert_about_their_own_act() -> None:
    note(act="officers.leave-node", subject="case GZ-1", alert=True, by=AUDITOR.badge, at=NOON)

    with pytest.raises(OwnAlert):
        acknowledge_alert(sequence=1, by=AUDITOR, at=NOON)
    acknowledge_alert(sequence=1, by=SECOND, at=NOON)

    assert queries.open_alerts(reader=AUDITOR) == ()


@pytest.mark.parametrize("subject", ["officer GZ-0005", "auditor GZ-0005"])
def test_an_auditor_does_not_acknowledge_an_alert_about_themselves(subject: str) -> None:
    note(act="officers.issue-sign-in", subject=subject, alert=True, by="GZ-0006", at=NOON)

    with pytest.raises(OwnAlert):
        acknowledge_alert(sequence=1, by=AUDITOR, at=NOON)
    acknowledge_alert(sequence=1, by=SECOND, at=NOON)

    assert queries.open_alerts(reader=AUDITOR) == ()


def test_an_ordinary_line_is_no_alert() -> None:
    write(1)

    with pytest.raises(AlertNotOpen):
        acknowledge_alert(sequence=1, by=AUDITOR, at=NOON)
