"""Rows of a file written into cases: a case once, a seizure once, a person once; part of ``import_cases``."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.utils import timezone

from borderlink.cases.actions.custodial import Held, record_custody
from borderlink.cases.actions.opening import Source, open_case
from borderlink.cases.actions.people import ASSOCIATE, Party, Standing, write_organisation, write_person
from borderlink.cases.actions.seizures import write_seizure, write_substance
from borderlink.cases.domain import seizures as rules
from borderlink.cases.domain.importing import Row, Someone
from borderlink.cases.domain.standing import CustodyState
from borderlink.cases.models.asked import ImportedCase
from borderlink.cases.models.counted import Case, Seizure
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.models.worded import SeizureWords
from borderlink.cases.queries.importing import case_named, opens_none
from borderlink.cases.queries.seizures import value_of
from borderlink.cases.queries.writing import open_case_of
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language.folding import fold

OTHER_BODY = "BDK-OTHER"
WITNESS = "ROL-WITNESS"


@dataclass(slots=True)
class Book:
    """The cases that a file speaks of, found or opened once."""

    unit: str
    pack: str
    by: Reader
    at: datetime
    opened: int = 0
    cases: dict[str, Case] = field(default_factory=dict)  # by folded number
    own: set[str] = field(default_factory=set)  # opened by this very file

    def write(self, row: Row) -> Case:
        """Write what a row says and return its case.

        Refuses: ``NotFound``, ``CaseClosed`` and what the parts refuse.
        """
        case = self._case(row)
        if row.facts:
            self._seizure(case, row)
        if row.person and not _known(case, Person, row.person.name):
            self._person(case, row.person, row.opened_on or (row.facts.seized_on if row.facts else None))
        if row.organisation and not _known(case, Organisation, row.organisation):
            write_organisation(case, row.organisation, kind=OTHER_BODY, by=self.by.badge, at=self.at)
        return case

    def forget(self, row: Row) -> None:
        """Forget a case that was opened by a row which was then refused: it was taken back with it."""
        key = fold(row.case)
        if key in self.own and not Case.objects.filter(pk=self.cases[key].pk).exists():
            del self.cases[key]
            self.own.discard(key)
            self.opened -= 1

    def _case(self, row: Row) -> Case:
        key = fold(row.case)
        if key not in self.cases:
            known = case_named(self.by, row.case)
            self.cases[key] = open_case_of(self.by, known.number) if known else self._open(row, key)
        return self.cases[key]

    def _open(self, row: Row, key: str) -> Case:
        if opens_none(self.by, row.case, self.unit):
            raise NotFound(thing="case", name=row.case[:48])
        opened_on = row.opened_on or (row.facts.seized_on if row.facts else None)
        case = open_case(
            title=row.title or row.case, unit=self.unit, pack=self.pack, source=Source.IMPORT,
            reference=row.case[:64], country=row.facts.country if row.facts else "",
            opened_at=_noon(opened_on) if opened_on else None, by=self.by, at=self.at,
        )  # fmt: skip
        ImportedCase.objects.create(case=case, agency=case.agency, number=row.case, folded=key)
        self.by = replace(self.by, cases=self.by.cases | {case.number})
        self.own.add(key)
        self.opened += 1
        return case

    def _seizure(self, case: Case, row: Row) -> None:
        """Write the seizure, or add a substance to the one of the same time and place."""
        assert row.facts is not None  # noqa: S101 - tells the type checker
        substances = [row.substance] if row.substance else []
        for substance in substances:
            rules.check_substance(substance)
        rules.check_moment(row.facts, today=timezone.localdate(self.at), at=self.at)
        found = _same_seizure(case, row)
        if found is None:
            made = write_seizure(
                case=case, facts=row.facts, substances=substances, imported=True, by=self.by, at=self.at
            )
            if row.region or row.place:
                SeizureWords.objects.create(seizure=made, region=row.region, place=row.place)
            return
        held = [value_of(one) for one in found.substances.all()]
        for substance in substances:
            if substance not in held:
                write_substance(found, substance)

    def _person(self, case: Case, someone: Someone, suspected_on: date | None) -> None:
        """Write someone as a suspect since the case was opened, if their role is not a witness's."""
        role = someone.role or ASSOCIATE
        standing = Standing(
            role=role,
            custody=CustodyState.HELD if someone.in_custody else CustodyState.UNKNOWN,
            suspected_on=None if role == WITNESS else suspected_on,
            held_on=someone.held_on,
        )
        person = write_person(case, Party(name=someone.name), standing, by=self.by.badge, at=self.at)
        if someone.nationality or someone.language or someone.born_on:
            held = Held(
                held_at=_noon(someone.held_on) if someone.held_on else self.at,
                nationality=someone.nationality,
                language=someone.language,
                born_on=someone.born_on,
            )
            record_custody(case=case.number, person=person.label, held=held, by=self.by, at=self.at)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _known(case: Case, kind: type[Person] | type[Organisation], name: str) -> bool:
    return kind.objects.filter(case=case, names__folded=fold(name)[:400]).exists()


def _same_seizure(case: Case, row: Row) -> Seizure | None:
    """Return the case's imported seizure of the same moment, country, place, way and manner."""
    assert row.facts is not None  # noqa: S101 - tells the type checker
    names = (
        "seized_on", "seized_at", "country", "place_kind", "channel", "conveyance", "origin_country",
        "destination_country", "concealment", "packaging", "detected_by",
    )  # fmt: skip
    same = {name: getattr(row.facts, name) for name in names}
    rows = Seizure.objects.filter(case=case, imported=True, struck_on=None, **same)
    said = {"words__region": row.region, "words__place": row.place}
    rows = rows.filter(**said) if row.region or row.place else rows.filter(words=None)
    return rows.prefetch_related("substances").first()
