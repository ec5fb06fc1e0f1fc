"""Parcels of the counter are judged: with those of the window around them, by what stands at this moment."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from django.conf import settings

from borderlink.screening.actions.screening import standing_rules
from borderlink.screening.adapters.gathering import Gathered
from borderlink.screening.adapters.nearby import Nearby, open_index
from borderlink.screening.adapters.shipped import read_rates
from borderlink.screening.domain.judging import Judgement, framed, judge
from borderlink.screening.domain.nearby import keyed, person_keys
from borderlink.screening.domain.rates import Rates
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import is_letter
from borderlink.screening.domain.watch import WatchList
from borderlink.screening.queries import counter

Said = Mapping[str, object]  # a parcel by the columns of manifests
OF_WHOLE_MANIFESTS: Final = frozenset(
    {"rarer-than-chance"}
)  # they need the share of a kind among all parcels
STANDING_S: Final = 10.0  # how long rules, watch list and cut are kept before they are asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """By what parcels are judged at this moment."""

    rules: Rulebook
    watch: WatchList
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of one parcel before it is answered."""

    said: Said
    person: Mapping[str, str]
    judgement: Judgement
    letter: bool


def look_up(parcels: Sequence[Said], *, on: date) -> list[Found]:
    """Return what screening says of each parcel: a batch is linked as a small manifest, one alone."""
    rows = [_columns(said) for said in parcels]
    if len(rows) == 1:
        return [_GATHERED.ask(_Question(row=rows[0], said=parcels[0], on=on))]
    if not rows:
        return []
    frame = _valued(framed(rows))
    nearby = open_index(settings.BORDERLINK.folder, settings.BORDERLINK.agency)
    around = nearby.found(keyed(frame)["key"].unique().to_numpy())
    standing = _standing(on, int(time.monotonic() / STANDING_S))
    told = judge(frame, around, rules=standing.rules, watch=standing.watch, on=on)
    judged = [told.get(str(said["waybill"]), Judgement()) for said in parcels]
    return _put_together(parcels, frame, judged)


def _put_together(parcels: Sequence[Said], frame: pl.DataFrame, judged: Sequence[Judgement]) -> list[Found]:
    letters = frame.select(is_letter()).to_series().to_list()
    persons = person_keys(frame).to_dicts()
    return [
        Found(said=said, person=person, letter=letter, judgement=judgement)
        for said, person, letter, judgement in zip(parcels, persons, letters, judged, strict=True)
    ]


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
    few = tuple(rule for rule in rules.rules if rule.name not in OF_WHOLE_MANIFESTS)
    return Standing(rules=replace(rules, rules=few), watch=watch, on=on)


@lru_cache(maxsize=64)
def cut_of(unit: str, on: date, moment: int) -> float:  # noqa: ARG001 - as above
    """Return the score from which a parcel is inspected at a station now."""
    return counter.cut_of(unit, on)


def forget_standing() -> None:
    """Ask for rules, watch list and cuts anew at the next question."""
    _standing.cache_clear()
    cut_of.cache_clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One parcel on its way through a pass that many share."""

    row: dict[str, object]
    said: Said
    on: date


def _pass(questions: Sequence[_Question]) -> list[Found]:
    """Judge parcels of several requests in as few runs as keep them strangers to one another."""
    on = questions[0].on
    frame = _valued(framed([question.row for question in questions]))
    nearby = open_index(settings.BORDERLINK.folder, settings.BORDERLINK.agency)
    standing = _standing(on, int(time.monotonic() / STANDING_S))
    judged: list[Judgement] = [Judgement()] * len(questions)
    for run in _runs(frame, nearby):
        parcels, around = frame[run.places], pl.concat(run.around).unique("waybill", maintain_order=True)
        told = judge(parcels, around, rules=standing.rules, watch=standing.watch, on=on)
        for place in run.places:
            judged[place] = told.get(str(questions[place].row["waybill"]), Judgement())
    return _put_together([question.said for question in questions], frame, judged)


@dataclass(slots=True)
class _Run:
    """Parcels that share no key, neither themselves nor through those around them."""

    places: list[int]
    around: list[pl.DataFrame]
    taken: set[int]


def _runs(frame: pl.DataFrame, nearby: Nearby) -> list[_Run]:
    """Divide parcels into runs: no answer depends on who asks at the same moment."""
    keys_of: dict[int, list[int]] = {}
    for row, key in keyed(frame).iter_rows():
        keys_of.setdefault(row, []).append(key)
    runs: list[_Run] = []
    for place, waybill in enumerate(frame["waybill"].to_list()):
        keys = keys_of.get(place, [])
        around = nearby.found(np.array(keys, np.uint64))
        shared = [] if around.is_empty() else keyed(around)["key"].to_list()
        mine = {*keys, *shared, hash(waybill)}
        run = next((run for run in runs if run.taken.isdisjoint(mine)), None)
        if run is None:
            run = _Run(places=[], around=[], taken=set())
            runs.append(run)
        run.places.append(place)
        run.around.append(around)
        run.taken |= mine
    return runs


_GATHERED: Final = Gathered[_Question, Found](_pass)
