"""One office of the story, in whichever node: who works there, how a letter of it leaves, what came to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.utils import timezone

from borderlink.foundation.who import Reader
from borderlink.liaison.actions import assuring, composing, reading, sending
from borderlink.liaison.domain import building
from borderlink.liaison.domain.assurance import Grade
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.queries.letters import Letter, letters_seen
from borderlink.liaison.refusals.gate import ApprovalMissing
from borderlink.node.demo.cast import Cast
from borderlink.node.middleware import keep
from borderlink.node.refusals import DemoStandsStill

PATIENCE_S: Final = 60  # for a letter to come
PAUSE_S: Final = 0.05
MINISTER: Final = (
    "司法部（虚构）",
    "Attorney-General (invented)",
)  # in China, elsewhere

Given = dict[str, str]
Found = TypeVar("Found")


@dataclass(slots=True, kw_only=True)
class Desk:
    """One office: who works there, and the language in which they read.

    ``later`` is how far the story is from the machine's clock; ``consents`` are by partner, as digests.
    """

    cast: Cast
    language: str
    later: timedelta = timedelta()
    address: str = ""  # where its pages are
    consents: dict[str, str] = field(default_factory=dict)

    def reader(self, part: str = "liaison") -> Reader:
        """Return how the officer who plays ``part`` reads now."""
        return self.cast.reader(part)

    def badge(self, part: str) -> str:
        """Return the badge of the officer who plays ``part``."""
        return self.cast.officers[part].badge

    def at(self) -> datetime:
        """Return the moment of the next act."""
        return timezone.now() + self.later

    @property
    def unit(self) -> str:
        """Return the office's code."""
        (unit,) = self.reader().units
        return unit


Deed = Callable[[Desk, Given], Given]


def until(look: Callable[[], Found | None], *, step: str) -> Found:
    """Look again and again until something is there. Refuses: ``DemoStandsStill``."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(PAUSE_S)
    raise DemoStandsStill(step=step, load=str(settings.BORDERLINK.agency))


def arrived(desk: Desk, kind: str) -> Letter:
    """Return the first letter of a kind that nobody has opened, as soon as it is there."""
    rows = letters_seen(desk.reader()).filter(kind=kind, direction=Direction.IN.value, opened_at=None)
    return until(lambda: rows.order_by("pk").first(), step=kind)


def opened(desk: Desk, kind: str) -> Letter:
    """Open the first letter of a kind that nobody has opened, as soon as it is there."""
    letter = arrived(desk, kind)
    return reading.open_letter(letter=letter.uuid, by=desk.reader(), at=desk.at())


def send(desk: Desk, letter: Letter, draft: building.Draft, *, note: str = "") -> Letter:
    """Fill a letter in and let it leave: where the gate refuses without an approval, one is asked for."""
    notes = [{"language": desk.language, "text": note}] if note else []
    consents = [digest for code, digest in desk.consents.items() if code == letter.thread.partner.code]
    value = {"facts": draft.facts(), "notes": notes, "consents": consents}
    saved = composing.save_draft(
        letter=letter, value=value, known_to="RSK-OWN", low_reason="", by=desk.reader(), at=desk.at()
    )
    return leave(desk, saved)


def leave(desk: Desk, letter: Letter) -> Letter:
    """Try to send; what the gate refuses is kept in the journal, decided by a commander, and sent again."""
    try:
        return sending.send_letter(letter=letter, by=desk.reader(), at=desk.at())
    except ApprovalMissing as refusal:
        keep(refusal, by=desk.badge("liaison"))
        _approve(desk, letter, Grade(str(refusal.facts["grade"])))
    return sending.send_letter(letter=letter, by=desk.reader(), at=desk.at())


def _approve(desk: Desk, letter: Letter, grade: Grade) -> None:
    """Ask the gate; a commander decides."""
    why = "线索涉及的人员须经审批" if desk.language.startswith("zh") else "It tells of persons"
    asked = assuring.ask_assurance(
        letter=letter.uuid, request=assuring.Request(why=why), by=desk.reader(), at=desk.at()
    )
    on, country = timezone.localdate(desk.at()), str(settings.BORDERLINK.country)
    decision = assuring.Decision(grade=grade.value, grounds=why)
    if grade is not Grade.SENIOR:  # by the paper of the office above, which a commander records
        body, number = MINISTER[country != "CN"], f"AG-{on.year}-0001"
        decision = replace(decision, body=body, reference=number, decided_on=on)
    assuring.approve_assurance(
        pk=asked.pk, decision=decision, by=desk.reader("liaison_commander"), at=desk.at()
    )
