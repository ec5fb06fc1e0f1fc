"""A time-stamp proves its own time, for ever, by its own authority alone; a job fetches it later."""

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings
from rfc3161_client import decode_timestamp_response

from borderlink.custody.models.ledger import CheckpointKept
from borderlink.custody.models.room import Alarm, Place
from borderlink.dossiers import jobs
from borderlink.dossiers.adapters import tokens
from borderlink.dossiers.domain.stamps import by_authority
from borderlink.dossiers.domain.times import in_der_order, proven_time
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.refusals import TimeStampNotGiven
from borderlink.foundation.signing import fingerprint
from tests.custody_world import DAY_S, NOON_S
from tests.dossier_world import anchor, story
from tests.time_authority import Authority, answering, served

JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = b"borderlink-custody/GZ-CUSTOMS\n46\n"


def seconds(at: datetime) -> int:
    return int(at.timestamp())


# ---- what a token proves ----


def test_a_token_proves_its_own_time() -> None:
    authority = Authority()

    assert proven_time(authority.answer(TEXT, JUNE), TEXT, authority.pem()) == seconds(JUNE)


def test_a_token_of_one_authority_is_nothing_under_another() -> None:
    ours, theirs = Authority(), Authority(name="Other Time")

    assert proven_time(ours.answer(TEXT, JUNE), TEXT, theirs.pem()) is None


def test_an_authority_of_the_same_name_is_not_the_authority() -> None:
    ours, forged = Authority(), Authority()

    assert proven_time(forged.answer(TEXT, JUNE), TEXT, ours.pem()) is None


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_an_authority_that_is_no_certificate_proves_nothing() -> None:
    """A forger brings the authority with the dossier, whatever is changed in it."""
    authority = Authority()
    token = authority.answer(TEXT, JUNE)
    der = x509.load_pem_x509_certificate(authority.pem()).public_bytes(Encoding.DER)
    for place in range(len(der)):
        changed = base64.encodebytes(der[:place] + b"\xff" + der[place + 1 :])
        pem = b"-----BEGIN CERTIFICATE-----\n" + changed + b"-----END CERTIFICATE-----\n"

        assert proven_time(token, TEXT, pem) in {None, seconds(JUNE)}


def test_a_token_over_another_text_proves_nothing() -> None:
    authority = Authority()
    digest = bytes(32)

    assert proven_time(authority.answer(TEXT, JUNE), TEXT + b"x", authority.pem()) is None
    assert proven_time(authority.answer(TEXT, JUNE, digest=digest), TEXT, authority.pem()) is None


@pytest.mark.parametrize("years", [1, 10, 30])
def test_years_after_its_certificate_expired_a_token_proves_the_same(years: int) -> None:
    """Nothing here reads a clock: an authority whose certificates ended so long ago stands for the years."""
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=365 * (years + 1))
    authority = Authority(since=began, days=365)
    at = began + timedelta(days=100)

    assert proven_time(authority.answer(TEXT, at), TEXT, authority.pem()) == seconds(at)


@pytest.mark.parametrize("days", [-1, 366])
def test_a_token_from_outside_its_certificates_period_proves_nothing(days: int) -> None:
    authority = Authority()
    at = authority.since + timedelta(days=days)

    assert proven_time(authority.answer(TEXT, at), TEXT, authority.pem()) is None


def test_sets_in_another_order_than_der_has_are_put_in_order() -> None:
    """The library alone does not read what some authorities send."""
    authority = Authority()
    shuffled = authority.answer(TEXT, JUNE, shuffled=True)

    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(shuffled)
    assert proven_time(shuffled, TEXT, authority.pem()) == seconds(JUNE)
    assert in_der_order(in_der_order(shuffled)) == in_der_order(shuffled)


@pytest.mark.parametrize(
    "authority", [Authority(purpose=ExtendedKeyUsageOID.CODE_SIGNING), Authority(critical=False)]
)
def test_a_certificate_for_another_purpose_stamps_nothing(authority: Authority) -> None:
    assert proven_time(authority.answer(TEXT, JUNE), TEXT, authority.pem()) is None


def test_a_changed_token_proves_no_other_time() -> None:
    authority = Authority()
    token = authority.answer(TEXT, JUNE)

    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1
        assert proven_time(bytes(changed), TEXT, authority.pem()) in {None, seconds(JUNE)}, place


