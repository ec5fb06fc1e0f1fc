"""What a letter that came does here, beside standing in the inbox: one effect for each kind that has one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from borderlink.liaison.models.letters import Letter

Effect: TypeAlias = Callable[[Letter, Mapping[str, Any], datetime], None]

EFFECTS: dict[str, Effect] = {}


def register_effect(kind: str, effect: Effect) -> None:
    """Say what a letter of ``kind`` does when it came; the same kind again replaces it.

    An effect runs inside the post's transaction, once for each letter: it writes rows and nothing else. It
    never seals; a letter that must follow by itself is drafted with `composing.draft_automatic`.
    """
    EFFECTS[kind] = effect


def apply_effect(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let a letter of theirs have its effect; a kind without one only stands in the inbox."""
    effect = EFFECTS.get(letter.kind)
    if effect is not None:
        effect(letter, value, at)
