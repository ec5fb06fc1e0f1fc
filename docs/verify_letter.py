"""Verify a stored letter and its receipt from public keys alone: no network, no account, nothing of Borderlink.

    python verify_letter.py LETTER --sender INTRODUCTION --digits "12345 67890 ..."
        [--envelope ENVELOPE] [--receipt RECEIPT --recipient INTRODUCTION --recipient-digits "..."]

LETTER is what an agency keeps as *.letter. INTRODUCTION is the file that agencies exchange at their ceremony, and
the 60 digits are those of its root document, taken from paper. Give --sender or --recipient several times when an
agency has changed its keys since. Needs Python >= 3.11 and the package `cryptography`; docs/design/letter-format.md
gives the form of everything. Exits with 0 when all holds, 1 when something does not, 2 when it is misused.
"""

# ruff: noqa: E501, INP001, N818, T201

import argparse
import base64
import hashlib
import json
import pathlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Keys = Mapping[str, Any]
PRIME = 2**255 - 19
SMALL_ORDER = {
    0, 1, PRIME - 1, 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
}  # fmt: skip


class Wrong(Exception):
    """Something does not hold."""


def need(holds: object, what: str) -> None:
    """Go on only when it holds."""
    if not holds:
        raise Wrong(what)


def canonical(data: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object of bytes that are in their one form."""
    value = json.loads(data.decode())
    again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    need(again == data and isinstance(value, dict), f"{what}: not in canonical form")
    return dict(value)


def raw(text: str, length: int) -> bytes:
    """Return the bytes of a key or signature `ed25519:<base64>`."""
    name, _, encoded = text.partition(":")
    found = base64.b64decode(encoded, validate=True)
    whole = name == "ed25519" and len(found) == length and base64.b64encode(found).decode() == encoded
    need(whole, "a key or signature has another form")
    return found


def signed(key: str, signature: str, purpose: bytes, message: bytes) -> bool:
    """Say whether a signature is this key's over a message for a purpose."""
    public = raw(key, 32)
    y = int.from_bytes(public, "little") & (2**255 - 1)
    framed = b"borderlink-signature-1\0" + len(purpose).to_bytes(2, "big") + purpose + message
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw(signature, 64), framed)
    except InvalidSignature:
        return False
    return y < PRIME and y not in SMALL_ORDER


def two_of(keys: Sequence[str], signatures: Mapping[str, str], purpose: bytes, document: bytes) -> bool:
    """Say whether two different keys of three have signed."""
    need(len(keys) == len(set(keys)) == 3, "a root has three different keys")  # noqa: PLR2004
    return sum(key in signatures and signed(key, signatures[key], purpose, document) for key in keys) > 1


def digits(document: bytes) -> str:
    """Return the 60 digits of a root document."""
    digest = hashlib.sha512(document).digest()
    return "".join(f"{int.from_bytes(digest[at : at + 5], 'big') % 100_000:05d}" for at in range(0, 60, 5))


def letter_keys(path: pathlib.Path, wanted: str) -> Keys:
    """Return the letter keys of an introduction whose root has the digits that are trusted."""
    told = canonical(canonical(path.read_bytes(), path.name)["introduction"].encode(), path.name)
    root_file, keys_file = canonical(told["root"].encode(), "root"), canonical(told["keys"].encode(), "keys")
    root_text, keys_text = root_file["root"].encode(), keys_file["keys"].encode()
    root, keys = canonical(root_text, "root"), canonical(keys_text, "keys")
    need(digits(root_text) == "".join(wanted.split()), f"{path.name}: its digits are {digits(root_text)}")
    need(root["type"] == "borderlink-root-1", f"{path.name}: no root document")
    need(two_of(root["keys"], root_file["signatures"], b"root-document", root_text), "root not signed")
    need(keys["type"] == "borderlink-letter-keys-1", f"{path.name}: no letter keys")
    need(keys["agency"] == root["agency"], f"{path.name}: letter keys of another agency")
    need(two_of(root["keys"], keys_file["signatures"], b"letter-keys", keys_text), "letter keys not signed")
    return keys


def parts(data: bytes, magic: bytes, what: str) -> tuple[bytes, bytes, str, bytes]:
    """Return the three parts of a framed file, the last as text, and the bytes that it signs."""
    found, at = [], 8
    need(data[:8] == magic, f"{what}: another kind of file")
    for _ in range(3):
        length = int.from_bytes(data[at : at + 4], "big")
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    need(at == len(data), f"{what}: cut off, or something follows")
    return found[0], found[1], found[2].decode("ascii"), data[8 : -4 - len(found[2])]


