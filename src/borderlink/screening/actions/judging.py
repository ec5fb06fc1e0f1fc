"""Parcels of the counter are judged: with those of the window around them, by what stands at this moment."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import polars as pl
from django.conf import settings

from borderlink.screening.actions.screening import standing_rules
from borderlink.screening.adapters.gathering import Gathered
from borderlink.screening.adapters.nearby import Keys, Nearby, open_index
from borderlink.screening.adapters.shipped import read_rates
from borderlink.screening.domain.judging import Judgement, framed, judge, judge_strangers
from borderlink.screening.domain.nearby import keyed, person_keys
from borderlink.screening.domain.rates import Rates
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import is_letter
from borderlink.screening.domain.watch import WatchList
from borderlink.screening.queries import counter

Said = Mapping[str, object]  # a parcel by the columns of manifests
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
    judged = judge(frame, around, rules=standing.rules, watch=standing.watch, on=on)
    return _put_together(parcels, frame, judged)


def _put_together(
    parcels: Sequence[Said], frame: pl.DataFrame, judged: Mapping[str, Judgement]
) -> list[Found]:
    letters = frame.select(is_letter()).to_series().to_list()
    persons = person_keys(frame).to_dicts()
    return [
        Found(
            said=said, person=person, letter=letter, judgement=judged.get(str(said["waybill"]), Judgement())
        )
        for said, person, letter in zip(parcels, persons, letters, strict=True)
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
    return Standing(rules=rules, watch=watch, on=on)


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
    """Judge parcels of several requests, none linked with another: what shares no key goes in one pass."""
    on = questions[0].on
    frame = _valued(framed([question.row for question in questions]))
    tall = keyed(frame)
    nearby = open_index(settings.BORDERLINK.folder, settings.BORDERLINK.agency)
    standing = _standing(on, int(time.monotonic() / STANDING_S))
    shared = set(tall.filter(pl.col("key").is_duplicated())["row"].to_list())
    shared |= set(frame["waybill"].is_duplicated().arg_true().to_list())
    found = [
        _judged_alone(
            frame[[place]],
            tall.filter(pl.col("row") == place)["key"].to_numpy(),
            nearby,
            standing,
            stranger=place not in shared,
        )
        for place in range(frame.height)
    ]
    strangers = [place for place, judged in enumerate(found) if judged is None]
    told: dict[str, Judgement] = {}
    if strangers:
        told = judge_strangers(frame[strangers], rules=standing.rules, watch=standing.watch, on=on)
    said = [question.said for question in questions]
    together = _put_together(said, frame, told)
    return [
        one if judged is None else Found(
            said=one.said, person=one.person, letter=one.letter,
            judgement=judged.get(str(one.said["waybill"]), Judgement()),
        )
        for one, judged in zip(together, found, strict=True)
    ]  # fmt: skip


def _judged_alone(
    parcel: pl.DataFrame, keys: Keys, nearby: Nearby, standing: Standing, *, stranger: bool
) -> dict[str, Judgement] | None:
    """Return the judgement of a parcel with those around it; None for a stranger with nobody around it."""
    around = nearby.found(keys)
    if around.is_empty() and stranger:
        return None
    return judge(parcel, around, rules=standing.rules, watch=standing.watch, on=standing.on)


_GATHERED: Final = Gathered[_Question, Found](_pass)
