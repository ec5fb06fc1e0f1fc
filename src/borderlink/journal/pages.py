"""The auditor's pages: lines, alerts, checkpoints, keys."""

from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from borderlink.foundation import keyfiles
from borderlink.journal import actions, queries
from borderlink.journal.domain.keys import new_key_file
from borderlink.journal.forms import AcknowledgeForm, FilterForm, KeyForm, NewKeyForm, SignForm
from borderlink.journal.schemas import ReadingRequest, act_words, row_of
from borderlink.language import sentences


@require_safe
def lines(request: ReadingRequest) -> HttpResponse:
    """Show the journal, newest first, and the open alerts above it."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = actions.look_at_journal(
        reader=request.reader, wanted=wanted, before=form.cursor(), at=timezone.now()
    )
    alerts = queries.open_alerts(reader=request.reader)
    older = request.GET.copy()
    older["before"] = str(page.older)
    context = {
        "form": form,
        "filtered": bool(wanted.facts()),
        "rows": [row_of(line, request.language) for line in page.lines],
        "alerts": [row_of(line, request.language) for line in alerts],
        "acts": [(act, act_words(act, request.language)) for act in queries.acts(reader=request.reader)],
        "older": urlencode(older, doseq=True) if page.older else "",
        "first_page": form.cursor() is None,
        "acknowledge": AcknowledgeForm(auto_id=False),
    }
    return render(request, "journal/lines.html", context)


@require_safe
def line(request: ReadingRequest, sequence: int) -> HttpResponse:
    """Show everything that an auditor may know of one line."""
    found = actions.look_at_line(reader=request.reader, sequence=sequence, at=timezone.now())
    return render(request, "journal/line.html", {"row": row_of(found, request.language)})


@require_POST
def acknowledge(request: ReadingRequest, sequence: int) -> HttpResponse:
    """Take an alert off the list, with what was found."""
    form = AcknowledgeForm(request.POST)
    why = str(form.cleaned_data["why"]) if form.is_valid() else ""
    actions.acknowledge_alert(sequence=sequence, why=why, by=request.reader, at=timezone.now())
    messages.success(request, _("The alert is acknowledged."))
    return redirect("journal:lines")


@require_POST
def examine(request: ReadingRequest) -> HttpResponse:
    """Examine the whole journal and say what was found."""
    queries.need_auditor(request.reader, act="journal.examine")
    findings = queries.examine()
    if findings.fault is None:
        words = ngettext(
            "The journal is whole: %(lines)d line examined.",
            "The journal is whole: %(lines)d lines examined.",
            findings.lines,
        )
        messages.success(request, words % {"lines": findings.lines})
    else:
        said = sentences.say_refusal(findings.fault, request.language)
        messages.error(request, f"{said.sentence} {said.advice}")
    return redirect("journal:checkpoints")


@require_safe
def checkpoints(request: ReadingRequest) -> HttpResponse:
    """Show every signed checkpoint, this auditor's keys, and the forms to sign and register."""
    return _checkpoints(request, KeyForm(prefix="register"), NewKeyForm(), SignForm(prefix="sign"))


def _checkpoints(
    request: ReadingRequest, register: KeyForm, new_key: NewKeyForm, sign_form: SignForm
) -> HttpResponse:
    context = {
        "checkpoints": queries.checkpoints(reader=request.reader),
        "keys": queries.own_keys(reader=request.reader),
        "register": register,
        "new_key": new_key,
        "sign": sign_form,
    }
    wrong = any(form.errors for form in (register, new_key, sign_form))
    return render(request, "journal/checkpoints.html", context, status=422 if wrong else 200)


@require_POST
def sign(request: ReadingRequest) -> HttpResponse:
    """Sign what the journal is now and go on to the page to print."""
    queries.need_auditor(request.reader, act="journal.sign-checkpoint")
    form = SignForm(request.POST, request.FILES, prefix="sign")
    if not form.is_valid():
        return _checkpoints(request, KeyForm(prefix="register"), NewKeyForm(), form)
    signed = actions.sign_checkpoint(
        key_file=form.key_data(),
        passphrase=str(form.cleaned_data["passphrase"]),
        by=request.reader.badge,
        at=timezone.now(),
    )
    messages.success(request, _("The checkpoint is signed. Print it and keep it where this node is not."))
    return redirect("journal:checkpoint", number=signed.number)


@require_POST
def register_key(request: ReadingRequest) -> HttpResponse:
    """Register the public half of this auditor's key."""
    form = KeyForm(request.POST, request.FILES, prefix="register")
    if not form.is_valid():
        return _checkpoints(request, form, NewKeyForm(), SignForm(prefix="sign"))
    public = keyfiles.public_of(form.key_data())
    actions.register_key(public=public, by=request.reader, at=timezone.now())
    messages.success(request, _("Your key is registered. Another auditor is told of it."))
    return redirect("journal:checkpoints")


@require_POST
def new_key(request: ReadingRequest) -> HttpResponse:
    """Make a key and hand its file over: this node keeps nothing of it."""
    queries.need_auditor(request.reader, act="journal.make-key")
    form = NewKeyForm(request.POST)
    if not form.is_valid():
        return _checkpoints(request, KeyForm(prefix="register"), form, SignForm(prefix="sign"))
    data = new_key_file(str(form.cleaned_data["new_passphrase"]))
    return _download(data, f"{request.reader.badge}.key")


@require_GET
def checkpoint(request: ReadingRequest, number: int) -> HttpResponse:
    """Show one checkpoint as the page that the auditor prints, signs by hand and files."""
    found = queries.checkpoint(reader=request.reader, number=number)
    picture = segno.make(found.note, error="m").svg_data_uri(scale=4, border=2)
    return render(request, "journal/checkpoint.html", {"checkpoint": found, "picture": picture})


@require_GET
def checkpoint_note(request: ReadingRequest, number: int) -> HttpResponse:
    """Hand over a checkpoint as the signed note that any verifier reads."""
    found = queries.checkpoint(reader=request.reader, number=number)
    return _download(found.note.encode(), f"checkpoint-{found.size}.txt")


def _download(data: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
