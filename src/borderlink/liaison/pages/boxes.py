"""The inbox and the outbox: lanes with counts, clocks, who waits for whom; threads of both sides' letters."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from borderlink.liaison.actions.reading import list_letters, look_at_thread
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.forms.letters.kinds import KINDS
from borderlink.liaison.forms.letters.start import FilterForm
from borderlink.liaison.pages.linkwords import broken_links
from borderlink.liaison.pages.words import gains, names_in, partner_name, row_of
from borderlink.liaison.queries.letters import (
    INBOX,
    OUTBOX,
    Filters,
    Lane,
    body_of,
    counts,
    late_on_their_side,
    letters_of,
    told_to_author,
)
from borderlink.liaison.queries.partners import partners_of
from borderlink.liaison.queries.sight import names_of, works_in
from borderlink.officers.schemas import OfficerRequest

NAMES: Final[dict[Lane, Promise | str]] = {
    Lane.TO_OPEN: _("To open"),
    Lane.TO_ANSWER: _("To answer"),
    Lane.FEEDBACK: _("Tell what came of it"),
    Lane.OVERDUE: _("Overdue"),
    Lane.CLOSED: _("Closed"),
    Lane.DRAFTS: _("Drafts"),
    Lane.TO_APPROVE: _("To approve"),
    Lane.ON_THE_WAY: _("On the way"),
    Lane.WAITING: _("Waiting for them"),
    Lane.NOT_DELIVERED: _("Not delivered"),
}
ALARMING: Final = frozenset({Lane.OVERDUE, Lane.NOT_DELIVERED})
NOTHING: Final[dict[str, tuple[Promise | str, Promise | str]]] = {
    Lane.TO_OPEN: (_("Nothing new"), _("What arrives stands here until someone of the office opens it.")),
    Lane.TO_ANSWER: (_("Nobody waits for an answer"), _("Every letter that asks something is answered.")),
    Lane.FEEDBACK: (_("Every clue has its feedback"), _("Their authors know what came of them.")),
    Lane.OVERDUE: (_("Nothing is overdue"), _("Clocks count the working days of both sides.")),
    Lane.CLOSED: (_("Nothing is closed"), _("A letter about which nothing is left to do stands here.")),
    Lane.DRAFTS: (_("No draft"), _("Begin a letter; what is not sent yet stands here.")),
    Lane.TO_APPROVE: (_("Nothing to approve"), _("A letter that may give a source away needs two officers.")),
    Lane.ON_THE_WAY: (_("Nothing is on the way"), _("All that was sent is stored over there.")),
    Lane.WAITING: (_("They owe us nothing"), _("Every question of ours is answered.")),
    Lane.NOT_DELIVERED: (
        _("Everything arrived"),
        _("A letter that expires or is refused stands here, and why."),
    ),
}


@require_GET
def inbox(request: OfficerRequest) -> HttpResponse:
    """Show what came, by lanes."""
    told_ = [
        {
            "clue": clue,
            "feedback": feedback,
            "gains": gains(body_of(feedback).get("facts", {}), request.language),
        }
        for clue, feedback in told_to_author(request.reader)
    ]
    return _box(request, Direction.IN, "liaison/letters/inbox.html", {"told": told_})


@require_GET
def outbox(request: OfficerRequest) -> HttpResponse:
    """Show what we wrote, by lanes, with how far each letter has come."""
    late = late_on_their_side(request.reader, timezone.now())
    return _box(request, Direction.OUT, "liaison/letters/outbox.html", {"late": late})


def _box(
    request: OfficerRequest, direction: Direction, template: str, more: dict[str, object]
) -> HttpResponse:
    at, reader = timezone.now(), request.reader
    partners = names_in(partners_of(reader), request.language)
    form = FilterForm(request.GET, partners=partners, kinds=KINDS)
    said = form.cleaned_data if form.is_valid() else {}
    lane = request.GET.get("lane", "")
    filters = Filters(
        lane=lane if lane in set(Lane) else "", partner=said.get("partner", ""), kind=said.get("kind", ""),
        mine=bool(said.get("mine")),
    )  # fmt: skip
    number = request.GET.get("page", "")
    page = list_letters(
        direction=direction, filters=filters, page=int(number) if number.isdecimal() else 1, by=reader, at=at
    )
    rows = [row_of(letter, request.language, at) for letter in page.object_list]
    context = {
        "broken": broken_links(reader, request.language, at),
        "form": form, "lanes": _lanes(request, direction, filters), "lane": filters.lane, "page": page,
        "rows": rows, "filtered": bool({**filters.words(), "lane": ""} != {"lane": ""}),
        "empty": NOTHING.get(filters.lane), "officers": names_of(row.letter.owner for row in rows),
        "query": urlencode(filters.words()),
        "may_write": any(works_in(reader, one.unit) for one in partners_of(reader)),
    }  # fmt: skip
    return render(request, template, context | more)


def _lanes(request: OfficerRequest, direction: Direction, filters: Filters) -> list[dict[str, object]]:
    """Return the lanes of a box with their counts; the other filters stay as they are."""
    lanes = INBOX if direction is Direction.IN else OUTBOX
    found = counts(request.reader, direction.value, timezone.now())
    kept = {name: value for name, value in filters.words().items() if name != "lane"}
    return [
        {
            "code": lane.value, "name": NAMES[lane], "count": found[lane], "current": lane == filters.lane,
            "alarming": lane in ALARMING and found[lane] > 0,
            "query": urlencode({**kept, "lane": lane.value}),
        }
        for lane in lanes
    ]  # fmt: skip


@require_GET
def thread(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show both sides' letters about one matter, in their order."""
    at = timezone.now()
    row = look_at_thread(thread=uuid, by=request.reader, at=at)
    letters = [
        {"row": row_of(letter, request.language, at), "notes": body_of(letter).get("notes", [])}
        for letter in letters_of(row)
    ]
    context = {
        "thread": row, "letters": letters, "partner": partner_name(row.partner, request.language),
        "may_write": works_in(request.reader, row.unit),
    }  # fmt: skip
    return render(request, "liaison/letters/thread.html", context)
