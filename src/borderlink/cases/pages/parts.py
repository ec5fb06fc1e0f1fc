"""What each part of a case's page shows, made ready for its template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.forms import Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.picture import Thing, Tie, draw
from borderlink.cases.domain.standing import IN_CUSTODY, CaseState
from borderlink.cases.forms.fields import CaseForm, Offered
from borderlink.cases.pages.acts import ACTS
from borderlink.cases.pages.words import offered_by, officer_names, thing_words, unit_names
from borderlink.cases.queries import cases, deciding, documents, picture, timeline
from borderlink.cases.queries.people import organisations_of, people_of
from borderlink.cases.queries.rows import Case, Person
from borderlink.cases.queries.sight import is_commander_of
from borderlink.officers.schemas import OfficerRequest

PARTS: Final = ("overview", "people", "links", "timeline", "tasks", "diary", "documents", "outcome")
TITLES: Final[Mapping[str, tuple[Promise, str]]] = {
    "overview": (_("Overview"), "folder"),
    "people": (_("People"), "users"),
    "links": (_("Links"), "sitemap"),
    "timeline": (_("Timeline"), "history"),
    "tasks": (_("Tasks and approvals"), "list-check"),
    "diary": (_("Diary"), "notes"),
    "documents": (_("Documents"), "photo"),
    "outcome": (_("Outcome"), "gavel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One part of the page as the row of tabs shows it."""

    name: str
    title: Promise
    icon: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the making of every part needs: who asks, for which case, what its forms can choose among."""

    request: OfficerRequest
    case: Case
    offered: Offered
    wrong: Mapping[str, Form]

    def form(self, act: str, *, which: object = "", initial: Mapping[str, object] | None = None) -> Form:
        """Return the form of an act, empty; or as it came back with something wrong."""
        prefix = f"{act}-{which}" if which else act
        back = self.wrong.get(act)
        if back is not None and back.prefix == prefix:
            return back
        kind: type[CaseForm] = ACTS[act].form
        return kind(offered=self.offered, prefix=prefix, initial=dict(initial or {}))


def part_context(
    request: OfficerRequest, case: Case, part: str, wrong: Mapping[str, Form]
) -> dict[str, object]:
    """Return the context of one part of a case's page; ``wrong`` are forms that came back."""
    known = Known(request=request, case=case, offered=offered_by(case, request.language), wrong=wrong)
    own = _MAKERS[part](known)
    commands = is_commander_of(request.reader, case)
    return {
        "case": case,
        "part": part,
        "part_template": f"cases/parts/{part}.html",
        "tabs": _tabs(case, part),
        "units": unit_names(request.reader, request.language),
        "open": case.state != CaseState.CLOSED and case.erased_on is None,
        "commands": commands,
        "wrong": set(wrong),
        "today": timezone.localdate(),
        "now": timezone.now(),
        "opener": officer_names([case.opened_by]),
        **own,
    }


def _tabs(case: Case, part: str) -> list[Tab]:
    counts = {
        "people": case.involvements.filter(struck_on=None).count() + case.organisations.count(),
        "tasks": case.tasks.filter(done_at=None).count() + case.approvals.filter(decided_at=None).count(),
        "diary": case.diary.count(),
        "documents": case.documents.count(),
        "outcome": case.decisions.count(),
    }
    return [
        Tab(name=name, title=title, icon=icon, count=counts.get(name, 0), current=name == part)
        for name, (title, icon) in TITLES.items()
    ]


def _overview(known: Known) -> dict[str, object]:
    rows = list(cases.members_of(known.case))
    return {
        "members": rows,
        "past_members": list(known.case.memberships.exclude(let_out_at=None).order_by("let_out_at")),
        "officers": officer_names(
            badge
            for row in known.case.memberships.all()
            for badge in (row.badge, row.let_in_by, row.let_out_by)
        ),
        "parcels": list(known.case.parcels.all()),
        "may_let": known.case.opened_by == known.request.reader.badge
        or is_commander_of(known.request.reader, known.case)
        or "case-officer" in {role.value for role in known.request.reader.roles},
        "let_in_form": known.form("let_in"),
        "let_out_form": known.form("let_out"),
        "take_parcels_form": known.form("take_parcels"),
    }


