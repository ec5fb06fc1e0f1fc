"""Every address of a node: its own pages, and each room's under the room's name."""

from importlib.util import find_spec
from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from borderlink.node import api, health, keys, metrics, pages

ROOMS: Final = (
    "journal",
    "screening",
    "cases",
    "custody",
    "dossiers",
    "liaison",
)  # officers come first and bring sign-in; later rooms add themselves here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("language/", pages.set_language, name="set_language"),
    path("theme/", pages.theme, name="theme"),
    path("style/", pages.style, name="style"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/", api.urls()),
    path("officers/keys/", keys.keys, name="api_keys"),
    path("officers/keys/<str:number>/rotate/", keys.rotate, name="rotate_key"),
    path("officers/keys/<str:number>/revoke/", keys.revoke, name="revoke_key"),
    path("", include("borderlink.officers.urls")),
    *(
        path(f"{room}/", include(f"borderlink.{room}.urls"))
        for room in ROOMS
        if find_spec(f"borderlink.{room}.urls") is not None
    ),
]

handler400 = "borderlink.node.answers.bad_request"
handler403 = "borderlink.node.answers.forbidden"
handler404 = "borderlink.node.answers.page_not_found"
handler500 = "borderlink.node.answers.fault"
