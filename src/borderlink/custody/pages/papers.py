"""The register of printed legal forms: what went out, and the signed paper that came back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from borderlink.custody.actions import papers as acting
from borderlink.custody.adapters.paper import titles
from borderlink.custody.domain.labels import Thing, read_scan
from borderlink.custody.forms.store import PaperForm
from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.queries import overview
from borderlink.custody.queries.rows import Form
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, sees_kind
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names


def papers(request: OfficerRequest) -> HttpResponse:
    """List the printed forms; keep the scan of one that came back signed."""
    reader = request.reader
    if not sees_kind(reader, Kind.EXHIBIT):
        raise NotAllowed(act="custody.see-forms")
    form = PaperForm(
        request.POST or None, request.FILES or None, initial={"form": request.GET.get("form", "")[:200]}
    )

    def act() -> None:
        found = read_scan(form.cleaned_data["form"])
        number = found.number if found.thing in {Thing.FORM, Thing.TYPED} else form.cleaned_data["form"]
        acting.keep_scan(form=number, file=form.cleaned_data["file"], by=reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The signed paper is kept beside its form."))
        return redirect("custody:papers")
    rows = overview.forms(reader)
    context = {
        "papers": [_row(row, request.language) for row in rows],
        "form": form,
        "officers": officer_names(row.printed_by for row in rows),
        "sees_store": sees_kind(reader, Kind.STORE),
    }
    return render(request, "custody/store/papers.html", context, status=422 if form.errors else 200)


def _row(row: Form, language: str) -> dict[str, object]:
    names = ("number", "case", "printed_at", "printed_by", "scan_sha256")
    return {name: getattr(row, name) for name in names} | {"title": titles(language).get(row.code, row.code)}
