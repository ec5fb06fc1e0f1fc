"""The pages that read in an agency's own register: upload, map, try, import, fetch the quarantine."""

import csv
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions import importing
from borderlink.cases.actions.importing import Given
from borderlink.cases.actions.opening import PACKS
from borderlink.cases.adapters.importing import columns_of
from borderlink.cases.adapters.wording import import_words
from borderlink.cases.domain.cells import no_formula
from borderlink.cases.domain.importing import ColumnMapping
from borderlink.cases.forms.imports import MappingForm, UploadForm
from borderlink.cases.pages.words import choices_of_units, officer_names, put_beside, unit_names
from borderlink.cases.queries import importing as known
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.adapters.kept import plain_name

WAITING: Final = "cases.import"  # in the session: the file that is being mapped
SHOWN: Final = 50  # rows of a quarantine on the page


def imports(request: OfficerRequest) -> HttpResponse:
    """Show what was read in, and take a file."""
    runs = known.runs_of(request.reader)
    units = choices_of_units(request, every=False)
    mappings = [row.name for row in known.mappings_of(request.reader)]
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None, request.FILES if posted else None, units=units, mappings=mappings,
        initial={"pack": PACKS[0]},
    )  # fmt: skip
    if posted and form.is_valid():
        try:
            return _received(request, form.cleaned_data)
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
    context = {
        "runs": runs, "form": form, "units": unit_names(request.reader, request.language),
        "officers": officer_names(run.by for run in runs), "waiting": request.session.get(WAITING),
    }  # fmt: skip
    return render(request, "cases/imports/imports.html", context, status=422 if posted else 200)


def _received(request: OfficerRequest, said: dict[str, Any]) -> HttpResponse:
    """Keep the file, try its columns, and go on to map them."""
    file = said["register"]
    sha256 = importing.keep_register(chunks=file.chunks(), by=request.reader)
    waiting = {
        "sha256": sha256, "name": plain_name(file.name or ""), "unit": said["unit"], "pack": said["pack"],
        "mapping": said["mapping"],
    }  # fmt: skip
    try:
        _columns(request, waiting)
    except Refusal:
        importing.drop_register(sha256)
        raise
    request.session[WAITING] = waiting
    return redirect("cases:import_map")


def _columns(request: OfficerRequest, waiting: dict[str, str]) -> list[tuple[str, str]]:
    return columns_of(
        importing.register_path(waiting["sha256"]), waiting["name"], _saved(request, waiting), import_words()
    )


def _saved(request: OfficerRequest, waiting: dict[str, str]) -> ColumnMapping:
    name = waiting["mapping"]
    return importing.mapping_named(request.reader, name) if name else ColumnMapping()


def map_columns(request: OfficerRequest) -> HttpResponse:
    """Show which column is which; try the file or import it."""
    waiting = request.session.get(WAITING)
    if not waiting or not importing.register_path(waiting["sha256"]).is_file():
        known.runs_of(request.reader)
        return redirect("cases:imports")
    columns, saved = _columns(request, waiting), _saved(request, waiting)
    posted = request.method == "POST"
    first = {
        "dates": saved.dates.value, "decimals": saved.decimals.value, "save_as": "",
        **{name: saved.constants.get(name, "") for name in ("country", "unit_of_amount")},
    }  # fmt: skip
    form = MappingForm(
        request.POST if posted else None, columns=columns, language=request.language, initial=first
    )
    context: dict[str, Any] = {"form": form, "waiting": waiting}
    if posted and form.is_valid():
        try:
            answer = _go_on(request, waiting, form, context)
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            return answer
    return render(request, "cases/imports/map.html", context, status=422 if posted else 200)


def _go_on(
    request: OfficerRequest, waiting: dict[str, str], form: MappingForm, context: dict[str, Any]
) -> HttpResponse:
    """Try the file and say what would happen, or import it."""
    mapping, at = form.mapping(), timezone.now()
    name = form.cleaned_data["save_as"].strip() or waiting["mapping"]
    if form.cleaned_data["save_as"].strip():
        importing.save_mapping(name=name, mapping=mapping, unit=waiting["unit"], by=request.reader, at=at)
    given = Given(
        path=importing.register_path(waiting["sha256"]), name=waiting["name"], unit=waiting["unit"],
        pack=waiting["pack"], mapping=mapping, mapping_name=name,
    )  # fmt: skip
    dry = "take" not in request.POST
    outcome = importing.import_cases(given=given, dry=dry, by=request.reader, at=at)
    if dry:
        run = known.run_of(request.reader, outcome.number)
        context |= {"outcome": outcome, "run": run, "rows": list(run.rows.all()[:SHOWN])}
        return render(request, "cases/imports/map.html", context)
    importing.drop_register(waiting["sha256"])
    request.session.pop(WAITING, None)
    messages.success(request, gettext("The register is read in."))
    return redirect("cases:import_run", number=outcome.number)


@require_POST
def drop(request: OfficerRequest) -> HttpResponse:
    """Forget a file that was uploaded and is not to be imported."""
    known.runs_of(request.reader)
    waiting = request.session.pop(WAITING, None)
    if waiting:
        importing.drop_register(waiting["sha256"])
    return redirect("cases:imports")


@require_GET
def run(request: OfficerRequest, number: str) -> HttpResponse:
    """Show what became of one file."""
    row = known.run_of(request.reader, number)
    context = {
        "run": row, "rows": list(row.rows.all()[:SHOWN]), "shown": SHOWN,
        "units": unit_names(request.reader, request.language), "officers": officer_names([row.by]),
    }  # fmt: skip
    return render(request, "cases/imports/run.html", context)


@require_GET
def quarantine(request: OfficerRequest, number: str) -> HttpResponse:
    """Give what could not be taken as CSV: file, line, column and reason, and no cell of it."""
    row = known.run_of(request.reader, number)
    rows = importing.read_import_quarantine(number=number, by=request.reader, at=timezone.now())
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="quarantine-{row.number}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["file", "line", "column", "reason", "says"])
    file = no_formula(row.file)
    writer.writerows(
        [file, one.line, no_formula(one.column), one.why, codes.label(one.why, request.language)]
        for one in rows
    )
    return answer
