"""How the evidence room's pages answer: a refusal beside its form, in the reader's words."""

from collections.abc import Callable

from django.conf import settings
from django.forms import Form

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader, Role
from borderlink.language import sentences
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import put_beside


def act_or_say(request: OfficerRequest, form: Form, act: Callable[[], object]) -> bool:
    """Do the act and return True; put what refuses it beside the form and return False.

    What no form can mend (a missing thing, a missing role) goes on to the node's answer.
    """
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        put_beside(form, refusal, request)
        return False
    return True


def said(refusal: Refusal, request: OfficerRequest) -> sentences.Said:
    """Return a refusal in the reader's words and the node's time zone."""
    return sentences.say_refusal(refusal, request.language, zone=str(settings.BORDERLINK.time_zone))


def may_keep(reader: Reader) -> bool:
    """Say whether the reader keeps the evidence room: looking at it is more than that."""
    return Role.EXHIBIT_CUSTODIAN in reader.roles
