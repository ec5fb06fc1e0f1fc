"""Shapes of what officers type when they act on one exhibit; what its state settles is not asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.fields import CodeField, GramsField, labelled
from borderlink.screening.forms import EMPTY, Choices, Styled

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOTE: Final = _("Note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A balance as a form offers it: its number, division in mg, and whether its certificate holds now."""

    number: str
    division_mg: int
    valid: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the exhibit's state gives a form: its seals, the balances and places at hand."""

    seals: Sequence[str] = ()
    scales: Sequence[Scale] = ()
    places: Sequence[tuple[str, str]] = ()
    location: str = ""
    packages: int = 0
    entries: Sequence[tuple[str, str]] = ()
    exhibits: Sequence[tuple[str, str]] = ()
    parcels: Sequence[tuple[str, str]] = ()
    item: str = ""
    form: str = ""
    place: str = ""
    laboratories: Sequence[tuple[str, str]] = ()


class ActForm(Styled):
    """A form for one act; ``given`` is what the exhibit's state already says."""

    CODED: ClassVar[dict[str, str]] = {}  # field -> code list
    PARTS: ClassVar[Sequence[tuple["str | _StrPromise", Sequence[str]]]] = ()  # fields under headings
    note: forms.CharField

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under their headings; a form without headings has one part without a name."""
        if not self.PARTS:
            return [("", list(self))]
        return [(str(title), [self[name] for name in names]) for title, names in self.PARTS]

    def __init__(self, *args: object, given: Given, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        for name, list_name in self.CODED.items():
            self.choose(name, labelled(list_name, empty=self._starts_empty(name)))
        self.settle()

    def _starts_empty(self, name: str) -> bool:
        """Say whether nothing is chosen yet: a reason or cause that stood there already is soon signed."""
        field = self.fields[name]
        return not field.required or self.get_initial_for_field(field, name) is None

    def settle(self) -> None:
        """Fill choices from what is given; a form that needs more overrides it."""

    def choose(self, name: str, choices: Choices | Iterable[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = list(choices)


def note_field(label: "str | _StrPromise" = NOTE) -> forms.CharField:
    """Return a field for free text: it is kept beside the ledger and signed as a commitment only."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )


class WeighedForm(ActForm):
    """A reading on a balance."""

    balance = forms.ChoiceField(label=_("Balance"))
    mass = GramsField(label=_("Mass in grams"))
    times = forms.IntegerField(label=_("Weighed in how many parts"), min_value=1, max_value=10_000, initial=1)

    def settle(self) -> None:
        """Offer the balances at hand, those with a valid certificate first."""
        offer_scales(self, "balance")

    def clean(self) -> dict[str, object]:
        """Refuse a figure that stands on no display of this balance."""
        found: dict[str, object] = super().clean() or {}
        must_fit_scale(self, "mass", found.get("mass"), str(found.get("balance", "")))
        return found


def offer_scales(form: ActForm, name: str) -> None:
    """Give a field the balances at hand; with one of them alone there is nothing to choose."""
    scales = [(scale.number, scale.words) for scale in form.given.scales]
    form.choose(name, scales if len(scales) == 1 else [EMPTY, *scales])


def must_fit_scale(form: ActForm, name: str, mass_mg: object, balance: str) -> None:
    """Refuse a mass that is no whole multiple of the balance's division."""
    scale = next((scale for scale in form.given.scales if scale.number == balance), None)
    if scale is not None and isinstance(mass_mg, int) and mass_mg % scale.division_mg:
        form.add_error(name, gettext("This balance shows other steps: read it again, or choose its number."))


class WeighForm(WeighedForm):
    """Gross, net or as sealed."""

    CODED: ClassVar[dict[str, str]] = {"measure": "measure"}
    measure = forms.ChoiceField(label=_("What is weighed"), widget=forms.RadioSelect)
    note = note_field()
    field_order = ("measure", "balance", "mass", "times", "note")

    def settle(self) -> None:
        """Let a sealed exhibit be weighed as it is, an open one gross or net."""
        super().settle()
        sealed = bool(self.given.seals)
        mass_kept = self.given.item in {"drug", "substitute", ""}
        without = {"net", "gross"} if sealed else {"sealed-gross"} | (set() if mass_kept else {"net"})
        self.choose("measure", labelled("measure", without=frozenset(without)))
        if len(list(self.fields["measure"].choices)) == 1:  # type: ignore[attr-defined]
            self.initial.setdefault("measure", self.fields["measure"].choices[0][0])  # type: ignore[attr-defined]


