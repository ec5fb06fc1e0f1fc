"""Partners for tests: our own node's keys, two liaison officers, and agencies pinned by the real ceremony."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from borderlink.foundation.introductions import Introduction, introduce
from borderlink.foundation.letterkeys import DAY_S, LetterKeys, PrivateLetterKeys, SignedLetterKeys
from borderlink.foundation.roots import Root, SignedRoot
from borderlink.foundation.signing import SEED_BYTES, PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.liaison.actions.ceremony import confirm_introduction, take_in_introduction
from borderlink.liaison.actions.partners import change_terms
from borderlink.liaison.domain.terms import Basis, Terms
from borderlink.liaison.queries.partners import Partner
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer
from tests.world import NOON, World

VALID_DAYS = 365
CONVENTION = Basis(
    channel="CHA-POLICE", instrument="Agreement between the two offices", article="4", own_reference="X-1"
)


def fresh_key() -> PrivateKey:
    """Return a new signing key."""
    return PrivateKey(os.urandom(SEED_BYTES))


@dataclass(kw_only=True)
class Agency:
    """An agency with real keys: three of its root, one that signs, those that open each version's letters."""

    code: str
    country: str
    node: str = "b1b2b3b4"
    names: dict[str, str] = field(default_factory=lambda: {"vi": "Đối tác", "en": "Partner"})
    addresses: tuple[str, ...] = ()
    holders: list[PrivateKey] = field(default_factory=lambda: [fresh_key() for _ in range(3)])
    sign_key: PrivateKey = field(default_factory=fresh_key)
    private: dict[int, PrivateLetterKeys] = field(default_factory=dict)
    signed: list[SignedLetterKeys] = field(default_factory=list)

    def root(self) -> SignedRoot:
        """Return the signed root document."""
        keys = tuple(holder.public() for holder in self.holders)
        return Root(agency=self.code, keys=keys).sign(*self.holders[:2])

    def make_keys(
        self, *, from_at: datetime = NOON, days: int = VALID_DAYS, sign_key: PrivateKey | None = None
    ) -> SignedLetterKeys:
        """Make the next version of letter keys: signed by two root keys and by the signing key before."""
        version, before = len(self.signed) + 1, self.sign_key
        self.sign_key = sign_key or before
        self.private[version] = PrivateLetterKeys.from_seed(os.urandom(128))
        start = int(from_at.timestamp()) - (DAY_S if version == 1 else 0)
        keys = LetterKeys(
            agency=self.code, node=self.node, version=version, sign_key=self.sign_key.public(),
            open_keys=self.private[version].public(), country=self.country, from_at=start,
            until_at=start + days * DAY_S, addresses=self.addresses, languages=("vi", "en"),
            previous=self.signed[-1].keys.digest() if self.signed else "",
        )  # fmt: skip
        self.signed.append(keys.sign(*self.holders[:2], before))
        return self.signed[-1]

    def introduction(self) -> Introduction:
        """Return the introduction with the newest letter keys, made now if there are none."""
        keys = self.signed[-1] if self.signed else self.make_keys()
        return introduce(self.root(), keys, self.names, signer=self.sign_key)


def our_agency(at: datetime = NOON) -> Agency:
    """Give the tests' node its keys, on disk as a founded node has them, and return them.

    Pages and jobs read the clock: a test that walks them gives the time of day as ``at``.
    """
    agency = Agency(code=settings.BORDERLINK.agency, country="CN", node=settings.BORDERLINK.node)
    agency.names = {"zh-Hans": "广州海关", "vi": "Hải quan Quảng Châu", "en": "Guangzhou customs"}
    signed = agency.make_keys(from_at=at)
    folder = Path(settings.BORDERLINK.folder) / "keys"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("letters-*"):
        old.unlink()
    public = agency.sign_key.public()
    (folder / "node.pem").write_bytes(agency.sign_key.pem())
    (folder / "node.pub").write_text(f"{public.text()}\n", encoding="ascii")
    (folder / "root.json").write_bytes(agency.root().to_bytes())
    (folder / "letters-1.pem").write_bytes(agency.private[1].pem())
    (folder / "letters-1.json").write_bytes(signed.to_bytes())
    return agency


def liaison_officer(world: World, badge: str = "GZ-0201", name: str = "Lin Mei") -> Officer:
    """Return a liaison officer of Baiyun; the same badge again is the same officer."""
    found = Officer.objects.filter(badge=badge).first()
    if found is not None:
        return found
    made: Officer = create_officer(
        badge=badge, name=name, unit=world.baiyun, organisation=None, language="zh-Hans", by=world.farid,
        at=NOON,
    )  # fmt: skip
    grant_role(officer=made, role=Role.LIAISON_OFFICER, why="the liaison office", by=world.farid, at=NOON)
    return made


def two_officers(world: World) -> tuple[Reader, Reader]:
    """Return the two liaison officers of Baiyun as readers."""
    first, second = liaison_officer(world), liaison_officer(world, "GZ-0202", "Tao Wen")
    return world.reader(first), world.reader(second)


def pin(world: World, agency: Agency, *, at: datetime = NOON) -> Partner:
    """Hold the ceremony with an agency, as two officers do, and return the partner."""
    first, second = two_officers(world)
    ceremony = take_in_introduction(
        document=agency.introduction().to_bytes(), unit=world.baiyun.code, time_zone="Asia/Ho_Chi_Minh",
        by=first, at=at,
    )  # fmt: skip
    digits = agency.root().root.fingerprint()
    return confirm_introduction(code=agency.code, seen=ceremony.sha256, typed=digits, by=second, at=at)


def usual_terms(country: str) -> Terms:
    """Return terms under which letters pass by police co-operation, as most partners begin."""
    return Terms.usual(ours="CN", theirs=country, bases=[CONVENTION], languages=("zh-Hans", "vi", "en"))


def pinned_agency(
    world: World,
    code: str = "MC-POLICE",
    country: str = "VN",
    *,
    terms: Terms | None = None,
    at: datetime = NOON,
) -> tuple[Partner, Agency]:
    """Return a pinned partner with terms (the usual ones unless given), and its keys."""
    agency = Agency(code=code, country=country)
    agency.make_keys(from_at=at)
    pin(world, agency, at=at)
    partner = change_terms(
        code=code, terms=terms or usual_terms(country), by=world.reader(world.dalia), at=at
    )
    return partner, agency
