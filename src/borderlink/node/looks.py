"""Whatever an officer was shown leaves a line in the journal, whichever page showed it.

Most pages ask an action that writes its own line, with a reason or a count. What those leave out is written
here: a page is journalled unless it stands among those that tell of nothing but the reader themself.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from borderlink.journal.actions import lines_added, note
from borderlink.journal.queries import done_since

LOOK: Final = "node.look"
SHOWN: Final = frozenset({HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY})
# They tell of the reader alone, or of nothing that anybody has to do with. Programs' doors write their own.
UNTOLD: Final = (
    "account", "mfa_", "usersessions_", "demo_link", "end_session", "emergency", "directory_", "api:",
    "metrics", "health_", "home", "theme", "set_language", "style", "custody:my_key", "custody:change_pin",
    "liaison:introduction",
)  # fmt: skip
# They ask why before they show anything, and the action that then shows it writes the reason down.
ASKED_WHY: Final = frozenset({
    "cases:case", "cases:act", "cases:custody", "cases:custody_act", "screening:parcel",
})  # fmt: skip
# They are asked for every second, or with every letter that is typed: one line tells of so much time.
LIVE: Final = frozenset({
    "screening:news", "screening:loads", "screening:load", "liaison:operations_live",
    "liaison:operation_live", "liaison:score", "liaison:preview",
})  # fmt: skip
AGAIN: Final = timedelta(hours=1)
# What stands before a value in an address, and what that is called in the journal.
THINGS: Final[Mapping[str, str]] = {
    "files": "case", "cases": "case", "corrections": "case", "seizures": "seizure", "campaigns": "campaign",
    "imports": "import", "exhibits": "exhibit", "laboratory": "request", "places": "place",
    "balances": "balance", "stock-takes": "stock-take", "letters": "letter", "threads": "thread",
    "operations": "operation", "partners": "partner", "parcels": "parcel", "manifests": "load",
    "officers": "officer", "checkpoints": "checkpoint", "lines": "line", "dossiers": "dossier",
    "pictures": "picture", "gate": "assurance", "translations": "translation", "minutes": "minutes",
    "consents": "consent", "elsewhere": "foreign clue", "typologies": "typology", "requests": "request",
    "duty": "duty", "alarms": "alarm", "holds": "hold", "webhooks": "webhook", "hand-over": "hand-over",
    "alerts": "line", "reports": "report", "keys": "key", "lock-outs": "officer", "proposals": "proposal",
    "suggestions": "suggestion",
}  # fmt: skip
REFUSED: Final = "borderlink_refused"  # on a request
_NAMED: Final = re.compile(r"([a-z/-]+)/<(?:\w+:)?(\w+)>")
_LONGEST: Final = 120


class Looks:
    """Leaves a line for every page that an officer was shown, where showing it has left none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and journal the look before the answer leaves."""
        before = lines_added()
        response = self.get_response(request)
        page = request.resolver_match
        if (
            page is not None
            and lines_added() == before
            and response.status_code in SHOWN
            and request.user.is_authenticated
            and not page.view_name.startswith(UNTOLD)
            and page.view_name not in ASKED_WHY
            and not getattr(request, REFUSED, False)
        ):
            _note(request, page)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:  # noqa: ARG002
        """Remember that what was asked for is not what is answered: a refusal shows nothing."""
        setattr(request, REFUSED, True)


def _note(request: HttpRequest, page: ResolverMatch) -> None:
    """Write who was shown which page, of what."""
    by, at, subject = request.user.get_username(), timezone.now(), subject_of(page)
    is_again = page.view_name in LIVE and "HX-Request" in request.headers
    if is_again and done_since(act=LOOK, subject=subject, by=by, at=at - AGAIN):
        return
    facts = {"page": page.view_name, **_parts(page)}
    with transaction.atomic():
        note(act=LOOK, subject=subject, facts=facts, by=by, at=at)


def subject_of(page: ResolverMatch) -> str:
    """Return what a page is about, as the journal calls it: ``case GZ-CASE-2026-0001``, or the page."""
    named = _NAMED.search(page.route)
    if named is None:
        return f"page {page.view_name}"
    before, name = named.groups()
    parts = before.split("/")
    thing = next((THINGS[part] for part in reversed(parts) if part in THINGS), parts[-1])
    return f"{thing} {page.kwargs[name]}"[:_LONGEST]


def _parts(page: ResolverMatch) -> dict[str, str]:
    """Return what else an address names: the person in a case, the document."""
    named = _NAMED.search(page.route)
    first = named.group(2) if named else ""
    return {name: str(value)[:_LONGEST] for name, value in page.kwargs.items() if name != first}
