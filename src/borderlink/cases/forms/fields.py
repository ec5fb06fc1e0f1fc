"""Choices and widgets that the forms of the case file share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Final
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django import forms
from django.utils.translation import get_language, gettext

from borderlink.language import codes, languages
from borderlink.language.languages import locale_of
from borderlink.language.places import country_name
from borderlink.screening.forms import EMPTY, Choices, Styled, coded

ALPHA2: Final = 2

__all__ = ["EMPTY", "CaseForm", "Choices", "Offered", "coded", "countries", "day", "words_of", "zones"]


def countries(*, empty: bool = True) -> Choices:
    """Return countries and regions by their code, named in the language of the page."""
    language = languages.of_django(get_language() or "en")
    known = [str(code) for code in locale_of("en").territories]
    wanted = [code for code in known if len(code) == ALPHA2 and code.isalpha()]
    found = [(code, country_name(code, language)) for code in wanted if code not in _NO_COUNTRY]
    ordered = sorted(found, key=lambda pair: pair[1])
    return [EMPTY, *ordered] if empty else ordered


def zones() -> Choices:
    """Return time zones by their IANA name, called after country and city in the language of the page."""
    return list(_zones(languages.of_django(get_language() or "en")))


@cache
def _zones(language: str) -> tuple[tuple[str, str], ...]:
    locale, known = locale_of(language), available_timezones()
    named = [
        (zone, f"{get_timezone_location(zone, locale=locale)} ({zone})")
        for zone in get_global("zone_territories")
        if zone in known
    ]
    return tuple(sorted(named, key=lambda pair: pair[1]))


_NO_COUNTRY: Final = frozenset({"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB", "CQ"})


def day(label: object, *, required: bool = False, **options: object) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, **options)  # type: ignore[arg-type]


def words_of(
    label: object, *, most: int, rows: int = 0, required: bool = True, help_text: object = ""
) -> forms.CharField:
    """Return a field for words: one line, or ``rows`` of them."""
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=most,
        required=required,
        widget=widget,
        help_text=help_text,  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the forms of one case can choose among: its people, officers, things, entries."""

    people: Choices = field(default_factory=list)
    parties: Choices = field(default_factory=list)  # people and organisations
    members: Choices = field(default_factory=list)
    officers: Choices = field(default_factory=list)  # who can still be let in
    things: Choices = field(default_factory=list)
    entries: Choices = field(default_factory=list)


class CaseForm(Styled):
    """A form whose choices come from one case; ``offers`` says which field takes which."""

    offers: ClassVar[Mapping[str, str]] = {}
    lists: ClassVar[Mapping[str, str]] = {}  # field -> code list
    optional: ClassVar[frozenset[str]] = frozenset()  # of these fields: an empty choice first
    places: ClassVar[tuple[str, ...]] = ()  # fields that take a country

    def __init__(self, *args: Any, offered: Offered | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered or Offered()
        for name, source in self.offers.items():
            self._choose(name, list(getattr(self.offered, source)), empty=name in self.optional)
        for name, list_name in self.lists.items():
            self._choose(name, coded(list_name, empty=False), empty=name in self.optional)
        for name in self.places:
            self._choose(name, countries(empty=False), empty=True)

    def _by_alias(self, name: str, list_name: str) -> None:
        """Let a field's choices carry the short codes that records keep, under the labels of the list."""
        language = languages.of_django(get_language() or "en")
        rows = codes.codes(list_name)
        self._choose(name, [(row.aliases[0], row.labels[language]) for row in rows], empty=False)

    def _renamed(self, name: str, own: Mapping[str, str]) -> None:
        """Let the choices of a field with a code list carry other codes, under the same labels."""
        found = [(own[code], label) for code, label in coded(self.lists[name], empty=False)]
        self._choose(name, found, empty=False)

    def _choose(self, name: str, choices: Choices, *, empty: bool) -> None:
        field_of = self.fields[name]
        assert isinstance(field_of, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field_of.choices = [("", gettext("none")), *choices] if empty else choices
