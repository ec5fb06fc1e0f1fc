"""The closed forms of letters: one JSON Schema per type and version, and what no schema can say.

A value of a code list is checked for its prefix alone, so that a partner's newer list is read. No schema has
a place for nationality, ethnicity, religion or origin of a person: such a field is refused like any stranger.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

from borderlink.liaison.domain.bodies import read_body
from borderlink.liaison.refusals.letters import LetterShapeWrong, LetterTypeUnknown, LetterVersionNewer
from borderlink.liaison.refusals.receiving import BodyShape

KINDS: Final = (
    "clue", "rfi", "answer", "feedback", "deconfliction", "preservation_request", "preservation_done",
    "hold_request", "hold_release", "consent_request", "consent", "correction", "withdrawal",
    "erasure_request", "erasure_done", "training_nomination", "key_update", "receipt",
    "cd_plan", "cd_go", "cd_stop", "cd_status",
    "evidence_request", "handover_offer", "handover_accept", "handover_refuse", "handover_cancel",
    "evidence_done", "evidence_file", "checkpoint",
)  # fmt: skip
VERSION: Final = 1  # the newest that is written and read, of every type
COMMON: Final = "common"
_FOLDER: Final = files("borderlink.liaison") / "data" / "letters"
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_LATITUDE: Final = 90
_LONGITUDE: Final = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A letter's body in the form of its type."""

    kind: str
    version: int
    value: Mapping[str, Any]


def check(body: bytes) -> Checked:
    """Return what a body says once it is in the form of its type and version.

    Refuses: ``LetterTypeUnknown``, ``LetterVersionNewer``, ``LetterShapeWrong``.
    """
    try:
        value = read_body(body, letter="")
    except BodyShape as fault:
        raise LetterShapeWrong(path="/", rule=str(fault.facts["what"])) from None
    return check_value(value)


def check_value(value: Mapping[str, Any]) -> Checked:
    """Return a body that is plain values already, once it is in the form of its type.

    Refuses: as ``check``.
    """
    kind, version = value.get("type"), value.get("version")
    if not isinstance(kind, str) or kind not in KINDS:
        raise LetterTypeUnknown(kind=str(kind)[:40])
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise LetterVersionNewer(kind=kind, version=version, known=VERSION)
    fault = next(validator(kind).iter_errors(value), None)
    if fault is not None:
        raise LetterShapeWrong(path=_path([*fault.instance_path, *_lacking(fault)]), rule=_rule(fault))
    for path, rule in _nonsense(value["facts"], ("facts",)):
        raise LetterShapeWrong(path=_path(path), rule=rule)
    return Checked(kind=kind, version=VERSION, value=value)


def schema(name: str, version: int = VERSION) -> Mapping[str, Any]:
    """Return the schema of a type, or of what all letters share (``common``), as it lies in the package."""
    found: Mapping[str, Any] = json.loads((_FOLDER / f"{name}-{version}.json").read_text(encoding="utf-8"))
    return found


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return the compiled schema of a type; nothing is fetched from anywhere."""
    shared = schema(COMMON)
    registry = Registry([(str(shared["$id"]), dict(shared))])
    return Draft202012Validator(dict(schema(kind)), registry=registry, validate_formats=True)


def _path(parts: Sequence[object]) -> str:
    """Return where something stands in a letter: ``/facts/people/0/role``."""
    return "/" + "/".join(str(part)[:40] for part in parts)


def _lacking(fault: ValidationError) -> Sequence[str]:
    """Return the name of what is missing; of any other fault nothing."""
    return [fault.kind.property] if isinstance(fault.kind, ValidationErrorKind.Required) else []


def _rule(fault: ValidationError) -> str:
    """Return the keyword of the schema that a letter breaks: ``required``, ``additionalProperties``."""
    return str(fault.schema_path[-1]) if fault.schema_path else "schema"


def _nonsense(value: object, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield what a schema cannot see: spans turned round, places off the globe, one name for two."""
    if type(value) in _PLAIN:  # most are: asking what abstract kind they are takes long
        return
    if isinstance(value, Mapping):
        for rule, wrong in _WRONG.items():
            if wrong(value):
                yield path, rule
        for name, part in value.items():
            yield from _nonsense(part, (*path, name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        refs = [part["ref"] for part in value if isinstance(part, Mapping) and "ref" in part]
        if len(refs) != len(set(refs)) and all("letter" not in part for part in value):
            yield path, "one-name-twice"
        for at, part in enumerate(value):
            yield from _nonsense(part, (*path, at))


def _span_turned(value: Mapping[str, Any]) -> bool:
    """Say whether a span of time, of days or of quantities ends before it begins."""
    start, end = value.get("from"), value.get("until", value.get("to"))
    if start is None or end is None:
        return False
    if "to" in value:
        return Decimal(start) > Decimal(end)
    return bool(start >= end) if isinstance(start, int) else bool(start > end)


def _off_the_globe(value: Mapping[str, Any]) -> bool:
    latitude, longitude = value.get("lat"), value.get("lon")
    if (latitude is None) != (longitude is None):
        return True
    if latitude is None or longitude is None:
        return False
    return abs(Decimal(latitude)) > _LATITUDE or abs(Decimal(longitude)) > _LONGITUDE


def _told_though_held_back(value: Mapping[str, Any]) -> bool:
    """Say whether a clue tells something of a part that it says is held back."""
    held = {row["part"] for row in value.get("held_back", ())}
    return any(value.get(name) for part in held for name in _FACTS_OF.get(part, ()))


def _tells_more_than_a_hit(value: Mapping[str, Any]) -> bool:
    """Say whether the answer of a deconfliction names anyone: it says hit or no hit and whom to call."""
    answered = value.get("step") == "DCS-ANSWER"
    return answered and any(value.get(name) for name in ("people", "bodies", "traces"))


_FACTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "CPT-WHO": ("people", "bodies"), "CPT-WHAT": ("drugs",), "CPT-WHERE": ("places",),
    "CPT-WHEN": ("windows",), "CPT-HOW": ("how",), "CPT-TRACE": ("traces",),
}  # fmt: skip
_WRONG: Final = {
    "ends-before-it-begins": _span_turned,
    "off-the-globe": _off_the_globe,
    "told-though-held-back": _told_though_held_back,
    "tells-more-than-a-hit": _tells_more_than_a_hit,
}
