"""Who is reading, and the one question of need to know: ``may_see(reader, subject)``."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer is trusted with. An officer may hold several."""

    INSPECTOR = "inspector"
    ANALYST = "analyst"
    CASE_OFFICER = "case-officer"
    EXHIBIT_CUSTODIAN = "exhibit-custodian"
    LABORATORY = "laboratory"
    LIAISON_OFFICER = "liaison-officer"
    TIP_OFFICER = "tip-officer"
    PLANNER = "planner"
    COMMANDER = "commander"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Kind(StrEnum):
    """The kinds of thing that someone may or may not see."""

    REFERRAL = "referral"  # a referred parcel, its parties, its opening
    MANIFEST = "manifest"  # that a file was loaded, its counts, its quarantine
    FIGURES = "figures"  # counts without persons
    JOURNAL = "journal"  # who did what, when; personal facts as commitments
    OFFICER = "officer"  # an officer's account and roles
    RELEASE = "release"  # a decision that something about a person may leave the node
    CASE = "case"  # a case and everyone in it
    EXHIBIT = "exhibit"  # an exhibit, its custody, its masses
    STORE = "store"  # the evidence room: places, stock-takes, balances, alarms; no case's content
    ANALYSIS = "analysis"  # what a laboratory was asked and reported
    DOSSIER = "dossier"  # what was drawn up of a case for a court
    LETTER = "letter"  # a letter between our office and a partner's, and everyone in it
    PARTNER = "partner"  # a partner's node: its keys, its link, what may be told to it
    ASSURANCE = "assurance"  # what the gate asked, who approved or refused it
    KEY = "key"  # one's own signing key; to those who certify, the keys of others
    ROOT = "root"  # the agency's root: its ceremony, its digits for a court or partner


class Reach(StrEnum):
    """How far a role sees one kind of thing."""

    CASE = "own cases"  # those the officer was let into by name, and no other
    UNIT = "own unit"
    AGENCY = "own agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever is reading or acting now, as plain values. ``units`` and ``cases`` hold their codes."""

    badge: str
    agency: str
    units: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that someone wants to see: its kind and where it belongs."""

    kind: Kind
    agency: str
    unit: str = ""
    case: str = ""


# The table of docs/reference/need-to-know.md, which is generated from it. Nothing else grants sight.
SIGHT: dict[Role, dict[Kind, Reach]] = {
    Role.INSPECTOR: {
        Kind.REFERRAL: Reach.UNIT,
        Kind.MANIFEST: Reach.UNIT,
        Kind.FIGURES: Reach.UNIT,
        Kind.KEY: Reach.AGENCY,
    },
    Role.ANALYST: {Kind.REFERRAL: Reach.UNIT, Kind.MANIFEST: Reach.UNIT, Kind.FIGURES: Reach.AGENCY},
    Role.CASE_OFFICER: {
        Kind.FIGURES: Reach.UNIT,
        Kind.CASE: Reach.CASE,
        Kind.EXHIBIT: Reach.CASE,
        Kind.ANALYSIS: Reach.CASE,
        Kind.DOSSIER: Reach.CASE,
        Kind.LETTER: Reach.CASE,
        Kind.ASSURANCE: Reach.CASE,
        Kind.KEY: Reach.AGENCY,
        Kind.ROOT: Reach.AGENCY,
    },
    Role.EXHIBIT_CUSTODIAN: {
        Kind.EXHIBIT: Reach.UNIT,
        Kind.STORE: Reach.UNIT,
        Kind.ANALYSIS: Reach.UNIT,
        Kind.KEY: Reach.AGENCY,
    },
    Role.LABORATORY: {  # of its own organisation: what it was asked
        Kind.ANALYSIS: Reach.AGENCY,
        Kind.KEY: Reach.AGENCY,
    },
    Role.LIAISON_OFFICER: {
        Kind.FIGURES: Reach.UNIT,
        Kind.LETTER: Reach.UNIT,
        Kind.PARTNER: Reach.AGENCY,
        Kind.ASSURANCE: Reach.UNIT,
        Kind.KEY: Reach.AGENCY,
        Kind.ROOT: Reach.AGENCY,
    },
    Role.TIP_OFFICER: {},
    Role.PLANNER: {Kind.FIGURES: Reach.AGENCY},
    Role.COMMANDER: {
        Kind.MANIFEST: Reach.AGENCY,
        Kind.FIGURES: Reach.AGENCY,
        Kind.RELEASE: Reach.AGENCY,
        Kind.CASE: Reach.UNIT,
        Kind.EXHIBIT: Reach.UNIT,
        Kind.STORE: Reach.UNIT,
        Kind.ANALYSIS: Reach.UNIT,
        Kind.DOSSIER: Reach.UNIT,
        Kind.LETTER: Reach.UNIT,
        Kind.PARTNER: Reach.AGENCY,
        Kind.ASSURANCE: Reach.AGENCY,
        Kind.KEY: Reach.AGENCY,
        Kind.ROOT: Reach.AGENCY,
    },
    Role.AUDITOR: {
        Kind.JOURNAL: Reach.AGENCY,
        Kind.OFFICER: Reach.AGENCY,
        Kind.RELEASE: Reach.AGENCY,
        Kind.PARTNER: Reach.AGENCY,
        Kind.ASSURANCE: Reach.AGENCY,
    },
    Role.ADMINISTRATOR: {
        Kind.OFFICER: Reach.AGENCY,
        Kind.PARTNER: Reach.AGENCY,
        Kind.KEY: Reach.AGENCY,
        Kind.ROOT: Reach.AGENCY,
    },
}


def may_see(reader: Reader, subject: Subject) -> bool:
    """Say whether ``reader`` has a need to know ``subject``: the only place that decides it."""
    if reader.agency != subject.agency:
        return False
    if subject.case and subject.case in reader.cases:
        return True
    reaches = {SIGHT[role].get(subject.kind) for role in reader.roles}
    return Reach.AGENCY in reaches or (Reach.UNIT in reaches and subject.unit in reader.units)


def sees_kind(reader: Reader, kind: Kind) -> bool:
    """Say whether ``reader`` may see any thing of this kind at all: what decides a menu entry."""
    if kind is Kind.CASE and reader.cases:
        return True
    return any(kind in SIGHT[role] for role in reader.roles)


def units_seen(reader: Reader, kind: Kind) -> frozenset[str] | None:
    """Return the units whose things of ``kind`` the reader sees; None means every unit of the agency.

    Beside these the reader sees what belongs to one of their own ``cases``.
    """
    reaches = {SIGHT[role].get(kind) for role in reader.roles}
    if Reach.AGENCY in reaches:
        return None
    return reader.units if Reach.UNIT in reaches else frozenset()
