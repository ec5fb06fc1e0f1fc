"""What the pages of cases need to speak: names of officers and units, labels of things."""

from borderlink.cases.domain.picture import Thing
from borderlink.cases.forms.fields import Choices, Offered
from borderlink.cases.queries import cases, picture, sight
from borderlink.cases.queries.rows import Case
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.officers.queries import units
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions.belt import Sheet
from borderlink.screening.pages.words import officer_names, put_beside, said_of, unit_names
from borderlink.screening.queries.referrals import find_referral

__all__ = [
    "choices_of_units",
    "offered_by",
    "officer_names",
    "parcel_action",
    "put_beside",
    "said_of",
    "thing_words",
    "unit_names",
]


def parcel_action(reader: object, parcel: object) -> dict[str, object]:
    """Return what the button on a parcel's page opens: this parcel and its linked ones, or its own case."""
    if not (isinstance(reader, Reader) and isinstance(parcel, Sheet)) or parcel.referral is None:
        return {}
    own = cases.case_with_parcel(reader, parcel.waybill)
    linked = [link.waybill for link in parcel.linked if link.waybill]
    fit = [one for one in linked if find_referral(reader, one) and not cases.is_in_case(reader, one)]
    taken = own is None and cases.is_in_case(reader, parcel.waybill)
    return {
        "own_case": own,
        "may_open": not taken and bool(reader.roles & sight.OPENERS),
        "waybill": parcel.waybill,
        "linked": fit,
    }


def choices_of_units(request: OfficerRequest, *, every: bool) -> Choices:
    """Return the units for which the officer may open a case: every one from a referral, else the own."""
    return [
        (unit.code, unit.name_in(request.language))
        for unit in units(reader=request.reader)
        if unit.is_active and (every or unit.code in request.reader.units)
    ]


def thing_words(thing: Thing, language: str) -> str:
    """Return how a thing of a case is called in a list of choices."""
    parts = [thing.label, thing.text]
    if thing.kind == "identifier":
        parts = [codes.label(thing.code, language), thing.text]
    return " · ".join(part for part in parts if part)


def offered_by(case: Case, language: str) -> Offered:
    """Return what the forms of a case can choose among."""
    things = picture.things_of(case)
    labels = {thing.ref: thing_words(thing, language) for thing in things}
    people = [(thing.label, labels[thing.ref]) for thing in things if thing.kind == "person"]
    bodies = [(thing.label, labels[thing.ref]) for thing in things if thing.kind == "organisation"]
    badges = [row.badge for row in cases.members_of(case)]
    names = sight.names_of(badges)
    free = [
        one for one in sight.officers_to_let_in() if one.badge not in badges and not sight.stands_alone(one)
    ]
    return Offered(
        people=people,
        parties=people + bodies,
        members=[(badge, f"{names[badge]} ({badge})") for badge in badges],
        officers=[(one.badge, f"{one.name} ({one.badge})") for one in free],
        things=list(labels.items()),
        entries=[(str(entry.place), str(entry.place)) for entry in case.diary.all()],
    )
