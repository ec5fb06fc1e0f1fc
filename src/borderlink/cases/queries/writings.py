"""Whose name may be one in another writing: found by the engine's keys, however old, and then the newest."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from django.db.models import Count, Q, QuerySet

from borderlink.cases.domain.remembered import Kept, beyond
from borderlink.cases.models.nominal import Name, NameKey
from borderlink.language.folding import fold
from borderlink.language.names.keys import keys_of

KEYING: Final = 1  # the version of the keys; a greater one has the worker make them anew
COMPARED: Final = 10_000  # names at a time that are found by keys, and as many of the newest
BATCH: Final = 500  # names whose keys are made at a time
_Texts = list[tuple[int, str]]


def texts_near(within: Q, owner: str, words: Sequence[str], kept: Sequence[Kept]) -> _Texts:
    """Return owners and names to be compared with some words: those that share keys, and the newest.

    ``owner`` is `person` or `organisation`. Names that share a key are compared however old they are, those
    that share most first; so is every one written the same. What officers remember leads on to names like
    the other spelling.
    """
    rows = Name.objects.filter(within)
    asked = list(dict.fromkeys([*words, *(other for one in words for other in beyond(one, kept))]))
    found = _by_keys(rows, asked)
    near = rows.filter(Q(pk__in=found) | Q(folded__in=[fold(one)[:400] for one in asked]))
    newest = rows.order_by("-pk").values_list(owner, "text")[:COMPARED]
    return list(dict.fromkeys(chain(near.values_list(owner, "text"), newest)))


def _by_keys(names: QuerySet[Name], asked: Sequence[str]) -> list[int]:
    """Return the names that share a key with one of those asked for, those that share most first."""
    keys = keys_of(asked, asked=True).keys.tolist()
    rows = NameKey.objects.filter(key__in=keys, name__in=names.order_by()).order_by().values_list("name")
    counted = rows.annotate(shared=Count("key", distinct=True)).order_by("-shared", "-name")
    return [pk for pk, _ in counted[:COMPARED]]


def not_keyed() -> list[Name]:
    """Return the next names whose keys are missing, or of an older version; asked by the worker alone."""
    return list(Name.objects.filter(keyed__lt=KEYING).order_by("pk")[:BATCH])