class SealForm(ActForm):
    """A new seal on the next layer, and if they like its gross mass as sealed."""

    CODED: ClassVar[dict[str, str]] = {"closure": "seal_closure"}
    number = CodeField(label=_("Number of the new seal"))
    closure = forms.ChoiceField(label=_("Closed with"), initial="bag")
    balance = forms.ChoiceField(label=_("Balance"), required=False)
    mass = GramsField(
        label=_("Mass as sealed, in grams"),
        required=False,
        help_text=_("Weighed now, a later check need not break the seal."),
    )
    note = note_field()

    def settle(self) -> None:
        """Offer the balances."""
        offer_scales(self, "balance")
        self.fields["balance"].required = False

    def clean(self) -> dict[str, object]:
        """Want the balance of a mass."""
        found: dict[str, object] = super().clean() or {}
        if found.get("mass") is not None and not found.get("balance"):
            self.add_error("balance", gettext("Say on which balance."))
        must_fit_scale(self, "mass", found.get("mass"), str(found.get("balance", "")))
        return found


class UnsealForm(ActForm):
    """The seal as it is seen, before it is cut."""

    CODED: ClassVar[dict[str, str]] = {"reason": "unseal_reason"}
    number = CodeField(label=_("Number on the seal, as you see it"))
    reason = forms.ChoiceField(label=_("Why it is opened"))
    note = note_field()


class ResealForm(SealForm):
    """A new seal on a layer that was opened."""

    rebag = forms.BooleanField(label=_("In a new bag"), required=False)
    field_order = ("number", "rebag", "closure", "balance", "mass", "note")

    def settle(self) -> None:
        """Leave out the closure: it is known."""
        super().settle()
        del self.fields["closure"]


class SampleForm(WeighedForm):
    """A sample, weighed afresh, and its own seal."""

    CODED: ClassVar[dict[str, str]] = {"purpose": "sample_purpose"}
    purpose = forms.ChoiceField(label=_("Sample for"))
    packages = forms.IntegerField(label=_("From how many packages"), min_value=0, max_value=10**6)
    spots = forms.IntegerField(label=_("At how many spots"), min_value=0, max_value=10**6, initial=3)
    seal = CodeField(
        label=_("Seal on the sample"),
        required=False,
        help_text=_("Empty: it is sealed later, in an act of its own."),
    )
    note = note_field()
    field_order = ("purpose", "packages", "spots", "balance", "mass", "times", "seal", "note")


class SplitForm(WeighedForm):
    """A part, weighed afresh, and its own seal."""

    seal = CodeField(
        label=_("Seal on the part"),
        required=False,
        help_text=_("Empty: it is sealed later, in an act of its own."),
    )
    note = note_field()


class PlaceForm(ActForm):
    """Where it is put."""

    location = forms.ChoiceField(label=_("Place"))
    note = note_field()

    def settle(self) -> None:
        """Offer every place of the store but the one where it lies."""
        self.choose(
            "location", [EMPTY, *(place for place in self.given.places if place[0] != self.given.location)]
        )


class SeenSealsForm(ActForm):
    """The seals as they are seen now: one box for each layer, never filled in beforehand."""

    def settle(self) -> None:
        """Ask for the number of every layer."""
        for layer, _known in enumerate(self.given.seals, 1):
            label = gettext("Seal of layer %(layer)s, as you see it") % {"layer": layer}
            self.fields[f"seal_{layer}"] = CodeField(label=label)
            self.fields[f"seal_{layer}"].widget.attrs.setdefault("class", "form-control")

    def seals_seen(self) -> tuple[str, ...]:
        """Return the numbers, innermost first."""
        return tuple(self.cleaned_data[f"seal_{layer}"] for layer, _known in enumerate(self.given.seals, 1))


class HandOverForm(SeenSealsForm):
    """What for, and the seals as both see them; who takes over signs second."""

    CODED: ClassVar[dict[str, str]] = {"purpose": "hand_over_purpose"}
    purpose = forms.ChoiceField(label=_("What for"), initial="custody")
    note = note_field()


class DiscrepancyForm(ActForm):
    """What was seen when the difference was found; its size is known."""

    note = note_field(_("What was seen"))


