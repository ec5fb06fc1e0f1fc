"""Where exhibits lie: shelves and balances, putting and moving, and counting what is there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, locked_head, signing
from borderlink.custody.domain.books import HELD, OFFERED
from borderlink.custody.domain.labels import Scanned, Thing, read_scan
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Balance, Place, StockTake, StockTakeScan
from borderlink.custody.queries import numbers, sight
from borderlink.custody.queries.scanned import exhibit_in_hand, exhibit_under
from borderlink.custody.refusals.acts import NotInForm, OnePersonTwice, SignerMissing
from borderlink.custody.refusals.room import CodeTaken, NotOpen, UnknownCode
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Kind as Sight
from borderlink.foundation.who import Reader, Subject, may_see
from borderlink.journal.actions import note

KEEPERS_NEEDED: Final = 2


def store(
    *, exhibit: str, location: str, note: str = "", hands: Sequence[Hand], by: Reader, at: datetime
) -> Entry:
    """Put an exhibit into a place of the evidence room; its holder signs.

    Refuses: ``UnknownCode`` for a place, ``NotTheHolder`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        return _put(desk, Kind.STORE, exhibit, location, note)


def move(
    *, exhibit: str, location: str, note: str = "", hands: Sequence[Hand], by: Reader, at: datetime
) -> Entry:
    """Move an exhibit from where it lies to another place.

    Refuses: ``UnknownCode``, also when it lies nowhere yet, ``NotTheHolder`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        return _put(desk, Kind.MOVE, exhibit, location, note)


def _put(desk: Desk, kind: Kind, exhibit: str, location: str, words: str) -> Entry:
    lot = desk.lot(exhibit)
    facts: Facts = {"location": open_place(location)}
    if kind is Kind.MOVE:
        origin = Exhibit.objects.get(number=lot.exhibit).location
        if not origin:
            raise UnknownCode(thing="place", code="-")
        facts["origin"] = origin
    proposal = Proposal(kind=kind, case=lot.case, exhibit=lot.exhibit, facts=facts, personal={"note": words})
    return desk.record([proposal])[0]


def open_place(location: str) -> str:
    """Return the code of a place into which exhibits are put. Refuses: ``UnknownCode``."""
    place = Place.objects.filter(code=location.strip(), is_closed=False).first()
    if place is None:
        raise UnknownCode(thing="place", code=location.strip()[:64])
    return place.code


@transaction.atomic
def add_place(*, code: str, name: str = "", unit: str = "", by: Reader, at: datetime) -> Place:
    """Register a shelf, safe or room, or open one again; ``unit`` is the keeper's own unless named.

    Refuses: ``NotAllowed``, ``CodeTaken``, ``NotInForm``.
    """
    unit = _keeper_of(by, unit, "custody.add-place")
    code = _code(code, "place")
    known = Place.objects.select_for_update().filter(code=code).first()
    if known is not None and not (known.is_closed and known.unit == unit):
        raise CodeTaken(thing="place", code=code)
    row = known or Place(code=code, unit=unit)
    row.name, row.is_closed = name.strip()[:120], False
    row.save()
    note(act="custody.add-place", subject=f"place {code}", facts={"unit": unit}, by=by.badge, at=at)
    return row


@transaction.atomic
def close_place(*, code: str, by: Reader, at: datetime) -> None:
    """Put nothing more into a place; what lies there stays. Refuses: ``NotAllowed``, ``UnknownCode``."""
    row = Place.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise UnknownCode(thing="place", code=code)
    _keeper_of(by, row.unit, "custody.close-place")
    row.is_closed = True
    row.save(update_fields=["is_closed"])
    note(act="custody.close-place", subject=f"place {code}", by=by.badge, at=at)


