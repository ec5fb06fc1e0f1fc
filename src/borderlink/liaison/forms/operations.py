"""What is typed into a controlled delivery: its plan and legs, a GO, a STOP, a word, a substitute."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.language.places import country_name
from borderlink.liaison.domain.delivery import SHORTEST
from borderlink.liaison.forms.office import OfficeForm
from borderlink.screening.forms import Choices, coded

LEAST_LEGS: Final = 4  # rows of a plan's form
MOST_LEGS: Final = 12
USUAL_MINUTES: Final = 60
_SPLIT: Final = re.compile(r"[\s,;，、；]+")
_POINT: Final = re.compile(r"^\s*(-?\d{1,3}(?:\.\d{1,7})?)\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d{1,7})?)\s*$")
_BADGES: Final = RegexValidator(r"^[^\x00-\x1f]*$", _("One line, please."))
SIDES: Final = ("ours", "theirs")


def _line(label: object, most: int, *, required: bool = True, help_text: object = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)  # type: ignore[arg-type]


def _badges(label: object, *, required: bool, help_text: object = "") -> forms.CharField:
    field = _line(label, 400, required=required, help_text=help_text)
    field.validators.append(_BADGES)
    return field


def badges_in(text: str) -> list[str]:
    """Return the badges of a line, each once, in their order."""
    return list(dict.fromkeys(part[:32] for part in _SPLIT.split(text.strip()) if part))


class PointField(forms.CharField):
    """A point as two numbers: latitude, longitude in degrees."""

    def clean(self, value: object) -> tuple[str, str] | None:
        """Return latitude and longitude as text, or None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        found = _POINT.match(text)
        if found is None or abs(Decimal(found[1])) > 90 or abs(Decimal(found[2])) > 180:  # noqa: PLR2004
            raise forms.ValidationError(gettext("Two numbers in degrees: 21.5391, 107.9703"))
        return found[1], found[2]


