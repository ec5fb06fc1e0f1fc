"""Custody on a case: its panel on the case's page, parcels, seizures, groups, samples, the chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from borderlink.cases.queries.cases import case_of
from borderlink.custody.actions import handing, seizing
from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.seizing import Seized
from borderlink.custody.domain.books import HELD, OFFERED, SUBSTITUTE
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams, stated, tell_breach
from borderlink.custody.forms.acts import Given
from borderlink.custody.forms.cases import ExhibitRows, GroupForm, SeizureForm, TakeOverForm
from borderlink.custody.forms.hands import SigningForm
from borderlink.custody.pages.acts import focus_first
from borderlink.custody.pages.alarms import told
from borderlink.custody.pages.exhibit import case_url, sees_chain, state_code
from borderlink.custody.pages.history import lines_of
from borderlink.custody.pages.rows import what_of
from borderlink.custody.pages.signing import may_act, must_act, signed, signing_form, wanted
from borderlink.custody.queries import at_hand
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.queries.exhibits import Masses
from borderlink.custody.queries.rows import Exhibit
from borderlink.custody.queries.sampling import planned_samples
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind as Sight
from borderlink.foundation.who import Reader, Subject, may_see
from borderlink.language import languages, numbers
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

if TYPE_CHECKING:
    from borderlink.cases.queries.rows import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of what was seized: its name and how much it is, in grams."""

    name: str
    g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The masses that must add up, in grams."""

    seized_g: Decimal
    parts: tuple[Part, ...]
    residual_g: Decimal
    u_g: Decimal
    pure_g: Decimal
    adds_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """The words of a page about a case."""

    title: str
    button: str
    icon: str
    template: str = "custody/acts/act.html"


def sum_of(masses: Masses) -> Sum:
    """Return a case's masses as a page shows them."""
    parts = (
        (gettext("Here"), masses.kept),
        (gettext("Samples"), masses.samples),
        (gettext("Used up"), masses.consumed),
        (gettext("Transferred"), masses.transferred),
        (gettext("Destroyed"), masses.destroyed),
        (gettext("Loss"), masses.loss),
    )
    return Sum(
        seized_g=grams(masses.seized),
        parts=tuple(Part(name=name, g=grams(mass)) for name, mass in parts),
        residual_g=grams(masses.residual_mg),
        u_g=stated(masses.u_mg * 1000),
        pure_g=grams(masses.pure_mass_mg),
        adds_up=masses.residual_mg == 0,
    )


def panel(reader: object, subject: object) -> dict[str, object]:
    """Return what the case's page shows of its exhibits."""
    assert isinstance(reader, Reader)  # noqa: S101 - who reads a case's page has signed in
    case = cast("Case", subject)
    language = languages.of_django(languages_now())
    rows = asking.exhibits_of_case(reader, case.number)
    begun = sees_chain(reader, case.number)
    return {
        "case": case.number,
        "rows": [_row(row, language) for row in rows],
        "officers": officer_names({row.holder for row in rows}),
        "masses": sum_of(asking.masses_of_case(reader, case.number)) if begun and rows else None,
        "breaches": _breaches(reader, case.number, language) if begun else [],
        "alarms": told(at_hand.alarms_of_case(case.number), language) if begun else [],
        "may_act": may_act(reader) and case.state != "closed",
        "begun": begun,
        "parcels": _waiting(case.number),
        "samples": [plan for plan in planned_samples(reader, case.number) if plan.missing()] if begun else [],
        "planned": sorted({row.plan for row in rows if row.plan}),
    }


def languages_now() -> str:
    """Return the language of the page that is being drawn."""
    from django.utils.translation import get_language

    return get_language() or "en"


def _waiting(case: str) -> list[str]:
    """Return the parcels of a case that nobody has taken over yet."""
    taken = at_hand.parcels_taken_over(case)
    return [waybill for waybill in at_hand.parcels_of_case(case) if waybill not in taken]


def _parcels(case: str, language: str) -> list[tuple[str, str]]:
    """Return the parcels that wait to be taken over, each with what the manifest says is in it."""
    told, waiting = at_hand.parcels_told(case), _waiting(case)
    return [(waybill, _declared(waybill, *told[waybill], language)) for waybill in waiting]


def _declared(waybill: str, contents: str, weight_g: int | None, language: str) -> str:
    weight = numbers.mass(weight_g, language) if weight_g is not None else ""
    return " · ".join(filter(None, (waybill, contents, weight)))


