"""The addresses of the liaison office: letters, partners, the gate, the office, the post."""

from django.urls import URLPattern, URLResolver, path

from borderlink.liaison import api
from borderlink.liaison.pages import boxes, ceremony, compose, letters, partners

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
    path("post", api.post, name="post"),
    path("partners/", partners.partners, name="partners"),
    path("partners/add/", ceremony.add, name="add_partner"),
    path("partners/ours/", ceremony.introduction, name="introduction"),
    path("partners/ours/file/", ceremony.introduction_file, name="introduction_file"),
    path("partners/ours/page/", ceremony.introduction_pdf, name="introduction_pdf"),
    path("partners/of/<slug:code>/", partners.partner, name="partner"),
    path("partners/of/<slug:code>/confirm/", ceremony.confirm, name="confirm_partner"),
    path("partners/of/<slug:code>/give-up/", ceremony.give_up, name="give_up_partner"),
    path("partners/of/<slug:code>/record/", ceremony.record_pdf, name="record_pdf"),
    path("partners/of/<slug:code>/terms/", partners.terms, name="partner_terms"),
    path("partners/of/<slug:code>/details/", partners.details, name="partner_details"),
    path("partners/of/<slug:code>/pause/", partners.pause, name="pause_partner"),
    path("partners/of/<slug:code>/ask-to-resume/", partners.ask_to_resume, name="ask_to_resume"),
    path("partners/of/<slug:code>/resume/", partners.resume, name="resume_partner"),
    path("partners/of/<slug:code>/end/", partners.end, name="end_partner"),
    path("partners/of/<slug:code>/tell-keys/", partners.tell_keys, name="tell_keys"),
]
