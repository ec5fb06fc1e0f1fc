"""Questions about the people and organisations of one case."""

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Organisation, Person

_PARTS = ("names", "identifiers", "addresses")


def people_of(case: Case) -> list[Person]:
    """Return the people of a case with their names, numbers and addresses; those struck come last."""
    rows = Person.objects.filter(case=case).select_related("involvement").prefetch_related(*_PARTS)
    return sorted(rows, key=lambda row: (row.involvement.struck_on is not None, row.involvement.place))


def organisations_of(case: Case) -> list[Organisation]:
    """Return the organisations of a case with their names, numbers and addresses."""
    return list(Organisation.objects.filter(case=case).prefetch_related(*_PARTS).order_by("place"))