def _row(row: Exhibit, language: str) -> dict[str, object]:
    return {
        "row": row,
        "what": what_of(row, language),
        "book_g": None if row.book_mg is None else grams(row.book_mg),
        "state_code": state_code(row.state),
        "by_mass": row.item in {"drug", SUBSTITUTE},
        "gone": row.state not in {HELD, OFFERED},
        "short": row.number.removeprefix(f"{row.case}-"),
    }


def _breaches(reader: Reader, case: str, language: str) -> list[dict[str, object]]:
    """Return each departure from the rule pack with the entry that it is about."""
    found = asking.breaches_of_case(reader, case)
    return [
        {"words": tell_breach(breach, language), "entry": breach.entry, "exhibit": breach.exhibit}
        for breach in found
    ]


def must_reach(request: OfficerRequest, case: str) -> None:
    """Refuse a case that is not the reader's to act in, in the words of a missing one: ``NotFound``."""
    found = case_of(request.reader, case)
    subject = Subject(kind=Sight.EXHIBIT, agency=found.agency, unit=found.unit, case=found.number)
    if not may_see(request.reader, subject):
        raise NotFound(thing="case", name=case)


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: OfficerRequest, case: str) -> HttpResponse:
    """Record the hand-over of opened parcels from inspection to investigation: the case's first events."""
    must_reach(request, case)
    must_act(request.reader, "custody.hand-over")
    given = Given(parcels=_parcels(case, request.language))
    form = TakeOverForm(
        request.POST or None, given=given, initial={"waybills": [number for number, _ in given.parcels]}
    )
    needs = wanted(
        request, Kind.HAND_OVER, at_hand.pack_in_force(case), second_is=gettext("Inspector who hands over")
    )
    opener = at_hand.opener_of(case, other_than=request.reader.badge)
    signing = signing_form(request, replace(needs, usual=opener))

    def do(hands: list[Hand]) -> None:
        handing.take_over_parcels(
            case=case, waybills=form.numbers(), giver=hands[-1].badge, taker=request.reader.badge,
            note=form.cleaned_data["note"], hands=hands, by=request.reader, at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() & signing.is_valid() and not signed(request, signing, do):
        count = len(form.numbers())
        words = ngettext("%(n)s parcel is taken over.", "%(n)s parcels are taken over.", count) % {"n": count}
        messages.success(request, words)
        return redirect("custody:seize", case)
    page = CasePage(
        title=gettext("Take over parcels"), button=gettext("Both sign the hand-over"), icon="package-import"
    )
    return _answer(request, page, case, form, signing)


def _answer(
    request: OfficerRequest,
    page: CasePage,
    case: str,
    form: TakeOverForm | SeizureForm | GroupForm,
    signing: SigningForm,
    **more: object,
) -> HttpResponse:
    rows = more.get("rows")
    if isinstance(rows, ExhibitRows) and not form.is_bound and rows.forms:
        rows.forms[0].fields["substance"].widget.attrs["autofocus"] = True
    else:
        focus_first(form, signing)
    context = {
        "page": page,
        "case": case,
        "case_url": case_url(request, case),
        "form": form,
        "signing": signing,
        **more,
    }
    return render(request, page.template, context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def seize(request: OfficerRequest, case: str) -> HttpResponse:
    """Record a seizure of one exhibit or several; the officer signed in holds them."""
    must_reach(request, case)
    must_act(request.reader, "custody.seize")
    holders = at_hand.parcels_taken_over(case)
    parcels = [(waybill, waybill) for waybill, holder in holders.items() if holder == request.reader.badge]
    used = {row.parcel for row in asking.exhibits_of_case(request.reader, case)}
    waiting = [waybill for waybill, _ in parcels if waybill not in used]
    pack = at_hand.pack_in_force(case)
    form = SeizureForm(request.POST or None, given=Given(), initial=_of_seizure(request))
    rows = ExhibitRows(
        request.POST or None, prefix="exhibits", form_kwargs={"parcels": parcels}, initial=_of_rows(waiting)
    )
    signing = signing_form(request, wanted(request, Kind.SEIZE, pack))

    made: list[Exhibit] = []

    def do(hands: list[Hand]) -> None:
        made[:] = seizing.seize(
            case=case, exhibits=_seized(form, rows.forms, signing), hands=hands, by=request.reader,
            at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() & rows.is_valid() & signing.is_valid():
        if not any(row.has_changed() for row in rows.forms):
            form.add_error(None, gettext("Name at least one exhibit."))
        elif not signed(request, signing, do):
            messages.success(request, gettext("The seizure is recorded. Weigh each drug next."))
            first = next((row for row in made if row.item == "drug"), made[0])
            return redirect("custody:exhibit", first.number)
    page = CasePage(
        title=gettext("Seize exhibits"), button=gettext("Sign the seizure"), icon="gavel",
        template="custody/acts/seize.html",
    )  # fmt: skip
    return _answer(request, page, case, form, signing, rows=rows)


def _of_seizure(request: OfficerRequest) -> dict[str, object]:
    """Return what a seizure says unless it is changed: here and now."""
    unit = next(iter(sorted(request.reader.units)), "")
    return {"seized_at": timezone.now(), "place": unit, "basis": "mail-inspection", "suspect": "unknown"}


def _of_rows(waiting: Sequence[str]) -> list[dict[str, object]]:
    """Return one row for each parcel out of which nothing was seized yet, or an empty one."""
    return [{"parcel": waybill, "item": "drug"} for waybill in waiting] or [{"item": "drug"}]


def _seized(form: SeizureForm, rows: Iterable[object], signing: SigningForm) -> list[Seized]:
    said, witness = form.cleaned_data, signing.cleaned_data.get("witness_name", "")
    return [
        Seized(
            item=row["item"],
            substance=row["substance"] if row["item"] == "drug" else "",
            form=row["form"] if row["item"] == "drug" else "",
            parcel=row["parcel"],
            packages=row["packages"] or 0,
            belongs_to=row["belongs_to"].strip(),
            description=row["description"],
            content_sha256=row["content"],
            place=said["place"],
            place_text=said["place_text"],
            country=said["country"].upper(),
            seized_at=said["seized_at"],
            basis=said["basis"],
            suspect=said["suspect"],
            suspect_name=said["suspect_name"],
            video_sha256=said["video"],
            is_complex=said["complex"],
            witness_name=witness,
        )
        for row in (one.cleaned_data for one in rows if one.has_changed() and one.cleaned_data)  # type: ignore[attr-defined]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: OfficerRequest, case: str) -> HttpResponse:
    """Put exhibits that are alike into one group, within which samples are counted."""
    must_reach(request, case)
    must_act(request.reader, "custody.group")
    alone = [
        (row.number, f"{row.number} · {what_of(row, request.language)}")
        for row in asking.exhibits_of_case(request.reader, case)
        if row.state in {HELD, OFFERED} and not row.group and not row.parent and row.item == "drug"
    ]
    unit = next(iter(sorted(request.reader.units)), "")
    form = GroupForm(request.POST or None, given=Given(exhibits=alone), initial={"place": unit})
    signing = signing_form(request, wanted(request, Kind.GROUP, at_hand.pack_in_force(case)))

    def do(hands: list[Hand]) -> None:
        said = form.cleaned_data
        seizing.group(
            case=case, exhibits=said["members"], place=said["place"], look=said["look"], batch=said["batch"],
            hands=hands, by=request.reader, at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() & signing.is_valid() and not signed(request, signing, do):
        messages.success(request, gettext("The group is recorded."))
        return redirect("custody:plan_samples", case)
    page = CasePage(title=gettext("Group what is alike"), button=gettext("Sign the group"), icon="list-check")
    nothing = "" if len(alone) > 1 else gettext("There is nothing to group")
    advice = gettext("A group needs at least two drugs that are alike and in no group yet.")
    return _answer(request, page, case, form, signing, nothing=nothing, nothing_advice=advice)


@require_GET
def plan_samples(request: OfficerRequest, case: str) -> HttpResponse:
    """Show of how many packages of each group the rule pack wants samples, and how many were taken."""
    asking.head_seen(request.reader, case)
    context = {
        "case": case,
        "case_url": case_url(request, case),
        "pack": at_hand.pack_in_force(case).name,
        "plans": planned_samples(request.reader, case),
        "may_act": may_act(request.reader),
    }
    return render(request, "custody/acts/samples.html", context)


@require_GET
def chain(request: OfficerRequest, case: str) -> HttpResponse:
    """Show every entry of a case's chain of custody, the newest first, and its breaches."""
    entries = asking.entries_of_case(request.reader, case)
    context = {
        "case": case,
        "case_url": case_url(request, case),
        "history": lines_of(entries, request.language)[::-1],
        "breaches": _breaches(request.reader, case, request.language),
        "masses": sum_of(asking.masses_of_case(request.reader, case)),
        "may_act": may_act(request.reader),
    }
    return render(request, "custody/acts/chain.html", context)
