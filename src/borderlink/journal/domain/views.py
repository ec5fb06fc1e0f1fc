"""What an auditor is shown: never the personal fields, only that they were committed to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening
from borderlink.foundation.signing import PublicKey
from borderlink.journal.domain.lines import FACT, PERSONAL, WHY, Columns, commitments_of, facts_of

MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines someone asks for: by whom, which acts, which subject (each its beginning), which days.

    ``since`` is included, ``until`` excluded.
    """

    by: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def facts(self) -> dict[str, str | int]:
        """Return the filter as facts of a journal line."""
        moments = {"since": self.since, "until": self.until}
        words: dict[str, str | int] = {"by": self.by, "act": self.act, "subject": self.subject}
        words |= {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
        return {name: word for name, word in words.items() if word != ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line as an auditor reads it.

    ``facts`` are codes, numbers and words; ``personal`` maps a personal field to its commitment; ``erased``
    names the fields whose openings are gone.
    """

    sequence: int
    at: datetime
    by: str
    act: str
    subject: str
    why: str
    facts: dict[str, str | int]
    personal: dict[str, str]
    erased: tuple[str, ...]
    alert: bool
    hash: str
    previous: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some lines, newest first, and the number before which older ones begin (None: there are none)."""

    lines: tuple[LineView, ...]
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """One signed checkpoint. ``after`` and ``proof`` show that it continues an earlier one (0: the first)."""

    number: int
    size: int
    root: str
    note: str
    by: str
    at: datetime
    on: date
    key: PublicKey
    after: int
    proof: tuple[str, ...]


def view_of(line: Line, columns: Columns, openings: tuple[Opening, ...]) -> LineView:
    """Return what an auditor may see of a line: of personal fields the commitment alone."""
    content = line.content()
    committed = commitments_of(content)
    words = {opening.name: opening.value for opening in openings if not opening.name.startswith(PERSONAL)}
    facts = facts_of(content)
    facts |= {name.removeprefix(FACT): value for name, value in words.items() if name.startswith(FACT)}
    left = {opening.name for opening in openings}
    return LineView(
        sequence=line.sequence,
        at=columns.at,
        by=columns.by,
        act=columns.act,
        subject=columns.subject,
        why=words.get(WHY, ""),
        facts=facts,
        personal={
            name.removeprefix(PERSONAL): value
            for name, value in committed.items()
            if name.startswith(PERSONAL)
        },
        erased=tuple(sorted(name.split(".", 1)[-1] for name in committed if name not in left)),
        alert=columns.alert,
        hash=line.hash,
        previous=str(content.get("previous", "")),
    )
