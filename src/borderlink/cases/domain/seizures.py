"""A seizure as plain values: codes, dates and masses; no name, no words. What the ledger weighed counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import get_currency_precision

from borderlink.cases.refusals import register as refusals
from borderlink.language import codes

WHOLE_PPM: Final = 1_000_000
MOST_MG: Final = 10**14  # 100 tonnes
CURRENCIES: Final = (
    "CNY", "VND", "USD", "EUR", "HKD", "MOP", "TWD", "AUD", "GBP", "JPY", "KRW", "LAK", "KHR", "THB", "MMK",
    "MYR", "SGD", "IDR", "PHP", "INR", "RUB", "CAD", "NZD", "CHF",
)  # fmt: skip
_LISTS: Final = {
    "place_kind": "place", "channel": "channel", "direction": "direction", "conveyance": "conveyance",
    "concealment": "concealment", "packaging": "packaging", "detected_by": "detection",
}  # fmt: skip
_SUBSTANCE_LISTS: Final = {
    "presumptive": "substance", "presumptive_test": "presumptive_test",
    "presumptive_result": "presumptive_result", "laboratory": "substance", "unit": "unit",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """When, where, on which way and how something was found; countries are ISO 3166-1 alpha-2.

    Day and hour are those of the clocks of the place; an hour is one of a ``zone`` of the IANA database.
    """

    seized_on: date
    country: str
    seized_time: time | None = None
    zone: str = ""
    place_kind: str = ""
    channel: str = ""
    direction: str = ""
    conveyance: str = ""
    origin_country: str = ""
    transit: tuple[str, ...] = ()
    destination_country: str = ""
    concealment: str = ""
    also_concealed: tuple[str, ...] = ()
    packaging: str = ""
    packages: int | None = None
    detected_by: str = ""
    also_detected_by: tuple[str, ...] = ()
    joint_with: str = ""

    @property
    def seized_at(self) -> datetime | None:
        """Return the moment, where the hour is known."""
        if self.seized_time is None:
            return None
        return datetime.combine(self.seized_on, self.seized_time, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """One substance: what the test on the spot showed, and apart from it what the laboratory reported."""

    presumptive: str = ""
    presumptive_test: str = ""
    presumptive_result: str = ""
    laboratory: str = ""
    laboratory_on: date | None = None
    purity_ppm: int | None = None
    pure_mg: int | None = None
    gross_mg: int | None = None
    net_mg: int | None = None
    quantity: int | None = None  # of `unit`, where it is no mass: tablets, blocks
    unit: str = ""

    @property
    def code(self) -> str:
        """Return the substance by the laboratory, else by the test on the spot."""
        return self.laboratory or self.presumptive

    @property
    def measured(self) -> bool:
        """Whether any quantity is known."""
        return any(value is not None for value in (self.gross_mg, self.net_mg, self.quantity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something else that was seized: how many of a kind, or how much money."""

    kind: str
    quantity: int = 1
    amount_minor: int | None = None
    currency: str = ""
    evidence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What custody's ledger says of one substance seized on one day: masses in mg, number of exhibits."""

    substance: str
    on: date
    exhibits: int
    gross_mg: int | None = None
    net_mg: int | None = None
    pure_mg: int | None = None
    laboratory: str = ""  # the substance that the laboratory signed for; empty: none yet, or several


MassSource = Callable[[str], Iterable[Weighed]]  # the number of a case -> what is weighed in it

_sources: dict[str, MassSource] = {}


def add_mass_source(name: str, source: MassSource) -> None:
    """Register who holds the exhibits of a case and weighs them; the same name again replaces it."""
    _sources[name] = source


