"""The addresses of the liaison office: letters, partners, the gate, the office, the post."""

from django.urls import URLPattern, URLResolver

app_name = "liaison"
urlpatterns: list[URLPattern | URLResolver] = []
