"""What a parcel's neighbours add to it: the counts of ``rules.linked``, for one parcel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from borderlink.screening.domain.online.plain import rounded
from borderlink.screening.domain.reasons import MOST_LINKED, SHARED
from borderlink.screening.domain.rules.linked import CROWD, MOST, WINDOW

_OF_ALL: Final = ("phone_parcels", "phone_senders", "address_parcels", "like_chance")
OF_RECEIVER: Final = (
    "like_parcels", "like_senders", "like_phones", "like_spellings", "like_spread", "receiver_parcels",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """One parcel as it is compared: the one that is judged, or one around it."""

    waybill: str
    at: datetime
    like: str | None
    name: str | None  # keys, as ``features`` makes them
    sender: str | None
    sender_tail: str | None
    tail: str | None
    place: str | None
    postcode: str | None
    weight_g: int | None


def counted(ours: Other, others: Sequence[Other]) -> dict[str, Any]:
    """Return what parcels of one phone and one door say; ``others`` holds no letter, and not ours."""
    told: dict[str, Any] = dict.fromkeys(_OF_ALL)
    if ours.tail is not None:
        reached = [other for other in others if other.tail == ours.tail]
        alike = [other for other in reached if _alike(ours, other)]
        if len(reached) < MOST and (group := _fullest(ours, alike)):
            told["phone_parcels"], told["phone_senders"] = len(group), len({one.sender for one in group})
    if ours.place is not None and (
        group := _fullest(ours, [one for one in others if one.place == ours.place])
    ):
        told["address_parcels"] = len(group)
    return told


def counted_of_receiver(ours: Other, mine: Sequence[Other]) -> dict[str, Any]:
    """Return what the parcels of its receiver, ``mine``, say of one: the columns of ``OF_RECEIVER``."""
    told: dict[str, Any] = dict.fromkeys(OF_RECEIVER)
    if group := _fullest(ours, mine):
        told["receiver_parcels"] = len(group)
    if group := _fullest(ours, [other for other in mine if _alike(ours, other)]):
        told |= _likeness(group)
    return told


def at_most(ours: Other, others: Sequence[Other]) -> dict[str, int]:
    """Return bounds of counts of ``OF_RECEIVER``, whoever of these is the receiver."""
    alike = [other for other in others if _alike(ours, other)]
    every = [ours, *alike]
    return {
        "like_parcels": len(_fullest(ours, alike)),
        "like_senders": len({one.sender for one in every}),
        "like_phones": len({one.sender_tail for one in every}),
        "like_spellings": len({(one.name, one.place) for one in every}),
        "receiver_parcels": len(others) + 1,
    }


def _alike(ours: Other, other: Other) -> bool:
    return ours.like is not None and other.like == ours.like


def _likeness(group: Sequence[Other]) -> dict[str, Any]:
    weights = [one.weight_g for one in group if one.weight_g is not None]
    most = max(weights, default=None)
    spread = None if most is None else rounded((most - min(weights)) / most * 100, 1) if most else None
    return {
        "like_parcels": len(group), "like_senders": len({one.sender for one in group}),
        "like_phones": len({one.sender_tail for one in group} - {None}),
        "like_spellings": len({(one.name, one.place) for one in group}), "like_spread": spread,
    }  # fmt: skip


def _fullest(ours: Other, others: Sequence[Other]) -> list[Other]:
    """Return the fullest week that holds a parcel, the later of equals; none where it is alone of its group.

    A crowd is counted whole.
    """
    group = [ours, *others]
    if not others or len(group) > CROWD:
        return group if others else []
    ends = {one.at for one in group if ours.at <= one.at < ours.at + WINDOW}
    weeks = {end: [one for one in group if end - WINDOW < one.at <= end] for end in ends}
    return weeks[max(ends, key=lambda end: (len(weeks[end]), end))]


def linked_with(ours: Other, mine: Sequence[Other]) -> list[dict[str, object]]:
    """Return other parcels of the same receiver, and what each shares to the letter: as in ``reasons``."""
    every = sorted([ours, *mine], key=lambda one: one.waybill)
    few = every[: MOST_LINKED + 1]
    if ours.like is not None:
        few = [*[one for one in every if one.like == ours.like][: MOST_LINKED + 1], *few]
    found = {one.waybill: one for one in few if one.waybill != ours.waybill}
    near = sorted(found.values(), key=lambda one: (not _alike(ours, one), one.waybill))
    return [{"waybill": one.waybill, "shares": _shares(ours, one)} for one in near[:MOST_LINKED]]


def _shares(ours: Other, other: Other) -> list[str]:
    pairs = (
        (ours.name, other.name), (ours.tail, other.tail), (ours.place, other.place),
        (ours.postcode, other.postcode), (ours.like, other.like),
    )  # fmt: skip
    same = [one is not None and one == its for one, its in pairs]
    shares = [name for name, held in zip(SHARED, same, strict=True) if held]
    return shares if any(same[:3]) else [*shares, "spelling"]