@transaction.atomic
def add_balance(
    *,
    number: str,
    division_mg: int,
    calibration_ug: int,
    certificate: str,
    certified_until: date,
    unit: str = "",
    by: Reader,
    at: datetime,
) -> Balance:
    """Register a balance, or a new certificate of one of the own unit: what was weighed keeps the old one.

    Refuses: ``NotAllowed``, ``CodeTaken`` for another unit's balance, ``NotInForm``.
    """
    unit = _keeper_of(by, unit, "custody.add-balance")
    number = _code(number, "balance")
    known = Balance.objects.select_for_update().filter(number=number).first()
    if known is not None and known.unit != unit:
        raise CodeTaken(thing="balance", code=number)
    row = known or Balance(number=number, unit=unit)
    row.division_mg, row.calibration_ug = division_mg, calibration_ug
    row.certificate, row.certified_until, row.is_retired = certificate.strip(), certified_until, False
    row.save()
    facts: dict[str, str | int] = {"division-mg": division_mg, "calibration-ug": calibration_ug}
    note(act="custody.add-balance", subject=f"balance {number}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def retire_balance(*, number: str, by: Reader, at: datetime) -> None:
    """Weigh nothing more on a balance. Refuses: ``NotAllowed``, ``UnknownCode``."""
    row = Balance.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise UnknownCode(thing="balance", code=number)
    _keeper_of(by, row.unit, "custody.retire-balance")
    row.is_retired = True
    row.save(update_fields=["is_retired"])
    note(act="custody.retire-balance", subject=f"balance {number}", by=by.badge, at=at)


@transaction.atomic
def start_stock_take(*, place: str = "", unit: str = "", by: Reader, at: datetime) -> StockTake:
    """Begin to count a place, or the whole room of a unit: what should be there is written down.

    Refuses: ``NotAllowed``, ``UnknownCode``, ``CodeTaken`` while another count of it is open.
    """
    unit = _keeper_of(by, unit, "custody.start-stock-take")
    if place and not Place.objects.filter(code=place, unit=unit).exists():
        raise UnknownCode(thing="place", code=place[:64])
    locked_head()
    if StockTake.objects.filter(unit=unit, place=place, closed_at=None).exists():
        raise CodeTaken(thing="stock-take", code=place or unit)
    row = StockTake.objects.create(
        number=numbers.next_stock_take(unit, at.year), unit=unit, place=place,
        expected=expected_in(unit, place), started_by=by.badge, started_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"expected": len(row.expected)}
    note(act="custody.start-stock-take", subject=f"stock-take {row.number}", facts=facts, by=by.badge, at=at)
    return row


def expected_in(unit: str, place: str) -> list[str]:
    """Return the exhibits that should lie in a place, or anywhere in a unit's room."""
    rows = Exhibit.objects.filter(state__in=[HELD, OFFERED]).exclude(location="")
    places = [place] if place else list(Place.objects.filter(unit=unit).values_list("code", flat=True))
    return list(rows.filter(location__in=places).order_by("number").values_list("number", flat=True))


@transaction.atomic
def scan(*, number: str, label: str, place: str = "", by: Reader, at: datetime) -> StockTakeScan:
    """Count one label: expected here, of another place, of nobody's list, or of no exhibit at all.

    The same label again changes nothing. Refuses: ``NotFound``, ``NotOpen``.
    """
    take = _open_take(number, by)
    read = read_scan(label)
    code = (read.number if read.thing in {Thing.EXHIBIT, Thing.TYPED} else label.strip())[:64] or "-"
    again = take.scans.filter(label=code).first()
    if again is not None:
        return again
    row = StockTakeScan.objects.create(
        stock_take=take, label=code, place=place[:64], found=_found(take, read, code, by), by=by.badge, at=at
    )
    facts: dict[str, str | int] = {"label": code, "found": row.found}
    note(act="custody.scan", subject=f"stock-take {number}", facts=facts, by=by.badge, at=at)
    return row


def _found(take: StockTake, read: Scanned, code: str, by: Reader) -> str:
    """Return what came of a label: a number that was merely typed tells nothing of what others keep."""
    if code in take.expected:
        return "expected"
    row = exhibit_under(by, code) or exhibit_in_hand(code, read.short_hash)
    if row is None:
        return "unknown"
    return "elsewhere" if row.location and row.state in {HELD, OFFERED} else "unexpected"


def close_stock_take(*, number: str, hands: Sequence[Hand], by: Reader, at: datetime) -> StockTake:
    """Close a count: two officers sign for what is missing and what lies there unexpectedly.

    Refuses: ``NotFound``, ``NotOpen``, ``SignerMissing``, ``OnePersonTwice`` and what ``signing`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        _must_be_two(desk.badges)
        take = _open_take(number, by)
        seen = set(take.scans.values_list("label", flat=True))
        others = take.scans.exclude(found="expected").order_by("label")
        take.missing = [label for label in take.expected if label not in seen]
        take.unexpected = list(others.values_list("label", flat=True))
        take.closed_by, take.closed_at = " ".join(desk.badges), at
        take.save()
        facts: dict[str, str | int] = {
            "seen": len(seen), "missing": len(take.missing), "unexpected": len(take.unexpected),
            "second": next(badge for badge in desk.badges if badge != by.badge),
        }  # fmt: skip
        desk.note(
            act="custody.close-stock-take", subject=f"stock-take {number}", facts=facts,
            alert=bool(take.missing),
        )  # fmt: skip
    return take


def _open_take(number: str, by: Reader) -> StockTake:
    take = StockTake.objects.select_for_update().filter(number=number).first()
    subject = Subject(kind=Sight.STORE, agency=by.agency, unit=take.unit if take else "")
    if take is None or not sight.is_of_agency(by) or not may_see(by, subject):
        raise NotFound(thing="stock-take", name=number)
    if take.closed_at is not None:
        raise NotOpen(thing="stock-take", number=number)
    return take


def _must_be_two(badges: Iterable[str]) -> None:
    signed = list(badges)
    if len(set(signed)) < len(signed):
        raise OnePersonTwice(badge=signed[0])
    if len(signed) < KEEPERS_NEEDED:
        raise SignerMissing(kind="stock-take", needed=KEEPERS_NEEDED)


def _keeper_of(by: Reader, unit: str, act: str) -> str:
    """Return the unit whose room the reader keeps. Refuses: ``NotAllowed``."""
    wanted = unit or next(iter(sorted(by.units)), "")
    subject = Subject(kind=Sight.STORE, agency=by.agency, unit=wanted)
    if not sight.is_of_agency(by) or not may_see(by, subject):
        raise NotAllowed(act=act)
    return wanted


def _code(text: str, what: str) -> str:
    """Return a code as acts can hold it. Refuses: ``NotInForm``."""
    code = text.strip()
    if not sight.is_code(code):
        raise NotInForm(kind=what, what="code")
    return code
