"""The addresses of the liaison office: letters, partners, the gate, the office, the post."""

from django.urls import URLPattern, URLResolver, path

from borderlink.liaison.pages import boxes, compose, letters

app_name = "liaison"
urlpatterns: list[URLPattern | URLResolver] = [
    path("letters/", boxes.inbox, name="inbox"),
    path("letters/sent/", boxes.outbox, name="outbox"),
    path("letters/new/", compose.new_letter, name="new_letter"),
    path("letters/threads/<uuid:uuid>/", boxes.thread, name="thread"),
    path("letters/<uuid:uuid>/", letters.letter, name="letter"),
    path("letters/<uuid:uuid>/take-up/", letters.take_up, name="take_up"),
    path("letters/<uuid:uuid>/close/", letters.close_letter, name="close_letter"),
    path("letters/<uuid:uuid>/write/", compose.write, name="write"),
    path("letters/<uuid:uuid>/score/", compose.score, name="score"),
    path("letters/<uuid:uuid>/preview/", compose.preview, name="preview"),
    path("letters/<uuid:uuid>/send/", compose.send, name="send_letter"),
    path("letters/<uuid:uuid>/ask-second/", compose.ask_second, name="ask_second"),
    path("letters/<uuid:uuid>/decide/", compose.decide_second, name="decide_second"),
    path("letters/<uuid:uuid>/drop/", compose.drop_draft, name="drop_draft"),
]
