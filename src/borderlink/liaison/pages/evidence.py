"""The pages of evidence between two nodes: offer, accept or refuse, sign the answer; panels on both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from borderlink.cases.queries.cases import cases_seen
from borderlink.custody.actions.leaving import Terms
from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.books import SUBSTITUTE
from borderlink.custody.domain.handover import Side, State
from borderlink.custody.forms.acts import ActForm, Given
from borderlink.custody.forms.hands import SigningForm, Wanted
from borderlink.custody.pages.acts import focus_first
from borderlink.custody.pages.given import given_for, scales_for
from borderlink.custody.pages.signing import USUAL, signed, signing_form
from borderlink.custody.queries import exhibits as asking
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language import languages
from borderlink.liaison.actions import discharging, handing_over
from borderlink.liaison.domain import evidence as letters
from borderlink.liaison.forms import evidence as forms
from borderlink.liaison.pages.files import told_of
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import handing_over as queries
from borderlink.liaison.queries.letters import Letter, letter_of
from borderlink.liaison.queries.sight import works_in
from borderlink.officers.schemas import OfficerRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAYS = 30  # that an offer usually holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page is called, and what its button says."""

    title: "_StrPromise"
    button: "_StrPromise"
    icon: str
    done: "_StrPromise"
    hint: "_StrPromise | str" = ""


OFFER = Page(
    title=_("Offer to a partner"),
    button=_("Sign and offer"),
    icon="send",
    done=_("Offered. The exhibit is locked until they answer."),
    hint=_("The gate must have approved that this exhibit leaves. Until they accept, we remain responsible."),
)
ACCEPT = Page(
    title=_("Accept evidence"),
    button=_("Sign and accept"),
    icon="check",
    done=_("Accepted. The exhibit is ours from now on."),
    hint=_("Weigh it as it is sealed, on your own balance, and read every seal yourself."),
)
REFUSE = Page(
    title=_("Refuse evidence"),
    button=_("Sign and refuse"),
    icon="hand-stop",
    done=_("Refused. They remain responsible."),
    hint=_("Say what you found. Nothing begins in our ledger."),
)
CONFIRM = Page(
    title=_("Sign their answer"),
    button=_("Sign"),
    icon="writing-sign",
    done=_("Their answer stands in our ledger."),
)


def offer(request: OfficerRequest, number: str) -> HttpResponse:
    """Offer an exhibit to a partner that asked for evidence."""
    row = asking.exhibit_of(request.reader, number)
    entries = asking.entries_of_exhibit(request.reader, number)
    form = forms.OfferLetterForm(
        request.POST or None, given=given_for(request, row, entries),
        initial={"expires_at": timezone.now() + timedelta(days=DAYS)},
    )  # fmt: skip
    asked = [
        (str(one.uuid), _called(one, request.language)) for one in queries.requests_for(request.reader, row)
    ]
    form.choose("asked", asked)
    signing = signing_form(request, _two(request, row.holder))

    def act(hands: list[Hand]) -> None:
        said = form.cleaned_data
        terms = Terms(
            to_node="-", request="-", basis=said["basis"], purpose=said["purpose"],
            expires_at=said["expires_at"],
            authorisation=said["authorisation"], permit=said["permit"], carrier=said["carrier"],
            carrier_name=said["carrier_name"], transit=said["transit"].replace(",", " ").split(),
        )  # fmt: skip
        handing_over.offer_evidence(
            exhibit=number, request=said["asked"], terms=terms, seals_seen=form.seals_seen(),
            reading=_reading(said), note=said["note"], hands=hands, by=request.reader, at=timezone.now(),
        )  # fmt: skip

    back = redirect("custody:exhibit", number)
    nothing = "" if asked else gettext("No partner has asked for evidence of this case.")
    return _signed(request, OFFER, form, signing, act, back, about=number, nothing=nothing)


