"""What is chosen to read in an agency's own register: the file, the unit, which column is which."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.cells import Mark
from borderlink.cases.domain.importing import LABELS, LEFT_OUT, ColumnMapping, Field, Order
from borderlink.cases.forms.fields import CaseForm, Choices, words_of
from borderlink.language import codes

SIZE: Final = 64 * 2**20


class UploadForm(CaseForm):
    """A file, the unit it belongs to, and a saved mapping."""

    register = forms.FileField(
        label=_("File"), help_text=_("XLSX, or CSV in UTF-8, UTF-16 or GB18030; at most 64 MiB."),
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit whose cases they are"))
    pack = forms.ChoiceField(label=_("Rules for its exhibits"))
    mapping = forms.ChoiceField(label=_("Saved mapping"), required=False)

    lists: ClassVar = {"pack": "rule_pack"}

    def __init__(self, *args: Any, units: Choices, mappings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("unit", units, empty=False)
        self._choose("mapping", [(name, name) for name in mappings], empty=True)
        self._renamed("pack", {"RPK-CN511": "cn-511-2016", "RPK-VN": "vn", "RPK-UN": "un"})

    def clean_register(self) -> Any:
        """Refuse a file that is no register by its size."""
        file = self.cleaned_data["register"]
        if file.size > SIZE:
            raise forms.ValidationError(gettext("The file is larger than 64 MiB."))
        return file


class MappingForm(CaseForm):
    """Which column is which; how dates and decimals are written; what stands in every row."""

    dates = forms.ChoiceField(
        label=_("Dates such as 5/6/2025"),
        choices=[
            (Order.AUTO.value, _("as the file tells, else day first")),
            (Order.DAY.value, _("day first")),
            (Order.MONTH.value, _("month first")),
        ],
    )
    decimals = forms.ChoiceField(
        label=_("Numbers such as 1.250"),
        choices=[
            (Mark.OPEN.value, _("as the column tells, else quarantine")),
            (Mark.POINT.value, _("the point stands before decimals")),
            (Mark.COMMA.value, _("the comma stands before decimals")),
        ],
    )
    country = forms.ChoiceField(label=_("Country of every row without one"), required=False)
    unit_of_amount = words_of(_("Unit of quantities without one"), most=20, required=False)
    save_as = words_of(
        _("Save this mapping as"), most=80, required=False, help_text=_("For the next file of this kind.")
    )

    places: ClassVar = ("country",)

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = [heading for heading, _ in columns]
        fields = [(one.value, codes.label(code, language)) for one, code in LABELS.items()]
        choices: Choices = [("", gettext("not read")), *fields]
        for place, (heading, chosen) in enumerate(columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading, required=False, choices=choices, initial=chosen,
                widget=forms.Select({"class": "form-select"}),
            )  # fmt: skip

    def columns(self) -> list[forms.BoundField]:
        """Return the fields of the columns, in the file's order."""
        return [self[f"column-{place}"] for place in range(len(self.headings))]

    def options(self) -> list[forms.BoundField]:
        """Return the other fields."""
        return [self[name] for name in ("dates", "decimals", "country", "unit_of_amount", "save_as")]

    def mapping(self) -> ColumnMapping:
        """Return what was chosen; a column that is not read is left out by name."""
        said = self.cleaned_data
        chosen = {heading: said[f"column-{place}"] or LEFT_OUT for place, heading in enumerate(self.headings)}
        constants = {
            field.value: said[name]
            for field, name in ((Field.COUNTRY, "country"), (Field.UNIT, "unit_of_amount"))
            if said[name]
        }
        return ColumnMapping(
            columns=chosen, dates=Order(said["dates"]), decimals=Mark(said["decimals"]), constants=constants
        )
