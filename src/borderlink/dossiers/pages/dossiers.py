"""The pages of dossiers: a case's, one to draw up, one with its verdict, its disclosure schedule."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions.recording import Hand
from borderlink.custody.pages.answers import act_or_say
from borderlink.dossiers.actions.drawing_up import draw_up_dossier
from borderlink.dossiers.actions.leaving import export_dossier, look_at_dossier
from borderlink.dossiers.actions.signing import sign_dossier
from borderlink.dossiers.domain import telling
from borderlink.dossiers.domain.material import told_material
from borderlink.dossiers.domain.openings import FIELD
from borderlink.dossiers.domain.verdict import Verdict
from borderlink.dossiers.forms import Choice, DrawUpForm, ExportForm, SignForm
from borderlink.dossiers.queries import drawn
from borderlink.dossiers.queries.choosing import Open, open_to_choice
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

_KEY_LENGTH: Final = 24
_TONES = {0: "release", 1: "hold", 2: "hold", 3: "inspect", 4: "inspect"}


def case_panel(reader: object, case: object) -> dict[str, object]:
    """Return what the case's page shows of its dossiers; nothing to who may not see them."""
    if not isinstance(reader, Reader):
        return {}
    number = str(case)
    try:
        rows = drawn.dossiers_of(reader, number)
    except NotFound:
        return {"hidden": True}
    return {
        "case": number,
        "rows": rows,
        "may_draw_up": drawn.draws_up(reader),
        "officers": officer_names(row.drawn_up_by for row in rows),
    }


def draw_up(request: OfficerRequest, case: str) -> HttpResponse:
    """Show what a dossier would open, and draw one up."""
    if not drawn.draws_up(request.reader):
        raise NotAllowed(act="dossiers.draw-up")
    found = drawn.case_to_draw_up(request.reader, case)
    choices = choices_to_withhold(open_to_choice(found), request.language)
    form = DrawUpForm(request.POST if request.method == "POST" else None, choices=choices)
    made: list[str] = []

    def act() -> None:
        row = draw_up_dossier(
            case=found.number, languages=form.cleaned_data["languages"], withhold=form.withheld(),
            by=request.reader, at=timezone.now(),
        )  # fmt: skip
        made.append(row.number)

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        return redirect("dossiers:dossier", made[0])
    status = 422 if form.errors else 200
    return render(request, "dossiers/draw_up.html", {"case": found, "form": form}, status=status)


def choices_to_withhold(found: Iterable[Open], language: str) -> list[Choice]:
    """Return what can be withheld, each name or text of the entries once."""
    groups: dict[str, list[Open]] = {}
    for one in found:
        what = (one.name, one.value) if one.kind == FIELD else (one.reference,)
        key = hashlib.sha256("\0".join((one.kind, *what)).encode()).hexdigest()[:_KEY_LENGTH]
        groups.setdefault(key, []).append(one)
    return [_choice(key, same, language) for key, same in groups.items()]


def _choice(key: str, same: Sequence[Open], language: str) -> Choice:
    one = same[0]
    is_field = one.kind == FIELD
    places = ", ".join(dict.fromkeys(each.place for each in same))
    return Choice(
        key=key,
        kind=one.kind,
        references=tuple(each.reference for each in same),
        place=gettext("Entry %(number)s") % {"number": places} if is_field else places,
        name=codes.label(one.name, language, "committed_field" if is_field else "disclosed"),
        value=told_material(one.kind, one.facts, one.value, language),
    )


@require_GET
def dossier(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one dossier: its verdict, what is withheld, the fingerprint to compare, what comes next."""
    return _dossier(request, number, {})


def _dossier(request: OfficerRequest, number: str, forms: Mapping[str, object]) -> HttpResponse:
    row = look_at_dossier(number=number, by=request.reader, at=timezone.now())
    verdict = Verdict.from_value(row.verdict) if row.verdict else None
    context: dict[str, object] = {
        "row": row,
        "groups": row.root_fingerprint.split(),
        "headline": telling.headline(verdict, request.language) if verdict else "",
        "findings": [telling.told(one, request.language) for one in verdict.findings] if verdict else [],
        "tone": _TONES[verdict.code] if verdict else "neutral",
        "withheld": list(row.withheld.all()),
        "is_drawer": row.drawn_up_by == request.reader.badge,
        "officers": officer_names([row.drawn_up_by]),
        "sign_form": SignForm(),
        "export_form": ExportForm(),
        **forms,
    }
    return render(request, "dossiers/dossier.html", context, status=422 if forms else 200)


@require_POST
def sign(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign a dossier with one's PIN."""
    form = SignForm(request.POST)

    def act() -> None:
        hand = Hand(badge=request.reader.badge, pin=form.cleaned_data["pin"])
        sign_dossier(number=number, hand=hand, by=request.reader, at=timezone.now())

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The dossier is signed and has passed its own verification."))
        return redirect("dossiers:dossier", number)
    return _dossier(request, number, {"sign_form": form})


@require_POST
def export(request: OfficerRequest, number: str) -> HttpResponse | FileResponse:
    """Hand a signed dossier out as a file, once a commander has decided so."""
    form = ExportForm(request.POST)
    found: list[FileResponse] = []

    def act() -> None:
        path = export_dossier(number=number, **form.cleaned_data, by=request.reader, at=timezone.now())
        name = f"{number.replace('/', '-')}.zip"
        found.append(FileResponse(path.open("rb"), as_attachment=True, filename=name))

    if form.is_valid() and act_or_say(request, form, act):
        return found[0]
    return _dossier(request, number, {"export_form": form})


@require_GET
def disclosure(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the schedule of all material in the case, served or withheld with its ground."""
    row = look_at_dossier(number=number, by=request.reader, at=timezone.now())
    items = [
        (item, told_material(item.kind, item.facts, item.text, request.language)) for item in row.items.all()
    ]
    context = {"row": row, "items": items}
    return render(request, "dossiers/disclosure.html", context)
