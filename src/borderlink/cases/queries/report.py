"""A case as its report prints it, gathered from the file; without people when none may be named."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from borderlink.cases.domain.report import (
    CaseReport,
    ReportDecision,
    ReportDocument,
    ReportEvent,
    ReportParty,
    ReportSeizure,
    ReportTask,
    as_counted,
    exhibits_in,
)
from borderlink.cases.domain.seizures import Facts, Item
from borderlink.cases.models.counted import Case, Seizure
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.models.worded import SeizureWords
from borderlink.cases.queries.cases import members_of
from borderlink.cases.queries.deciding import decisions_of
from borderlink.cases.queries.people import organisations_of, people_of
from borderlink.cases.queries.seizures import View, seizures_of, value_of
from borderlink.cases.queries.sight import names_of
from borderlink.cases.queries.timeline import Moment, timeline_of
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.officers.queries import Unit

_MANY: Final = frozenset({"transit", "also_concealed", "also_detected_by"})


def report_of(case: Case, *, nominal: bool, language: str, by: Reader, at: datetime) -> CaseReport:
    """Return a case as its report prints it; without ``nominal`` no name and no officer's word is in it."""
    zone = str(settings.BORDERLINK.time_zone)
    badges = [row.badge for row in members_of(case)]
    moments = timeline_of(case)
    names = names_of([*badges, by.badge, case.opened_by, *(one.by for one in moments if one.by)])
    return CaseReport(
        number=case.number, title=case.title if nominal else "", agency=_agency(case, language),
        unit=_unit(case, language),
        pack=case.pack, state=case.state, source=case.source, country=case.country,
        opened_by=names[case.opened_by], opened_at=case.opened_at, final_on=case.final_on,
        made_by=names[by.badge], made_at=at.astimezone(ZoneInfo(zone)), zone=zone, is_nominal=nominal,
        summary=case.words.summary if nominal else "",
        waybills=tuple(row.waybill for row in case.parcels.all()) if nominal else (),
        parcels=case.parcels.count(),
        members=tuple(names[badge] for badge in badges),
        people=tuple(_people(case, nominal=nominal)),
        organisations=tuple(_body(row, nominal=nominal) for row in organisations_of(case)),
        seizures=tuple(_seizures(case, nominal=nominal)),
        exhibits=exhibits_in(case.number) if nominal else (),
        events=tuple(_event(moment, language, names, nominal=nominal) for moment in moments),
        tasks=_tasks(case) if nominal else (),
        decisions=tuple(_decisions(case)),
        documents=_documents(case) if nominal else (),
    )  # fmt: skip


def _agency(case: Case, language: str) -> str:
    own = settings.BORDERLINK
    return str(own.agency_name(language)) if case.agency == str(own.agency) else case.agency


def _unit(case: Case, language: str) -> str:
    unit = Unit.objects.filter(code=case.unit).first()
    return f"{unit.name_in(language)} ({case.unit})" if unit else case.unit


def _people(case: Case, *, nominal: bool) -> list[ReportParty]:
    """Return who plays a part in a case: who was struck has none, and is named to nobody."""
    rows = (row for row in people_of(case) if row.involvement.struck_on is None)
    return [_person(row, nominal=nominal) for row in rows]


def _person(row: Person, *, nominal: bool) -> ReportParty:
    names = ", ".join(name.text for name in row.names.all())
    return ReportParty(
        label=row.label,
        name=names if nominal else "",
        role=row.involvement.role,
        custody=row.involvement.custody,
        note=row.note if nominal else "",
    )


def _body(row: Organisation, *, nominal: bool) -> ReportParty:
    names = ", ".join(name.text for name in row.names.all())
    note = row.note if nominal else ""
    return ReportParty(label=row.label, name=names if nominal else "", role=row.kind, note=note)


def _seizures(case: Case, *, nominal: bool) -> list[ReportSeizure]:
    return [_seizure(view, nominal=nominal) for view in seizures_of(case) if view.row.struck_on is None]


def _seizure(view: View, *, nominal: bool) -> ReportSeizure:
    row, words = view.row, getattr(view.row, "words", None)
    items = tuple(
        Item(
            kind=one.kind, quantity=one.quantity, amount_minor=one.amount_minor, currency=one.currency,
            evidence=one.evidence,
        )
        for one in row.materials.all()
    )  # fmt: skip
    return ReportSeizure(
        number=row.number,
        facts=_facts(row),
        substances=tuple(as_counted([value_of(one) for one in row.substances.all()], view.told)),
        is_weighed=any(told.weighed for told in view.told),
        items=items,
        place=_place(words) if words and nominal else "",
    )


def _place(words: SeizureWords) -> str:
    return " · ".join(filter(None, (words.region, words.place)))


def _facts(row: Seizure) -> Facts:
    causes = list(row.causes.all())
    plain = [field.name for field in fields(Facts) if field.name not in _MANY]
    return Facts(
        **{name: getattr(row, name) for name in plain},
        transit=tuple(one.country for one in row.transits.all()),
        also_concealed=tuple(one.code for one in causes if one.list_name == "concealment"),
        also_detected_by=tuple(one.code for one in causes if one.list_name == "detection"),
    )


def _event(moment: Moment, language: str, names: Mapping[str, str], *, nominal: bool) -> ReportEvent:
    """Return a line of the timeline; an officer's own words only where people may be named."""
    said = [codes.label(moment.what, language)]
    for code in moment.codes:
        list_name = "case_source" if moment.what == "MOM-OPENED" else ""
        said.append(codes.label(code, language, list_name))
    own = moment.what.startswith("EVT") or moment.what == "MOM-PARCEL"
    if moment.words and (nominal or not own):
        said.append(moment.words)
    by = names.get(moment.by, moment.by)
    return ReportEvent(at=moment.at, text=" · ".join(said), by=by, to_the_day=moment.to_the_day)


def _tasks(case: Case) -> tuple[ReportTask, ...]:
    rows = list(case.tasks.all())
    names = names_of(row.owner for row in rows)
    return tuple(
        ReportTask(what=row.text, owner=names[row.owner], due_on=row.due_on, done_at=row.done_at)
        for row in rows
    )


def _decisions(case: Case) -> list[ReportDecision]:
    return [
        ReportDecision(
            stage=row.stage,
            outcome=row.outcome,
            decided_on=row.decided_on,
            party=row.involvement.label if row.involvement else "",
            months=row.months,
            is_final=row.is_final,
        )
        for row in decisions_of(case)
    ]


def _documents(case: Case) -> tuple[ReportDocument, ...]:
    rows = case.documents.order_by("place")
    return tuple(ReportDocument(name=row.name, sha256=row.sha256, added_at=row.at) for row in rows)
