"""What every page stands in: navigation, agency, theme, and the style page that shows the house's look."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from borderlink.foundation.slots import Destination, destinations
from borderlink.foundation.who import Reader, sees_kind
from borderlink.language import languages


class Entry(TypedDict):
    """One line of the navigation, ready to draw."""

    name: str
    url: str
    icon: str
    current: bool


def _allowed(reader: Reader | None, destination: Destination) -> bool:
    return reader is not None and (destination.kind is None or sees_kind(reader, destination.kind))


def navigation(request: HttpRequest) -> list[Entry]:
    """Return the places this reader may go to, in order."""
    reader = getattr(request, "reader", None)
    entries: list[Entry] = []
    for destination in destinations():
        if _allowed(reader, destination):
            url = reverse(destination.url_name)
            entries.append(
                Entry(
                    name=gettext(destination.name),
                    url=url,
                    icon=destination.icon,
                    current=request.path == url,
                )
            )
    return entries


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: what the frame shows on every page."""
    return {
        "destinations": navigation(request),
        "agency_name": settings.BORDERLINK.agency_name,
        "unit_name": _unit_name(request),
        "theme": request.COOKIES.get("theme", "light") if request.COOKIES.get("theme") == "dark" else "light",
        "html_language": languages.of_django(get_language() or "en"),
        "demo": settings.BORDERLINK.demo,
    }


def _unit_name(request: HttpRequest) -> str:
    unit = getattr(getattr(request, "user", None), "unit", None)
    return unit.name_in(languages.of_django(get_language() or "en")) if unit else ""


def home(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first room that is theirs."""
    entries = navigation(request)
    return redirect(entries[0]["url"] if entries else reverse("account"))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Turn day view into night view and back; kept in a cookie that says nothing else."""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    answer = redirect(onward)
    other = "light" if request.COOKIES.get("theme") == "dark" else "dark"
    answer.set_cookie("theme", other, max_age=31_536_000, samesite="Lax", httponly=True)
    return answer


def style(request: HttpRequest) -> HttpResponse:
    """Show every part of the visual language once, so that nobody invents a second one."""
    return render(request, "frame/style.html", {"states": ["release", "inspect", "hold", "unknown"]})
