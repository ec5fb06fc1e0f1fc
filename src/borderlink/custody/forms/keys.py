"""Shapes of what is typed about signing keys."""

from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.fields import MomentField
from borderlink.custody.forms.signing import pin_field
from borderlink.screening.forms import Choices, Styled

SHORTEST_PIN: Final = 6
DAYS: Final = 730
MOST_DAYS: Final = 1096


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
    """For which role and how long a key is certified, and that its digits were compared."""

    role = forms.ChoiceField(label=_("Role in which the officer signs"))
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=MOST_DAYS, initial=DAYS)
    compared = forms.BooleanField(label=_("I compared the first ten digits with the officer, by voice"))

    def __init__(self, *args: object, roles: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = roles


class ChangePinForm(AskForm):
    """The old PIN, and a new one twice."""

    old = pin_field(_("PIN until now"))
    field_order = ("old", "pin", "again")


class RetireForm(Styled):
    """Why a key ends."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("left", _("left the post")),
            ("lost", _("PIN forgotten, or the key lost")),
            ("role-ended", _("the role has ended")),
        ],
    )


class ReportForm(Styled):
    """Since when somebody else may have used a key."""

    since = MomentField(label=_("Since when someone else may have used it"))
