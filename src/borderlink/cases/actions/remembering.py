"""Officers remember that one person used two spellings, and take it back: each time in a new row."""

import unicodedata
from datetime import datetime

from django.db import transaction

from borderlink.cases.models.remembered import Alias
from borderlink.cases.queries.remembered import standing_alias
from borderlink.cases.queries.writing import open_case_of, person_of
from borderlink.cases.refusals.file import DoneAlready, ReasonMissing, WordsMissing
from borderlink.cases.refusals.names import AliasKept, AliasNotOfPerson, AliasSame
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def remember_alias(
    *, case: str, person: str, one: str, other: str, ground: str, by: Reader, at: datetime
) -> Alias:
    """Remember, on a ground, that a person (a label like P01) used two spellings; one is a name of theirs.

    The pair is raised in later searches and comparisons of whoever sees the case; it makes nobody one person.
    Refuses: ``NotFound``, ``CaseClosed``, ``ReasonMissing``, ``WordsMissing``, ``AliasSame``,
    ``AliasNotOfPerson``, ``AliasKept``, ``DoneAlready`` for someone who was struck.
    """
    found = open_case_of(by, case)
    who = person_of(found, person)
    if who.involvement.struck_on is not None:
        raise DoneAlready
    first, second = (" ".join(unicodedata.normalize("NFC", text).split())[:200] for text in (one, other))
    if not (first and second):
        raise WordsMissing
    if not ground.strip():
        raise ReasonMissing
    pair = {first.casefold(), second.casefold()}
    if len(pair) == 1:
        raise AliasSame
    if not pair & {name.text.casefold() for name in who.names.all()}:
        raise AliasNotOfPerson(person=who.label)
    for row in Alias.objects.filter(person=who, withdraws=None, withdrawal=None):
        if {row.one.casefold(), row.other.casefold()} == pair:
            raise AliasKept(person=who.label, badge=row.by)
    row = Alias.objects.create(
        case=found, person=who, one=first, other=second, ground=ground.strip()[:400], by=by.badge, at=at
    )
    _note(row, "cases.remember-alias", by, at)
    return row


@transaction.atomic
def forget_alias(*, case: str, alias: int, why: str, by: Reader, at: datetime) -> Alias:
    """Take back that a person used two spellings: a new row says so, and the pair is raised no more.

    Who was told of it elsewhere is corrected by the liaison room. Refuses: ``NotFound``, ``CaseClosed``,
    ``ReasonMissing``.
    """
    found = open_case_of(by, case)
    kept = standing_alias(found, alias)
    if not why.strip():
        raise ReasonMissing
    row = Alias.objects.create(
        case=found, person=kept.person, one=kept.one, other=kept.other, ground=why.strip()[:400],
        withdraws=kept, by=by.badge, at=at,
    )  # fmt: skip
    _note(row, "cases.forget-alias", by, at)
    return row


def _note(row: Alias, act: str, by: Reader, at: datetime) -> None:
    note(
        act=act, subject=f"case {row.case.number}", why=row.ground, facts={"person": row.person.label},
        personal={"one": row.one, "other": row.other}, by=by.badge, at=at,
    )  # fmt: skip
