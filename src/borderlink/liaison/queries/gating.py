"""What the gate is asked, read from the rows: the letter's own words, the register, the terms, the approvals.

Nothing here takes a reader: the gate sees all, and shows only whether something passes.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone as clock

from borderlink.cases.domain.deciding import CLEARED, CONVICTED
from borderlink.cases.domain.standing import IN_CUSTODY, CustodyState
from borderlink.cases.models.counted import Decision, Involvement
from borderlink.cases.models.nominal import Person
from borderlink.foundation import canonical
from borderlink.foundation.slots import Leaving
from borderlink.language.folding import fold
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.assurance import Grade, Penalty, Status, Subject
from borderlink.liaison.domain.evidence import ACTED
from borderlink.liaison.domain.gate import (
    STOP,
    WORDS,
    Approved,
    Asked,
    ConsentFacts,
    Route,
    Setting,
    Told,
    digest_of,
    merged,
    people_of,
    references,
)
from borderlink.liaison.domain.penalties import Charge, heaviest, version
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.domain.terms import EXHIBIT, FILE, Terms
from borderlink.liaison.models.gate import APPROVED, Assurance, AssuredPerson, Consent
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import body_of, uuid_of

OFFER: Final = "custody.offer"
EVIDENCE: Final = "liaison.letter-evidence"
STIX: Final = "liaison.stix"
LETTERS: Final = frozenset({EVIDENCE, STIX})  # a stored letter leaves by another way than as a letter
MINUTES: Final = "liaison.minutes"
_ASSOCIATE: Final = "ROL-ASSOCIATE"
_ROLES: Final = {"ROL-WITNESS": Status.WITNESS, "ROL-FUGITIVE": Status.WANTED}
_CONVICTING: Final = frozenset({CONVICTED, "CRT-EXEMPT", "CRT-APPEAL"})
_OF_LETTER: Final = re.compile(r"[A-Z][0-9]{1,3}")  # a reference of a letter's own; ours stay here
_SEALED: Final = re.compile(r"[A-Za-z0-9+/]{43,}={0,2}")  # keys, signatures, hashes: 32 bytes and more
_SHORT: Final = {True: 2, False: 4}  # letters of a name that a note may hold by chance: Han, other scripts


def asked_of_letter(row: Letter) -> Asked:
    """Return what a letter of ours asks of the gate, from its own bytes and what the register knows."""
    value = json.loads(row.body)
    partner, case = row.thread.partner, row.thread.case
    handling, route = value.get("handling") or {}, value.get("channel") or {}
    people = _people(row, value)
    persons = [person for person in people if person.ref != WORDS and person.status is not Status.OFFICIAL]
    is_evidence = handling.get("evidence_use") == "yes" or bool(
        {"PUR-EVIDENCE", "evidence"} & set(handling.get("purposes") or ())
    )
    return Asked(
        partner=partner.code, kind=row.kind, subject=subject_of(row), case=case, people=people,
        route=Route(
            channel=str(route.get("code", "")), basis=str(route.get("basis", "")),
            article=str(route.get("article", "")),
        ),
        digest=digest_of(value), handling=(str(handling.get("scheme", "")), str(handling.get("code", ""))),
        is_evidence=is_evidence, is_personal=bool(persons), consents=tuple(value.get("consents") or ()),
        originators=originators(case, partner) if persons or is_evidence else frozenset(),
        block=canonical.to_bytes(value.get("assurance") or []),
    )  # fmt: skip


def says_what_it_is(row: Letter) -> bool:
    """Say whether a letter's own bytes are of the kind, the number and the thread that its row has."""
    value = json.loads(row.body)
    said = (value.get("type"), value.get("letter"), value.get("thread"))
    return said == (row.kind, str(row.uuid), str(row.thread.uuid))


def subject_of(row: Letter) -> str:
    """Return what an approval of a letter names, and the way out too."""
    return f"letter {row.uuid}"


