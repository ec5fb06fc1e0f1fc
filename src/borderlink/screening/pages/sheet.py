"""What the page of one parcel shows, made ready for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.forms import Form

from borderlink.foundation.who import Role
from borderlink.language import codes, languages
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions.belt import Linked, Sheet
from borderlink.screening.domain.outcome import Outcome, State
from borderlink.screening.domain.picture import Drawing, draw_links
from borderlink.screening.forms import (
    ChooseForm,
    LaboratoryForm,
    NoteForm,
    OpeningForm,
    PictureForm,
    ResealForm,
    ResultForm,
)
from borderlink.screening.pages.words import officer_names, reasons_of, unit_names
from borderlink.screening.queries import counter, referrals, sight
from borderlink.screening.queries.rows import Referral

GOODS = (
    "contents", "hs6", "pieces", "weight_g", "value", "category", "postage_cny", "service", "direction",
    "order_no", "references", "remark",
)  # fmt: skip
PAPERS = ("papers", "papers_apart_cny", "papers_persons", "papers_hours")  # of CEB messages
ROUTE = ("posted_at", "office", "bag", "flight", "cutoff_at")
PARTY = ("name", "phone", "address", "postcode", "country")
CODED = {"category": "ICT", "papers": "PAP", "references": "IRF"}  # how the codes begin that a field tells
KINDS = {
    "weight_g": "mass", "pieces": "number", "posted_at": "moment", "cutoff_at": "moment",
    "papers_persons": "number", "papers_hours": "number",
}  # fmt: skip
_CHINESE = {"CN": "zh-Hans", "SG": "zh-Hans", "TW": "zh-Hant", "HK": "zh-Hant", "MO": "zh-Hant", "VN": "vi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field of the manifest; ``kind`` says how its value is written."""

    column: str
    value: object
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a referral's history."""

    what: str
    note: str
    at: datetime
    by: str


def sheet_context(request: OfficerRequest, sheet: Sheet, forms: Mapping[str, Form]) -> dict[str, object]:
    """Return the context of the parcel's page; ``forms`` are those that came back with something wrong."""
    referral = sheet.referral
    context: dict[str, object] = {
        "sheet": sheet,
        "referral": referral,
        "goods": facts_of(sheet.facts, GOODS),
        "papers": facts_of(sheet.facts, PAPERS),
        "route": facts_of(sheet.facts, ROUTE),
        "sender": facts_of(sheet.facts, [f"sender_{name}" for name in PARTY]),
        "receiver": facts_of(sheet.facts, [f"receiver_{name}" for name in PARTY]),
        "may_act": Role.INSPECTOR in request.reader.roles,
        "units": unit_names(request.reader, request.language),
        "choose_form": ChooseForm(prefix="choose"),
        "counter": counter.of_parcel(request.reader, sheet.waybill),
    }
    if referral is not None:
        context |= _of_referral(request, sheet, referral)
    return context | dict(forms)


def _of_referral(request: OfficerRequest, sheet: Sheet, referral: Referral) -> dict[str, object]:
    openings, results = list(referral.openings.all()), list(referral.results.all())
    laboratory, notices = list(referral.laboratory_results.all()), list(referral.notices.all())
    pictures, steps = list(referral.pictures.all()), list(referral.steps.all())
    badges = {row.second_officer for row in openings} | {referral.holder}
    badges |= {row.by for row in openings} | {row.by for row in results} | {row.by for row in notices}
    badges |= {row.by for row in laboratory} | {row.by for row in pictures} | {row.by for row in steps}
    return {
        "reasons": reasons_of(referral, request.language),
        "drawing": drawing_of(sheet.linked),
        "openings": openings,
        "results": results,
        "laboratory_results": laboratory,
        "notices": notices,
        "pictures": pictures,
        "steps": steps,
        "officers": officer_names(badges),
        **_forms(request, sheet, referral, opened=bool(openings)),
    }


def _forms(request: OfficerRequest, sheet: Sheet, referral: Referral, *, opened: bool) -> dict[str, object]:
    colleagues = sight.colleagues(request.reader)
    outcomes = referrals.outcomes_of(referral)
    language = receiver_language(sheet.facts)
    return {
        "may_open": referral.state == State.PRESENTED,
        "may_reseal": referral.outcome == Outcome.NOTHING,
        "found_drugs": referral.results.filter(outcome__in=["S", "T"]).exists(),
        "outcomes": outcomes,
        "opening_form": OpeningForm(colleagues=colleagues, corrects=opened, prefix="opening"),
        "result_form": ResultForm(outcomes=outcomes, corrects=bool(referral.outcome), prefix="result"),
        "picture_form": PictureForm(prefix="picture"),
        "laboratory_form": LaboratoryForm(prefix="laboratory"),
        "reseal_form": ResealForm(prefix="reseal", initial={"language": language}),
        "note_form": NoteForm(prefix="note"),
    }


def facts_of(facts: Mapping[str, object], columns: Sequence[str]) -> list[Fact]:
    """Return the fields that the manifest filled, each with how it is written."""
    found: list[Fact] = []
    for column in columns:
        value = facts.get(column)
        if value in (None, ""):
            continue
        found.append(_fact(column, value, facts))
    return found


def _fact(column: str, value: object, facts: Mapping[str, object]) -> Fact:
    if column == "value":
        return Fact(column=column, value=(value, facts.get("currency") or "CNY"), kind="money")
    if column in {"postage_cny", "papers_apart_cny"}:
        return Fact(column=column, value=(value, "CNY"), kind="money")
    if column in CODED:
        return Fact(column=column, value=_coded(column, str(value)), kind="coded")
    labelled = "label" if column in {"service", "direction"} and codes.find(str(value)) else "text"
    return Fact(column=column, value=value, kind=KINDS.get(column, labelled))


def _coded(column: str, text: str) -> list[tuple[str, str]]:
    """Return code and number of each thing that a field tells by codes; a reference alone has a number."""
    parts = text.split("; ") if column == "references" else text.split()
    pairs = [part.partition(" ") for part in parts]
    return [(f"{CODED[column]}-{kind.upper()}", number) for kind, _, number in pairs]


def drawing_of(linked: Sequence[Linked]) -> Drawing | None:
    """Return the picture of the links; None where there are none."""
    if not linked:
        return None
    return draw_links([(link.waybill, link.shares) for link in linked])


def receiver_language(facts: Mapping[str, object]) -> str:
    """Return the language a notice is written in for a receiver, by the country of the address."""
    country = str(facts.get("receiver_country") or "")
    return _CHINESE.get(country, languages.SOURCE if country else str(settings.BORDERLINK.language))
