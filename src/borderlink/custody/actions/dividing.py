"""Samples and parts are taken out of an open lot, weighed afresh; lots are never put together."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from borderlink.custody.actions.recording import Facts, Hand, Proposal, signing
from borderlink.custody.actions.weighing import Reading, reading_facts
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.queries import numbers
from borderlink.custody.queries.sampling import Planned, planned_samples
from borderlink.foundation.who import Reader

__all__ = ["Planned", "SamplePurpose", "plan_samples", "sample", "split"]


class SamplePurpose(StrEnum):
    """What a sample is taken for."""

    LABORATORY = "laboratory"
    DEFENCE = "defence"
    RETEST = "retest"
    COUNTER = "counter"
    PROFILING = "profiling"


def plan_samples(*, case: str, by: Reader) -> list[Planned]:
    """Return how many packages of each group of drugs the case's rule pack wants sampled, and how many were.

    Refuses: ``NotFound``.
    """
    return planned_samples(by, case)


def sample(
    *,
    exhibit: str,
    purpose: SamplePurpose,
    packages: int,
    spots: int,
    reading: Reading,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Exhibit:
    """Take a sample out of an open lot; it becomes an exhibit of its own (``-S1``) with its own mass.

    Refuses: ``StillSealed``, ``NotWeighed``, ``MassBelowZero``, ``UnknownCode`` and what ``record`` refuses.
    """
    more: Facts = {"packages": packages, "spots": spots, "purpose": purpose.value}
    return _take_out(exhibit, Kind.SAMPLE, reading, more, note, hands, by, at)


def split(
    *,
    exhibit: str,
    reading: Reading,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Exhibit:
    """Take a part out of an open lot; it becomes an exhibit of its own (``-P1``).

    Refuses: ``StillSealed``, ``NotWeighed``, ``MassBelowZero``, ``UnknownCode`` and what ``record`` refuses.
    """
    return _take_out(exhibit, Kind.SPLIT, reading, {}, note, hands, by, at)


def _take_out(  # noqa: PLR0917 - one act's parts
    exhibit: str,
    kind: Kind,
    reading: Reading,
    more: Facts,
    note: str,
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Exhibit:
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        part = numbers.next_part(lot.exhibit, sample=kind is Kind.SAMPLE)
        name = "sample" if kind is Kind.SAMPLE else "part"
        facts: Facts = {**reading_facts(reading), **more, name: part}
        desk.record(
            [Proposal(kind=kind, case=lot.case, exhibit=lot.exhibit, facts=facts, personal={"note": note})]
        )
    return Exhibit.objects.get(number=part)
