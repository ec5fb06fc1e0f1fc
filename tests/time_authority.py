"""A time-stamp authority in memory: of any age, wrong in any way, answering over HTTP if asked."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import _rust

_SHA256 = "2.16.840.1.101.3.4.2.1"
_ECDSA = "1.2.840.10045.4.3.2"
_DAY = timedelta(days=1)


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def a_set(*parts: bytes) -> bytes:
    return der(0x31, *sorted(parts))


def whole(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([40 * first + second])
    for number in rest:
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        out += bytes(reversed(digits))
    return der(0x06, bytes(out))


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authority:
    """A root and a certificate for time-stamps, both valid for ``days`` from ``since``."""

    name: str = "Invented Time"
    since: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    days: int = 365
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    critical: bool = True
    root_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{self.name} Root")])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        self.root = (
            self._builder(issuer, issuer, self.root_key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .sign(self.root_key, hashes.SHA256())
        )
        self.certificate = (
            self._builder(subject, issuer, self.key.public_key())
            .add_extension(x509.ExtendedKeyUsage([self.purpose]), critical=self.critical)
            .add_extension(_signs_only(), critical=True)
            .sign(self.root_key, hashes.SHA256())
        )

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.since)
            .not_valid_after(self.since + self.days * _DAY)
        )

    def pem(self) -> bytes:
        """Return the root, as it is kept and put into dossiers."""
        return self.root.public_bytes(Encoding.PEM)

    def answer(
        self,
        text: bytes,
        at: datetime,
        *,
        nonce: int | None = None,
        shuffled: bool = False,
        digest: bytes = b"",
    ) -> bytes:
        """Return a token over SHA-256 of ``text``; ``shuffled`` sends its sets in the wrong order."""
        info = self._info(digest or hashlib.sha256(text).digest(), at, nonce)
        attributes = self._attributes(info, at)
        signature = self.key.sign(a_set(*attributes), ec.ECDSA(hashes.SHA256()))
        sent = sorted(attributes, reverse=True) if shuffled else sorted(attributes)
        signer = sequence(
            whole(1),
            sequence(self.root.subject.public_bytes(), whole(self.certificate.serial_number)),
            sequence(oid(_SHA256)),
            der(0xA0, *sent),
            sequence(oid(_ECDSA)),
            der(0x04, signature),
        )
        certificates = [one.public_bytes(Encoding.DER) for one in (self.root, self.certificate)]
        signed = sequence(
            whole(3),
            a_set(sequence(oid(_SHA256))),
            sequence(oid("1.2.840.113549.1.9.16.1.4"), der(0xA0, der(0x04, info))),
            der(0xA0, *sorted(certificates, reverse=shuffled)),
            der(0x31, signer),
        )
        token = sequence(oid("1.2.840.113549.1.7.2"), der(0xA0, signed))
        return sequence(sequence(whole(0)), token)

    def _info(self, digest: bytes, at: datetime, nonce: int | None) -> bytes:
        told = f"{at.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()
        return sequence(
            whole(1),
            oid("1.3.6.1.4.1.99999.1"),
            sequence(sequence(oid(_SHA256)), der(0x04, digest)),
            whole(x509.random_serial_number()),
            der(0x18, told),
            *([] if nonce is None else [whole(nonce)]),
        )

    def _attributes(self, info: bytes, at: datetime) -> Sequence[bytes]:
        own = hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()
        told = f"{at.astimezone(UTC):%y%m%d%H%M%SZ}".encode()
        values = {
            "1.2.840.113549.1.9.3": oid("1.2.840.113549.1.9.16.1.4"),
            "1.2.840.113549.1.9.5": der(0x17, told),
            "1.2.840.113549.1.9.4": der(0x04, hashlib.sha256(info).digest()),
            "1.2.840.113549.1.9.16.2.47": sequence(sequence(sequence(der(0x04, own)))),
        }
        return [sequence(oid(name), a_set(value)) for name, value in values.items()]


def _signs_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


Answer = Callable[[bytes], bytes]


def answering(authority: Authority, at: datetime) -> Answer:
    """Return what turns a request into the authority's answer at a time."""

    def answer(request: bytes) -> bytes:
        asked = _rust.parse_timestamp_request(request)
        return authority.answer(b"", at, nonce=asked.nonce, digest=bytes(asked.message_imprint.message))

    return answer


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Answer requests on a free port of this machine; give the address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