def _people(known: Known) -> dict[str, object]:
    rows = people_of(known.case)
    return {
        "people": [
            {
                "row": row,
                "held": row.involvement.custody in {state.value for state in IN_CUSTODY},
                "standing_form": known.form("change_standing", which=row.pk, initial=_standing(row)),
                "strike_form": known.form("strike_person", which=row.pk, initial={"person": row.label}),
            }
            for row in rows
        ],
        "organisations": organisations_of(known.case),
        "person_form": known.form("add_person"),
        "organisation_form": known.form("add_organisation"),
        "name_form": known.form("add_name"),
        "identifier_form": known.form("add_identifier"),
        "address_form": known.form("add_address"),
    }


def _standing(row: Person) -> dict[str, object]:
    own = row.involvement
    names = ("role", "custody", "suspected_on", "held_on", "arrested_on", "released_on")
    return {"person": row.label, **{name: getattr(own, name) for name in names}}


def _links(known: Known) -> dict[str, object]:
    things, ties = picture.things_of(known.case), picture.ties_of(known.case)
    language = known.request.language
    by_ref = {thing.ref: thing for thing in things}
    return {
        "drawing": draw(things, ties) if things else None,
        "rows": [_tie(known, tie, by_ref, language) for tie in ties if {tie.one, tie.other} <= by_ref.keys()],
        "link_form": known.form("link"),
        "enough": len(things) > 1,
    }


def _tie(known: Known, tie: Tie, by_ref: Mapping[str, Thing], language: str) -> dict[str, object]:
    return {
        "tie": tie,
        "one": thing_words(by_ref[tie.one], language),
        "other": thing_words(by_ref[tie.other], language),
        "strike_form": known.form("strike_link", which=tie.pk, initial={"pk": tie.pk}) if tie.pk else None,
    }


def _timeline(known: Known) -> dict[str, object]:
    moments = timeline.timeline_of(known.case)
    return {
        "moments": moments,
        "officers": officer_names(moment.by for moment in moments),
        "event_form": known.form("add_event"),
    }


def _tasks(known: Known) -> dict[str, object]:
    tasks, approvals = list(known.case.tasks.all()), list(known.case.approvals.all())
    badges = [badge for row in tasks for badge in (row.owner, row.done_by, row.by)]
    badges += [badge for row in approvals for badge in (row.by, row.decided_by)]
    return {
        "to_do": [
            {"row": row, "form": known.form("finish_task", which=row.pk, initial={"pk": row.pk})}
            for row in tasks
            if row.done_at is None
        ],
        "done": [row for row in tasks if row.done_at is not None],
        "approvals": [
            {"row": row, "form": known.form("decide_approval", which=row.pk, initial={"pk": row.pk})}
            for row in approvals
        ],
        "officers": officer_names(badges),
        "task_form": known.form("add_task"),
        "approval_form": known.form("ask_approval"),
    }


def _diary(known: Known) -> dict[str, object]:
    entries = list(known.case.diary.select_related("corrects").prefetch_related("corrections"))
    return {
        "entries": entries[::-1],
        "officers": officer_names(entry.by for entry in entries),
        "diary_form": known.form("write_diary"),
    }


def _documents(known: Known) -> dict[str, object]:
    rows = documents.documents_of(known.case)
    return {
        "pictures": [row for row in rows if row.width],
        "papers": [row for row in rows if not row.width],
        "officers": officer_names(row.by for row in rows),
        "document_form": known.form("add_documents"),
    }


def _outcome(known: Known) -> dict[str, object]:
    rows, told = deciding.decisions_of(known.case), deciding.told_in(known.case)
    return {
        "decisions": rows,
        "told": [
            {"row": row, "form": known.form("record_correction", which=row.pk, initial={"pk": row.pk})}
            for row in told
        ],
        "corrections_due": sum(1 for row in told if row.correction_due_on and not row.corrected_at),
        "suspects": deciding.suspects_of(known.case),
        "officers": officer_names([row.by for row in rows] + [row.corrected_by for row in told]),
        "decision_form": known.form("record_decision"),
        "told_form": known.form("record_told"),
        "close_form": known.form("close"),
        "reopen_form": known.form("reopen"),
        "erase_form": known.form("erase"),
    }


_MAKERS: Final[Mapping[str, Callable[[Known], dict[str, object]]]] = {
    "overview": _overview,
    "people": _people,
    "links": _links,
    "timeline": _timeline,
    "tasks": _tasks,
    "diary": _diary,
    "documents": _documents,
    "outcome": _outcome,
}
