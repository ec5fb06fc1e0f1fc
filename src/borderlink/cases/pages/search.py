"""The page that searches one's own cases across scripts, and says what matched."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from borderlink.cases.actions.asking import search_cases
from borderlink.cases.forms.register import SearchForm
from borderlink.cases.pages.words import officer_names, put_beside
from borderlink.cases.queries.registers import needs_sight
from borderlink.cases.queries.search import MOST, Hit
from borderlink.foundation.refusals import NotAllowed, Refusal
from borderlink.officers.schemas import OfficerRequest


def search(request: OfficerRequest) -> HttpResponse:
    """Ask for words and a reason; show what matches in the officer's own cases."""
    needs_sight(request.reader, "cases.search")
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[Hit] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = search_cases(**form.cleaned_data, by=request.reader, at=timezone.now())
        except NotAllowed:
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
    wrong = request.method == "POST" and found is None
    kept = [match.kept.by for hit in found or () for match in hit.matches if match.kept]
    context = {
        "form": form, "found": found, "most": MOST, "words": request.POST.get("words", ""),
        "officers": officer_names(kept),
    }  # fmt: skip
    return render(request, "cases/search/search.html", context, status=422 if wrong else 200)
