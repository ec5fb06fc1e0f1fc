"""Shapes of what comes in to pages."""

from django.http import HttpRequest

from borderlink.foundation.who import Reader
from borderlink.officers.queries import Officer


class OfficerRequest(HttpRequest):
    """A request whose officer has signed in: what every page behind the door receives."""

    reader: Reader
    language: str
    user: Officer
