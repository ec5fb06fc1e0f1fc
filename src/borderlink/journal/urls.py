"""Where the journal's pages are."""

from django.urls import path

from borderlink.journal import pages

app_name = "journal"
urlpatterns = [
    path("", pages.lines, name="lines"),
    path("lines/<int:sequence>/", pages.line, name="line"),
    path("alerts/<int:sequence>/acknowledge/", pages.acknowledge, name="acknowledge"),
    path("examine/", pages.examine, name="examine"),
    path("checkpoints/", pages.checkpoints, name="checkpoints"),
    path("checkpoints/sign/", pages.sign, name="sign"),
    path("checkpoints/<int:number>/", pages.checkpoint, name="checkpoint"),
    path("checkpoints/<int:number>/note/", pages.checkpoint_note, name="checkpoint_note"),
    path("keys/register/", pages.register_key, name="register_key"),
    path("keys/new/", pages.new_key, name="new_key"),
]
