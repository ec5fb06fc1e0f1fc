"""Whom a letter that leaves names is remembered, so that a correction reaches everyone it was told to."""

from collections.abc import Mapping
from typing import Any

from borderlink.liaison.domain.mentions import named_in
from borderlink.liaison.models.casework import Mention
from borderlink.liaison.models.letters import Letter


def remember_mentions(letter: Letter, value: Mapping[str, Any]) -> int:
    """Write down whom a letter names, once; part of sending and of receiving. Returns how many rows."""
    rows = [
        Mention(letter=letter, ref=one.ref, folded=one.folded, strong=one.strong)
        for one in named_in(value["facts"])
        if one.folded
    ]
    return len(Mention.objects.bulk_create(rows, ignore_conflicts=True))
