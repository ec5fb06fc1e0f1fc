"""The list of cases, the tasks, and the form that opens a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from borderlink.cases.actions import looking, opening
from borderlink.cases.actions.opening import PACKS, Source
from borderlink.cases.forms.opening import FilterForm, OpenForm
from borderlink.cases.pages.looking import remember
from borderlink.cases.pages.words import choices_of_units, officer_names, unit_names
from borderlink.cases.queries import following, listing, sight
from borderlink.cases.queries.listing import Filters
from borderlink.cases.queries.registers import needs_sight
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Kind, Role, sees_kind
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import put_beside

STATES = ("open", "prosecuted", "judged", "closed")


@require_GET
def cases(request: OfficerRequest) -> HttpResponse:
    """Show the cases that the officer was let into; a commander those of the unit."""
    needs_sight(request.reader, "cases.list")
    form = _filter_form(request)
    filters = Filters(**form.cleaned_data) if form.is_valid() else Filters()
    page = request.GET.get("page", "")
    at = timezone.now()
    shown = looking.list_cases(
        filters=filters, page=int(page) if page.isdecimal() else 1, by=request.reader, at=at
    )
    commander = Role.COMMANDER in request.reader.roles
    context = {
        "form": form,
        "filtered": bool(filters.words()),
        "query": urlencode(filters.words()),
        "page": shown,
        "units": unit_names(request.reader, request.language),
        "overdue": listing.overdue_count(request.reader, timezone.localdate(at)),
        "to_decide": following.approvals_to_decide(request.reader).count() if commander else 0,
        "may_open": bool(request.reader.roles & sight.OPENERS),
        "today": timezone.localdate(at),
    }
    return render(request, "cases/cases.html", context)


def _filter_form(request: OfficerRequest) -> FilterForm:
    names = unit_names(request.reader, request.language)
    states = [("", gettext("not closed")), ("all", gettext("all"))]
    states += [(state, codes.label(state, request.language, "case_state")) for state in STATES]
    units = [(unit, names.get(unit, unit)) for unit in listing.units_with_cases(request.reader)]
    return FilterForm(request.GET, states=states, units=[("", gettext("all")), *units])


@require_GET
def tasks(request: OfficerRequest) -> HttpResponse:
    """Show what the officer has to do, or everyone in the officer's cases; and what waits for a commander."""
    everyone = request.GET.get("of") == "everyone"
    at = timezone.now()
    rows = looking.list_tasks(everyone=everyone, by=request.reader, at=at)
    commander = Role.COMMANDER in request.reader.roles
    approvals = list(following.approvals_to_decide(request.reader)) if commander else []
    asked = [] if everyone else list(following.approvals_asked(request.reader, at))
    badges = [
        *(row.owner for row in rows),
        *(row.by for row in approvals),
        *(row.decided_by for row in asked),
    ]
    context = {
        "rows": rows,
        "everyone": everyone,
        "today": timezone.localdate(at),
        "officers": officer_names(badges),
        "approvals": approvals,
        "asked": asked,
    }
    return render(request, "cases/tasks.html", context)


def open_case(request: OfficerRequest) -> HttpResponse:
    """Open a case: from parcels named in the address, or by hand."""
    sight.needs(request.reader, sight.OPENERS, "cases.open")
    asked = request.POST if request.method == "POST" else request.GET
    waybills = list(dict.fromkeys(text[:64] for text in asked.getlist("parcel") if text))
    form = _open_form(request, waybills)
    if request.method == "POST" and form.is_valid():
        try:
            case = opening.open_case(
                **{**form.cleaned_data, "source": Source(form.cleaned_data["source"])},
                waybills=waybills, by=request.reader, at=timezone.now(),
            )  # fmt: skip
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The case is opened. You are its first officer."))
            remember(request, case.number, "look-investigate")
            return redirect("cases:case", number=case.number)
    status = 422 if request.method == "POST" else 200
    offered = request.POST.getlist("offered") or waybills
    sees_cases = sees_kind(request.reader, Kind.CASE)  # an inspector opens a case and may see none before
    context = {"form": form, "waybills": waybills, "offered": offered, "sees_cases": sees_cases}
    return render(request, "cases/open.html", context, status=status)


def _open_form(request: OfficerRequest, waybills: list[str]) -> OpenForm:
    sources = [Source.REFERRAL] if waybills else [Source.HAND, Source.TIP, Source.CLUE]
    own = sorted(request.reader.units)
    first = {"unit": own[0] if own else "", "source": sources[0].value, "pack": PACKS[0]}
    return OpenForm(
        request.POST if request.method == "POST" else None,
        initial=first,
        units=choices_of_units(request, every=bool(waybills)),
        sources=[
            (source.value, codes.label(source.value, request.language, "case_source")) for source in sources
        ],
    )
