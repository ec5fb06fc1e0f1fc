"""Who signs on this screen: badge and PIN, for one officer or for two."""

from collections.abc import Iterable, Sequence
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.custody.actions.recording import Hand
from borderlink.screening.forms import EMPTY, Styled

PIN_MOST: Final = 64


def pin_field(label: object = None) -> forms.CharField:
    """Return a field for a PIN: never filled in again, never remembered by the browser."""
    widget = forms.PasswordInput({"autocomplete": "off", "maxlength": PIN_MOST}, render_value=False)
    named = label or _("Your PIN")  # a lazy word: made where the page is read
    return forms.CharField(label=named, max_length=PIN_MOST, widget=widget)  # type: ignore[arg-type]


class Colleagues(list[tuple[str, str]]):
    """Badges with names, as a form lists them."""

    @classmethod
    def of(cls, found: Iterable[tuple[str, str]]) -> "Colleagues":
        """Return the choices of a list of badges and names."""
        return cls([EMPTY, *((badge, f"{name} ({badge})") for badge, name in found)])


class OneSigns(Styled):
    """A form that the officer signs with their own PIN."""

    pin = pin_field()

    def hands(self, badge: str) -> list[Hand]:
        """Return the one hand that signs."""
        return [Hand(badge=badge, pin=self.cleaned_data["pin"])]


class TwoSign(OneSigns):
    """A form that two officers sign on one screen: the first stays signed in, the second adds a PIN."""

    second = forms.ChoiceField(label=_("Second who signs"))
    second_pin = pin_field(_("PIN of the second"))

    def __init__(self, *args: object, colleagues: Iterable[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["second"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = Colleagues.of(colleagues)

    def hands(self, badge: str) -> list[Hand]:
        """Return both hands, the signed-in officer's first."""
        said = self.cleaned_data
        return [*super().hands(badge), Hand(badge=said["second"], pin=said["second_pin"])]


def body_of(form: Styled, names: Sequence[str] = ("pin", "second", "second_pin")) -> list[forms.BoundField]:
    """Return the fields of a form that are not signatures: those are drawn apart."""
    return [field for field in form if field.name not in names]
