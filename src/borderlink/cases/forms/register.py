"""What is typed to record a seizure, to narrow the registers and to search them."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from babel.numbers import get_currency_name, get_currency_precision
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.seizures import CURRENCIES, Facts, Item, Substance, minor_of
from borderlink.cases.forms.fields import CaseForm, Choices, coded, countries, day, words_of, zones
from borderlink.cases.queries.registers import WITNESS
from borderlink.language.languages import locale_of, of_django

MOST_MONEY: Final = Decimal(10) ** 13
MOST_GRAMS: Final = Decimal(10) ** 11
_MG: Final = 1000


class SeizureForm(CaseForm):
    """When, where, on which way and how something was found: codes and counts, no person."""

    seized_on = day(_("Seized on"), required=True)
    seized_time = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("By the clocks of the place, as far as it is known."),
    )
    zone = forms.ChoiceField(label=_("Clocks of"), required=False)
    country = forms.ChoiceField(label=_("Country of the place"))
    place_kind = forms.ChoiceField(label=_("Kind of place"), required=False)
    region = words_of(
        _("Province or customs district"),
        most=120,
        required=False,
        help_text=_("In words; stays in the case and is not counted."),
    )
    place = words_of(
        _("Where exactly"), most=400, required=False, help_text=_("Stays in the case; no register shows it.")
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    conveyance = forms.ChoiceField(label=_("Conveyance"), required=False)
    origin_country = forms.ChoiceField(label=_("Departure country"), required=False)
    transit = forms.MultipleChoiceField(label=_("Transit countries"), required=False)
    destination_country = forms.ChoiceField(label=_("Destination country"), required=False)
    concealment = forms.ChoiceField(label=_("How it was hidden"), required=False)
    also_concealed = forms.MultipleChoiceField(label=_("Hidden also by"), required=False)
    packaging = forms.ChoiceField(label=_("Packaging"), required=False)
    packages = forms.IntegerField(label=_("Number of packages"), min_value=0, max_value=10**6, required=False)
    detected_by = forms.ChoiceField(label=_("What led to it"), required=False)
    also_detected_by = forms.MultipleChoiceField(label=_("Contributing"), required=False)
    joint_with = forms.ChoiceField(
        label=_("Joint with"),
        required=False,
        help_text=_("The partner's country; a joint seizure counts once."),
    )

    lists: ClassVar = {
        "place_kind": "place", "channel": "channel", "direction": "direction", "conveyance": "conveyance",
        "concealment": "concealment", "also_concealed": "concealment", "packaging": "packaging",
        "detected_by": "detection", "also_detected_by": "detection",
    }  # fmt: skip
    places: ClassVar = ("country", "origin_country", "destination_country", "joint_with")
    optional: ClassVar = frozenset({
        "place_kind", "channel", "direction", "conveyance", "concealment", "packaging", "detected_by",
    })  # fmt: skip
    groups: ClassVar = (
        (
            _("When and where"),
            ("seized_on", "seized_time", "zone", "country", "region", "place_kind", "place"),
        ),
        (
            _("On which way"),
            ("channel", "direction", "conveyance", "origin_country", "transit", "destination_country"),
        ),
        (_("How it was hidden and packed"), ("concealment", "also_concealed", "packaging", "packages")),
        (_("How it was found"), ("detected_by", "also_detected_by", "joint_with")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("transit", countries(empty=False), empty=False)
        self._choose("zone", zones(), empty=False)
        self.fields["zone"].initial = str(settings.BORDERLINK.time_zone)
        self.fields["country"].initial = str(settings.BORDERLINK.country)
        for name in ("transit", "also_concealed", "also_detected_by"):
            self.fields[name].widget.attrs["size"] = "4"

    def parts(self) -> list[tuple[object, list[forms.BoundField]]]:
        """Return the fields in their groups, each with its title."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def facts(self) -> Facts:
        """Return what was typed as a plain value."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"region", "place"}}
        said["zone"] = said["zone"] if said["seized_time"] else ""
        for name in ("transit", "also_concealed", "also_detected_by"):
            said[name] = tuple(said[name])
        return Facts(**said)


class SubstanceForm(CaseForm):
    """One substance: the test on the spot, and apart from it the laboratory; masses in grams."""

    presumptive = forms.ChoiceField(label=_("Substance by the test on the spot"), required=False)
    presumptive_test = forms.ChoiceField(label=_("Which test"), required=False)
    presumptive_result = forms.ChoiceField(label=_("Its result"), required=False)
    gross_g = forms.DecimalField(
        label=_("Gross mass in grams"), min_value=0, max_value=MOST_GRAMS, decimal_places=3, required=False
    )
    net_g = forms.DecimalField(
        label=_("Net mass in grams"), min_value=0, max_value=MOST_GRAMS, decimal_places=3, required=False
    )
    quantity = forms.IntegerField(label=_("Count"), min_value=1, max_value=10**9, required=False)
    unit = forms.ChoiceField(label=_("Unit of the count"), required=False)

    lists: ClassVar = {
        "presumptive": "substance", "presumptive_test": "presumptive_test",
        "presumptive_result": "presumptive_result", "unit": "unit",
    }  # fmt: skip
    optional: ClassVar = frozenset(lists)

    def value(self) -> Substance:
        """Return what was typed as a plain value, masses in mg."""
        said = dict(self.cleaned_data)
        gross, net = said.pop("gross_g"), said.pop("net_g")
        return Substance(**said, gross_mg=_mg(gross), net_mg=_mg(net))


class ItemForm(CaseForm):
    """Something else that was seized."""

    kind = forms.ChoiceField(label=_("Other thing seized"), required=False)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=10**6, required=False)
    amount = forms.DecimalField(
        label=_("Amount of money"), min_value=0, max_value=MOST_MONEY, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    lists: ClassVar = {"kind": "material"}
    optional: ClassVar = frozenset({"kind"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = locale_of(of_django(get_language() or "en"))
        named = [(code, f"{get_currency_name(code, locale=locale)} ({code})") for code in CURRENCIES]
        self._choose("currency", named, empty=True)

    def clean(self) -> dict[str, Any]:
        """Refuse an amount that is finer than its currency: half a dong, a tenth of a cent."""
        said = super().clean() or self.cleaned_data
        amount, currency = said.get("amount"), said.get("currency")
        if amount is not None and currency:
            try:
                DecimalValidator(None, get_currency_precision(currency))(amount.normalize())
            except ValidationError as fault:
                self.add_error("amount", fault)
        return said

    def value(self) -> Item:
        """Return what was typed as a plain value."""
        said = self.cleaned_data
        amount, currency = said["amount"], said["currency"]
        minor = None if amount is None else minor_of(amount, currency or CURRENCIES[0])
        return Item(kind=said["kind"], quantity=said["pieces"] or 1, amount_minor=minor, currency=currency)


def _mg(grams: Decimal | None) -> int | None:
    return None if grams is None else int(grams * _MG)


class ReportForm(CaseForm):
    """What a laboratory reported of a substance."""

    substance = forms.ChoiceField(label=_("Substance by the laboratory"))
    reported_on = day(_("Date of the report"), required=True)
    purity = forms.DecimalField(
        label=_("Purity in per cent"), min_value=0, max_value=100, decimal_places=4, required=False
    )

    lists: ClassVar = {"substance": "substance"}

    def ppm(self) -> int | None:
        """Return the purity in parts per million."""
        purity = self.cleaned_data["purity"]
        return None if purity is None else int(purity * 10_000)


class StrikeForm(CaseForm):
    """Why a seizure is struck."""

    why = words_of(_("Why it is a mistake"), most=300)


class GangForm(CaseForm):
    """That a gang was dismantled."""

    dismantled_on = day(_("Dismantled on"), required=True)
    members = forms.IntegerField(label=_("Members"), min_value=0, max_value=10_000, initial=0)


class SeizureFilterForm(CaseForm):
    """What the register of seizures is narrowed to."""

    start = day(_("From"))
    end = day(_("Up to and with"))
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Choices = [("", gettext("all"))]
        for name, list_name in (("substance", "substance"), ("channel", "channel")):
            self._choose(name, every + coded(list_name, empty=False), empty=False)
        self._choose("country", every + countries(empty=False), empty=False)
        self._choose("unit", every + units, empty=False)


class SuspectFilterForm(CaseForm):
    """What the index of suspects is narrowed to; it lists no witness, so none can be chosen."""

    words = words_of(_("Name"), most=120, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Choices = [("", gettext("all"))]
        listed = [(code, label) for code, label in coded("role", empty=False) if code != WITNESS]
        self._choose("role", every + listed, empty=False)


class NameFilterForm(CaseForm):
    """A part of a name."""

    words = words_of(_("Name"), most=120, required=False)


class SearchForm(CaseForm):
    """Whom or what is searched for, and why."""

    words = words_of(_("Name, number, address or account"), most=120)
    why = words_of(
        _("Why do you search?"), most=300, help_text=_("The reason stands in the journal, the words sealed.")
    )


class AskForm(CaseForm):
    """Why other units are asked."""

    why = words_of(_("Why do you ask?"), most=400)


class AnswerForm(CaseForm):
    """What another unit is answered."""

    answer = words_of(
        _("Answer"), most=400, help_text=_("Whom they should speak to; never more than they need to know.")
    )
