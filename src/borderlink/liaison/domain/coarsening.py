"""What a partner is told in classes alone: how something was or could be found, how far a source is trusted.

Exact detection codes teach whoever learns of them how parcels are chosen; an exact grade can give a source
away. A partner's terms say which of the two it is told only coarsely. Coarsening twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

DETECTION: Final = "detection"
GRADE: Final = "grade"

_SELECTED: Final = "DET-CLASS-SELECTED"
_EXAMINED: Final = "DET-CLASS-EXAMINED"
_TOLD: Final = "DET-CLASS-TOLD"
_CLASSES: Final[Mapping[str, str]] = {
    "DET-DATA": _SELECTED, "DET-RANDOM": _SELECTED, "DET-EXPLORE": _SELECTED, "DET-JUDGEMENT": _SELECTED,
    "DET-ACCIDENT": _SELECTED, "DET-XRAY": _EXAMINED, "DET-CT": _EXAMINED, "DET-DOG": _EXAMINED,
    "DET-TRACE": _EXAMINED, "DET-RAMAN": _EXAMINED, "DET-INTEL": _TOLD, "DET-PARTNER": _TOLD,
    "DET-CARRIER": _TOLD, "DET-CTRLDEL": _TOLD,
}  # fmt: skip
_GOOD_SOURCES: Final = frozenset({"GSR-4X4-A", "GSR-4X4-B", "GSR-352-1", "GSR-ADM-A", "GSR-ADM-B"})
_GOOD_NEWS: Final = frozenset(
    {
        "GIN-4X4-1", "GIN-4X4-2", "GIN-4X4-3", "GIN-352-A", "GIN-352-B", "GIN-ADM-1", "GIN-ADM-2",
    }
)  # fmt: skip
COARSE: Final = "GRD-CLASS"


class Coarsens(Protocol):
    """A partner's terms, as far as they say what is told only in classes."""

    @property
    def coarsen(self) -> Sequence[str]:
        """Return some of ``detection`` and ``grade``."""
        ...


def coarsen_body(body: Mapping[str, Any], terms: Coarsens) -> dict[str, Any]:
    """Return a letter's body as the partner may have it."""
    return dict(body) | {
        "facts": coarsen(body["facts"], terms),
        "grade": coarsen_grade(body["grade"], terms),
    }


def coarsen(facts: Mapping[str, Any], terms: Coarsens) -> dict[str, Any]:
    """Return facts with the means of detection in classes, each once, where the terms want it so."""
    how = facts.get("how", {})
    if DETECTION not in terms.coarsen or not how.get("detection"):
        return dict(facts)
    classes = dict.fromkeys(coarse_detection(code) for code in how["detection"])
    return dict(facts) | {"how": dict(how) | {"detection": list(classes)}}


def coarse_detection(code: str) -> str:
    """Return the class of a means of detection; one that is not known here is told as an examination."""
    return code if code in set(_CLASSES.values()) else _CLASSES.get(code, _EXAMINED)


def coarsen_grade(grade: Mapping[str, Any] | None, terms: Coarsens) -> dict[str, Any] | None:
    """Return a grade in two classes, where the terms want it so; what it was mapped from is left out."""
    if grade is None:
        return None
    if GRADE not in terms.coarsen or grade["scheme"] == COARSE:
        return dict(grade)
    source = "GSR-CLASS-GOOD" if grade["source"] in _GOOD_SOURCES else "GSR-CLASS-OPEN"
    information = "GIN-CLASS-GOOD" if grade["information"] in _GOOD_NEWS else "GIN-CLASS-OPEN"
    return {"scheme": COARSE, "source": source, "information": information, "mapped_from": None}
