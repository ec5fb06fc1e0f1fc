"""Parcels of the counter are judged: with those of the window around them, by what stands at this moment."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final

import polars as pl
from django.conf import settings

from borderlink.screening.actions.screening import standing_rules
from borderlink.screening.adapters.nearby import Nearby, open_index
from borderlink.screening.adapters.shipped import read_rates
from borderlink.screening.domain.judging import Judgement, framed, judge
from borderlink.screening.domain.nearby import as_keys, keyed, keys_of_one, person_keys, person_of_one
from borderlink.screening.domain.online.judging import Judge
from borderlink.screening.domain.online.plain import NotPlain
from borderlink.screening.domain.rates import Rates
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.schema import PARCEL
from borderlink.screening.domain.screen import is_letter
from borderlink.screening.domain.watch import WatchList
from borderlink.screening.queries import counter

_UNSAID: Final = dict.fromkeys(PARCEL)
logger = logging.getLogger(__name__)
Said = Mapping[str, object]  # a parcel by the columns of manifests
OF_WHOLE_MANIFESTS: Final = "like_chance"  # it is counted from the share of a kind among all parcels
STANDING_S: Final = 10.0  # how long rules, watch list and cut are kept before they are asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """By what parcels are judged at this moment."""

    rules: Rulebook
    watch: WatchList
    judge: Judge | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of one parcel before it is answered.

    ``at_most`` is the highest score that ``judged``, which takes longer, can come to.
    """

    said: Said
    person: Mapping[str, str]
    letter: bool
    at_most: float
    judged: Callable[[], Judgement]


def look_up(parcels: Sequence[Said], *, on: date) -> list[Found]:
    """Return what screening says of each parcel: a batch as a small manifest, one without a frame."""
    if not parcels:
        return []
    standing = _standing(on, int(time.monotonic() / STANDING_S))
    if len(parcels) == 1 and standing.judge is not None:
        return [_look_up_one(parcels[0], standing.judge, on=on)]
    frame = _valued(framed([_columns(said) for said in parcels]))
    around = _index().found(keyed(frame)["key"].unique().to_numpy())
    told = judge(frame, around, rules=standing.rules, watch=standing.watch, on=on)
    judged = [told.get(str(said["waybill"]), Judgement()) for said in parcels]
    letters = frame.select(is_letter()).to_series().to_list()
    return [
        Found(
            said=said, person=person, letter=letter, at_most=judgement.score, judged=partial(_same, judgement)
        )
        for said, person, letter, judgement in zip(
            parcels, person_keys(frame).to_dicts(), letters, judged, strict=True
        )
    ]


def prepare(on: date) -> None:
    """Read and compile now what the first question of this process would wait for.

    The index, rules, watch list, goods and names: a dry question about nobody is judged, and nothing kept.
    """
    nobody = {"waybill": "LK000000005CN", "service": "courier", "contents": "tea", "currency": "CNY"}
    parties = {f"{side}_{name}": "1" for side in ("sender", "receiver") for name in ("name", "address")}
    for found in look_up([{**nobody, **parties}], on=on):
        found.judged()


def _look_up_one(said: Said, judge: Judge, *, on: date) -> Found:
    """Return what screening says of one parcel: the same as of a batch of one, in a hundredth of the time."""
    parcel: dict[str, Any] = {**_UNSAID, **said}
    parcel["value_cny"] = _rates().value_of_one(parcel)
    around = _index().around(parcel, as_keys(keys_of_one(parcel)), on=on)
    looked = judge.looked(parcel, around)
    return Found(
        said=said, person=person_of_one(parcel), letter=looked is None,
        at_most=looked.at_most() if looked else 0.0, judged=looked.judged if looked else Judgement,
    )  # fmt: skip


def _same(judgement: Judgement) -> Judgement:
    return judgement


def _index() -> Nearby:
    return open_index(settings.BORDERLINK.folder, settings.BORDERLINK.agency)


def _columns(said: Said) -> dict[str, object]:
    return {**said, "file": "counter", "line": 1}


def _valued(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(value_cny=_rates().value_cny(pl.col("value"), pl.col("currency")))


@lru_cache(maxsize=1)
def _rates() -> Rates:
    return read_rates()


@lru_cache(maxsize=4)
def _standing(on: date, moment: int) -> Standing:  # noqa: ARG001 - asked for again every few seconds
    rules, watch, _ = standing_rules(on)
    few = replace(rules, rules=tuple(rule for rule in rules.rules if not rule.looks_at(OF_WHOLE_MANIFESTS)))
    return Standing(rules=few, watch=watch, judge=_judge(few, watch, on), on=on)


def _judge(rules: Rulebook, watch: WatchList, on: date) -> Judge | None:
    """Return what judges one parcel; None where a rule cannot be compiled: then frames judge every one."""
    try:
        keys_of_one(_UNSAID)  # keys are compiled as rules are: before anyone waits for them
        person_of_one(_UNSAID)
        return Judge.of(rules, watch, on)
    except NotPlain:
        logger.warning("a rule is judged in frames", exc_info=True)
        return None


@lru_cache(maxsize=64)
def cut_of(unit: str, on: date, moment: int) -> float:  # noqa: ARG001 - as above
    """Return the score from which a parcel is inspected at a station now."""
    return counter.cut_of(unit, on)


def forget_standing() -> None:
    """Ask for rules, watch list and cuts anew at the next question."""
    _standing.cache_clear()
    cut_of.cache_clear()