class SheetForm(ActForm):
    """One lot on one sheet: gross, net, a sample, its seal, its mass as sealed, its place."""

    CODED: ClassVar[dict[str, str]] = {"purpose": "sample_purpose", "closure": "seal_closure"}
    PARTS: ClassVar[Sequence[tuple["str | _StrPromise", Sequence[str]]]] = (
        (_("Weigh"), ("balance", "gross", "net")),
        (_("Take a sample"), ("sample_balance", "sample", "purpose", "packages", "spots", "sample_seal")),
        (_("Seal"), ("number", "closure", "sealed")),
        (_("Put into the store"), ("location", "note")),
    )
    balance = forms.ChoiceField(label=_("Balance"))
    gross = GramsField(label=_("Gross, in grams"), required=False)
    net = GramsField(label=_("Net, in grams"), required=False)
    purpose = forms.ChoiceField(label=_("Sample for"), required=False)
    sample_balance = forms.ChoiceField(label=_("Balance of the sample"), required=False)
    sample = GramsField(label=_("Sample, in grams"), required=False)
    packages = forms.IntegerField(
        label=_("From how many packages"), required=False, min_value=0, max_value=10**6
    )
    spots = forms.IntegerField(
        label=_("At how many spots"), required=False, min_value=0, max_value=10**6, initial=3
    )
    sample_seal = CodeField(label=_("Seal on the sample"), required=False)
    number = CodeField(label=_("Seal on the lot"), required=False)
    closure = forms.ChoiceField(label=_("Closed with"), required=False, initial="bag")
    sealed = GramsField(label=_("Mass as sealed, in grams"), required=False)
    location = forms.ChoiceField(label=_("Place"), required=False)
    note = note_field()

    def settle(self) -> None:
        """Offer balances and places; a lot whose book has begun is sampled for the laboratory by default."""
        offer_scales(self, "balance")
        offer_scales(self, "sample_balance")
        self.choose("location", [EMPTY, *self.given.places])
        if self.given.packages:
            self.initial.setdefault("packages", self.given.packages)

    def clean(self) -> dict[str, object]:
        """Want something done, a purpose and a balance for a sample, a seal for a mass as sealed."""
        found: dict[str, object] = super().clean() or {}
        if not any(
            found.get(name) not in {None, ""} for name in ("gross", "net", "sample", "number", "location")
        ):
            self.add_error(None, gettext("Nothing is filled in yet: weigh, sample, seal or store it."))
        if found.get("sample") is not None:
            for name in ("purpose", "sample_balance"):
                if not found.get(name):
                    self.add_error(name, gettext("A sample needs this."))
        if found.get("sealed") is not None and not found.get("number"):
            self.add_error("number", gettext("Which seal does it carry?"))
        for name, balance in (
            ("gross", "balance"),
            ("net", "balance"),
            ("sealed", "balance"),
            ("sample", "sample_balance"),
        ):
            must_fit_scale(self, name, found.get(name), str(found.get(balance) or ""))
        return found


class ExplainForm(ActForm):
    """What became of the difference."""

    CODED: ClassVar[dict[str, str]] = {"cause": "loss_cause"}
    cause = forms.ChoiceField(label=_("Cause"))
    books = forms.ChoiceField(
        label=_("The book"),
        widget=forms.RadioSelect,
        choices=[("difference", _("takes over what was weighed")), ("stays", _("stays as it is"))],
        initial="stays",
    )
    text = forms.CharField(label=_("What was found out"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class CorrectForm(ActForm):
    """One descriptive field of an earlier entry."""

    CODED: ClassVar[dict[str, str]] = {"field": "corrected_field"}
    entry = forms.TypedChoiceField(label=_("Entry"), coerce=int)
    field = forms.ChoiceField(label=_("What was wrong"))
    becomes = CodeField(label=_("What it should say"), required=False)
    note = note_field(_("Why"))

    def settle(self) -> None:
        """Offer the entries of this exhibit."""
        self.choose("entry", [EMPTY, *self.given.entries])

    def clean(self) -> dict[str, object]:
        """Want the reason of a correction."""
        found: dict[str, object] = super().clean() or {}
        if not str(found.get("note", "")).strip():
            self.add_error("note", ValidationError(_("Say why it is corrected.")))
        return found
