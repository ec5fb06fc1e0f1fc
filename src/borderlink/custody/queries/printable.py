"""What the papers of a case are filled from: its acts, what is opened of them, names, what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from borderlink.custody.domain.acts import Act
from borderlink.custody.models.room import LaboratoryRequest
from borderlink.custody.queries import exhibits
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.officers.models import Organisation, Unit
from borderlink.screening.queries.sight import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """A case as its papers see it: the rule pack's name, acts in order, openings by entry, names by badge."""

    case: str
    pack: str
    acts: tuple[Act, ...]
    openings: Mapping[int, Mapping[str, str]]
    names: dict[str, str]


def printable(reader: Reader, case: str) -> Printable:
    """Return what a case's papers are filled from. Refuses: ``NotFound``."""
    head = exhibits.head_seen(reader, case)
    told = exhibits.entries_of_case(reader, case)
    acts = tuple(entry.act for entry in told)
    badges = {signer.badge for act in acts for signer in act.signers}
    badges |= {str(act.facts[name]) for act in acts for name in ("giver", "taker") if name in act.facts}
    return Printable(
        case=case,
        pack=exhibits.pack_of(head).name,
        acts=acts,
        openings={entry.act.case_seq: entry.personal for entry in told},
        names=names_of(badges),
    )


def place_names(language: str) -> dict[str, str]:
    """Return the names of this agency, its units and its guests by code, to stand on paper."""
    own = settings.BORDERLINK
    rows = [*Unit.objects.all(), *Organisation.objects.all()]
    return {row.code: row.name_in(language) for row in rows} | {own.node: own.agency_name(language)}


def asked(case: str, language: str) -> dict[str, str]:
    """Return what the last request to a laboratory says, for the letter that goes with the samples."""
    row = LaboratoryRequest.objects.filter(case=case).first()
    if row is None:
        return {}
    found = ((code, codes.find(str(code), "laboratory_question")) for code in row.questions)
    questions = [known.labels[language] if known else str(code) for code, known in found]
    numbered = [f"{place}. {question}" for place, question in enumerate(questions, 1)]
    return {
        "request": row.number,
        "organisation": row.organisation,
        "questions": "\n".join([*numbered, *filter(None, [row.note])]),
    }
