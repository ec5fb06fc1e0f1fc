"""The kinds of columns that a table without names may have."""

import re
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField

CODE_LENGTH: Final = 32
NUMBER_LENGTH: Final = 48
BADGE_LENGTH: Final = 32
WAYBILL_LENGTH: Final = 64
_CODE: Final = re.compile(r"[!-~]*", re.ASCII)  # what can be seen of ASCII, without a blank


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
    """A code of a list, of a unit, an agency, a country or a state: never words.

    What has a blank, or a letter beyond ASCII, is no code and is not written: no name slips in as one.
    """

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return what is written. Raises ``ValueError`` for words: a fault of ours, no door offers them."""
        if self.max_length == CODE_LENGTH and isinstance(value, str) and not _CODE.fullmatch(value):
            raise ValueError(f"{self.model.__name__}.{self.name} takes codes alone")
        return super().get_db_prep_save(value, connection)


class Number(_Plain):
    """A number that we gave to a thing: a case, a seizure, a campaign."""

    length = NUMBER_LENGTH


class Badge(_Plain):
    """The badge of an officer who acted: who wrote, never whom it is about."""

    length = BADGE_LENGTH