def weighed_in(case: str) -> tuple[Weighed, ...]:
    """Return what the ledger weighed in a case; nothing where it holds no exhibit of it."""
    return tuple(found for source in _sources.values() for found in source(case))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One substance as it is shown and counted: the ledger's masses where there are some, else the typed.

    ``differs_mg`` is what was typed less what was weighed, net; None where there is nothing to compare.
    """

    substance: str
    gross_mg: int | None
    net_mg: int | None
    pure_mg: int | None
    exhibits: int = 0  # 0: typed, no exhibit weighed
    differs_mg: int | None = None
    laboratory: str = ""  # the substance that the laboratory signed for in the ledger

    @property
    def weighed(self) -> bool:
        """Whether the masses come from the ledger."""
        return self.exhibits > 0


def tell(typed: Sequence[Substance], weighed: Sequence[Weighed]) -> list[Told]:
    """Put what was typed beside what was weighed, substance by substance."""
    names = dict.fromkeys([*(one.code for one in typed), *(one.substance for one in weighed)])
    return [
        _tell(
            name,
            [one for one in typed if one.code == name],
            [one for one in weighed if one.substance == name],
        )
        for name in names
    ]


def _tell(name: str, typed: Sequence[Substance], weighed: Sequence[Weighed]) -> Told:
    written = [_sum(getattr(one, part) for one in typed) for part in ("gross_mg", "net_mg", "pure_mg")]
    if not weighed:
        return Told(substance=name, gross_mg=written[0], net_mg=written[1], pure_mg=written[2])
    gross, net, pure = (
        _sum(getattr(one, part) for one in weighed) for part in ("gross_mg", "net_mg", "pure_mg")
    )
    differs = written[1] - net if written[1] is not None and net is not None else None
    exhibits = sum(one.exhibits for one in weighed)
    return Told(
        substance=name,
        gross_mg=gross,
        net_mg=net,
        pure_mg=pure,
        exhibits=exhibits,
        differs_mg=differs or None,
        laboratory=_the_only(one.laboratory for one in weighed),
    )


def _the_only(codes: Iterable[str]) -> str:
    """Return the one code named; nothing when there is none, or several."""
    named = {code for code in codes if code}
    return named.pop() if len(named) == 1 else ""


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def of_days(weighed: Sequence[Weighed], day: date, days: Sequence[date]) -> list[Weighed]:
    """Return what was weighed of one seizure of a case whose seizures were on ``days``.

    Of the only seizure everything; of several that of its own day; of two on one day nothing: which exhibit
    belongs to which is not known, and the case shows their sum.
    """
    if len(days) == 1:
        return list(weighed)
    return [one for one in weighed if one.on == day] if days.count(day) == 1 else []


def minor_of(amount: Decimal, currency: str) -> int:
    """Return an amount of money in its currency's smallest unit; finer amounts are refused before."""
    return int(amount.scaleb(get_currency_precision(currency)))


def amount_of(minor: int, currency: str) -> Decimal:
    """Return an amount of money from its currency's smallest unit."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def check(
    facts: Facts, substances: Sequence[Substance], items: Sequence[Item], *, today: date, at: datetime
) -> None:
    """Refuse a seizure that cannot be; ``today`` is the recorder's day, ``at`` the moment.

    Refuses: ``SeizedInFuture``, ``HourNotThere``, ``SeizureCodeUnknown``, ``SeizureEmpty``, ``NetOverGross``,
    ``PureOverNet``, ``QuantityAbsurd``, ``AmountWithoutCurrency``.
    """
    _check_codes(facts)
    check_moment(facts, today=today, at=at)
    if not substances and not items:
        raise refusals.SeizureEmpty
    for substance in substances:
        check_substance(substance)
    for item in items:
        _known(item.kind, "material")
        if (item.amount_minor is None) == bool(item.currency):
            raise refusals.AmountWithoutCurrency
        if item.currency and item.currency not in CURRENCIES:
            raise refusals.SeizureCodeUnknown(code=item.currency, list="currency")


def check_substance(substance: Substance) -> None:
    """Refuse a substance that cannot be.

    Refuses: ``SeizureCodeUnknown``, ``SubstanceMissing``, ``NetOverGross``, ``PureOverNet``,
    ``QuantityAbsurd``.
    """
    for name, list_name in _SUBSTANCE_LISTS.items():
        _known(getattr(substance, name), list_name)
    if not substance.code:
        raise refusals.SubstanceMissing
    gross, net, pure = substance.gross_mg, substance.net_mg, substance.pure_mg
    if max(gross or 0, net or 0) > MOST_MG:
        raise refusals.QuantityAbsurd(tonnes=MOST_MG // 10**9)
    if gross is not None and net is not None and net > gross:
        raise refusals.NetOverGross(net_g=net / 1000, gross_g=gross / 1000)
    if net is not None and pure is not None and pure > net:
        raise refusals.PureOverNet(net_g=net / 1000, pure_g=pure / 1000)


def check_moment(facts: Facts, *, today: date, at: datetime) -> None:
    """Refuse a day or an hour to come, an hour without a zone, or one that its clocks left out.

    Refuses: ``SeizedInFuture``, ``SeizureCodeUnknown``, ``HourNotThere``.
    """
    _check_hour(facts)
    moment = facts.seized_at
    if moment > at if moment else facts.seized_on > today:
        raise refusals.SeizedInFuture(on=facts.seized_on.isoformat())


def _check_hour(facts: Facts) -> None:
    if facts.seized_time is None:
        return
    if facts.zone not in available_timezones():
        raise refusals.SeizureCodeUnknown(code=facts.zone, list="zone")
    moment = datetime.combine(facts.seized_on, facts.seized_time, ZoneInfo(facts.zone))
    if moment.astimezone(UTC).astimezone(ZoneInfo(facts.zone)).time() != facts.seized_time:
        raise refusals.HourNotThere(on=facts.seized_on.isoformat(), hour=f"{facts.seized_time:%H:%M}")


def _check_codes(facts: Facts) -> None:
    for name, list_name in _LISTS.items():
        _known(getattr(facts, name), list_name)
    for code in facts.also_concealed:
        _known(code, "concealment")
    for code in facts.also_detected_by:
        _known(code, "detection")


def _known(code: str, list_name: str) -> None:
    if code and codes.find(code, list_name) is None:
        raise refusals.SeizureCodeUnknown(code=code, list=list_name)