def _people(row: Letter, value: Mapping[str, canonical.Value]) -> tuple[Told, ...]:
    """Return everyone a letter tells of: by its words, by references to earlier letters, as registered."""
    if row.kind == STOP:
        schemas.check(row.body.encode())  # in its form there is no place for anyone
        return ()
    facts, notes = value.get("facts") or {}, value.get("notes") or []
    own = people_of(row.kind, facts, notes if isinstance(notes, list) else [])
    wanted = references(facts) - {person.ref for person in own}
    earlier = [person for person in _of_thread(row) if person.ref in wanted] if wanted else []
    known = registered(row.thread.case)
    people = [_as_registered(person, [*known, *_elsewhere(person)]) for person in (*own, *earlier)]
    named = {word for person in people for word in person.words}
    hidden = _named_in(_free_text(value), [one for one in known if not one.words & named])
    return merged([*people, *hidden])


def _of_thread(row: Letter) -> list[Told]:
    found: list[Told] = []
    for letter in row.thread.letters.exclude(pk=row.pk).exclude(body=""):
        facts = json.loads(letter.body).get("facts") or {}
        found += people_of(letter.kind, facts, [])
    return found


def _elsewhere(person: Told) -> list[Told]:
    """Return whoever has one of a person's numbers in any case of ours: an arrest is known beyond its unit.

    Names alone do not count: many people share them.
    """
    words = {plain(word) for word in person.words} - {""}
    rows = Person.objects.filter(identifiers__folded__in=words).select_related("involvement", "case")
    found = []
    for row in rows.prefetch_related("names", "identifiers").distinct():
        rulings = Decision.objects.filter(case=row.case).order_by("pk")
        found.append(_registered(row.case.number, row, list(rulings)))
    return found


def _as_registered(person: Told, known: Iterable[Told]) -> Told:
    """Return a person with the status that our register has, where that is stricter than what is said."""
    words = frozenset(plain(word) for word in person.words) - {""}
    same = [one for one in known if one.words & words]
    statuses = [Told(ref=person.ref, status=one.status, words=one.words) for one in same]
    return merged([Told(ref=person.ref, status=person.status, words=words), *statuses])[0]


def _free_text(value: Mapping[str, canonical.Value]) -> str:
    """Return every text of a letter in which someone may be named, folded.

    Keys, signatures and hashes in the entries of a ledger name nobody, whatever their letters spell.
    """
    texts = _strings({name: value.get(name) for name in ("facts", "notes", "channel")})
    bare = (_SEALED.sub(" ", text) for text in texts) if value.get("type") in ACTED else texts
    return "\n".join(plain(text) for text in bare)


