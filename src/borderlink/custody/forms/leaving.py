"""Shapes of what officers type when an exhibit leaves: offers, answers, returns, substitutes."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.acts import ActForm, SeenSealsForm, WeighedForm, note_field
from borderlink.custody.forms.fields import CodeField, DigestField, GramsField, MomentField


class OfferForm(SeenSealsForm, WeighedForm):
    """What is offered to a partner, with its papers."""

    to_node = CodeField(label=_("Partner's node"))
    request = CodeField(label=_("Number of their request"))
    basis = CodeField(label=_("Legal basis"))
    purpose = CodeField(label=_("May be used for"), initial="trial")
    expires_at = MomentField(label=_("The offer ends"))
    authorisation = CodeField(label=_("Export authorisation, or ground of exemption"))
    permit = CodeField(label=_("Import permit, or ground of exemption"))
    carrier = CodeField(label=_("Carrier"), required=False)
    carrier_name = forms.CharField(label=_("Name of the courier"), required=False, max_length=120)
    transit = forms.CharField(label=_("Through which jurisdictions"), required=False, max_length=200)
    note = note_field()

    def settle(self) -> None:
        """Ask for seals and offer the balances."""
        SeenSealsForm.settle(self)
        WeighedForm.settle(self)
        self.fields["mass"].label = _("Mass as sealed, in grams")


class AcceptForm(ActForm):
    """What the partner reported when they accepted."""

    taker = CodeField(label=_("Badge of who took it over there"))
    mass = GramsField(label=_("Their mass as sealed, in grams"))
    balance = CodeField(label=_("Their balance"))
    division = GramsField(label=_("Its division, in grams"))
    certificate = CodeField(label=_("Its certificate"), required=False)
    remote = DigestField(label=_("SHA-256 of their entry"))
    note = note_field()

    def settle(self) -> None:
        """Want the partner's entry: this one rests on it."""
        self.fields["remote"].required = True


class RefusedForm(ActForm):
    """Why the partner refused."""

    CODED: ClassVar[dict[str, str]] = {"reason": "leaving_reason"}
    reason = forms.ChoiceField(label=_("Why"))
    remote = DigestField(label=_("SHA-256 of their entry"))
    note = note_field()

    def settle(self) -> None:
        """Want the partner's entry: this one rests on it."""
        self.fields["remote"].required = True


class CancelForm(ActForm):
    """Why we cancel, and the partner's word that they did not accept."""

    CODED: ClassVar[dict[str, str]] = {"reason": "leaving_reason"}
    reason = forms.ChoiceField(label=_("Why"))
    not_accepted = DigestField(label=_("SHA-256 of their word that it was not accepted"))
    note = note_field()

    def settle(self) -> None:
        """Without that word an offer is not cancelled."""
        self.fields["not_accepted"].required = True


class ReturnForm(WeighedForm):
    """To whom it is returned, or from whom it comes back."""

    direction = forms.ChoiceField(label=_("Which way"), widget=forms.RadioSelect)
    party = CodeField(label=_("To whom, or from whom"))
    note = note_field()
    field_order = ("direction", "party", "balance", "mass", "times", "note")

    def settle(self) -> None:
        """Let what was transferred come back, and what is here go."""
        super().settle()
        back = self.given.place == "back"
        words = gettext("comes back to us") if back else gettext("returned for good")
        self.choose("direction", [("back" if back else "out", words)])
        self.initial.setdefault("direction", "back" if back else "out")


class SubstituteForm(WeighedForm):
    """What is put in place of the drug."""

    material = CodeField(label=_("Material"), initial="tea-leaf")
    note = note_field()
    field_order = ("material", "balance", "mass", "times", "note")