def accept(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Take over what a letter offers, in a case of ours."""
    letter = _offer_of(request.reader, uuid)
    offered = queries.offered_by(letter)
    given = Given(seals=tuple(offered.codes("seals")), scales=scales_for(request))
    form = forms.AcceptLetterForm(request.POST or None, given=given)
    form.choose("case", _cases(request.reader, letter.thread.case))
    signing = signing_form(request, _two(request))

    def act(hands: list[Hand]) -> None:
        said = form.cleaned_data
        handing_over.accept_evidence(
            letter=uuid, case=said["case"], taker=request.reader.badge, seals_seen=form.seals_seen(),
            reading=_reading(said), photographs=form.photographs(), note=said["note"], hands=hands,
            by=request.reader, at=timezone.now(),
        )  # fmt: skip

    return _signed(request, ACCEPT, form, signing, act, redirect("liaison:letter", uuid), letter=letter)


def refuse(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Refuse what a letter offers."""
    letter = _offer_of(request.reader, uuid)
    form = forms.RefuseLetterForm(request.POST or None, given=Given())
    form.choose("reason", forms.reasons())
    signing = signing_form(request, _two(request))

    def act(hands: list[Hand]) -> None:
        said = form.cleaned_data
        handing_over.refuse_evidence(
            letter=uuid, reason=said["reason"], seals_seen=[said["seals"]] if said["seals"] else [],
            mass_mg=said["mass"], photographs=form.photographs(), hands=hands, by=request.reader,
            at=timezone.now(),
        )  # fmt: skip

    return _signed(request, REFUSE, form, signing, act, redirect("liaison:letter", uuid), letter=letter)


def confirm(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign what a partner answered into our own ledger."""
    row = asking.exhibit_of(request.reader, number)
    form = forms.ConfirmForm(request.POST or None, given=Given())
    needs = Wanted(me=request.reader.badge)
    signing = signing_form(request, needs)

    def act(hands: list[Hand]) -> None:
        handing_over.confirm_answer(
            exhibit=row.number, note=form.cleaned_data["note"], hands=hands, by=request.reader,
            at=timezone.now(),
        )  # fmt: skip

    return _signed(request, CONFIRM, form, signing, act, redirect("custody:exhibit", number), about=number)


@require_POST
def cancel(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask a partner to let an offer of ours end."""
    form = forms.CancelLetterForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        handing_over.cancel(exhibit=number, reason=reason, by=request.reader, at=timezone.now())
        messages.success(request, gettext("Asked. The exhibit stays locked until they have answered."))
    return redirect("custody:exhibit", number)


@require_POST
def not_accepted(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Give a partner the word that we have not accepted what it wants back."""
    handing_over.say_not_accepted(letter=uuid, by=request.reader, at=timezone.now())
    messages.success(request, gettext("Said. It can no longer be accepted here."))
    return redirect("liaison:letter", uuid)


@require_POST
def say_again(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Send an acceptance again that may have been lost."""
    handing_over.say_again(letter=uuid, by=request.reader, at=timezone.now())
    messages.success(request, gettext("Sent again: over there it has one effect."))
    return redirect("liaison:letter", uuid)


@require_POST
def report(request: OfficerRequest, number: str) -> HttpResponse:
    """Tell a partner that its evidence was destroyed or given back."""
    discharging.report_duty(exhibit=number, by=request.reader, at=timezone.now())
    messages.success(request, gettext("Reported with our signed entry."))
    return redirect("custody:exhibit", number)


# ---- panels ----


def letter_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what a letter's page offers of evidence: answer an offer, give the word, say it again."""
    if not (isinstance(reader, Reader) and isinstance(subject, Letter)) or subject.direction != "in":
        return {}
    row = queries.handover_of(subject)
    return {
        "letter": subject, "kind": subject.kind, "row": row, "works": works_in(reader, subject.thread.unit),
        "open": row is not None and row.state == State.OFFERED.value,
        "released": row is not None and row.state == State.RELEASED.value and subject.kind == letters.CANCEL,
        "accepted": row is not None and row.state == State.ACCEPTED.value,
        "shown": row is not None or subject.kind == letters.REQUEST,
        "visible": asking.numbers_seen(reader, [row.lot] if row and row.lot else []),
    }  # fmt: skip


def exhibit_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what an exhibit's page shows of partners: offers, their state over there, what is owed."""
    if not (isinstance(reader, Reader) and isinstance(subject, queries.Exhibit)):
        return {}
    language = languages.of_django(get_language() or "en")
    rows = [_told(reader, row, language) for row in queries.handovers_of(reader, subject.number)]
    asked = queries.requests_for(reader, subject) if _can_go(subject) else []
    return {
        "number": subject.number, "rows": rows, "can_offer": bool(asked),
        "cancel_form": forms.CancelLetterForm(), "works": any(one["works"] for one in rows),
    }  # fmt: skip


def _can_go(row: queries.Exhibit) -> bool:
    """Say whether an exhibit can be offered: here, sealed, and what it seems to be."""
    return row.state == "held" and bool(row.seals) and row.item != SUBSTITUTE


def _told(reader: Reader, row: queries.Handover, language: str) -> dict[str, object]:
    partner = queries.partner_called(row.partner)
    late = bool(row.back_by and row.back_by < timezone.localdate() and not row.duty_met_at)
    waits = {State.ACCEPTED.value, State.REFUSED.value, State.RELEASED.value}
    ours = row.side == Side.OURS.value
    return {
        "row": row, "partner": partner_name(partner, language) if partner else row.partner, "ours": ours,
        "sign": ours and row.state in waits, "late": late,
        "open": ours and row.state in {State.OFFERED, State.ASKED},
        "owed": row.duty not in {"", letters.NO_DUTY} and row.state in {State.ACCEPTED, State.HANDED_OVER},
        "works": partner is not None and works_in(reader, partner.unit),
        "agreed": queries.both_have_signed(row),
        "files": told_of([row.digest], row.partner, language),
    }  # fmt: skip


# ---- what pages share ----


def _offer_of(reader: Reader, uuid: UUID) -> Letter:
    letter = letter_of(reader, uuid)
    if letter.kind != letters.OFFER or letter.direction != "in":
        raise NotFound(thing="letter", name=str(uuid))
    return letter


def _two(request: OfficerRequest, holder: str = "") -> Wanted:
    """Return that two sign: the holder, where another one is signed in."""
    me = request.reader.badge
    other = holder if holder and holder != me else ""
    words = gettext("The holder signs too") if other else gettext("One of both is of the liaison office")
    return Wanted(
        me=me, needed=True, second=other, usual=str(request.session.get(USUAL, "")), second_is=words
    )


def _reading(said: dict[str, object]) -> Reading:
    return Reading(
        balance=str(said["balance"]), mass_mg=int(str(said["mass"])), times=int(str(said["times"]))
    )


def _cases(reader: Reader, first: str) -> list[tuple[str, str]]:
    """Return the reader's open cases, the letter's own first."""
    rows = [row for row in cases_seen(reader) if row.state != "closed"]
    return [
        (row.number, f"{row.number} · {row.title}")
        for row in sorted(rows, key=lambda row: row.number != first)
    ]


def _called(letter: Letter, language: str) -> str:
    return f"{letter.thread.reference} · {partner_name(letter.thread.partner, language)}"


def _signed(  # noqa: PLR0917 - one page
    request: OfficerRequest,
    page: Page,
    form: ActForm,
    signing: SigningForm,
    act: Callable[[list[Hand]], None],
    done: HttpResponse,
    *,
    about: str = "",
    letter: Letter | None = None,
    nothing: str = "",
) -> HttpResponse:
    """Show a form and its signatures, or do what was signed."""
    sent = request.method == "POST" and form.is_valid() & signing.is_valid()
    if sent and signed(request, signing, act) is None:
        messages.success(request, str(page.done))
        return done
    focus_first(form, signing)
    context = {
        "page": page, "form": form, "signing": signing, "about": about, "letter": letter, "nothing": nothing,
        "offered": queries.offered_by(letter).exhibit if letter else "",
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "liaison/evidence/act.html", context, status=status)
