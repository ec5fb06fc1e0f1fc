"""One parcel judged beside those around it, without a frame: as ``domain.judging`` judges a few in one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import polars as pl

from borderlink.screening.domain.judging import Judgement
from borderlink.screening.domain.online.counting import (
    Other,
    at_most,
    counted,
    counted_of_receiver,
    linked_with,
)
from borderlink.screening.domain.online.parcel import Described, Seen, described_by, seen
from borderlink.screening.domain.online.parties import warm
from borderlink.screening.domain.online.plain import Plain, compiled
from borderlink.screening.domain.online.scoring import Rules, reasons
from borderlink.screening.domain.online.watched import Watching
from borderlink.screening.domain.rules.features import (
    EXPECTED,
    address_key,
    described,
    name_key,
    phone_key,
)
from borderlink.screening.domain.rules.goods import Goods
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import is_letter
from borderlink.screening.domain.watch import WatchList


@dataclass(frozen=True, slots=True)
class Around:
    """The parcels around one; ``filled`` are the columns that some of them fill.

    ``linked`` returns those of its own receiver: it takes longer than all the rest, and is asked last.
    """

    others: Sequence[Other] = ()
    filled: frozenset[str] = frozenset()
    linked: Callable[[], Sequence[Other]] = tuple


@dataclass(frozen=True, slots=True)
class Looked:
    """One parcel and what is known of it before anyone asks which parcels are its receiver's."""

    rules: Rules
    ours: Other
    around: Around
    row: Seen

    def at_most(self) -> float:
        """Return the highest score that linkage can lead to, the lowest too where it changes nothing."""
        return self.rules.at_most(self.row, at_most(self.ours, self.around.others))

    def judged(self) -> Judgement:
        """Return score, reasons and links; what no rule finds has none, and takes as long."""
        mine = self.around.linked()
        row = self.row | counted_of_receiver(self.ours, mine)
        score, fired = self.rules.judged(row)
        told = Judgement(score=score, reasons=reasons(fired, row), linked=linked_with(self.ours, mine))
        return told if score > 0 else Judgement()


@dataclass(frozen=True, slots=True)
class Judge:
    """All that a parcel is judged by, compiled once for many."""

    rules: Rules
    goods: Described
    watching: Watching
    on: date

    @classmethod
    def of(cls, rules: Rulebook, watch: WatchList, on: date) -> "Judge":
        """Compile rules, goods table and watch list. Raises ``NotPlain`` for a rule that cannot be."""
        warm()
        _letter()
        return cls(Rules.of(rules, on), described_by(rules.goods), Watching.of(watch.in_force(on)), on)

    def looked(self, parcel: Mapping[str, Any], around: Around | None = None) -> Looked | None:
        """Return what is seen of one parcel; None for a letter, which nobody looks at."""
        if is_a_letter(parcel):
            return None
        around = around or Around()
        given = frozenset(name for name in EXPECTED if parcel[name] is not None)
        row = seen(parcel, self.goods, given | around.filled)
        ours = self._ours(row)
        row |= counted(ours, around.others)
        row |= self.watching.told(row)
        return Looked(self.rules, ours, around, row)

    def judged(self, parcel: Mapping[str, Any], around: Around | None = None) -> Judgement:
        """Return score, reasons and links of one parcel: a letter, and what no rule finds, have none."""
        looked = self.looked(parcel, around)
        return looked.judged() if looked else Judgement()

    def _ours(self, row: Seen) -> Other:
        return Other(
            waybill=row["waybill"], at=row["posted_at"] or noon(self.on), like=row["like"],
            name=row["receiver_key"], sender=row["sender_key"], sender_tail=row["sender_tail"],
            tail=row["receiver_tail"], place=row["receiver_place"], postcode=row["receiver_postcode"],
            weight_g=row["weight_g"],
        )  # fmt: skip


def noon(on: date) -> datetime:
    """Return when a parcel counts as posted that does not say."""
    return datetime.combine(on, time(12), UTC)


def is_a_letter(parcel: Mapping[str, Any]) -> bool:
    """Say whether one parcel's service is correspondence."""
    return parcel["service"] is not None and bool(_letter()(parcel))


@cache
def _letter() -> Plain:
    return compiled(is_letter())


def compared(parcels: pl.DataFrame, goods: Goods) -> pl.DataFrame:
    """Return parcels of the window as one that is asked about is compared with them: see ``others_of``."""
    given = pl.sum_horizontal(
        pl.col(name).is_not_null().cast(pl.Int64) * (1 << bit) for bit, name in enumerate(EXPECTED)
    )
    made = parcels.select(
        letter=is_letter(), given=given, waybill="waybill", at="posted_at",
        name=name_key(pl.col("receiver_name")),
        sender=name_key(pl.col("sender_name")), sender_tail=phone_key(pl.col("sender_phone")),
        tail=phone_key(pl.col("receiver_phone")), place=address_key(pl.col("receiver_address")),
        postcode="receiver_postcode", weight_g="weight_g", address="receiver_address",
    )  # fmt: skip
    kinds = described(parcels.select("contents"), goods)
    return made.with_columns(kinds.select(like=pl.coalesce("goods", "contents_key")))


def others_of(rows: Sequence[Mapping[str, Any]], on: date, parties: Callable[[], Sequence[int]]) -> Around:
    """Return the parcels around one from rows of ``compared``.

    ``parties`` tells its own party first, then that of each row.
    """
    bits = 0
    for row in rows:
        bits |= row["given"] if not row["letter"] else 0
    filled = frozenset(name for bit, name in enumerate(EXPECTED) if bits >> bit & 1)
    others = [_other(row, on) for row in rows]
    seen_of = [other for row, other in zip(rows, others, strict=True) if not row["letter"]]

    def linked() -> list[Other]:
        own, *theirs = parties()
        every = zip(rows, others, theirs, strict=True)
        return [other for row, other, party in every if party == own and not row["letter"]]

    return Around(seen_of, filled, linked)


def _other(row: Mapping[str, Any], on: date) -> Other:
    return Other(
        waybill=row["waybill"], at=row["at"] or noon(on), like=row["like"], name=row["name"],
        sender=row["sender"], sender_tail=row["sender_tail"], tail=row["tail"], place=row["place"],
        postcode=row["postcode"], weight_g=row["weight_g"],
    )  # fmt: skip
