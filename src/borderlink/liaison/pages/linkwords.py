"""How the pages of partners speak: troubles as sentences, failures by code, both with an icon's weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from borderlink.foundation.who import Reader
from borderlink.language import sentences
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.domain.troubles import Trouble, Weight
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries.links import troubles_of
from borderlink.liaison.queries.partners import partners_of

TONES = {Weight.STOPS: "hold", Weight.DELAYS: "inspect", Weight.WARNS: "inspect"}
ICONS = {Weight.STOPS: "hand-stop", Weight.DELAYS: "clock", Weight.WARNS: "alert-triangle"}
KEYS = frozenset({"our-keys-soon", "their-keys-soon", "keys-not-told"})


class Coded(Protocol):
    """Whatever is counted or dated under a code."""

    @property
    def code(self) -> str:
        """Return the code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A trouble as a page shows it."""

    code: str
    words: str
    tone: str
    icon: str


def said_troubles(found: Iterable[Trouble], language: str) -> list[Said]:
    """Return troubles as sentences in a language and the node's time zone."""
    zone = str(settings.BORDERLINK.time_zone)
    return [
        Said(
            code=one.code, tone=TONES[one.weight], icon=ICONS[one.weight],
            words=sentences.say(f"trouble.{one.code}", language, _facts(one.facts, language), zone=zone),
        )
        for one in found
    ]  # fmt: skip


def _facts(facts: Mapping[str, object], language: str) -> dict[str, object]:
    """Return a trouble's facts, the code of a failed try put into words."""
    told = dict(facts)
    if "said" in told:
        told["said"] = failure(str(told["said"]), language).rstrip(".。")  # it ends a sentence of its own
    return told


def failure(code: str, language: str) -> str:
    """Return what went wrong under a code of the post; one without words is shown as it is."""
    try:
        return sentences.say(f"failure.{code}", language, {})
    except (sentences.SentenceFault, KeyError):
        return code


def failure_rows(found: Iterable[Coded], language: str) -> list[dict[str, object]]:
    """Return counted or dated failures, each with its sentence."""
    return [{"row": one, "words": failure(one.code, language)} for one in found]


def broken_links(reader: Reader, language: str, at: datetime) -> list[dict[str, object]]:
    """Return, for each partner whose letters are stopped or late, its code, its name and the first reason."""
    found = []
    for partner in partners_of(reader):
        if partner.state not in {PartnerState.PINNED.value, PartnerState.PAUSED.value}:
            continue
        worst = [one for one in troubles_of(reader, partner, at) if _is_felt(one)][:1]
        found += [
            {"code": partner.code, "name": partner_name(partner, language), "said": said}
            for said in said_troubles(worst, language)
        ]
    return found


def _is_felt(trouble: Trouble) -> bool:
    """Say whether a trouble is felt in a box, or will be: keys that end do not mend themselves.

    Hand-carried post with nothing waiting is as it should be.
    """
    if trouble.code in KEYS:
        return True
    idle = trouble.code == "no-address" and not trouble.facts["count"]
    return trouble.weight is not Weight.WARNS and trouble.code != "never-heard" and not idle
