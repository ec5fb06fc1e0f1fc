"""Shapes of what is typed about signing keys."""

from typing import Final

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from borderlink.custody.forms.signing import pin_field
from borderlink.screening.forms import Styled

SHORTEST_PIN: Final = 6
DAYS: Final = 730
MOST_DAYS: Final = 1826


class AskForm(Styled):
    """A new PIN, twice."""

    pin = pin_field(_("New PIN"))
    again = pin_field(_("The same PIN again"))

    def clean(self) -> dict[str, object]:
        """Accept the same PIN twice, of six characters at least."""
        found: dict[str, object] = super().clean() or {}
        pin = str(found.get("pin", ""))
        if pin and len(pin) < SHORTEST_PIN:
            self.add_error("pin", gettext("A PIN has six characters at least."))
        elif pin and pin != found.get("again"):
            self.add_error("again", gettext("The two PINs differ."))
        return found


class CertifyForm(Styled):
    """For how long a key is certified, and that its digits were compared."""

    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=MOST_DAYS, initial=DAYS)
    compared = forms.BooleanField(label=_("I compared the first ten digits with the officer, by voice"))


class RetireForm(Styled):
    """Why a key ends."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("left", _("left the post")),
            ("pin-forgotten", _("PIN forgotten")),
            ("replaced", _("replaced by a new key")),
        ],
    )


class ReportForm(Styled):
    """Since when somebody else may have used a key."""

    since = forms.DateTimeField(
        label=_("Since when someone else may have used it"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
