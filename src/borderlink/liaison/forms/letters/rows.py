"""Rows that several kinds of letter share: people, bodies, drugs, places, windows of time, numbers, notes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.scripts import script_of
from borderlink.language import places
from borderlink.language.languages import OWN_NAMES
from borderlink.liaison.domain.numbers import TRACES
from borderlink.liaison.forms.letters.shapes import (
    TYPED,
    DecimalText,
    Offered,
    PartForm,
    land,
    line,
    near,
    one_of,
    whole,
)
from borderlink.screening.forms import Choices, coded

NATIVE: Final = "NSC-NATIVE"
ALIAS: Final = "names__2__text"
MOMENT: Final = "%Y-%m-%dT%H:%M"
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,7})?", re.ASCII)  # as the letter's schema has it


class NamedForm(PartForm):
    """Someone or something with a name, the name in another script, and two identifiers."""

    role = one_of(_("Role"), initial="ROL-ASSOCIATE", required=True)
    names__0__text = line(_("Name, in its own script"), 120)
    names__1__text = line(_("Name, in another script"), 120)
    names__1__scheme = one_of(_("How it is spelt there"), initial="NSC-PINYIN", required=True)
    names__2__text = line(_("Alias"), 120)
    identifiers__0__kind = one_of(_("Identifier"), initial="IDT-PHONE", required=True)
    identifiers__0__value = line(_("Its number"))
    identifiers__1__kind = one_of(_("Second identifier"), initial="IDT-PASSPORT", required=True)
    identifiers__1__value = line(_("Its number"))

    lists: ClassVar[Mapping[str, str]] = {
        "role": "role", "names__1__scheme": "name_scheme", "identifiers__0__kind": "identifier",
        "identifiers__1__kind": "identifier",
    }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for a name or a number of whoever is told of: a row without either would be left out."""
        said = super().clean()
        told = [name for name in self.telling() if said.get(name)]
        if told and not any(name.startswith(("names__", "identifiers__")) for name in told):
            self.add_error("names__0__text", _("This is needed."))
        return said

    def value(self) -> dict[str, Any] | None:
        """Return the person or body, each name with its script; nobody without a name or a number."""
        found = super().value()
        if found is None or not (found.get("names") or found.get("identifiers")):
            return None
        said, was = self.cleaned_data, {one["text"]: one for one in self.was.get("names", [])}
        typed = {
            "names__0__text": {"scheme": NATIVE},
            "names__1__text": {"scheme": said.get("names__1__scheme") or NATIVE},
            ALIAS: {"kind": "NMK-ALIAS"},
        }
        names = [
            {"scheme": NATIVE, **was.get(said[name], {}), "text": said[name], **more}
            | {"script": script_of(said[name])}
            for name, more in typed.items()
            if said.get(name)
        ]
        names += self.beyond().get("names", [])
        return found | {"names": names, "identifiers": found.get("identifiers", [])}

    @classmethod
    def arranged(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the part with the native name first, then another spelling, an alias, and all others."""
        names = list(value.get("names", []))
        aliases = [one for one in names if one.get("kind") == "NMK-ALIAS"]
        spelt = sorted((one for one in names if one not in aliases), key=lambda one: one["scheme"] != NATIVE)
        native = spelt[:1] if spelt and spelt[0]["scheme"] == NATIVE else []
        others = spelt[len(native) :]
        first = [(kind[:1] or [{"text": ""}])[0] for kind in (native, others, aliases)]
        return {**value, "names": [*first, *others[1:], *aliases[1:]]}


class PersonForm(NamedForm):
    """A person of the letter."""

    status = one_of(_("Standing in the proceedings"), initial="PST-NAMED", required=True)
    born_on = line(
        _("Born on"), 10, help_text=_("1990-01-31, or the year alone."),
        pattern=r"[0-9]{4}(-[0-9]{2}-[0-9]{2})?",
    )  # fmt: skip

    lists: ClassVar[Mapping[str, str]] = {**NamedForm.lists, "status": "person_status"}

    field_order = (
        "names__0__text", "names__1__text", "names__1__scheme", "names__2__text", "role", "status", "born_on",
        "identifiers__0__kind", "identifiers__0__value", "identifiers__1__kind", "identifiers__1__value",
    )  # fmt: skip

    def clean_born_on(self) -> str:
        """Take a day or a year, and write it as letters have it: `1990-1-5` too, or digits of full width."""
        typed = str(self.cleaned_data["born_on"]).strip()
        for form, length in (("%Y-%m-%d", 10), ("%Y", 4)):
            try:
                day = datetime.strptime(typed, form).replace(tzinfo=UTC)
            except ValueError:
                continue
            return day.date().isoformat()[:length]
        if typed:
            raise forms.ValidationError(_("Type a day like 1990-01-31, or a year."))
        return ""


class BodyForm(NamedForm):
    """A company, shop, forwarder or gang of the letter."""

    kind = one_of(_("Kind"), initial="BDK-COMPANY", required=True)

    lists: ClassVar[Mapping[str, str]] = {**NamedForm.lists, "kind": "body_kind"}
    field_order = (
        "names__0__text", "names__1__text", "names__1__scheme", "names__2__text", "kind", "role",
        "identifiers__0__kind", "identifiers__0__value", "identifiers__1__kind", "identifiers__1__value",
    )  # fmt: skip


class DrugForm(PartForm):
    """A substance, its form and how much of it."""

    substance = one_of(_("Substance"))
    form = one_of(_("Form of the drug"))
    amount__from = DecimalText(label=_("Quantity, from"), required=False)
    amount__to = DecimalText(label=_("to"), required=False)
    amount__unit = one_of(_("Unit"), initial="UNIT-KG", required=True)
    packaging = one_of(_("Packaging"))

    lists: ClassVar = {
        "substance": "substance", "form": "exhibit_form", "amount__unit": "unit", "packaging": "packaging",
    }  # fmt: skip
    needs: ClassVar = ("substance",)

    def clean(self) -> dict[str, Any]:
        """Take a range whose end is not below its beginning."""
        said = super().clean()
        least, most = said.get("amount__from"), said.get("amount__to")
        if least and most and Decimal(least) > Decimal(most):
            self.add_error("amount__to", _("The second quantity is smaller than the first."))
        return said

    def value(self) -> dict[str, Any] | None:
        """Return the drug; one quantity alone is a range without width."""
        return ranged(super().value())


def ranged(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a part whose amount has both ends."""
    if found and "amount" in found:
        found["amount"] = {"to": found["amount"]["from"], **found["amount"]}
    return found


class PlaceForm(PartForm):
    """A place: a border post from the list, or an address, with coordinates where they are known."""

    use = one_of(_("What the place is for"), initial="PUS-CROSSING", required=True)
    country = land(_("Country or region"))
    code = one_of(_("Border post or port"))
    kind = one_of(_("Kind of place"))
    text = line(_("Address or description"), 200)
    lat = line(_("Latitude"), 12, inputmode="decimal", help_text=_("In degrees, like 21.5275."))
    lon = line(_("Longitude"), 12, inputmode="decimal", help_text=_("In degrees, like 107.9660."))
    radius_m = whole(_("Within (metres)"), 100_000)

    lists: ClassVar = {"use": "place_use", "kind": "place"}
    needs: ClassVar = ("country",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("country", near(self.offered))
        self._choose("code", listed_places(self.offered))

    def clean(self) -> dict[str, Any]:
        """Take a listed place's country when none is chosen; coordinates come in pairs."""
        said = self.cleaned_data
        listed = str(said.get("code") or "")
        if listed and not said.get("country"):
            said["country"] = listed.partition("-")[0]
        for name, most in (("lat", 90), ("lon", 180)):
            self._check_degrees(name, most)
        if bool(said.get("lat")) != bool(said.get("lon")):
            self.add_error("lat", _("Latitude and longitude are given together."))
        return super().clean()

    def _check_degrees(self, name: str, most: int) -> None:
        typed = str(self.cleaned_data.get(name) or "")
        if typed and not (_DEGREES.fullmatch(typed) and abs(float(typed)) <= most):
            self.add_error(name, _("Type degrees with a point, like 21.5275."))


def listed_places(offered: Offered) -> Choices:
    """Return border posts, then counties, of both sides by their code: the country, then the place's own."""
    found = [
        (not one.is_crossing, one.name_in(offered.language), f"{one.country}-{one.admin_code or one.pair}")
        for one in places.all_places()
        if (one.admin_code or one.pair) and (not offered.countries or one.country in offered.countries)
    ]
    return [(code, f"{name} ({code})") for _, name, code in sorted(found)]


class WindowForm(PartForm):
    """A window of time, in the zone in which it was meant."""

    use = one_of(_("What happens then"), initial="WUS-CROSSING", required=True)
    begin = forms.DateTimeField(
        label=_("Begins"), required=False, input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    end = forms.DateTimeField(
        label=_("Ends"), required=False, input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    zone = one_of(_("Clock of"), required=True)

    lists: ClassVar = {"use": "window_use"}
    needs: ClassVar = ("begin", "end")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("zone", [(zone, zone) for zone in dict.fromkeys((*self.offered.zones, "UTC"))])
        self.fields["zone"].initial = self.offered.zones[0]

    def clean(self) -> dict[str, Any]:
        """Read both moments by the clock that was chosen."""
        said = super().clean()
        begin, end = said.get("begin"), said.get("end")
        if begin and end and end <= begin:
            self.add_error("end", _("The end lies before the beginning."))
        return said

    def value(self) -> dict[str, Any] | None:
        """Return the window in seconds of UTC, and its zone."""
        said = getattr(self, "cleaned_data", {})
        if not (said.get("begin") and said.get("end")):
            return None
        zone = ZoneInfo(said.get("zone") or self.offered.zones[0])
        begin, end = (
            int(said[name].replace(tzinfo=zone).astimezone(UTC).timestamp()) for name in ("begin", "end")
        )
        return {"use": said["use"], "from": begin, "until": end, "zone": zone.key}

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show: the clock of the window's own zone."""
        zone = ZoneInfo(value["zone"])
        begin, end = (
            datetime.fromtimestamp(value[name], zone).strftime(MOMENT) for name in ("from", "until")
        )
        return {"use": value["use"], "begin": begin, "end": end, "zone": value["zone"]}


class TraceForm(PartForm):
    """A number that can be followed: a parcel, a container, a ship, a telephone."""

    kind = one_of(_("Kind of number"), initial="IDT-WAYBILL", required=True)
    value_ = line(_("Number"), 64)

    needs: ClassVar = ("value_",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", [row for row in coded("identifier", empty=False) if row[0] in TRACES])

    def clean_value_(self) -> str:
        """Take the number without the blanks it was typed with."""
        return "".join(str(self.cleaned_data["value_"]).split()).upper()


class NoteForm(PartForm):
    """Words that are sent as they are, marked with their language and as untranslated."""

    language = forms.ChoiceField(label=_("Language of the note"), choices=list(OWN_NAMES.items()))
    text = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3, **TYPED})
    )

    needs: ClassVar = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = self.offered.language
