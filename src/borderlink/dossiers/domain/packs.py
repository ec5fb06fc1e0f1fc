"""Rule packs read from a dossier: the value an event's version is the digest of."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.packs import RulePack
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.mass import ExpectedLoss

_COUNTS: Final = (
    "share_ppm", "confidence_ppm", "laboratory_within_s", "laboratory_within_if_complex_s",
    "rebag_after_openings",
)  # fmt: skip


def read_packs(data: bytes) -> dict[str, RulePack]:
    """Return the packs of `packs.json` by version; raise ``Fault`` for one that is another than it says."""
    try:
        listed = canonical.object_of(data)
    except NotCanonical:
        raise Fault("dossier.pack-invalid", version="-") from None
    found: dict[str, RulePack] = {}
    for version, value in listed.items():
        try:
            found[version] = _pack(value)
            is_same = found[version].version() == version
            is_same = is_same and canonical.to_bytes(found[version].value()) == canonical.to_bytes(value)
        except (KeyError, TypeError, ValueError, AttributeError):
            is_same = False
        if not is_same:
            raise Fault("dossier.pack-invalid", version=version)
    return found


def _pack(value: Value) -> RulePack:
    if not isinstance(value, Mapping):
        raise TypeError
    counts = {name: _count(value[name]) for name in _COUNTS}
    signers = value["signers"]
    if not isinstance(signers, Mapping):
        raise TypeError
    return RulePack(
        name=str(value["name"]),
        sampling=str(value["sampling"]),
        divisions=tuple((_count(below), _count(division)) for below, division in _rows(value["divisions"])),
        signers={str(kind): _count(count) for kind, count in signers.items()},
        witnessed=frozenset(str(kind) for kind in _listed(value["witnessed"])),
        losses={
            (str(substance), str(form)): ExpectedLoss(
                rate_ppm_a_day=_count(rate), bound_ppm=_count(bound), source=str(source)
            )
            for substance, form, rate, bound, source in _rows(value["losses"])
        },
        **counts,
    )


def _count(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _rows(value: Value) -> list[list[Value]]:
    return [_listed(row) for row in _listed(value)]
