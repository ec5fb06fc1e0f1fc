"""Discrepancies and drift, with their figures and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions import alarms as acting
from borderlink.custody.domain.drift import Drift
from borderlink.custody.domain.telling import grams, stated
from borderlink.custody.queries import overview
from borderlink.custody.queries.rows import Alarm
from borderlink.foundation.mass import K_STATED
from borderlink.foundation.who import Reader
from borderlink.language import numbers
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alarm in words and figures; ``url`` leads to the exhibit where it is about one."""

    pk: int
    title: str
    about: str
    sentence: str
    todo: str
    lost_g: Decimal | None
    u_g: Decimal | None
    url: str = ""


@require_GET
def alarms(request: OfficerRequest) -> HttpResponse:
    """Show what stands open, and the sums that drift is judged by."""
    overview.must_keep(request.reader, "custody.see-store")
    found = overview.alarms(request.reader)
    context = {
        "alarms": told(found, request.language),
        "may_settle": {alarm.pk for alarm in found if overview.may_settle(request.reader, alarm)},
        "drifts": _drifts(request.reader),
    }
    return render(request, "custody/store/alarms.html", context)


@require_POST
def settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say why an alarm needs no more watching."""
    why = request.POST.get("why", "").strip()[:300]
    if why:
        acting.settle_alarm(alarm=pk, why=why, by=request.reader, at=timezone.now())
        messages.success(request, gettext("The alarm is settled, with your reason."))
    else:
        messages.error(request, gettext("Say why the alarm is settled."))
    return redirect("custody:alarms")


def told(found: Iterable[Alarm], language: str) -> list[Told]:
    """Return alarms in the reader's words, what is missing before what is late."""
    kinds = list(WORDS)
    order = {kind: place for place, kind in enumerate(kinds)}
    rows = sorted(found, key=lambda alarm: order.get(alarm.kind, len(kinds)))
    names = officer_names(alarm.key for alarm in rows if alarm.kind == "drift-officer")
    return [_told(alarm, names.get(alarm.key, alarm.key), language) for alarm in rows]


def _told(alarm: Alarm, about: str, language: str) -> Told:
    words = WORDS.get(alarm.kind, WORDS["other"])
    lost = _grams(alarm.facts, "lost_mg", "residual_mg")
    spread = alarm.facts.get("u_ug")
    u = stated(K_STATED * spread) if isinstance(spread, int) else None
    return Told(
        pk=alarm.pk,
        title=gettext(words[0]),
        about=about,
        sentence=gettext(words[1])
        % {"about": about, "mass": "–" if lost is None else numbers.mass(lost, language)},
        todo=gettext(words[2]),
        lost_g=lost,
        u_g=u,
        url=reverse("custody:exhibit", args=[alarm.key]) if alarm.kind in OF_EXHIBITS else "",
    )


def _grams(facts: Mapping[str, object], *names: str) -> Decimal | None:
    found = (facts[name] for name in names if isinstance(facts.get(name), int))
    value = next(found, None)
    return grams(value) if isinstance(value, int) else None


def _drifts(reader: Reader) -> list[dict[str, object]]:
    found = overview.drifts_of(reader)
    names = officer_names(drift.key for by, drift in found if by == "officer")
    return [_drift(by, drift) | {"name": names.get(drift.key, "")} for by, drift in found]


def _drift(by: str, drift: Drift) -> dict[str, object]:
    names = {"lot": gettext("lot"), "officer": gettext("officer"), "balance": gettext("balance")}
    return {
        "by": names[by],
        "key": drift.key,
        "steps": drift.steps,
        "lost_g": grams(drift.lost_mg),
        "u_g": stated(drift.uncertainty.expanded_ug()),
        "alarm": drift.is_alarm(),
    }


OF_EXHIBITS: Final = frozenset({"discrepancy", "drift-lot", "laboratory-late"})
WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "discrepancy": (
        gettext_noop("Discrepancy"),
        gettext_noop("%(about)s: a weighing differs from the book by %(mass)s."),
        gettext_noop("Two officers of different units explain it; until then it stays where it is."),
    ),
    "drift-lot": (
        gettext_noop("Drift of a lot"),
        gettext_noop("%(about)s lost %(mass)s over several weighings: more than weighing explains."),
        gettext_noop("Weigh it on another balance, look at its seals, and go through who held it."),
    ),
    "drift-officer": (
        gettext_noop("Drift with an officer"),
        gettext_noop("What %(about)s held lost %(mass)s in all: more than weighing explains."),
        gettext_noop("Another officer weighs these lots again. It is no proof against anyone."),
    ),
    "drift-balance": (
        gettext_noop("Drift of a balance"),
        gettext_noop("Weighings on %(about)s miss %(mass)s in all: more than weighing explains."),
        gettext_noop("Check it with a test weight and take it out of use until it is calibrated."),
    ),
    "laboratory-late": (
        gettext_noop("Late for the laboratory"),
        gettext_noop("No sample of %(about)s has reached the laboratory in time."),
        gettext_noop("Hand it over now and explain the delay: the dossier lists it."),
    ),
    "time-stamp-late": (
        gettext_noop("Not yet anchored in time"),
        gettext_noop("No time-stamp authority has stamped the ledger for hours (%(about)s)."),
        gettext_noop("Work goes on. Check the network and the authority: the node asks every five minutes."),
    ),
    "other": (
        gettext_noop("Alarm"),
        gettext_noop("%(about)s needs to be looked at."),
        gettext_noop("Look at it together with a second officer."),
    ),
}
