"""Canonical bytes: one value has exactly one form, so that a hash or a signature means one thing.

The form is JSON in UTF-8 with keys sorted by code point, no space, only the escapes that JSON demands,
whole numbers only (I-JSON's range, so that a browser reads the same ones), strings in NFC. What is
read must already be in this form, to the byte: RFC 8785 without fractions, and stricter on text.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from borderlink.foundation.refusals import Refusal

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"

LARGEST = 2**53 - 1
DEEPEST = 64

written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""Write plain values that are known to have a canonical form: as ``to_bytes``, without looking."""


class NotCanonical(Refusal):
    """The bytes are not the one form their value has, or the value has none."""

    code = "foundation.not-canonical"
    says = "This record is not in its canonical form ({what})."
    advice = "Do not repair it by hand. Ask for it again from where it was made."


def to_bytes(value: Value) -> bytes:
    """Return the canonical bytes of ``value``; text is brought to NFC on the way.

    Refuses: ``NotCanonical`` for fractions, numbers beyond 2**53 - 1, lone surrogates, keys that
    become equal, and nesting deeper than 64.
    """
    settled = _settled(value, 0)
    return written(settled).encode()


def from_bytes(data: bytes) -> Value:
    """Return the value of canonical bytes.

    Refuses: ``NotCanonical`` for anything that ``to_bytes`` would not have written, to the byte.
    """
    certain = surely(data) if data.count(b"[") + data.count(b"{") <= DEEPEST else None
    return _read(data) if certain is None else certain


def surely(data: bytes) -> Value:
    """Return the value of bytes that are surely canonical, however deep; else None: ``from_bytes`` knows why.

    What is read and written again by the C parts of `json` alone is seen to be right at a fifth of the cost.
    """
    try:
        text = data.decode()
        value: Value = _surely(text)
        again = written(value)
    except (ValueError, RecursionError, NotCanonical):
        return None
    return value if again == text and (unicodedata.is_normalized("NFC", text)) else None


def _read(data: bytes) -> Value:
    """Return the value of canonical bytes, or say what is wrong with them."""
    try:
        value: Value = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise NotCanonical(what="not-utf8") from None
    except RecursionError:
        raise NotCanonical(what="too-deep") from None
    except json.JSONDecodeError as fault:
        raise NotCanonical(what=f"not-json-at-{fault.pos}") from None
    if to_bytes(value) != data:
        raise NotCanonical(what="another-form")
    return value


def object_of(data: bytes) -> Mapping[str, Value]:
    """Return the object that canonical bytes hold; anything but an object is refused likewise."""
    value = from_bytes(data)
    if not isinstance(value, Mapping):
        raise NotCanonical(what="not-an-object")
    return value


def _settled(value: Value, depth: int) -> object:
    """Return ``value`` in plain dicts and lists with NFC text, or refuse it."""
    if depth > DEEPEST:
        raise NotCanonical(what="too-deep")
    match value:
        case None | bool():
            return value
        case int():
            return _in_range(value)
        case str():
            return _text(value)
        case dict() | Mapping():  # the plain kinds first: asking an abstract one takes long
            return _object((_text(key), _settled(item, depth + 1)) for key, item in value.items())
        case list() | Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [_settled(item, depth + 1) for item in value]
    raise NotCanonical(what=f"no-form-for-{type(value).__name__}")


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, item in pairs:
        if key in found:
            raise NotCanonical(what=f"key-twice-{key[:24]}")
        found[key] = item
    return found


def _text(text: str) -> str:
    if not isinstance(text, str):
        raise NotCanonical(what="key-not-text")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical(what="half-a-surrogate-pair")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _whole(digits: str) -> int:
    if len(digits) > len(str(-LARGEST)):
        raise NotCanonical(what="number-too-large")
    return _in_range(int(digits))


def _in_range(number: int) -> int:
    if abs(number) > LARGEST:
        raise NotCanonical(what="number-too-large")
    return number


def _no_number(_text: str) -> int:
    raise NotCanonical(what="not-a-whole-number")


_surely = json.JSONDecoder(parse_int=_whole, parse_float=_no_number, parse_constant=_no_number).decode
