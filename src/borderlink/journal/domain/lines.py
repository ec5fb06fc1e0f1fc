"""What one line of the journal holds, and how it is read again."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from borderlink.foundation import commitments
from borderlink.foundation.canonical import Value
from borderlink.foundation.commitments import Opening

DOMAIN: Final = "borderlink.journal"
ACT: Final = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
WHY: Final = "why"
FACT: Final = "fact."
PERSONAL: Final = "personal."
LONGEST: Final = 200
_CODE: Final = re.compile(r"[A-Za-z0-9._:/+=@#%-]{0,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What of a line can be searched: the same facts as in its bytes, never trusted alone."""

    act: str
    subject: str
    by: str
    at: datetime
    alert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line before it has a number: its columns, what will be chained, and the openings kept beside it."""

    columns: Columns
    content: Mapping[str, Value]
    openings: tuple[Opening, ...]


def draft(
    *, columns: Columns, why: str, facts: Mapping[str, str | int], personal: Mapping[str, str],
    new_salt: Callable[[], bytes],
) -> Draft:  # fmt: skip
    """Return the line to chain: codes and numbers plain, words and personal fields as salted commitments.

    A fact that is not written like a code (letters, digits and ``. _ : / + = @ # % -``) counts as words.
    Line breaks and other unprintable characters become spaces, a subject is cut to 200 characters.
    """
    if not ACT.fullmatch(columns.act):
        raise ValueError(f"an act is written room.verb, not {columns.act!r}")
    columns = _tidy(columns)
    plain, words = _sorted_out(facts)
    hidden = {WHY: why} if why else {}
    hidden |= words | {PERSONAL + name: value for name, value in personal.items()}
    openings = tuple(
        Opening(name=name, salt=new_salt(), value=_storable(value)) for name, value in sorted(hidden.items())
    )
    committed = {opening.name: opening.commitment(DOMAIN) for opening in openings}
    content: dict[str, Value] = {**_of(columns), "facts": plain, "committed": committed}
    return Draft(columns=columns, content=content, openings=openings)


def columns_of(content: Mapping[str, Value]) -> Columns | None:
    """Return the columns that a line's content says, or None when it is no content of ours."""
    act, subject, by, at, alert = (content.get(key) for key in ("act", "subject", "by", "at", "alert"))
    if not (isinstance(act, str) and isinstance(subject, str) and isinstance(by, str)):
        return None
    if not isinstance(at, str) or not isinstance(alert, bool):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is not UTC or _instant(moment) != at:
        return None
    return Columns(act=act, subject=subject, by=by, at=moment, alert=alert)


def facts_of(content: Mapping[str, Value]) -> dict[str, str | int]:
    """Return the plain facts of a line's content."""
    found = content.get("facts")
    pairs = found.items() if isinstance(found, Mapping) else ()
    return {name: value for name, value in pairs if isinstance(value, str | int)}


def commitments_of(content: Mapping[str, Value]) -> dict[str, str]:
    """Return the commitments of a line's content by field."""
    found = content.get("committed")
    return {name: str(value) for name, value in found.items()} if isinstance(found, Mapping) else {}


def altered(content: Mapping[str, Value], openings: tuple[Opening, ...]) -> Iterator[str]:
    """Yield the names of the openings that do not open what the line committed to."""
    committed = commitments_of(content)
    for opening in openings:
        if not commitments.opens(committed.get(opening.name, ""), DOMAIN, opening):
            yield opening.name


def _of(columns: Columns) -> dict[str, Value]:
    return {
        "act": columns.act,
        "subject": columns.subject,
        "by": columns.by,
        "at": _instant(columns.at),
        "alert": columns.alert,
    }


def _instant(at: datetime) -> str:
    """Return a moment in its one form: in UTC, to the microsecond, with a Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _tidy(columns: Columns) -> Columns:
    """Return the columns as both databases and the chain keep them."""
    return Columns(
        act=columns.act,
        subject=_one_line(columns.subject),
        by=_one_line(columns.by),
        at=columns.at.astimezone(UTC),
        alert=columns.alert,
    )


def _sorted_out(facts: Mapping[str, str | int]) -> tuple[dict[str, str | int], dict[str, str]]:
    """Return the facts that are codes or numbers, and those that are words."""
    words = {
        FACT + name: value
        for name, value in facts.items()
        if isinstance(value, str) and not _CODE.fullmatch(value)
    }
    return {name: value for name, value in facts.items() if FACT + name not in words}, words


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in _storable(text))[:LONGEST]


def _storable(text: str) -> str:
    """Return text without what a database or UTF-8 cannot hold: NUL and half surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
