"""The door that partners' nodes post to, where who is not signed for is told nothing; letters by programs."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from ninja import Query, Router

from borderlink.liaison.actions.exchanging import answer_post
from borderlink.liaison.actions.exchanging_files import answer_files
from borderlink.liaison.actions.looking import look_at_envelope
from borderlink.liaison.actions.reading import list_letters, open_letter
from borderlink.liaison.domain.bundles import MEDIA_TYPE, MOST_BYTES
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.queries.letters import Filters, body_of, letter_of
from borderlink.liaison.refusals.files import NotFiles
from borderlink.liaison.refusals.post import NotABundle
from borderlink.liaison.schemas import LettersAsked, LettersTold, LetterTold, ReadTold
from borderlink.officers.api import officers
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest

router = Router()


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


@router.get("/letters", auth=officers(Scope.LETTERS), response=LettersTold, summary="The office's letters")
def list_letters_of_office(request: ApiRequest, asked: Query[LettersAsked]) -> LettersTold:
    """Return a page of a box, what is due first where clocks run; the list stands in the journal."""
    filters = Filters(lane=asked.lane, partner=asked.partner, kind=asked.kind, mine=asked.mine)
    shown = list_letters(
        direction=Direction(asked.box), filters=filters, page=asked.page, by=request.reader, at=timezone.now()
    )
    return LettersTold(
        count=shown.paginator.count, page=shown.number, pages=shown.paginator.num_pages,
        letters=[LetterTold.of(row) for row in shown],
    )  # fmt: skip


@router.get("/letters/{uuid}", auth=officers(Scope.LETTERS), response=ReadTold, summary="One letter")
def look_at_letter(request: ApiRequest, uuid: UUID) -> ReadTold:
    """Return a letter, and what it says once an officer has opened it; the look stands in the journal.

    A program opens no letter: that is told to the writer by a signed receipt, as an officer's act.
    Refuses: ``NotFound``, ``LetterErased``.
    """
    row = letter_of(request.reader, uuid)
    if row.direction == Direction.IN.value and row.opened_at is None:
        look_at_envelope(letter=str(row.uuid), by=request.reader, at=timezone.now())
        return ReadTold(letter=LetterTold.of(row), body=None)
    read = open_letter(letter=uuid, by=request.reader, at=timezone.now())
    return ReadTold(letter=LetterTold.of(read), body=dict(body_of(read)))
