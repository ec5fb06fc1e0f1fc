"""The kinds of columns that a table without names may have."""

from typing import TYPE_CHECKING, Any, Final

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField

CODE_LENGTH: Final = 32
NUMBER_LENGTH: Final = 48
BADGE_LENGTH: Final = 32
WAYBILL_LENGTH: Final = 64


class _Plain(_Text):
    """A short text column that a migration knows as Django's own."""

    length: int = CODE_LENGTH

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", self.length)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """Return the field as Django's own, so that migrations import nothing of ours."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


class Code(_Plain):
    """A code of a list, of a unit, an agency, a country or a state: never words."""


class Number(_Plain):
    """A number that we gave to a thing: a case, a seizure, a campaign."""

    length = NUMBER_LENGTH


class Badge(_Plain):
    """The badge of an officer who acted: who wrote, never whom it is about."""

    length = BADGE_LENGTH
