"""Destruction: the plan over several exhibits, the day itself lot by lot, the closure report."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from borderlink.custody.actions import destroying
from borderlink.custody.actions.recording import Hand
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import HELD
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams, stated
from borderlink.custody.forms.acts import Given
from borderlink.custody.forms.cases import PlanForm
from borderlink.custody.pages.acts import focus_first
from borderlink.custody.pages.case import CasePage, must_reach
from borderlink.custody.pages.exhibit import case_url, sees_chain, state_code
from borderlink.custody.pages.rows import what_of
from borderlink.custody.pages.signing import may_act, must_act, signed, signing_form, wanted
from borderlink.custody.queries import at_hand, plans
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.queries.rows import Exhibit
from borderlink.foundation.mass import Closure
from borderlink.foundation.refusals import NotFound
from borderlink.language import numbers
from borderlink.officers.schemas import OfficerRequest

AHEAD = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: OfficerRequest, case: str) -> HttpResponse:
    """Plan the destruction of several exhibits; the case's decision and holds are looked up by the action."""
    family = asking.exhibits_of_case(request.reader, case)
    if not family:
        must_reach(request, case)
    must_act(request.reader, "custody.destroy-plan")
    rows = [row for row in family if row.state == HELD and not row.plan]
    form = _plan_form(request, rows)
    signing = signing_form(request, wanted(request, Kind.DESTROY_PLAN, at_hand.pack_in_force(case)))

    def do(hands: list[Hand]) -> None:
        said = form.cleaned_data
        destroying.plan(
            exhibits=said["members"], method=said["method"], place=said["place"],
            planned_at=said["planned_at"], decision=said["decision"], order=said["order"],
            counter_sample=said["counter_sample"], note=said["note"], hands=hands, by=request.reader,
            at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() & signing.is_valid() and not signed(request, signing, do):
        messages.success(request, gettext("The destruction is planned."))
        made = plans.plans_in_sight(request.reader, case)
        return redirect("custody:destruction", case, made[-1].text("plan"))
    focus_first(form, signing)
    context = {
        "page": CasePage(
            title=gettext("Plan destruction"), button=gettext("Both sign the plan"), icon="trash"
        ),
        "hint": _hint(case),
        "nothing": "" if rows else gettext("There is nothing to destroy"),
        "nothing_advice": gettext("What is here and in no plan yet can be planned."),
        "case": case,
        "case_url": case_url(request, case),
        "form": form,
        "signing": signing,
    }
    return render(request, "custody/acts/act.html", context, status=422 if request.method == "POST" else 200)


def _plan_form(request: OfficerRequest, rows: Sequence[Exhibit]) -> PlanForm:
    samples = [row for row in rows if row.is_sample]
    initial = {
        "members": [row.number for row in rows if not row.is_sample],
        "planned_at": timezone.now() + AHEAD,
        "method": "incineration",
    }
    return PlanForm(
        request.POST or None,
        given=Given(exhibits=[(row.number, _words(row, request.language)) for row in rows]),
        samples=[(row.number, _words(row, request.language)) for row in samples],
        initial=initial,
    )


def _words(row: Exhibit, language: str) -> str:
    words = f"{row.number} · {what_of(row, language)}"
    return words if row.book_mg is None else f"{words} · {numbers.mass(grams(row.book_mg), language)}"


def _hint(case: str) -> str:
    """Return what stands in the way of a plan as things are now."""
    if not at_hand.is_final(case):
        return gettext(
            "The decision in this case is not final: only an order of a court or prosecutor with a "
            "counter-sample that is kept allows destruction."
        )
    return gettext("Two officers sign the plan. A partner's hold stops it.")


@require_GET
def destruction(request: OfficerRequest, case: str, plan: str) -> HttpResponse:
    """Show a plan on its day: every lot, which of them chance has drawn for a re-test, what is done."""
    act = next((one for one in plans.plans_in_sight(request.reader, case) if one.text("plan") == plan), None)
    if act is None:
        raise NotFound(thing="plan", name=plan)
    family = asking.exhibits_of_case(request.reader, case)
    lots = [row for row in family if row.number in act.codes("members")]
    drawn = set(plans.drawn(case, plan))
    retested = {row.parent for row in family if row.purpose == "retest"}
    context = {
        "case": case,
        "case_url": case_url(request, case),
        "plan": plan,
        "sees_chain": sees_chain(request.reader, case),
        "place": act.text("place"),
        "method": act.text("method"),
        "decision": act.text("decision"),
        "order": act.text("order"),
        "planned_at": _moment(act),
        "may_act": may_act(request.reader),
        "done": sum(row.state == "destroyed" for row in lots),
        "all": len(lots),
        "left_g": grams(sum(row.book_mg or 0 for row in lots if row.state == HELD)),
        "lots": [
            {
                "row": row,
                "what": what_of(row, request.language),
                "book_g": None if row.book_mg is None else grams(row.book_mg),
                "state_code": state_code(row.state),
                "drawn": row.number in drawn,
                "retested": row.number in retested,
            }
            for row in lots
        ],
    }
    return render(request, "custody/acts/destruction.html", context)


def _moment(act: Act) -> datetime:
    return datetime.fromtimestamp(act.number("planned_at"), UTC)


@require_GET
def closure(request: OfficerRequest, case: str) -> HttpResponse:
    """Show where all of a case's drugs went: in book, and with what was destroyed as it was weighed."""
    book = asking.masses_of_case(request.reader, case)
    measured = destroying.closure(case=case, by=request.reader)
    context = {
        "case": case,
        "case_url": case_url(request, case),
        "parts": _parts(measured, book.destroyed),
        "seized_g": grams(book.seized),
        "residual_g": grams(book.residual_mg),
        "measured_residual_g": grams(measured.residual_mg()),
        "u_g": stated(book.u_mg * 1000),
        "closes": book.residual_mg == 0 and measured.is_within(),
        "plans": [
            {"plan": act.text("plan"), "at": _moment(act), "count": len(act.codes("members"))}
            for act in plans.plans_of_case(request.reader, case)
        ],
        "may_act": may_act(request.reader),
    }
    return render(request, "custody/acts/closure.html", context)


def _parts(measured: Closure, destroyed_mg: int) -> list[dict[str, object]]:
    """Return each part in book and as measured; only what was destroyed can differ."""
    rows = (
        (gettext("Here"), measured.kept_mg, measured.kept_mg),
        (gettext("Samples"), measured.samples_mg, measured.samples_mg),
        (gettext("Used up"), measured.consumed_mg, measured.consumed_mg),
        (gettext("Transferred"), measured.transferred_mg, measured.transferred_mg),
        (gettext("Destroyed"), destroyed_mg, measured.destroyed_mg),
        (gettext("Loss"), measured.loss_mg, measured.loss_mg),
    )
    return [{"name": name, "book_g": grams(book), "measured_g": grams(seen)} for name, book, seen in rows]
