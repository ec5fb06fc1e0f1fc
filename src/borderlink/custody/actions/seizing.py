"""Exhibits are seized, put into groups that are alike, and described rightly after a slip of the pen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, signing
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import numbers, sight
from borderlink.custody.refusals.acts import ExhibitUnknown
from borderlink.custody.refusals.room import CaseNotOpen
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Seized:
    """One thing that is taken in. ``seized_at`` defaults to the act's own time.

    ``belongs_to`` is the number of the exhibit that a wrapper, a copy or a trace comes from; ``#1`` names the
    first of the same list. ``suspect``: present, unknown, at-large, elsewhere, refused-to-sign. Hashes are
    SHA-256 in hexadecimal. The last four are of or about persons: kept beside the ledger.
    """

    item: str
    substance: str = ""
    form: str = ""
    parcel: str = ""
    packages: int = 1
    place: str
    country: str
    seized_at: datetime | None = None
    basis: str
    belongs_to: str = ""
    suspect: str = "unknown"
    is_complex: bool = False
    content_sha256: str = ""
    video_sha256: str = ""
    description: str = ""
    suspect_name: str = ""
    place_text: str = ""
    witness_name: str = ""

    def personal(self) -> Mapping[str, str]:
        """Return what is kept beside the ledger."""
        return {
            "note": self.description, "suspect_name": self.suspect_name, "place_text": self.place_text,
            "witness_name": self.witness_name,
        }  # fmt: skip


def seize(
    *, case: str, exhibits: Sequence[Seized], hands: Sequence[Hand], by: Reader, at: datetime
) -> list[Exhibit]:
    """Take exhibits in under numbers that are given here (``<case>-E01``); the first who signs holds them.

    Refuses: ``CaseNotOpen``, ``NotTheHolder`` for a parcel that another holds, ``BeforeSeizure``,
    ``ExhibitUnknown`` for what it belongs to, and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        sight.must_reach(by, desk.case(case), "", desk.badges)
        if not sight.is_open(case):
            raise CaseNotOpen(case=case)
        given = numbers.next_exhibits(case, len(exhibits))
        for number, seized in zip(given, exhibits, strict=True):
            facts = _facts(desk, seized, _belonging(desk, seized, given), at)
            desk.record(
                [
                    Proposal(
                        kind=Kind.SEIZE, case=case, exhibit=number, facts=facts, personal=seized.personal()
                    )
                ]
            )
    return list(Exhibit.objects.filter(number__in=given).order_by("number"))


def _belonging(desk: Desk, seized: Seized, given: Sequence[str]) -> str:
    named = seized.belongs_to
    if named.startswith("#") and named[1:].isdecimal() and 1 <= int(named[1:]) <= len(given):
        named = given[int(named[1:]) - 1]
    if named and named not in desk.books.lots:
        raise ExhibitUnknown(exhibit=named)
    return named


def _facts(desk: Desk, seized: Seized, belongs_to: str, at: datetime) -> Facts:
    return {
        "item": seized.item,
        "substance": seized.substance,
        "form": seized.form,
        "parcel": seized.parcel,
        "holder": desk.badges[0],
        "packages": seized.packages,
        "place": seized.place,
        "country": seized.country,
        "seized_at": int((seized.seized_at or at).timestamp()),
        "basis": seized.basis,
        "belongs_to": belongs_to,
        "content": seized.content_sha256,
        "video": seized.video_sha256,
        "suspect": seized.suspect,
        "complex": int(seized.is_complex),
    }


def group(
    *,
    case: str,
    exhibits: Sequence[str],
    place: str,
    look: str,
    batch: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Put exhibits that are alike (place, look, claimed batch) into one group, within which samples count.

    Refuses: ``KeptApart``, ``ExhibitUnknown`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        desk.case(case)
        facts: Facts = {
            "group": numbers.next_group(case), "members": list(exhibits), "place": place,
            "look": look, "batch": batch,
        }  # fmt: skip
        return desk.record([Proposal(kind=Kind.GROUP, case=case, facts=facts)])[0]


def correct(
    *,
    case: str,
    entry: int,
    field: str,
    was: str,
    becomes: str,
    why: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Correct a descriptive field of an entry (its number in the case) by a new entry; nothing is edited.

    ``field``: place, location, form, packages, certificate, look.
    Refuses: ``EntryUnknown`` and what ``record`` refuses.
    """
    facts: Facts = {"entry": entry, "field": field, "was": was, "becomes": becomes}
    with signing(hands=hands, by=by, at=at) as desk:
        return desk.record([Proposal(kind=Kind.CORRECT, case=case, facts=facts, personal={"text": why})])[0]
