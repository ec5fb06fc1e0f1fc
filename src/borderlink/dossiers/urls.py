"""The addresses of dossiers."""

from django.urls import path

from borderlink.dossiers.pages import dossiers

app_name = "dossiers"
urlpatterns = [
    path("cases/<path:case>/draw-up/", dossiers.draw_up, name="draw_up"),
    path("<path:number>/sign/", dossiers.sign, name="sign"),
    path("<path:number>/export/", dossiers.export, name="export"),
    path("<path:number>/disclosure/", dossiers.disclosure, name="disclosure"),
    path("<path:number>/", dossiers.dossier, name="dossier"),  # last: a number may hold a slash
]
