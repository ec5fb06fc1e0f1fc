"""How a refusal is answered: status, page, fragment or JSON. The only place that knows HTTP statuses."""

import logging
import secrets
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.language import sentences
from borderlink.node.refusals import (
    Fault,
    FormExpired,
    LengthMissing,
    MethodNotOffered,
    NoSuchDoor,
    NotJson,
    NullByte,
    PageNotFound,
    TooLarge,
)
from borderlink.officers.refusals import (
    KeyNotAccepted,
    KeyWithoutScope,
    LinkRefused,
    LockedOut,
    SignInIncomplete,
)
from borderlink.screening.refusals.counter import (
    HoldEnded,
    HoldStands,
    KeyUsedOtherwise,
    SandboxBringsNothing,
    TooManyChecks,
    WaybillBound,
)

logger = logging.getLogger(__name__)

STATUS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    PageNotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    FormExpired: HTTPStatus.FORBIDDEN,
    NullByte: HTTPStatus.BAD_REQUEST,
    NotJson: HTTPStatus.BAD_REQUEST,
    MethodNotOffered: HTTPStatus.METHOD_NOT_ALLOWED,
    KeyNotAccepted: HTTPStatus.UNAUTHORIZED,
    KeyWithoutScope: HTTPStatus.FORBIDDEN,
    SandboxBringsNothing: HTTPStatus.FORBIDDEN,
    KeyUsedOtherwise: HTTPStatus.CONFLICT,
    WaybillBound: HTTPStatus.CONFLICT,
    HoldEnded: HTTPStatus.CONFLICT,
    HoldStands: HTTPStatus.CONFLICT,
    TooManyChecks: HTTPStatus.TOO_MANY_REQUESTS,
    SignInIncomplete: HTTPStatus.FORBIDDEN,
    LinkRefused: HTTPStatus.FORBIDDEN,
    LengthMissing: HTTPStatus.LENGTH_REQUIRED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    LockedOut: HTTPStatus.TOO_MANY_REQUESTS,
    Fault: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def status_of(refusal: Refusal | type[Refusal]) -> HTTPStatus:
    """Return the HTTP status of a refusal or its class; one that the table does not name is 422."""
    named = refusal if isinstance(refusal, type) else type(refusal)
    found = (STATUS[kind] for kind in named.__mro__ if kind in STATUS)
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's code, sentence, advice and facts in the reader's language."""
    language = getattr(request, "language", "en")
    said = sentences.say_refusal(refusal, language)
    words = {"code": said.code, "sentence": said.sentence, "advice": said.advice, "facts": said.facts}
    status = status_of(refusal)
    if _asks_for_json(request):
        return JsonResponse(words, status=status, json_dumps_params={"ensure_ascii": False, "default": str})
    template = "frame/parts/refusal.html" if _is_htmx(request) else "frame/refusal.html"
    return HttpResponse(render_to_string(template, {**words, "status": int(status)}, request), status=status)


def _asks_for_json(request: HttpRequest) -> bool:
    return (
        request.path.startswith("/api/")
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that no page, or no operation of the API, has."""
    return answer(request, NoSuchDoor() if request.path.startswith("/api/") else PageNotFound())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer Django's own 403."""
    return answer(request, FormExpired())


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form without this node's mark (CSRF)."""
    return answer(request, FormExpired())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is too large, or what Django found suspicious: that in bare words."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, TooLarge())
    return HttpResponse("400", status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault with the number under which the log holds it."""
    number = secrets.token_hex(4)
    logger.error("fault answered", extra={"facts": {"number": number}})
    return answer(request, Fault(number=number))


def locked_out(request: HttpRequest, original: HttpResponse, credentials: object = None) -> HttpResponse:  # noqa: ARG001
    """Answer a sign-in for a badge that is locked out; axes calls this."""
    from django.conf import settings

    return answer(request, LockedOut(minutes=settings.BORDERLINK.lockout_minutes))
