from dataclasses import replace
from pathlib import Path

import pytest

from borderlink.foundation import canonical
from borderlink.foundation.certificates import (
    Certificate,
    CertificateNotSigned,
    NotACertificate,
    SignedCertificate,
    read_certificate,
)
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import NotAKey, PrivateKey
from borderlink.node.certifying import certificates, certify, for_days

NOON_S = 1_790_000_000
HOLDERS = [PrivateKey(bytes([number]) * 32) for number in range(1, 5)]
NODE_KEY = PrivateKey(bytes(32))
ROOT = Root(agency="CN-GZ-CUSTOMS", keys=tuple(holder.public() for holder in HOLDERS[:3]))
MADE = for_days("CN-GZ-CUSTOMS", "ab12cd34", NODE_KEY.public(), days=10, now=NOON_S)


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_any_two_root_keys_certify_a_node(pair: tuple[int, int]) -> None:
    signed = MADE.sign(*(HOLDERS[index] for index in pair))

    assert SignedCertificate.from_bytes(signed.to_bytes()).verify(ROOT) == MADE


def test_one_root_key_twice_or_with_an_outsider_is_not_enough() -> None:
    for holders in ([HOLDERS[0]], [HOLDERS[0], HOLDERS[0]], [HOLDERS[0], HOLDERS[3]]):
        with pytest.raises(CertificateNotSigned):
            MADE.sign(*holders).verify(ROOT)


def test_a_certificate_of_another_agency_is_refused() -> None:
    with pytest.raises(NotACertificate):
        replace(MADE, agency="VN-CUSTOMS").sign(*HOLDERS[:2]).verify(ROOT)


def test_a_period_includes_its_start_and_excludes_its_end() -> None:
    assert MADE.covers(MADE.from_at)
    assert not MADE.covers(MADE.until_at)
    assert MADE.until_at - MADE.from_at == 10 * 86_400


@pytest.mark.parametrize(
    "field", [{"extra": 1}, {"type": "x"}, {"from_at": True}, {"until_at": 0}, {"key": "x"}, {"from_at": -1}]
)
def test_a_certificate_with_other_fields_is_refused(field: dict[str, canonical.Value]) -> None:
    document = canonical.to_bytes({**canonical.object_of(MADE.document()), **field})

    with pytest.raises(NotACertificate):
        read_certificate(document)


def test_what_is_no_certificate_is_refused() -> None:
    for data in (b"", b"{}", b'{"certificate":"{}","signatures":{}}', b'{"certificate":1,"signatures":[]}'):
        with pytest.raises(NotACertificate):
            SignedCertificate.from_bytes(data)


def _node_folder(folder: Path) -> list[Path]:
    (folder / "root.json").write_bytes(ROOT.sign(*HOLDERS[:2]).to_bytes())
    (folder / "node.pub").write_text(NODE_KEY.public().text() + "\n")
    (folder / "node-certificate.json").write_bytes(MADE.sign(*HOLDERS[:2]).to_bytes())
    for number, holder in enumerate(HOLDERS, 1):
        (folder / f"root-{number}.pem").write_bytes(holder.pem())
    return [folder / f"root-{number}.pem" for number in range(1, 5)]


def test_a_node_is_certified_anew_and_its_older_certificates_are_kept(tmp_path: Path) -> None:
    keys = _node_folder(tmp_path)
    before = (tmp_path / "node-certificate.json").read_bytes()

    second = certify(tmp_path, "ab12cd34", keys[1:3], days=20, now=NOON_S)
    third = certify(tmp_path, "ab12cd34", keys[:2], days=30, now=NOON_S)

    assert certificates(tmp_path) == [before, second.to_bytes(), third.to_bytes()]
    assert third.verify(ROOT).until_at - third.certificate.from_at == 30 * 86_400


def test_a_certificate_that_too_few_root_keys_sign_replaces_nothing(tmp_path: Path) -> None:
    keys = _node_folder(tmp_path)
    before = (tmp_path / "node-certificate.json").read_bytes()

    with pytest.raises(CertificateNotSigned):
        certify(tmp_path, "ab12cd34", [keys[0], keys[3]], days=20, now=NOON_S)
    (tmp_path / "other.pem").write_bytes(b"no key")
    with pytest.raises(NotAKey):
        certify(tmp_path, "ab12cd34", [keys[0], tmp_path / "other.pem"], days=20, now=NOON_S)

    assert certificates(tmp_path) == [before]


def test_a_certificate_is_a_value_of_its_own_kind() -> None:
    assert isinstance(read_certificate(MADE.document()), Certificate)
