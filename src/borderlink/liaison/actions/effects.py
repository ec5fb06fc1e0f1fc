"""What a letter that came does here, beside standing in the inbox: one effect for each kind that has one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from borderlink.liaison.actions.consenting import take_assurances
from borderlink.liaison.actions.feedback import mark_answered
from borderlink.liaison.domain import clocks, precision
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import ASKS, SILENT
from borderlink.liaison.queries.partners import calendars_of

Effect: TypeAlias = Callable[[Letter, Mapping[str, Any], datetime], None]

EFFECTS: dict[str, Effect] = {}


def register_effect(kind: str, effect: Effect) -> None:
    """Say what a letter of ``kind`` does when it came; the same kind again replaces it.

    An effect runs inside the post's transaction, once for each letter: it writes rows and nothing else. It
    never seals; a letter that must follow by itself is drafted with `composing.draft_automatic`.
    """
    EFFECTS[kind] = effect


def apply_effect(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let a letter of theirs have its effect: what it answers is answered, then what its kind does."""
    if letter.kind not in SILENT:
        mark_answered(letter, value["facts"], at)
    take_assurances(letter, value, at)
    effect = EFFECTS.get(letter.kind)
    if effect is not None:
        effect(letter, value, at)


def describe(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Put into a letter's row what lists and clocks need of its body; touches no table.

    The post calls it before it writes the row of a letter that came, sending before one leaves.
    """
    letter.urgency = str(value["urgency"])[:16]
    letter.reply_to = UUID(value["reply_to"]) if value["reply_to"] else None
    if letter.kind not in ASKS or value["facts"].get("step") == "DCS-ANSWER":
        return
    calendars = calendars_of(letter.thread.partner)
    letter.due_at = clocks.due(letter.kind, letter.urgency, at, calendars)
    if letter.kind == "clue":
        letter.feedback_due_at = clocks.due("feedback", letter.urgency, at, calendars)
        score = precision.score(value["facts"])
        letter.score, letter.score_of, letter.actionable = score.points, score.of, score.actionable