def _strings(value: canonical.Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [text for part in parts for text in _strings(part)]


def _named_in(text: str, known: Iterable[Told]) -> list[Told]:
    """Return the people of the case whose name or number stands in a text, though no code names them."""
    return [
        person
        for person in known
        if any(len(word) >= _SHORT[not word.isascii()] and word in text for word in person.words)
    ]


def plain(text: str) -> str:
    """Return a name or number as it is compared: folded letters and digits alone."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def registered(case: str, *, struck: bool = True) -> list[Told]:
    """Return the people of a case of ours, as the register has them; ``struck`` ones too."""
    if not case:
        return []
    rows = Person.objects.filter(case__number=case).select_related("involvement")
    rows = rows if struck else rows.filter(involvement__struck_on=None)
    rulings = list(Decision.objects.filter(case__number=case).order_by("pk"))
    return [_registered(case, row, rulings) for row in rows.prefetch_related("names", "identifiers")]


def _registered(case: str, row: Person, rulings: Iterable[Decision]) -> Told:
    own = [one.outcome for one in rulings if one.involvement_id in {row.involvement_id, None}]
    said = [*(name.text for name in row.names.all()), *(one.value for one in row.identifiers.all())]
    return Told(
        ref=f"{case}/{row.label}",
        status=standing_of(row.involvement, own[-1] if own else ""),
        words=frozenset(map(plain, said)) - {""},
    )


def standing_of(row: Involvement, outcome: str) -> Status:
    """Return how someone of a case of ours stands before the law, by the last outcome and the custody."""
    held = row.custody in {*IN_CUSTODY, CustodyState.BAILED}
    if row.struck_on is not None:
        return Status.CLEARED
    if outcome in CLEARED:
        return Status.DETAINED if held else Status.CLEARED
    if outcome:
        return Status.CONVICTED if outcome in _CONVICTING else Status.CHARGED
    return Status.DETAINED if held else _suspected(row)


def _suspected(row: Involvement) -> Status:
    if row.role in _ROLES:
        return _ROLES[row.role]
    seen = row.suspected_on or row.held_on or row.arrested_on
    return Status.NAMED if row.role == _ASSOCIATE and not seen else Status.SUSPECT


def originators(case: str, partner: Partner) -> frozenset[str]:
    """Return the partners who told us of a case and did not say that this partner may know it too."""
    if not case:
        return frozenset()
    own = Q(thread__case=case) | Q(case_of__case=case)  # a letter may join a case that its thread has not
    rows = Letter.objects.filter(own, direction=Direction.IN.value)
    rows = rows.exclude(thread__partner=partner).exclude(body="").select_related("thread__partner")
    return frozenset(row.thread.partner.code for row in rows if partner.code not in _may_pass_to(row))


def _may_pass_to(row: Letter) -> list[str]:
    handling = json.loads(row.body).get("handling") or {}
    return list(handling.get("may_pass_to") or ())


def partner_named(text: str) -> Partner | None:
    """Return the partner that a recipient's name means: by code, node or name, however it is written."""
    wanted = plain(text)
    for partner in Partner.objects.order_by("pk"):
        names = (partner.code, partner.node, partner.name_zh, partner.name_vi, partner.name_en)
        if any(len(name) > 1 and name in wanted for name in map(plain, names)):
            return partner
    return None


def kind_of_way(way: str) -> str:
    """Return as which kind a way out other than letters is permitted and approved."""
    return EXHIBIT if way == OFFER else FILE


def asked_of_paper(row: Assurance, leaving: Leaving | None = None) -> Asked:
    """Return what something other than a letter asks of the gate: as its request has it, as it leaves now."""
    case = leaving.case if leaving is not None and leaving.case else row.case
    partner = row.partner
    return Asked(
        partner=row.recipient, kind=row.kind, subject=row.subject, case=case, people=_people_of(row, case),
        route=Route(channel=row.channel, basis=row.basis, article=row.article), digest=paper_digest(row),
        is_evidence=True, is_personal=True, consents=tuple(row.consents),
        originators=originators(case, partner) if partner else frozenset(),
    )  # fmt: skip


def _people_of(row: Assurance, case: str) -> tuple[Told, ...]:
    """Return whom a file tells of: everyone who stands in its case now, everyone in a letter handed out.

    What is of no case holds words that nobody can check: they count as one unidentified person.
    """
    letter = handed_out(row)
    people = [Told(ref=one.ref, status=one.status) for one in registered(case, struck=False)]
    if letter is not None:
        people += _people(letter, body_of(letter))
    return merged(people if case or letter else [Told(ref=WORDS, status=Status.UNIDENTIFIED)])


def handed_out(row: Assurance) -> Letter | None:
    """Return the stored letter that would leave as evidence or as STIX; None where something else would."""
    if row.way not in LETTERS:
        return None
    rows = Letter.objects.select_related("thread", "thread__partner")
    return rows.filter(uuid=uuid_of(row.subject.removeprefix("letter "))).first()


def paper_digest(row: Assurance) -> str:
    """Return what an approval of a file, a print or an exhibit is bound to."""
    said = [row.way, row.subject, row.recipient, row.country, row.case, row.channel, row.basis, row.article]
    return hashlib.sha256(canonical.to_bytes([*said, *sorted(row.consents)])).hexdigest()


def country_of(row: Assurance) -> str:
    """Return where something goes by its request: a partner's country, else the one that was named."""
    return row.partner.country if row.partner else row.country


def terms_of(partner: Partner | None, row: Assurance | None = None) -> Terms:
    """Return a partner's terms; for others abroad the channel that the request names, by usual rules."""
    if partner is not None:
        return Terms.from_value(partner.terms)
    return Terms.abroad(
        ours=str(settings.BORDERLINK.country),
        channel=row.channel if row else "",
        instrument=row.basis if row else "",
        article=row.article if row else "",
    )


def setting_of(
    partner: Partner | None,
    *,
    row: Assurance | None = None,
    author: str,
    least: Grade = Grade.NONE,
    at: datetime,
) -> Setting:
    """Return what holds where something is asked. Without a partner, ``row`` says what is known of where."""
    country = partner.country if partner else row.country if row else ""
    code = partner.code if partner else row.recipient if row else ""
    consents = Consent.objects.filter(recipient=code)
    return Setting(
        terms=terms_of(partner, row), worst=worst_in(country, at), table=version(), at=at, author=author,
        consents=[_consent(one) for one in consents], least=least,
        approvals=[approved(one, country, at) for one in _approvals(code)],
    )  # fmt: skip


def worst_in(country: str, at: datetime) -> Penalty:
    """Return the worst penalty for any drug offence where something goes; at home it adds nothing."""
    if country == str(settings.BORDERLINK.country):
        return Penalty.NONE
    return heaviest(country, clock.localdate(at))


def penalty_in(country: str, charge: Charge, at: datetime) -> Penalty:
    """Return the heaviest penalty for what is said of one person, where something goes."""
    if country == str(settings.BORDERLINK.country):
        return Penalty.NONE
    return heaviest(country, clock.localdate(at), charge)


def _approvals(recipient: str) -> Iterable[Assurance]:
    rows = Assurance.objects.filter(recipient=recipient, state=APPROVED).prefetch_related("people")
    return rows.order_by("decided_at", "pk")


def approved(row: Assurance, country: str, at: datetime) -> Approved:
    """Return an approval as the gate sees it; penalties are read from the table as it is now."""
    return Approved(
        subject=row.subject, partner=row.recipient, grade=Grade(row.grade), digest=row.digest,
        table=row.table, people=subjects_of(row, country, at), block=block_of(row),
        until_at=row.until_at or row.asked_at, asked_by=row.asked_by, decided_by=row.decided_by,
        is_void=row.void_at is not None, is_used=row.used_at is not None,
    )  # fmt: skip


def subjects_of(row: Assurance, country: str, at: datetime) -> dict[str, Subject]:
    """Return whom a request names, with the penalty that the table has for each now."""
    worst = worst_in(country, at)
    return {
        one.ref: Subject(
            status=one.status, penalty=penalty_in(country, charge_of(one), at), worst=worst,
            factors=frozenset(one.factors),
        )
        for one in row.people.all()
    }  # fmt: skip


def charge_of(row: AssuredPerson) -> Charge:
    """Return what is said of one person's offence as a plain value."""
    return Charge(offence=row.offence, substance=row.substance, quantity_g=row.quantity_g)


def block_of(row: Assurance) -> bytes:
    """Return what a letter itself says of the assurances it leaves under, as canonical bytes."""
    if row.letter is None:
        return b"[]"
    return canonical.to_bytes(
        [_block_row(row, one.ref) for one in row.people.all() if _OF_LETTER.fullmatch(one.ref)]
    )


def _block_row(row: Assurance, ref: str) -> dict[str, canonical.Value]:
    one = next(person for person in row.people.all() if person.ref == ref)
    day = row.assured_on.isoformat() if row.assured_on else ""
    until = clock.localdate(row.until_at).isoformat() if row.until_at else ""
    return {
        "person": one.ref, "status": one.status, "penalty": one.penalty, "assurance": row.assurance,
        "giver": row.giver[:120], "reference": row.reference[:64], "on": day, "expires": until,
        "decided_by": row.grade, "decision": row.decision[:64],
        "factors": [code for code in one.factors if code != "FCT-EXCULPATORY"],
        "exculpatory": int("FCT-EXCULPATORY" in one.factors),
    }  # fmt: skip


def _consent(row: Consent) -> ConsentFacts:
    return ConsentFacts(
        digest=row.digest, partner=row.recipient, kinds=frozenset(row.kinds), case=row.case,
        for_evidence=row.for_evidence, for_persons=row.for_persons, from_at=row.from_at,
        until_at=row.until_at, giver=row.giver, is_withdrawn=row.withdrawn_at is not None,
    )  # fmt: skip
