"""The pages that belong to no room: the first page, the language and theme switches, the style page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from borderlink.language import languages
from borderlink.node.context import navigation, theme_cookie
from borderlink.officers.actions.accounts import choose_language
from borderlink.officers.schemas import OfficerRequest

YEAR_S = 31_536_000
FIGURES = ("screening:figures", "cases:campaigns")


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """Lead an officer to the first room they work in; whoever has none, to their own account.

    Figures are looked at now and then: who has nothing but them begins there, a liaison officer with letters.
    """
    rooms = [entry["url"] for entry in navigation(request) if not entry["for_everyone"]]
    figures = {reverse(name) for name in FIGURES}
    work = [url for url in rooms if url not in figures] or rooms
    return HttpResponseRedirect(work[0]) if work else redirect("account")


@require_POST
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen: in the officer's profile, or before sign-in in a cookie."""
    language = languages.of_django(request.POST.get("language", ""))
    response = HttpResponseRedirect(back(request))
    if request.user.is_authenticated:
        choose_language(language=language, by=request.user, at=timezone.now())
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Change between the day and the night view; kept in a cookie."""
    response = HttpResponseRedirect(back(request))
    _keep(response, theme_cookie(), "light" if request.COOKIES.get(theme_cookie()) == "dark" else "dark")
    return response


@require_GET
@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Show every piece that pages are made of."""
    return render(request, "frame/style.html")


def back(request: HttpRequest) -> str:
    """Return the address that a form names as its next page, if it is one of this node's, else the first."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


def _keep(response: HttpResponse, name: str, value: str) -> None:
    secure: bool = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR_S, secure=secure, httponly=True, samesite="Lax")
