"""Forms whose fields are named for their place in a letter: `amount__from` is ``value["amount"]["from"]``.

A name that Python or Django keeps for itself stands with an underscore behind it: `data_`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import countries
from borderlink.language import codes, languages
from borderlink.screening.forms import EMPTY, Choices, Styled, coded

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words: TypeAlias = str | _StrPromise

TYPED: Final = {"autocomplete": "off", "spellcheck": "false"}
_REF: Final = re.compile(r"[A-Z][0-9]{1,3}", re.ASCII)
_DECIMAL: Final = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the forms of one letter can choose among, and the zones and countries of both sides."""

    zones: tuple[str, ...] = ("UTC",)  # ours first, then theirs
    countries: tuple[str, ...] = ()  # of both sides: they stand first
    language: str = "en"  # the officer's
    bases: Choices = field(default_factory=list)
    handling: Choices = field(default_factory=list)
    agencies: Choices = field(default_factory=list)
    ours: Choices = field(default_factory=list)  # our letters of the thread that were sent
    theirs: Choices = field(default_factory=list)
    asked: Choices = field(default_factory=list)  # the questions or items of the letter that is answered
    answers: bool = False  # whether the letter answers another
    request: str = ""  # the identifier of the letter that it answers


class PartForm(Styled):
    """A part of a letter: ``lists`` says which field takes which code list, ``offers`` which what is offered.

    ``needs`` are the fields without which the part says nothing; ``anchors`` the same of objects inside it:
    a name without its text is no name.
    """

    lists: ClassVar[Mapping[str, str]] = {}
    offers: ClassVar[Mapping[str, str]] = {}
    needs: ClassVar[tuple[str, ...]] = ()
    anchors: ClassVar[Mapping[str, str]] = {"names": "text", "identifiers": "value", "amount": "from"}

    def __init__(
        self,
        *args: Any,
        offered: Offered | None = None,
        kept: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered or Offered()
        self.was = self.arranged(kept or {})
        self.kept = {name: part for name, part in self.was.items() if name not in self.edited()}
        for name, list_name in self.lists.items():
            self._choose(name, self._with_newer(name, coded(list_name, empty=False)))
        for name, source in self.offers.items():
            self._choose(name, list(getattr(self.offered, source)))
            if source == "agencies" and not self.offered.agencies:
                del self.fields[name]

    def _with_newer(self, name: str, choices: Choices) -> Choices:
        """Return the choices with the code that was saved, where it is of another or a newer list."""
        saved = (self.initial or {}).get(name)
        if not isinstance(saved, str) or not saved or saved in dict(choices):
            return choices
        words = codes.label(saved, languages.of_django(get_language() or "en"))
        return [*choices, (saved, words)]

    def _choose(self, name: str, choices: Choices) -> None:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)  # noqa: S101 - tells the type checker
        several = isinstance(found, forms.MultipleChoiceField)
        found.choices = choices if several or found.required else [EMPTY, *choices]

    def clean(self) -> dict[str, Any]:
        """Ask for what the part needs once anything of it is said, and what its inner objects need."""
        said: dict[str, Any] = super().clean() or {}
        if any(said.get(name) not in ("", None, [], False) for name in self.telling()):
            for name in self.needs:
                if said.get(name) in ("", None, []) and name not in self.errors:
                    self.add_error(name, _("This is needed."))
        for name in [one for one in self.telling() if said.get(one) not in ("", None, [])]:
            anchor = self._anchor_of(name)
            if anchor and said.get(anchor) in ("", None, []) and anchor not in self.errors:
                self.add_error(anchor, _("This is needed."))
        return said

    def _anchor_of(self, name: str) -> str:
        """Return the field without which what stands in another would be left out; empty: there is none."""
        way = name.split("__")[:-1]
        held = next((step for step in reversed(way) if not step.isdigit()), "")
        anchor = "__".join([*way, self.anchors.get(held, "")])
        return anchor if anchor in self.fields and anchor != name else ""

    @classmethod
    def edited(cls) -> frozenset[str]:
        """Return what of the part the form shows; the rest of what was saved stays as it was."""
        return frozenset(name.rstrip("_").split("__")[0] for name in cls.base_fields) | {"ref"}

    @classmethod
    def arranged(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a part with its lists in the order in which the form shows their first members."""
        return value

    def beyond(self) -> dict[str, list[Any]]:
        """Return what was saved of lists behind the members that the form shows."""
        shown: dict[str, int] = {}
        for way in (name.split("__") for name in self.base_fields):
            if len(way) > 1 and way[1].isdigit():
                shown[way[0]] = max(shown.get(way[0], 0), int(way[1]) + 1)
        rest = {name: list(self.was.get(name, []))[count:] for name, count in shown.items()}
        return {name: part for name, part in rest.items() if part}

    def telling(self) -> Iterable[str]:
        """Return the fields that say something when they are filled: those without a first choice."""
        return [name for name, found in self.fields.items() if not found.initial and name != "DELETE"]

    def value(self) -> dict[str, Any] | None:
        """Return what was said, as the letter has it; None when it says nothing. Ask ``is_valid`` first."""
        said = getattr(self, "cleaned_data", {})
        if any(said.get(name) in ("", None, []) for name in self.needs):
            return None
        filled = {name: _plain(said[name]) for name in self.fields if said.get(name) not in ("", None, [])}
        found: dict[str, Any] | None = _tidy(
            _nested({name: part for name, part in filled.items() if name != "DELETE"}), self.anchors
        )
        if not found:
            return None
        found = {name: self._with_inside(name, part) for name, part in found.items()}
        return (
            self.kept | found | {name: [*found.get(name, []), *more] for name, more in self.beyond().items()}
        )

    def _with_inside(self, name: str, said: Any) -> Any:
        """Return one part that was said; of an object also what was saved in it and no field shows."""
        was = self.was.get(name)
        if not isinstance(said, Mapping) or not isinstance(was, Mapping):
            return said
        shown = {
            way[1].rstrip("_") for way in (one.split("__") for one in self.base_fields) if way[0] == name
        }
        return {key: part for key, part in was.items() if key not in shown} | dict(said)

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show of a part that was said before."""
        value = cls.arranged(value)
        found = {name: _at(value, name.rstrip("_").split("__")) for name in cls.base_fields}
        return {name: part for name, part in found.items() if part is not None}


def _plain(part: object) -> Any:
    if isinstance(part, bool):
        return int(part)
    if isinstance(part, date):
        return part.isoformat()
    return str(part) if isinstance(part, Decimal) else part


def _nested(filled: Mapping[str, Any]) -> dict[str, Any]:
    """Return `a__0__b` as nested objects; lists are objects with numbers for names still."""
    found: dict[str, Any] = {}
    for name, part in filled.items():
        *way, last = name.rstrip("_").split("__")
        inner = found
        for step in way:
            inner = inner.setdefault(step, {})
        inner[last] = part
    return found


def _tidy(value: Any, anchors: Mapping[str, str], name: str = "") -> Any:
    """Return numbered objects as lists, and leave out what lacks its anchor."""
    if not isinstance(value, dict):
        return value
    if value and all(step.isdigit() for step in value):
        rows = [_tidy(value[step], anchors, name) for step in sorted(value, key=int)]
        return [row for row in rows if row not in (None, {})]
    found = {step: _tidy(part, anchors, step) for step, part in value.items()}
    found = {step: part for step, part in found.items() if part not in (None, {}, [])}
    return found if name not in anchors or anchors[name] in found else None


def _at(value: Any, way: list[str]) -> Any:
    for step in way:
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def one_of(
    label: "Words", *, required: bool = False, initial: str = "", help_text: "Words" = ""
) -> forms.ChoiceField:
    """Return a field for one code of a list."""
    return forms.ChoiceField(label=label, required=required, initial=initial, help_text=help_text)


def some_of(label: "Words", help_text: "Words" = "") -> forms.MultipleChoiceField:
    """Return a field for several codes of a list."""
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=False, widget=boxes, help_text=help_text)