def signer(versions: Sequence[Keys], name: str, at: int, agency: str, what: str) -> str:
    """Return the key with which an agency signed at a time, when it is the one that is named."""
    covering = [
        keys for keys in versions if keys["agency"] == agency and keys["from_at"] <= at < keys["until_at"]
    ]
    need(covering, f"{what}: no keys of {agency} for that time were given")
    key = str(max(covering, key=lambda keys: int(keys["version"]))["sign_key"])
    need(
        hashlib.sha256(key.encode()).hexdigest()[:16] == name,
        f"{what}: signed with another key than was valid",
    )
    return key


def verify_letter(data: bytes, versions: Sequence[Keys]) -> tuple[dict[str, Any], dict[str, Any], bytes, str]:
    """Return header, body, the header's bytes and the key of a letter that is its sender's."""
    head, text, signature, covered = parts(data, b"BLNDLTR1", "letter")
    header, body = canonical(head, "header"), canonical(text, "text")
    key = signer(versions, header["sign_key"], header["created"], header["sender"], "letter")
    need(
        header["v"] == 1 and signed(key, signature, b"letter", covered), "letter: the signature does not hold"
    )
    need(body["letter"] == header["letter"], "letter: the text is another letter's")
    return header, body, head, key


def verify_receipt(
    data: bytes, versions: Sequence[Keys], header: Keys, content: str, envelope: str
) -> dict[str, Any]:
    """Return what a receipt says that its recipient signed for this letter."""
    outer = canonical(data, "receipt")
    text = outer["statement"].encode()
    note = canonical(text, "receipt")
    need(note["type"] == "borderlink-receipt-1", "receipt: another kind of statement")
    key = signer(versions, outer["key"], note["at"], note["recipient"], "receipt")
    need(signed(key, outer["signature"], b"receipt", text), "receipt: the signature does not hold")
    for name in ("letter", "sender", "recipient"):
        need(note[name] == header[name], f"receipt: for another {name}")
    need(note["content"] in {"", content}, "receipt: for another text")
    need(note["digest"] == (envelope or note["digest"]), "receipt: for another envelope")
    said = {name: note[name] for name in ("stage", "code", "at", "digest")}
    return {**said, "names_this_text": note["content"] == content}


def verify(given: argparse.Namespace) -> dict[str, Any]:
    """Verify what was given and return what is proved."""
    data, envelope = given.letter.read_bytes(), ""
    header, body, head, key = verify_letter(data, [letter_keys(path, given.digits) for path in given.sender])
    told = {name: header[name] for name in ("letter", "sender", "recipient", "created")}
    told["content"] = hashlib.sha256(data).hexdigest()
    if given.envelope:
        wire = given.envelope.read_bytes()
        outside, _, signature, covered = parts(wire, b"BLNDENV1", "envelope")
        need(outside == head and signed(key, signature, b"envelope", covered), "envelope: not this letter's")
        told["envelope"] = envelope = hashlib.sha256(wire).hexdigest()
    if given.receipt:
        versions = [letter_keys(path, given.recipient_digits) for path in given.recipient]
        told["receipt"] = verify_receipt(
            given.receipt.read_bytes(), versions, header, told["content"], envelope
        )
    return {"holds": True, **told, "text": body}


def main() -> None:
    """Answer on the command line, in one line of JSON."""
    parser = argparse.ArgumentParser(
        description="Verify a stored letter and its receipt from public keys alone."
    )
    parser.add_argument("letter", type=pathlib.Path)
    parser.add_argument("--sender", type=pathlib.Path, action="append", required=True)
    parser.add_argument("--digits", required=True)
    parser.add_argument("--envelope", type=pathlib.Path)
    parser.add_argument("--receipt", type=pathlib.Path)
    parser.add_argument("--recipient", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--recipient-digits", default="")
    try:
        told = verify(parser.parse_args())
    except (Wrong, LookupError, TypeError, AttributeError, ValueError, RecursionError, OSError) as fault:
        told = {"holds": False, "why": str(fault) or type(fault).__name__}
    print(json.dumps(told, ensure_ascii=False))
    sys.exit(0 if told["holds"] else 1)


if __name__ == "__main__":
    main()