@pytest.mark.parametrize(
    "token", [b"", b"\x30\x00", b"\x30\x80", b"\x30\x05\x30\x03\x02\x01\x02", b"\0" * 99, b"0" * 70_000]
)
def test_what_is_no_token_proves_nothing(token: bytes) -> None:
    assert proven_time(token, TEXT, Authority().pem()) is None


def test_a_certificate_that_cannot_be_read_proves_nothing() -> None:
    assert proven_time(Authority().answer(TEXT, JUNE), TEXT, b"not a certificate") is None


# ---- openssl as a second verifier, and as an authority ----


def openssl_says(token: bytes, authority: Authority, folder: Path, *, at: datetime | None = None) -> bool:
    for name, content in (("t.tsr", token), ("text", TEXT), ("root.pem", authority.pem())):
        (folder / name).write_bytes(content)
    command = ["openssl", "ts", "-verify", "-in", "t.tsr", "-data", "text", "-CAfile", "root.pem"]
    if at is not None:
        command += ["-attime", str(seconds(at))]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.outside
def test_openssl_says_the_same_at_the_tokens_time_and_is_wrong_at_todays(tmp_path: Path) -> None:
    old = Authority(since=datetime(1996, 1, 1, tzinfo=UTC))
    at = datetime(1996, 6, 1, tzinfo=UTC)
    token, other = old.answer(TEXT, at), Authority().answer(TEXT, JUNE)

    assert openssl_says(token, old, tmp_path, at=at)
    assert not openssl_says(other, old, tmp_path, at=JUNE)
    assert not openssl_says(token, old, tmp_path)
    assert proven_time(token, TEXT, old.pem()) == seconds(at)


