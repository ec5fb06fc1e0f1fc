"""Who may ask the API: a company's key, a key of a system that acts for an officer, an officer's session."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf
from pydantic import Field

from borderlink.officers.actions.keys import use_key
from borderlink.officers.domain import Scope
from borderlink.officers.queries import Holder
from borderlink.officers.refusals import KeyNotAccepted, KeyWithoutScope
from borderlink.officers.schemas import ApiRequest


class Key(HttpBearer):
    """A key in ``Authorization: Bearer``, good for one scope (None: any).

    Sets ``request.holder`` and ``request.reader``.
    """

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Holder:
        """Return who holds the key. Refuses: ``KeyNotAccepted``, ``KeyWithoutScope``."""
        holder = use_key(secret=token.strip(), at=timezone.now())
        asking = cast("ApiRequest", request)
        asking.holder, asking.reader = holder, holder.reader
        if self.scope is not None and self.scope.value not in holder.scopes:
            raise KeyWithoutScope(number=holder.number, scope=self.scope.value)
        return holder


class Session(AuthBase):
    """An officer's own session in a browser; whatever changes something carries the mark against forgery."""

    openapi_type = "apiKey"
    openapi_in = "cookie"

    def __init__(self) -> None:
        self.openapi_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def __call__(self, request: HttpRequest) -> str | None:
        """Return the officer's badge; None where nobody has signed in, or the mark is missing."""
        if not request.user.is_authenticated or check_csrf(request):
            return None
        return request.user.get_username()


def company(scope: Scope) -> list[AuthBase]:
    """Return who may ask what companies ask: a key with this scope, and nobody else."""
    return [Key(scope)]


def officers(scope: Scope) -> list[AuthBase]:
    """Return who may ask what officers ask: an officer's session, else a key with this scope.

    ``request.reader`` is that officer's, so every query cuts by the same need to know as the pages.
    """
    return [Session(), Key(scope)]


def holder_of(request: ApiRequest) -> Holder:
    """Return who holds the key of this request. Refuses: ``KeyNotAccepted`` where it came without one."""
    if request.holder is None:
        raise KeyNotAccepted
    return request.holder


router = Router()


class KeyTold(Schema):
    """What a key is good for."""

    key: str
    company: str = Field(description="Empty for a key that acts for an officer")
    station: str
    scopes: list[str]
    sandbox: bool = Field(description="Only test waybills are taken, and nothing reaches an officer")
    ends_at: datetime | None = Field(description="When the key ends; once it was replaced, soon")


@router.get("/key", auth=[Key(None)], response=KeyTold, summary="What the key of this request is good for")
def look_at_key(request: ApiRequest) -> KeyTold:
    """Ask this first: it changes nothing, and tells whether the key works."""
    holder = holder_of(request)
    return KeyTold(
        key=holder.number,
        company=holder.company,
        station=holder.unit,
        scopes=sorted(holder.scopes),
        sandbox=holder.sandbox,
        ends_at=holder.ends_at,
    )
