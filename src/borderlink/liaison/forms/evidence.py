"""Shapes of what officers type when evidence is handed over: an offer, an acceptance, a refusal."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.acts import ActForm, SeenSealsForm, WeighedForm, note_field
from borderlink.custody.forms.fields import CodeField, DigestField, GramsField
from borderlink.custody.forms.leaving import OfferForm
from borderlink.screening.forms import Choices, Styled, coded

PHOTOGRAPHS: tuple[str, ...] = ("photograph_1", "photograph_2", "photograph_3")


class OfferLetterForm(OfferForm):
    """An exhibit offered in answer to a partner's request."""

    asked = forms.ChoiceField(label=_("In answer to"))
    field_order = ("asked",)

    def settle(self) -> None:
        """Node and number of the request are those of the letter."""
        super().settle()
        del self.fields["to_node"], self.fields["request"]


class _Seen(ActForm):
    photograph_1 = DigestField(label=_("First photograph (SHA-256)"))
    photograph_2 = DigestField(label=_("Second photograph (SHA-256)"))
    photograph_3 = DigestField(label=_("Third photograph (SHA-256)"))

    def photographs(self) -> list[str]:
        """Return the SHA-256 of the photographs that were named."""
        return [self.cleaned_data[name] for name in PHOTOGRAPHS if self.cleaned_data.get(name)]


class AcceptLetterForm(SeenSealsForm, WeighedForm, _Seen):
    """What was seen and weighed when a partner's exhibit was taken over, and in which case."""

    case = forms.ChoiceField(label=_("In our case"))
    note = note_field()
    field_order = ("case", "balance", "mass", "times")

    def settle(self) -> None:
        """Ask for seals and offer the balances."""
        SeenSealsForm.settle(self)
        WeighedForm.settle(self)
        self.fields["mass"].label = _("Mass as sealed, in grams")
        seals = [name for name in self.fields if name.startswith("seal_")]
        self.order_fields([*self.field_order, *seals, *PHOTOGRAPHS, "note"])


class RefuseLetterForm(_Seen):
    """Why a partner's exhibit is not taken over, and what was found."""

    CODED: ClassVar[dict[str, str]] = {}
    reason = forms.ChoiceField(label=_("Why"))
    seals = CodeField(label=_("Seal as you see it"), required=False)
    mass = GramsField(label=_("Mass as sealed, in grams"), required=False)
    field_order = ("reason", "seals", "mass")


class ConfirmForm(ActForm):
    """Nothing but words beside the entry: the partner's answer says the rest."""

    note = note_field()


class CancelLetterForm(Styled):
    """Why an offer is to end."""

    reason = forms.ChoiceField(label=_("Why"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - tells the type checker
        reason.choices = coded("leaving_reason")


def reasons() -> Choices:
    """Return why something is refused or taken back, by the codes that letters carry."""
    return coded("leaving_reason")
