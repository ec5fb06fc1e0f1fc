"""Shapes of what officers type on a case: parcels taken over, seizures, groups, destruction, witnesses."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.acts import ActForm, Given, SeenSealsForm, WeighedForm, note_field
from borderlink.custody.forms.fields import CodeField, DigestField, MomentField, labelled, plain
from borderlink.screening.forms import EMPTY, Styled, coded

MOST_ROWS = 60


class TakeOverForm(ActForm):
    """The opened parcels that inspection hands to investigation; the giver signs second."""

    waybills = forms.MultipleChoiceField(
        label=_("Parcels that lie before you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Others: scan them one by one"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    note = note_field()

    def settle(self) -> None:
        """Offer the parcels of the case that were not yet taken over."""
        self.choose("waybills", self.given.parcels)
        if not self.given.parcels:
            del self.fields["waybills"]

    def clean(self) -> dict[str, object]:
        """Refuse an empty list."""
        found: dict[str, object] = super().clean() or {}
        if not self.numbers():
            self.add_error(None, gettext("Choose or scan at least one parcel."))
        return found

    def numbers(self) -> list[str]:
        """Return the waybills, each once."""
        typed = plain(str(self.cleaned_data.get("others", ""))).upper().split()
        chosen = self.cleaned_data.get("waybills", [])
        return list(dict.fromkeys([*(str(number) for number in chosen), *typed]))


class SeizureForm(ActForm):
    """What all exhibits of one seizure share: where, when, on what ground, who was there."""

    CODED: ClassVar[dict[str, str]] = {"basis": "seizure_basis", "suspect": "suspect_presence"}
    seized_at = MomentField(label=_("When"))
    place = CodeField(label=_("Place (code)"))
    place_text = forms.CharField(label=_("Place in words"), required=False, max_length=300)
    country = CodeField(label=_("Country"), max_length=2, initial="CN")
    basis = forms.ChoiceField(label=_("Ground"))
    suspect = forms.ChoiceField(label=_("Suspect"), initial="unknown")
    suspect_name = forms.CharField(label=_("Name of the suspect"), required=False, max_length=120)
    video = DigestField(label=_("SHA-256 of the video"), help_text=_("Needed where the suspect is absent."))
    complex = forms.BooleanField(label=_("Difficult case: the longer time to the laboratory"), required=False)


class ExhibitRowForm(Styled):
    """One exhibit of a seizure."""

    item = forms.ChoiceField(label=_("Item"), initial="drug")
    substance = forms.ChoiceField(label=_("Substance, as tested on the spot"), required=False)
    form = forms.ChoiceField(label=_("Form of the substance"), required=False)
    packages = forms.IntegerField(label=_("Packages"), min_value=0, max_value=10**6, initial=1)
    parcel = forms.ChoiceField(label=_("Out of parcel"), required=False)
    belongs_to = forms.CharField(label=_("Belongs to exhibit"), required=False, max_length=64)
    description = forms.CharField(label=_("What it looks like"), required=False, max_length=300)
    content = DigestField(label=_("SHA-256 of the copy"))

    def __init__(self, *args: object, parcels: Iterable[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        lists = {
            "item": labelled("exhibit_item", without=frozenset({"substitute"})),
            "substance": coded("substance"),
            "form": labelled("exhibit_form", empty=True),
            "parcel": [EMPTY, *parcels],
        }
        for name, choices in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = choices

    def clean(self) -> dict[str, object]:
        """Want the substance of a drug and the digest of a copy."""
        found: dict[str, object] = super().clean() or {}
        if found.get("item") == "drug" and not found.get("substance"):
            self.add_error("substance", gettext("Say what it is said to be, or “unknown substance”."))
        if found.get("item") == "digital-copy" and not found.get("content"):
            self.add_error("content", gettext("A digital copy is known by its digest."))
        return found


ExhibitRows = forms.formset_factory(
    ExhibitRowForm, extra=0, min_num=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


class GroupForm(ActForm):
    """Exhibits that are alike and counted together for sampling."""

    members = forms.MultipleChoiceField(label=_("Exhibits"), widget=forms.CheckboxSelectMultiple)
    place = CodeField(label=_("Place (code)"))
    look = CodeField(label=_("Look, in one word or code"))
    batch = CodeField(label=_("Batch they claim to be of"), required=False)
    note = note_field()

    def settle(self) -> None:
        """Offer the exhibits that stand in no group."""
        self.choose("members", self.given.exhibits)


class PlanForm(ActForm):
    """Which exhibits are to be destroyed, how, where, when, and on which decision."""

    CODED: ClassVar[dict[str, str]] = {"method": "destruction_method"}
    members = forms.MultipleChoiceField(label=_("Exhibits"), widget=forms.CheckboxSelectMultiple)
    method = forms.ChoiceField(label=_("How"))
    place = CodeField(label=_("Place (code)"))
    planned_at = MomentField(label=_("When"))
    decision = CodeField(label=_("Final decision"), required=False)
    order = CodeField(
        label=_("Order of a court or prosecutor"),
        required=False,
        help_text=_("Only while the case is open; a counter-sample must then be kept."),
    )
    counter_sample = forms.ChoiceField(label=_("Counter-sample that is kept"), required=False)
    note = note_field()

    def __init__(
        self, *args: object, given: Given, samples: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        self.samples = samples
        super().__init__(*args, given=given, **kwargs)

    def settle(self) -> None:
        """Offer what is here, and the samples that may be kept."""
        self.choose("members", self.given.exhibits)
        self.choose("counter_sample", [EMPTY, *self.samples])


class OpenedForm(SeenSealsForm, WeighedForm):
    """A lot whose seals are looked at, opened and weighed afresh in one act."""

    def settle(self) -> None:
        """Ask for the seals first, then for the mass."""
        SeenSealsForm.settle(self)
        WeighedForm.settle(self)
        self.order_fields([*(f"seal_{layer}" for layer, _known in enumerate(self.given.seals, 1))])


class DestroyForm(OpenedForm):
    """One lot on the day: its seals as they are seen, its mass weighed afresh, the video."""

    video = DigestField(label=_("SHA-256 of the video"))
    note = note_field()

    def settle(self) -> None:
        """Leave out the mass of what is not kept by mass."""
        super().settle()
        if self.given.item not in {"drug", "substitute"}:
            for name in ("balance", "mass", "times"):
                del self.fields[name]


class RetestForm(OpenedForm):
    """The sample of an independent re-test, taken on the day from the lot that chance has drawn."""

    packages = forms.IntegerField(label=_("From how many packages"), min_value=0, max_value=10**6, initial=1)
    spots = forms.IntegerField(label=_("At how many spots"), min_value=0, max_value=10**6, initial=3)
    seal = CodeField(label=_("Seal on the sample"))
    note = note_field()


class WitnessForm(ActForm):
    """Who stood by at an earlier entry."""

    CODED: ClassVar[dict[str, str]] = {"capacity": "witness_capacity"}
    entry = forms.TypedChoiceField(label=_("Entry"), coerce=int)
    capacity = forms.ChoiceField(label=_("In which capacity"))
    witness_name = forms.CharField(label=_("Name of the witness"), max_length=120)
    note = note_field()

    def settle(self) -> None:
        """Offer the entries."""
        self.choose("entry", [EMPTY, *self.given.entries])