def line(
    label: "Words", most: int = 64, *, required: bool = False, help_text: "Words" = "", **attrs: str
) -> forms.CharField:
    """Return a field for a line of text: a number, a name, a reference."""
    widget = forms.TextInput({**TYPED, **attrs})
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=help_text
    )


def day(label: "Words", *, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def whole(label: "Words", most: int = 1_000_000) -> forms.IntegerField:
    """Return a field for a whole number."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most)


class DecimalText(forms.CharField):
    """A quantity, kept as the digits that were typed; its decimal mark is the language's own."""

    widget = forms.TextInput({**TYPED, "inputmode": "decimal", "maxlength": 20})

    def clean(self, value: object) -> str:
        """Return the digits with a point."""
        typed = str(super().clean(value)).strip()
        mark = "," if languages.of_django(get_language() or "en") == "vi" else "."
        plain = typed.replace(mark, ".") if mark == "," else typed
        if typed and (not _DECIMAL.fullmatch(plain) or (mark == "," and "." in typed)):
            raise ValidationError(_("Type digits only, with one decimal mark at most."))
        return plain


class RefsField(forms.CharField):
    """Names inside the letter, like P1 or B2, with blanks or commas between them."""

    widget = forms.TextInput({**TYPED, "size": 12})

    def clean(self, value: object) -> Any:
        """Return the names."""
        found = [part for part in re.split(r"[\s,;，、]+", str(super().clean(value)).upper()) if part]
        if not all(_REF.fullmatch(part) for part in found):
            raise ValidationError(_("Write them as they are numbered here: P1, P2, B1."))
        return found

    def prepare_value(self, value: object) -> object:
        """Show the names with commas."""
        return ", ".join(value) if isinstance(value, list) else value


class LinesField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea({"rows": 3, **TYPED})

    def clean(self, value: object) -> Any:
        """Return the lines that are not empty."""
        lines = [one.strip() for one in str(super().clean(value)).splitlines()]
        found = [one for one in lines if one]
        if any(len(one) > 64 for one in found):  # noqa: PLR2004 - as the letter's schema has it
            raise ValidationError(_("A line has 64 characters at most."))
        return found

    def prepare_value(self, value: object) -> object:
        """Show one value a line."""
        return "\n".join(value) if isinstance(value, list) else value


def land(label: "Words") -> forms.ChoiceField:
    """Return a field for a country or region."""
    return forms.ChoiceField(label=label, required=False)


def near(offered: Offered) -> Choices:
    """Return countries and regions, those of both sides first."""
    known = dict(countries(empty=False))
    first = [(one, known[one]) for one in offered.countries if one in known]
    return [*first, *((one, name) for one, name in known.items() if one not in offered.countries)]
