"""An act in plain words: its kind and facts in, a whole sentence in the reader's language out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.breaches import Breach
from borderlink.custody.domain.schema import Kind
from borderlink.language import sentences

_MG: Final = Decimal(1000)
_UG: Final = Decimal(1_000_000)
_STATED_DIGITS: Final = 3
_HASH_SHOWN: Final = 12  # hexadecimal digits
_PPM: Final = Decimal(1_000_000)
_MOMENTS: Final = ("seized_at", "expires_at", "planned_at", "from_at", "until_at", "since_at")
_OFFICERS: Final = ("giver", "taker", "holder", "badge")
_NAME: Final = "entry.{}"
# The English sentence of every kind, by name: ``entry.weigh``.
ACT_SENTENCES: Final[Mapping[str, str]] = {
    name: pattern for name, pattern in sentences.sentences_of("en").items() if name.startswith("entry.")
}


def grams(mass_mg: int) -> Decimal:
    """Return milligrams as grams, exactly."""
    return Decimal(mass_mg) / _MG


def stated(expanded_ug: int) -> Decimal:
    """Return an expanded uncertainty in grams as it is stated: three digits, rounded up."""
    step = 10 ** max(len(str(expanded_ug)) - _STATED_DIGITS, 0)
    return Decimal(-(-expanded_ug // step) * step) / _UG


def tell_act(
    kind: str,
    facts: Mapping[str, object],
    language: str,
    *,
    exhibit: str = "",
    names: Mapping[str, str] | None = None,
    zone: str | None = None,
) -> str:
    """Return what an act did as a sentence; ``names`` gives officers' names by badge, times are in ``zone``.

    A kind that no sentence here tells (from a newer node) is answered with its code.
    """
    if kind not in set(Kind):
        return kind
    shown = _shown(facts, exhibit, names or {})
    return sentences.say(_NAME.format(kind), language, shown, zone=zone)


def tell(act: Act, names: Mapping[str, str] | None = None) -> tuple[str, str, Mapping[str, object]]:
    """Return the name, the English pattern and the facts of the sentence that tells an act."""
    name = _NAME.format(act.kind.value)
    return name, ACT_SENTENCES[name], _shown(act.facts, act.exhibit, names or {})


def said(act: Act, language: str, *, names: Mapping[str, str] | None = None, zone: str | None = None) -> str:
    """Return the sentence that tells an act: prints, pages and dossiers say the same."""
    return tell_act(act.kind.value, act.facts, language, exhibit=act.exhibit, names=names, zone=zone)


def _shown(facts: Mapping[str, object], exhibit: str, names: Mapping[str, str]) -> dict[str, object]:
    shown: dict[str, object] = {"exhibit": exhibit, **facts, **_derived(facts)}
    for name in _OFFICERS:
        if name in facts:
            shown[name] = names.get(str(facts[name]), facts[name])
    return shown


def tell_breach(breach: Breach, language: str) -> str:
    """Return a departure from the rule pack as a sentence."""
    return sentences.say(f"breach.{breach.name}", language, {"entry": breach.entry})


def _derived(facts: Mapping[str, object]) -> dict[str, object]:
    """Return what the sentences want beside the facts: grams, moments, counts, and what is there at all."""
    found: dict[str, object] = {}
    for name, value in facts.items():
        if name.endswith("_mg") and isinstance(value, int):
            found[name.removesuffix("_mg") + "_g"] = grams(value)
        if name in _MOMENTS and isinstance(value, int):
            found[name] = datetime.fromtimestamp(value, UTC)
    for name in ("substance", "compared_with", "was", "becomes"):
        found[f"has_{name}"] = "yes" if facts.get(name) else "no"
    found["has_used_up"] = "yes" if facts.get("used_up") else "no"
    found["report_short"] = str(facts.get("report", ""))[:_HASH_SHOWN]
    found["has_loss"] = "yes" if facts.get("loss_mg") else "no"
    found["has_purity"] = "yes" if facts.get("purity_ppm") else "no"
    found["purity"] = Decimal(str(facts.get("purity_ppm", 0))) / _PPM
    found["sealed"] = _count(facts.get("seals"))
    found["count"] = _count(facts.get("members"))
    return found


def _count(value: object) -> int:
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else 0
