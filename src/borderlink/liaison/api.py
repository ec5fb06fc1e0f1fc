"""The door that partners' nodes post to: no session, no form; who is not signed for is told nothing."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from borderlink.liaison.actions.exchanging import answer_post
from borderlink.liaison.actions.exchanging_files import answer_files
from borderlink.liaison.domain.bundles import MEDIA_TYPE, MOST_BYTES
from borderlink.liaison.refusals.files import NotFiles
from borderlink.liaison.refusals.post import NotABundle


@csrf_exempt
@login_not_required
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Answer a bundle with a bundle. Refuses: what ``answer_post`` refuses, as a status and a code.

    A database that is busy or full answers 503: the sender keeps everything and tries again.
    """
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES or request.content_type != MEDIA_TYPE:
        raise NotABundle(what="too-large" if length > MOST_BYTES else "media-type")
    return _answered(answer_post, request.read(length))


@csrf_exempt
@login_not_required
@require_POST
def post_files(request: HttpRequest) -> HttpResponse:
    """Answer what a partner says and sends of files. Refuses: what ``answer_files`` refuses, as ``post``."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES or request.content_type != MEDIA_TYPE:
        raise NotFiles(what="too-large" if length > MOST_BYTES else "media-type")
    return _answered(answer_files, request.read(length))


def _answered(answer: Callable[..., bytes], data: bytes) -> HttpResponse:
    try:
        return HttpResponse(answer(data, at=timezone.now()), content_type=MEDIA_TYPE)
    except OperationalError:
        return HttpResponse(status=503)
