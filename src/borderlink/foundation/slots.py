"""How rooms meet without reaching forward: an earlier room names a slot, later rooms register into it.

A room registers from its ``apps.py``; templates of earlier rooms ask for what stands in a slot.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from borderlink.foundation.who import Kind, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One entry of the navigation: shown to readers who may see ``kind`` (None: to every officer)."""

    name: str  # the room's own word, a gettext message id, translated where it is shown
    url_name: str
    icon: str
    kind: Kind | None = None
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A piece of page that a later room puts into a slot of an earlier one's page."""

    slot: str
    template: str
    context: Callable[[object, object], dict[str, object]]  # (reader, the page's subject) -> context
    order: int = 100


_destinations: dict[str, Destination] = {}
_panels: dict[str, list[Panel]] = defaultdict(list)


def add_destination(destination: Destination) -> None:
    """Put an entry into the navigation; the same ``url_name`` again replaces it."""
    _destinations[destination.url_name] = destination


def destinations() -> list[Destination]:
    """Return the navigation in its order."""
    return sorted(_destinations.values(), key=lambda destination: (destination.order, destination.name))


def add_panel(panel: Panel) -> None:
    """Put a panel into a slot; the same template again replaces it."""
    kept = [other for other in _panels[panel.slot] if other.template != panel.template]
    _panels[panel.slot] = [*kept, panel]


def panels(slot: str) -> list[Panel]:
    """Return what stands in a slot, in order."""
    return sorted(_panels[slot], key=lambda panel: (panel.order, panel.template))


CasesOf = Callable[[str], frozenset[str]]  # badge -> the numbers of the cases the officer was let into

_cases_of: dict[str, CasesOf] = {}


def add_cases_of(name: str, cases_of: CasesOf) -> None:
    """Register who knows which cases an officer was let into; the same name again replaces it."""
    _cases_of[name] = cases_of


def cases_of(badge: str) -> frozenset[str]:
    """Return the numbers of the cases that an officer was let into."""
    return frozenset().union(*(known(badge) for known in _cases_of.values()))


CaseCheck = Callable[[Reader | None, str], str]  # who types it (None: a file), the number -> the number

_case_checks: dict[str, CaseCheck] = {}


def add_case_check(name: str, check: CaseCheck) -> None:
    """Register who knows which case numbers there are; the same name again replaces it."""
    _case_checks[name] = check


def checked_case(number: str, reader: Reader | None = None) -> str:
    """Return a typed case number as it is registered, or as it was typed where no room keeps cases.

    Refuses: what the registered room refuses for a case that is not there, or not the reader's to see.
    """
    for _, check in sorted(_case_checks.items()):
        number = check(reader, number)
    return number


Holds = Callable[[str], frozenset[str]]  # agency -> the waybills of its parcels that are held

_holds: dict[str, Holds] = {}


def add_holds(name: str, holds: Holds) -> None:
    """Register who holds parcels beyond their retention; the same name again replaces it."""
    _holds[name] = holds


def held_elsewhere(agency: str) -> frozenset[str]:
    """Return the waybills of an agency's parcels that later rooms hold: they outlive their retention."""
    return frozenset().union(*(holds(agency) for holds in _holds.values()))


EraseCase = Callable[[str, str, datetime], int]  # (case, by, at) -> how many fields were destroyed

_erasers: dict[str, EraseCase] = {}


def add_eraser(name: str, erase: EraseCase) -> None:
    """Register what a later room destroys when a case is erased; the same name again replaces it."""
    _erasers[name] = erase


def erase_everywhere(case: str, by: str, at: datetime) -> int:
    """Let every later room destroy what it keeps of the people of a case; return how many fields."""
    return sum(erase(case, by, at) for _, erase in sorted(_erasers.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """That something told of a case stands no more: of a person, or a finding where ``person`` is empty."""

    case: str
    person: str  # its label in the case, like P01
    ground: str  # a code: the court's outcome, `struck`, `not-identified`
    by: str
    at: datetime


Clearing = Callable[[Cleared], None]  # part of the act that cleared: writes rows, refuses nothing

_clearings: dict[str, Clearing] = {}


def add_clearing(name: str, clearing: Clearing) -> None:
    """Register who must hear that something told stands no more; the same name again replaces it."""
    _clearings[name] = clearing


def clear_everywhere(cleared: Cleared) -> None:
    """Let every later room draft its corrections, and suspend what hangs on it, in the act's transaction."""
    for _, clearing in sorted(_clearings.items()):
        clearing(cleared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One piece of a case's material that a later room keeps, as a schedule may list it that is served."""

    kind: str  # a code of the list `disclosed`
    reference: str
    ground: str  # on which it is not served, a code of the list `withheld_ground`
    facts: Mapping[str, str] = field(default_factory=dict)


MaterialOf = Callable[[str, datetime], list[Material]]  # (case, at) -> all of it, whoever draws it up

_material_of: dict[str, MaterialOf] = {}


def add_material(name: str, material_of: MaterialOf) -> None:
    """Register what a later room adds to a case's schedule; the same name again replaces it."""
    _material_of[name] = material_of


def material_elsewhere(case: str, at: datetime) -> list[Material]:
    """Return what every later room keeps of a case; what may not be named, they do not name here."""
    return [one for _, listed in sorted(_material_of.items()) for one in listed(case, at)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """One way by which something can leave a node: a letter, an export, a print, a carried file."""

    name: str  # `screening.referrals-file`
    says: str  # what leaves by it, in plain English, for docs/reference/ways-out.md
    persons: bool  # whether it can tell of a person or an exhibit


class Recipient(StrEnum):
    """Where something goes, as its door knows it."""

    UNSAID = ""  # by name and country: at home, unless the country is another or a policy knows the name
    PARTNER = "partner"  # ``to`` is the partner's code or node
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """One thing on its way out, as the policies of later rooms see it.

    ``letter`` is the uuid of the letter that leaves, ``case`` whose people and exhibits it tells of,
    ``recipient`` where it goes, ``country`` (ISO 3166-1) of the recipient where it is not this one.
    """

    way: str
    subject: str
    to: str
    persons: bool
    count: int
    by: str
    at: datetime
    letter: str = ""
    case: str = ""
    recipient: Recipient = Recipient.UNSAID
    country: str = ""


# Refuses by raising a Refusal. True: a decision of its own stands in for a commander's recorded release.
Policy = Callable[[Leaving], bool]

_ways_out: dict[str, WayOut] = {}
_leaving_policies: dict[str, Policy] = {}


def add_way_out(way: WayOut) -> None:
    """Register a way out of the node; the same name again replaces it."""
    _ways_out[way.name] = way


def way_out(name: str) -> WayOut | None:
    """Return a registered way out."""
    return _ways_out.get(name)


def ways_out() -> list[WayOut]:
    """Return every registered way out, by name."""
    return sorted(_ways_out.values(), key=lambda way: way.name)


def add_leaving_policy(name: str, policy: Policy) -> None:
    """Register what a later room asks before anything leaves; the same name again replaces it."""
    _leaving_policies[name] = policy


def leaving_policies() -> list[Policy]:
    """Return every policy, by name."""
    return [policy for _, policy in sorted(_leaving_policies.items())]
