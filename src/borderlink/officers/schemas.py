"""Shapes of what comes in to pages and to the API, and of the API's refusals."""

from typing import Final

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from borderlink.foundation.who import Reader
from borderlink.officers.queries import Holder, Officer

EMERGENCY: Final = "emergency_until"  # in a session: when the hour of emergency access ends


class OfficerRequest(HttpRequest):
    """A request whose officer has signed in: what every page behind the door receives."""

    reader: Reader
    language: str
    user: Officer


class ApiRequest(HttpRequest):
    """A request of the API: ``holder`` is set where it came with a key, ``reader`` always."""

    reader: Reader
    language: str
    holder: Holder | None


class Asked(Schema):
    """What a program sends: a field that is not known is refused, not dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Told(Schema):
    """What a program is answered."""


class Refused(Schema):
    """A refusal: the same for every operation. Programs go by ``code`` and ``facts``, people by the words."""

    code: str = Field(description="Stable, of docs/reference/refusals.md")
    sentence: str = Field(description="In the language asked by Accept-Language: zh-Hans, zh-Hant, vi or en")
    advice: str = Field(description="What to do, in the same language")
    facts: dict[str, object] = Field(description="What the sentence names")
