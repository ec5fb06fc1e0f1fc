"""What is typed about people, organisations and links."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, day, words_of


class PersonForm(CaseForm):
    """Someone who plays a part in the case."""

    name = words_of(
        _("Name"), most=200, help_text=_("As it is written, in its own script. More names can follow.")
    )
    role = forms.ChoiceField(label=_("Role"), initial="ROL-ASSOCIATE")
    suspected_on = day(_("Suspect since"), help_text=_("Leave empty for a witness or while it is open."))
    born_on = day(_("Born on"))
    remark = words_of(_("Note"), most=4000, rows=2, required=False)

    lists: ClassVar = {"role": "role"}


class StandingForm(CaseForm):
    """Someone's role and custody."""

    person = forms.ChoiceField(label=_("Person"))
    role = forms.ChoiceField(label=_("Role"))
    custody = forms.ChoiceField(label=_("Custody"))
    suspected_on = day(_("Suspect since"))
    held_on = day(_("Held on"))
    arrested_on = day(_("Arrested on"))
    released_on = day(_("Released on"))
    why = words_of(_("Why it changes"), most=400, required=False)

    offers: ClassVar = {"person": "people"}
    lists: ClassVar = {"role": "role"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_alias("custody", "custody_state")


class StrikePersonForm(CaseForm):
    """Someone entered by mistake."""

    person = forms.ChoiceField(label=_("Person"))
    why = words_of(_("Why it was a mistake"), most=400)

    offers: ClassVar = {"person": "people"}


class BodyForm(CaseForm):
    """An organisation."""

    name = words_of(_("Name of the organisation"), most=200)
    kind = forms.ChoiceField(label=_("Kind"))
    country = forms.ChoiceField(label=_("Registered in"), required=False)
    remark = words_of(_("Note"), most=4000, rows=2, required=False)

    lists: ClassVar = {"kind": "body_kind"}
    places: ClassVar = ("country",)


class NameForm(CaseForm):
    """Another name."""

    owner = forms.ChoiceField(label=_("Whose"))
    text = words_of(_("Name"), most=200)
    kind = forms.ChoiceField(label=_("Kind of name"))

    offers: ClassVar = {"owner": "parties"}
    lists: ClassVar = {"kind": "name_kind"}


class IdentifierForm(CaseForm):
    """A card, a passport, a phone, an account."""

    owner = forms.ChoiceField(label=_("Whose"))
    kind = forms.ChoiceField(label=_("Kind of number"))
    value = words_of(_("Number"), most=120)

    offers: ClassVar = {"owner": "parties"}
    lists: ClassVar = {"kind": "identifier"}


class AddressForm(CaseForm):
    """An address."""

    owner = forms.ChoiceField(label=_("Whose"))
    text = words_of(_("Address"), most=400)
    country = forms.ChoiceField(label=_("Country of the address"), required=False)

    offers: ClassVar = {"owner": "parties"}
    places: ClassVar = ("country",)


class LinkForm(CaseForm):
    """A link between two things."""

    one = forms.ChoiceField(label=_("One thing"))
    kind = forms.ChoiceField(label=_("How they are linked"))
    other = forms.ChoiceField(label=_("The other"))
    remark = words_of(_("Note"), most=400, required=False)

    offers: ClassVar = {"one": "things", "other": "things"}
    lists: ClassVar = {"kind": "case_link"}


class StrikeLinkForm(CaseForm):
    """A link drawn by mistake."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    why = words_of(_("Why it is struck"), most=400)
