"""What every page's frame knows."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from borderlink.foundation.slots import Destination, destinations
from borderlink.foundation.who import Reader, sees_kind
from borderlink.node.configuration import LANGUAGES, Configuration
from borderlink.officers.queries import emergencies
from borderlink.officers.schemas import EMERGENCY

NOBODY = Reader(badge="", agency="")


class Entry(TypedDict):
    """One line of the navigation, ready to draw."""

    name: str
    url: str
    icon: str
    current: bool
    for_everyone: bool  # open to every officer, so it tells nothing of where they work


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the reader, the language, the reader's navigation, the agency, and whether this is a demo."""
    configuration: Configuration = settings.BORDERLINK
    reader: Reader = getattr(request, "reader", NOBODY)
    language: str = getattr(request, "language", configuration.language)
    return {
        "reader": reader,
        "reader_known": bool(reader.badge),
        "language": language,
        "html_language": language,
        "languages": LANGUAGES,
        "destinations": navigation(request),
        "agency_name": configuration.agency_name(language),
        "unit_name": _unit_name(request, language),
        "theme": theme_of(request),
        "node": configuration.node,
        "demo": configuration.is_demo,
        "emergencies": emergencies(reader=reader, at=timezone.now()) if reader.badge else [],
        "emergency_until": request.session.get(EMERGENCY, "") if hasattr(request, "session") else "",
        "single_sign_on": configuration.oidc_name or configuration.oidc_issuer,
    }


def navigation(request: HttpRequest) -> list[Entry]:
    """Return the places this reader may go to, in order; the one that holds the page at hand is current."""
    reader: Reader = getattr(request, "reader", NOBODY)
    places = [(place, reverse(place.url_name)) for place in destinations() if _allowed(reader, place)]
    here = max((url for _, url in places if request.path.startswith(url)), key=len, default="")
    return [
        Entry(
            name=gettext(place.name),
            url=url,
            icon=place.icon,
            current=url == here,
            for_everyone=place.kind is None,
        )
        for place, url in places
    ]


def _allowed(reader: Reader, place: Destination) -> bool:
    return bool(reader.badge) and (place.kind is None or sees_kind(reader, place.kind))


def theme_cookie() -> str:
    """Return the name of the cookie that holds day or night view."""
    return f"borderlink_{settings.BORDERLINK.node}_theme"


def theme_of(request: HttpRequest) -> str:
    """Return the view this browser asked for: light or dark."""
    return "dark" if request.COOKIES.get(theme_cookie()) == "dark" else "light"


def _unit_name(request: HttpRequest, language: str) -> str:
    unit = getattr(getattr(request, "user", None), "unit", None)
    return unit.name_in(language) if unit else ""