CONFIGURATION = """
[tsa]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@pytest.fixture
def local_authority(tmp_path: Path) -> Path:
    """Make a root and a time-stamp certificate with openssl."""
    (tmp_path / "ts.cnf").write_text(CONFIGURATION)
    (tmp_path / "serial").write_text("01\n")
    use = "basicConstraints=critical,CA:TRUE"
    stamps = "extendedKeyUsage=critical,timeStamping"
    signs = "keyUsage=critical,digitalSignature"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    for command in (
        [*new, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Local Root", "-addext", use],
        [*new, "-keyout", "tsa.key", "-out", "tsa.pem", "-subj", "/CN=Local Time", "-CA", "root.pem",
         "-CAkey", "root.key", "-addext", stamps, "-addext", signs,
         "-addext", "basicConstraints=critical,CA:FALSE"],
    ):  # fmt: skip
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    return tmp_path


def openssl_answers(folder: Path, request: bytes) -> bytes:
    (folder / "request.tsq").write_bytes(request)
    reply = ["openssl", "ts", "-reply", "-config", "ts.cnf", "-section", "tsa", "-queryfile", "request.tsq"]
    subprocess.run([*reply, "-out", "reply.tsr"], cwd=folder, capture_output=True, check=True)
    return (folder / "reply.tsr").read_bytes()


@pytest.mark.outside
def test_a_token_of_a_local_openssl_authority_is_fetched_and_holds(local_authority: Path) -> None:
    roots = (local_authority / "root.pem").read_bytes()

    with served(lambda request: openssl_answers(local_authority, request)) as url:
        token = tokens.fetch(url, TEXT, [roots])

    at = proven_time(token, TEXT, roots)
    assert at is not None
    assert abs(datetime.now(UTC).timestamp() - at) < 600


# ---- fetching ----


def test_an_answer_to_another_request_is_not_kept() -> None:
    authority = Authority()

    with (
        served(lambda _: authority.answer(TEXT, JUNE, nonce=7)) as url,
        pytest.raises(TimeStampNotGiven) as refused,
    ):
        tokens.fetch(url, TEXT, [authority.pem()])

    assert refused.value.facts["why"] == "does-not-hold"


def test_an_authority_that_nobody_agreed_upon_is_not_kept() -> None:
    authority = Authority()

    with served(answering(authority, JUNE)) as url, pytest.raises(TimeStampNotGiven):
        tokens.fetch(url, TEXT, [Authority().pem()])


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "file:///etc/passwd", "nowhere"])
def test_an_authority_that_does_not_answer_is_told(url: str) -> None:
    with pytest.raises(TimeStampNotGiven):
        tokens.fetch(url, TEXT, [Authority().pem()], seconds=1)


# ---- the job ----


@pytest.fixture
def set_up(node_folder: Path) -> Iterator[Path]:
    """A checkpoint signed at JUNE, an evidence room, a folder for authorities."""
    folder = node_folder / "keys" / "authorities"
    folder.mkdir(parents=True, exist_ok=True)
    CheckpointKept.objects.create(size=46, text=TEXT.decode(), note="-", signed_at=JUNE)
    Place.objects.create(code="R1", unit="STORE-1", name="Room 1")
    before = settings.BORDERLINK
    jobs._asked.clear()
    yield folder
    settings.BORDERLINK = before
    for path in folder.glob("*.pem"):
        path.unlink()


def use(*urls: str) -> None:
    settings.BORDERLINK = replace(settings.BORDERLINK, time_stamp_url=urls)


@pytest.mark.django_db
def test_the_job_keeps_one_token_of_each_authority(set_up: Path) -> None:
    first, second = Authority(), Authority(name="Second Time")
    (set_up / "1.pem").write_bytes(first.pem())
    (set_up / "2.pem").write_bytes(second.pem())

    with served(answering(first, JUNE)) as one, served(answering(second, JUNE)) as two:
        use(one, two)
        assert jobs.work_once(JUNE)
        assert not jobs.work_once(JUNE + timedelta(minutes=6))

    kept = [base64.b64decode(one) for one in CheckpointKept.objects.get().tokens]
    assert len(kept) == 2
    assert proven_time(kept[0], TEXT, first.pem()) == seconds(JUNE)
    assert proven_time(kept[1], TEXT, second.pem()) == seconds(JUNE)


def test_tokens_are_told_apart_by_checkpoint_and_authority() -> None:
    first, second, stranger = Authority(), Authority(name="Second Time"), Authority(name="Nobody")
    note = story().note()
    text = note.checkpoint.text().encode()
    given = [stranger.answer(text, JUNE), second.answer(text, JUNE), first.answer(TEXT, JUNE)]
    kept = [base64.b64encode(token).decode() for token in given]

    found = by_authority([note.note()], [[*kept, "not base64"]], [first.pem(), second.pem()])

    assert found == {(1, 2): given[1]}


@pytest.mark.django_db
def test_four_hours_without_a_time_stamp_are_loud_and_end_with_one(set_up: Path) -> None:
    authority = Authority()
    (set_up / "1.pem").write_bytes(authority.pem())
    use("http://127.0.0.1:9/")

    jobs.work_once(JUNE + timedelta(hours=3, minutes=59))
    quiet = Alarm.objects.filter(settled_at=None).count()
    jobs.work_once(JUNE + timedelta(hours=4, minutes=5))
    loud = list(Alarm.objects.filter(settled_at=None))
    with served(answering(authority, JUNE + timedelta(hours=5))) as url:
        use(url)
        jobs.work_once(JUNE + timedelta(hours=5))

    assert quiet == 0
    assert [(alarm.kind, alarm.unit) for alarm in loud] == [("time-stamp-late", "STORE-1")]
    assert not Alarm.objects.filter(settled_at=None).exists()


@pytest.mark.django_db
def test_an_authority_that_is_down_is_not_asked_all_the_time(set_up: Path) -> None:
    asked: list[bytes] = []

    def count(request: bytes) -> bytes:
        asked.append(request)
        return b""

    with served(count) as url:
        use(url)
        for second in range(0, 290, 30):
            jobs.work_once(JUNE + timedelta(seconds=second))

    assert len(asked) == 1


# ---- in a dossier ----


def stamped_dossier(authority: Authority, at: datetime, *, shown_as: Authority | None = None) -> bytes:
    world = story()
    text = world.note().checkpoint.text().encode()
    token = authority.answer(text, at)
    return world.dossier(authorities=[(shown_as or authority).pem()], tokens={(1, 1): token})


def noon() -> datetime:
    return datetime.fromtimestamp(NOON_S + DAY_S, UTC)


def test_a_dossiers_token_proves_a_time_when_its_authority_is_anchored() -> None:
    authority = Authority()
    dossier = stamped_dossier(authority, noon())

    known = verify_dossier(dossier, anchors=[anchor(), fingerprint(authority.pem())])
    unknown = verify_dossier(dossier, anchors=[anchor()])

    assert (known.code, [one.code for one in known.findings]) == (0, [])
    assert [one.code for one in unknown.findings] == ["dossier.time-not-proven"]


def test_a_dossiers_token_of_another_authority_makes_it_invalid() -> None:
    dossier = stamped_dossier(Authority(), noon(), shown_as=Authority(name="Other Time"))

    found = verify_dossier(dossier, anchors=[anchor()])

    assert (found.code, found.findings[0].code) == (1, "dossier.token-invalid")
