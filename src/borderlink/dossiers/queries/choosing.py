"""What of a case can be withheld from a dossier: fields of events, documents, signed forms, reports."""

from dataclasses import dataclass, field

from borderlink.cases.models.counted import Case
from borderlink.custody.queries.exhibits import acts_of_case
from borderlink.dossiers.domain.openings import FIELD, Facts
from borderlink.dossiers.queries.material import files_of, findings_of
from borderlink.dossiers.queries.pieces import fields_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One thing that would be shown: its place in the case, its code or kind, what it says or its facts."""

    kind: str
    reference: str
    place: str
    name: str
    value: str
    facts: Facts = field(default_factory=dict)


def open_to_choice(case: Case) -> list[Open]:
    """Return all that can be withheld, fields of events first."""
    fields = [
        Open(kind=FIELD, reference=f"{sequence}/{one.name}", place=str(entry), name=one.name, value=one.value)
        for entry, sequence, one in fields_of(case.number)
    ]
    files = [
        Open(
            kind=item.kind,
            reference=item.reference,
            place=item.reference,
            name=item.kind,
            value=item.text,
            facts=item.facts,
        )
        for item in [*files_of(case), *findings_of(acts_of_case(case.number))]
    ]
    return [*fields, *files]