class PlanForm(OfficeForm):
    """What a plan says beside its legs."""

    partner = forms.ChoiceField(label=_("Partner"))
    until = forms.DateTimeField(
        label=_("The operation ends at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("After it no GO holds, whatever was said."),
    )
    lead = forms.ChoiceField(label=_("Leading agency"))
    substitution = forms.ChoiceField(label=_("The goods"))
    costs = forms.ChoiceField(label=_("Costs"))
    cut_off = forms.MultipleChoiceField(
        label=_("It is cut off when"), widget=forms.CheckboxSelectMultiple, required=False
    )
    evidence = forms.MultipleChoiceField(
        label=_("Evidence"), widget=forms.CheckboxSelectMultiple, required=False
    )
    ours_authority = _line(_("Legal authority"), 120, help_text=_("Law and article under which we act."))
    ours_reference = _line(_("Reference of its decision"), 64)
    ours_go = _badges(
        _("Who may say GO, by badge"), required=True, help_text=_("Several: with a comma between.")
    )
    ours_officers = _badges(_("Officers taking part, by badge"), required=False)
    theirs_authority = _line(_("Legal authority"), 120, help_text=_("As the partner has told it."))
    theirs_reference = _line(_("Reference of its decision"), 64)
    theirs_go = _badges(_("Who may say GO, by badge"), required=True)
    theirs_officers = _badges(_("Officers taking part, by badge"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = {
            "substitution": coded("cd_substitution", empty=False), "costs": coded("cd_costs", empty=False),
            "cut_off": coded("cd_cut_off", empty=False), "evidence": coded("cd_evidence", empty=False),
        }  # fmt: skip
        super().__init__(*args, choices=own | kwargs.pop("choices", {}), **kwargs)

    def head(self) -> list[forms.BoundField]:
        """Return what stands above the sides."""
        return [self[name] for name in ("partner", "until", "lead", "substitution", "costs")]

    def lists(self) -> list[forms.BoundField]:
        """Return the fields of which several are ticked."""
        return [self[name] for name in ("cut_off", "evidence")]

    def ours(self) -> list[forms.BoundField]:
        """Return our side's fields."""
        return self._side("ours")

    def theirs(self) -> list[forms.BoundField]:
        """Return their side's fields."""
        return self._side("theirs")

    def _side(self, side: str) -> list[forms.BoundField]:
        return [self[f"{side}_{name}"] for name in ("authority", "reference", "go", "officers")]


class LegForm(OfficeForm):
    """One leg of a plan; a row left as it is counts as none."""

    start = _line(_("From (starting point)"), 120, required=False)
    start_country = forms.ChoiceField(label=_("Country or region"))
    start_point = PointField(label=_("Coordinates"), required=False, max_length=40)
    end = _line(_("To (hand-over point)"), 120, required=False)
    end_country = forms.ChoiceField(label=_("Country or region"))
    end_point = PointField(label=_("Coordinates"), required=False, max_length=40)
    minutes = forms.IntegerField(
        label=_("A GO holds (minutes)"), min_value=SHORTEST // 60, max_value=24 * 60, initial=USUAL_MINUTES
    )
    agency = forms.ChoiceField(label=_("Who carries out STOP and lapse"))
    on_stop = forms.ChoiceField(label=_("On STOP"))
    on_lapse = forms.ChoiceField(label=_("When GO lapses"))
    surveillance = forms.ChoiceField(label=_("Surveillance"), required=False)
    watch = forms.ChoiceField(label=_("Whose duty it is"), required=False)
    taker = forms.ChoiceField(label=_("Who takes over at its end"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        measures = coded("cd_measure", empty=False)
        own = {
            "on_stop": measures, "on_lapse": measures, "surveillance": coded("cd_surveillance"),
        }  # fmt: skip
        given = bool((kwargs.get("initial") or {}).get("end"))
        kwargs |= {"empty_permitted": not given, "use_required_attribute": False}
        super().__init__(*args, choices=own | kwargs.pop("choices", {}), **kwargs)

    def is_given(self) -> bool:
        """Say whether the row holds a leg."""
        return bool(self.cleaned_data.get("end"))

    def clean(self) -> dict[str, Any]:
        """Ask for the end of a leg that has anything typed into it."""
        said: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not said.get("end"):
            self.add_error("end", gettext("Where does this leg end?"))
        return said

    def begins(self) -> list[forms.BoundField]:
        """Return the fields of its beginning."""
        return [self[f"start{name}"] for name in ("", "_country", "_point")]

    def ends(self) -> list[forms.BoundField]:
        """Return the fields of its end."""
        return [self[f"end{name}"] for name in ("", "_country", "_point")]

    def duties(self) -> list[forms.BoundField]:
        """Return what is to be done on it and by whom."""
        names = ("minutes", "on_stop", "on_lapse", "agency", "surveillance", "watch", "taker")
        return [self[name] for name in names]


def countries(codes: Sequence[str], language: str) -> Choices:
    """Return countries and regions as choices."""
    return [(code, country_name(code, language)) for code in dict.fromkeys(codes) if code]


def plan_value(head: PlanForm, legs: Sequence[LegForm], agencies: Mapping[str, str]) -> dict[str, Any]:
    """Return a plan as an action takes it. ``agencies``: the code of ``ours`` and of ``theirs``."""
    said = head.cleaned_data
    names = ("authority", "reference")
    sides = [
        {
            "agency": agencies[side], **{name: said[f"{side}_{name}"] for name in names},
            "go": badges_in(said[f"{side}_go"]), "officers": badges_in(said[f"{side}_officers"]),
        }
        for side in SIDES
    ]  # fmt: skip
    until: datetime = said["until"]
    return {
        "until": int(until.timestamp()), "substitution": said["substitution"], "sides": sides,
        "lead": agencies[said["lead"]], "costs": said["costs"], "cut_off": said["cut_off"],
        "evidence": said["evidence"], "legs": _legs([leg for leg in legs if leg.is_given()], agencies),
    }  # fmt: skip


def _legs(rows: Sequence[LegForm], agencies: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the legs in their order; one that names no beginning begins where the one before it ends."""
    found: list[dict[str, Any]] = []
    for place, row in enumerate(rows, 1):
        said = row.cleaned_data
        before = found[-1] if found and not said["start"] else {}
        leg = {
            "leg": f"L{place}", "start": before.get("end") or said["start"] or "–", "end": said["end"],
            "start_at": before.get("end_at") or _point(said["start_country"], said["start_point"]),
            "end_at": _point(said["end_country"], said["end_point"]), "minutes": said["minutes"],
            "on_stop": said["on_stop"], "on_lapse": said["on_lapse"],
            "agency": agencies[said["agency"]], "surveillance": said["surveillance"],
            "watch": agencies.get(said["watch"], ""), "taker": agencies.get(said["taker"], ""),
        }  # fmt: skip
        found.append(leg)
    return found


def _point(country: str, point: tuple[str, str] | None) -> dict[str, str]:
    return {"country": country} | ({"lat": point[0], "lon": point[1]} if point else {})


def plan_initial(plan: Mapping[str, Any], ours: str) -> dict[str, Any]:
    """Return a plan as the form's fields hold it."""
    sides = {"ours" if side["agency"] == ours else "theirs": side for side in plan["sides"]}
    until = timezone.localtime(datetime.fromtimestamp(plan["until"], tz=timezone.get_current_timezone()))
    first: dict[str, Any] = {
        "until": until.strftime("%Y-%m-%dT%H:%M"), "substitution": plan["substitution"],
        "lead": _whose(plan.get("lead", ""), ours) or "ours", "costs": plan.get("costs", ""),
        "cut_off": plan.get("cut_off", []), "evidence": plan.get("evidence", []),
    }  # fmt: skip
    for name, side in sides.items():
        first |= {f"{name}_{part}": side[part] for part in ("authority", "reference")}
        first |= {f"{name}_{part}": ", ".join(side.get(part, [])) for part in ("go", "officers")}
    return first


def leg_initial(leg: Mapping[str, Any], ours: str) -> dict[str, Any]:
    """Return a leg as the form's fields hold it."""
    first: dict[str, Any] = {
        name: leg.get(name, "") for name in ("start", "end", "minutes", "on_stop", "on_lapse", "surveillance")
    }
    first |= {name: _whose(leg.get(name, ""), ours) for name in ("agency", "watch", "taker")}
    for name in ("start", "end"):
        point = leg.get(f"{name}_at", {})
        first[f"{name}_country"] = point.get("country", "")
        first[f"{name}_point"] = f"{point['lat']}, {point['lon']}" if point.get("lat") else ""
    return first


def _whose(agency: str, ours: str) -> str:
    return ("ours" if agency == ours else "theirs") if agency else ""


class StopForm(OfficeForm):
    """Why it is stopped: one reason is chosen already, so that nothing has to be."""

    why = forms.ChoiceField(label=_("Reason"), initial="CDW-OTHER")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices={"why": coded("cd_stop_reason", empty=False)}, **kwargs)


class GoForm(OfficeForm):
    """For how long a leg may move."""

    minutes = forms.IntegerField(label=_("For how many minutes"), min_value=SHORTEST // 60, max_value=24 * 60)


class TelephoneForm(OfficeForm):
    """A word heard by telephone; of a GO also until when it holds, by the clock of who says it."""

    word = _line(_("The word you hear, with its four digits"), 80)
    until = forms.TimeField(
        label=_("If it is a GO: until (time of day)"), required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    zone = forms.ChoiceField(label=_("If it is a GO: in the time of"), required=False)
    speaker = forms.ChoiceField(label=_("If it is a GO: who says it"), required=False)


class SubstituteForm(OfficeForm):
    """The substitute that takes a parcel's place, by its exhibit number."""

    exhibit = _line(_("Exhibit number of the substitute"), 48)
