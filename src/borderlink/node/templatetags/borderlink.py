"""Tags and filters of every page: icons, states, and values in the reader's language.

Filters take their language from Django's active one, so a page never mixes two.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.slots import Panel, panels
from borderlink.language import codes, languages, numbers, places, sentences
from borderlink.language.names.explaining import commonness_sentence, compare, sentence
from borderlink.language.widths import cut

register = template.Library()

# What a state looks like, once for the whole house: colour, icon. The word comes from the code list.
STATES: Mapping[str, tuple[str, str]] = {
    "release": ("release", "circle-check"),
    "inspect": ("inspect", "search"),
    "hold": ("hold", "hand-stop"),
    "unknown": ("unknown", "question-mark"),
    "selected": ("inspect", "radar-2"),
    "presented": ("unknown", "scan"),
    "opened": ("neutral", "package"),
    "N": ("release", "circle-check"),
    "S": ("hold", "alert-octagon"),
    "T": ("inspect", "flask"),
    "O": ("inspect", "flag"),
    "X": ("unknown", "circle-dashed"),
    "U": ("unknown", "lock"),
    "received": ("unknown", "clock"),
    "screening": ("unknown", "refresh"),
    "done": ("release", "check"),
    "refused": ("hold", "circle-x"),
    "held": ("release", "archive"),
    "offered": ("inspect", "lock"),
    "transferred": ("unknown", "send"),
    "returned": ("unknown", "arrow-back-up"),
    "destroyed": ("neutral", "trash"),
}


def _language() -> str:
    return languages.of_django(get_language() or "en")


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """Draw one icon of the sprite. Without a label it is decoration and hidden from screen readers."""
    href = f"{static('node/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="bl-icon" width="{}" height="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            size, size, label, href,
        )  # fmt: skip
    return format_html(
        '<svg class="bl-icon" width="{}" height="{}" aria-hidden="true"><use href="{}"/></svg>',
        size, size, href,
    )  # fmt: skip


@register.simple_tag
def state_badge(state: str, code: str = "") -> SafeString:
    """Draw a state as colour, icon and word: never by colour alone. ``code`` names its label if another."""
    colour, name = STATES.get(state, ("neutral", "circle-dashed"))
    return format_html(
        '<span class="bl-state bl-state-{}">{}{}</span>', colour, icon(name, size=16), label(code or state)
    )


@register.filter
def mass(weight_g: int | Decimal | None) -> str:
    """Write grams in the reader's form; nothing known is a dash."""
    return "–" if weight_g is None else numbers.mass(weight_g, _language())


@register.filter
def number(value: float | Decimal | None) -> str:
    """Write a number in the reader's form."""
    return "–" if value is None else numbers.number(value, _language())


@register.filter
def percent(share: float | None) -> str:
    """Write a share from 0 to 1 as a percentage in the reader's form."""
    return "–" if share is None else numbers.percent(share, _language())


@register.filter
def money(amount: float | Decimal | None, currency: str) -> str:
    """Write an amount with its currency in the reader's form."""
    return "–" if amount is None else numbers.money(amount, currency or "CNY", _language())


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Write a moment in the reader's form and the node's zone, machine-readable beside it."""
    if at is None:
        return "–"
    words = numbers.datetime(at, _language(), timezone.get_current_timezone_name())
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.filter
def day(on: date | None) -> str:
    """Write a date in the reader's form."""
    return "–" if on is None else numbers.date(on, _language())


@register.filter
def label(code: str | None, list_name: str = "") -> str:
    """Write a code in the reader's language; an alias of two lists needs the name of its list."""
    return "–" if not code else codes.label(code, _language(), list_name)


@register.filter("country")
@register.filter("country_name")
def country_name(code: str | None) -> str:
    """Write a country or region in the reader's language."""
    return "–" if not code else places.country_name(code, _language())


@register.filter
def language_name(code: str | None) -> str:
    """Write a spoken language in the reader's language."""
    return "–" if not code else places.language_name(code, _language())


@register.filter
def cut_to(text: str | None, most: int) -> str:
    """Cut a text to the width of a box, a Han character counted twice."""
    return cut(text or "", most)


@register.simple_tag
def say(name: str, facts: Mapping[str, object], english: str) -> str:
    """Make the sentence ``name`` from its facts in the reader's language."""
    return sentences.say(name, _language(), facts, english=english)


@register.simple_tag
def same_name(a: str, b: str) -> str:
    """Say why two names may be the same name, and how many bear it; never that they are one person."""
    try:
        found = compare(a, b)
    except Refusal:
        return ""
    between = "" if _language().startswith("zh") else " "
    return between.join((sentence(found, _language()), commonness_sentence(found, _language())))


@register.simple_tag
def slot(name: str) -> list[Panel]:
    """Return the panels that later rooms put into a slot of this page."""
    return panels(name)


@register.simple_tag(takes_context=True)
def fill(context: template.Context, name: str, subject: object) -> SafeString:
    """Draw what later rooms put into a slot of this page, each with its context for reader and subject."""
    reader, request = context.get("reader"), context.get("request")
    pieces = (
        render_to_string(panel.template, panel.context(reader, subject), request) for panel in panels(name)
    )
    return format_html_join("\n", "{}", ((mark_safe(piece),) for piece in pieces))  # noqa: S308 - drawn by templates


@register.inclusion_tag("frame/parts/empty.html")
def empty(title: str, advice: str, icon_name: str = "box") -> dict[str, str]:
    """Draw an empty state that says what to do next."""
    return {"title": title, "advice": advice, "icon_name": icon_name}


@register.inclusion_tag("frame/parts/stat.html")
def stat(name: str, value: object, rule: str = "", tone: str = "neutral") -> dict[str, object]:
    """Draw one figure with its counting rule beneath it."""
    return {"name": name, "value": value, "rule": rule, "tone": tone}


@register.inclusion_tag("frame/parts/field.html")
def field(bound: object) -> dict[str, object]:
    """Draw one form field with its label, help and errors tied to it for screen readers."""
    return {"field": bound}


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """Write the name behind a badge or a unit's code; one without a name is shown as it is."""
    return names.get(code, code)
