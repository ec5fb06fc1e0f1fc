"""What happens to every request: its log line, its language, its reader, and the answer to a refusal."""

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, resolve, reverse
from django.utils import timezone, translation

from borderlink.foundation.refusals import Refusal
from borderlink.language import languages
from borderlink.liaison.adapters.https import FILES_PATH, PATH
from borderlink.liaison.domain.bundles import MEDIA_TYPE
from borderlink.node.answers import answer, status_of
from borderlink.node.metrics import count_request
from borderlink.node.refusals import LengthMissing, NullByte, TooLarge
from borderlink.officers.queries import NOBODY, next_step, reader_of
from borderlink.officers.refusals import NotInEmergency, SignInIncomplete
from borderlink.officers.schemas import EMERGENCY

DOORS: Final = frozenset({PATH, FILES_PATH})  # of nodes, not of people
MEANS = ("mfa_", "account_change", "account_set")  # pages that change how an account is signed in to
Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
logger = logging.getLogger(__name__)


class RequestLog:
    """Writes one line a request: method, route, status, milliseconds; no path, address, badge or query."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and log it."""
        started = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else ""
        seconds = time.perf_counter() - started
        facts = {
            "request": secrets.token_hex(4),
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        method = str(request.method)
        count_request(route=route, method=method, status=response.status_code, seconds=seconds)
        logger.info("request", extra={"facts": facts})
        return response


class BetweenNodes:
    """Takes what nodes post to each other past all that is for people: session, form's mark, language.

    Whatever comes to those doors otherwise than in the post's own media type goes the way of every page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the post, with the length of the answer: a line that is cut inside it is seen."""
        is_post = request.method == "POST" and request.content_type == MEDIA_TYPE
        if not is_post or request.path_info not in DOORS:
            return self.get_response(request)
        request.get_host()  # another host than ours is refused, as on every page
        answered = _answered(request)
        answered.headers["Content-Length"] = str(len(answered.content))
        return answered


def _answered(request: HttpRequest) -> HttpResponse:
    """Answer; what is refused as a status and a code, which is all that a node reads of it."""
    request.resolver_match = door = _door(request.path_info)
    try:
        answered: HttpResponse = door.func(request)
    except Refusal as refusal:
        return HttpResponse(refusal.code, status=status_of(refusal), content_type="text/plain")
    except Exception:
        logger.exception("fault")
        return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return answered


@cache
def _door(path: str) -> ResolverMatch:
    return resolve(path)


class Language:
    """Sets ``request.language``: the officer's own, else the switch's cookie, else what the browser asks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its language."""
        language = language_of(request)
        request.language = language  # type: ignore[attr-defined]
        with translation.override(languages.to_django(language)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language in which to answer."""
    if request.user.is_authenticated:
        return str(request.user.language)
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if asked in languages.LANGUAGES:
        return asked
    wanted = request.headers.get("Accept-Language", "")
    return _preferred(wanted) or str(settings.BORDERLINK.language)


def _preferred(header: str) -> str:
    """Return the first of our languages that an Accept-Language header names, by its weights."""
    offers: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            offers.append((float(weight or 1), tag))
        except ValueError:
            continue
    ordered = [tag for _, tag in sorted(offers, key=lambda offer: -offer[0])]
    known = [tag for tag in ordered if tag.split("-")[0].lower() in {"zh", "vi", "en"}]
    return languages.of_django(known[0]) if known else ""


class Reading:
    """Sets ``request.reader``, and sends an officer whose sign-in is not complete to its next step."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its reader known."""
        known = request.user.is_authenticated
        request.reader = reader_of(request.user) if known else NOBODY  # type: ignore[attr-defined, arg-type]
        response = self.get_response(request)
        if known:  # a station's computer is shared: nothing an officer saw stays in its browser
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: View,  # noqa: ARG002 - Django's signature
        args: Sequence[object],  # noqa: ARG002
        kwargs: Mapping[str, object],  # noqa: ARG002
    ) -> HttpResponse | None:
        """Send an officer with a temporary password, or without a second factor, to change that first."""
        if not request.user.is_authenticated:
            return None
        here = request.resolver_match.url_name if request.resolver_match else ""
        if ends_at := emergency_until(request):
            return _in_emergency(request, here or "", ends_at)
        step = next_step(request.user, demo_session=in_demo_session(request))
        if step is None or here in step.open_pages:
            return None
        if request.path.startswith("/api/"):
            return answer(request, SignInIncomplete())
        return HttpResponseRedirect(reverse(step.page))


def emergency_until(request: HttpRequest) -> datetime | None:
    """Return when the hour of emergency access ends that opened this session; None for any other session."""
    kept = request.session.get(EMERGENCY)
    return datetime.fromisoformat(kept) if kept else None


def _in_emergency(request: HttpRequest, here: str, ends_at: datetime) -> HttpResponse | None:
    """End the session when its hour is over; until then nobody changes how the account is signed in to."""
    if timezone.now() >= ends_at:
        logout(request)
        return HttpResponseRedirect(reverse("account_login"))
    if here.startswith(MEANS):
        return answer(request, NotInEmergency())
    return None


def in_demo_session(request: HttpRequest) -> bool:
    """Say whether the officer came by a one-time link of a demo folder, which needs no second factor."""
    return settings.BORDERLINK.is_demo and bool(request.session.get("demo_link"))


class SizeLimit:
    """Refuses what is larger than the node takes before any of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or say that it is too large, or that nobody can tell before it is read."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return answer(request, LengthMissing())
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.BORDERLINK.upload_max_mib * 1024 * 1024
        return answer(request, TooLarge()) if int(length) > most else self.get_response(request)


class NullBytes:
    """Refuses what carries a null byte, which no database text can hold."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: View,  # noqa: ARG002 - Django's signature
        args: Sequence[object],  # noqa: ARG002
        kwargs: Mapping[str, object],  # noqa: ARG002
    ) -> HttpResponse | None:
        """Refuse an address or a form that carries one."""
        asked = [request.path_info]
        for values in (request.GET, request.POST):
            asked += [text for _, texts in values.lists() for text in texts]
        return answer(request, NullByte()) if _has_null(asked) else None


def _has_null(texts: Iterable[object]) -> bool:
    return any("\x00" in str(text) for text in texts)


class Refusals:
    """Answers every refusal that escapes a page, and journals those worth keeping, after the rollback."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its answer; anything else is a fault and stays one."""
        if not isinstance(exception, Refusal):
            logger.error("fault", exc_info=exception)
            return None
        if exception.keep and request.user.is_authenticated:
            keep(exception, by=request.user.get_username())
        return answer(request, exception)


def keep(refusal: Refusal, *, by: str) -> None:
    """Journal that someone was refused: what was asked for, as code and number."""
    from borderlink.journal.actions import note

    facts = {key: str(value)[:120] for key, value in refusal.facts.items() if key in {"thing", "name", "act"}}
    subject = " ".join(facts.values()) or refusal.code
    with transaction.atomic():
        note(act="node.refuse", subject=subject, facts={"code": refusal.code}, by=by, at=timezone.now())
