"""Fields that custody's forms share: masses in grams, codes, seals, moments, digests."""

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.custody.domain.schema import COMMITTED
from borderlink.language import codes, languages
from borderlink.screening.forms import EMPTY, Choices

MOST_MG: Final = 10**12  # a thousand tonnes
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}", re.ASCII)
_PLAIN: Final = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,6})?", re.ASCII)
_THREE: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{3}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TYPED: Final = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}

__all__ = ["COMMITTED", "CodeField", "DigestField", "GramsField", "MomentField", "labelled", "read_grams"]


def plain(text: str) -> str:
    """Return typed text as a scanner or an input method meant it: half width, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def read_grams(text: str, language: str) -> int:
    """Return a mass typed in grams as whole milligrams; a mark that can be read two ways is refused.

    The decimal mark is the language's own (a comma in Vietnamese, a point elsewhere). Thousands are not
    grouped: 7.981 is 7,981 g to one reader and 8 g to another. Raises ``ValidationError``.
    """
    typed = plain(text)
    if not _PLAIN.fullmatch(typed):
        raise ValidationError(_("Type digits only, like 7981 or 7981.5 (7981,5): grams, no other unit."))
    mark, other = (",", ".") if language == "vi" else (".", ",")
    if other in typed and _THREE.fullmatch(typed):
        raise ValidationError(_("This can be read in two ways. Type all digits without grouping them."))
    mass_mg = Decimal(typed.replace(other, mark).replace(",", ".")) * 1000
    if mass_mg != mass_mg.to_integral_value():
        raise ValidationError(_("At most three decimals: a mass is kept in whole milligrams."))
    if mass_mg > MOST_MG:
        raise ValidationError(_("No lot weighs this much."))
    return int(mass_mg)


class GramsField(forms.CharField):
    """A mass as a balance shows it, in grams; gives whole milligrams, or None when left empty."""

    widget = forms.TextInput({**_TYPED, "inputmode": "decimal", "data-cu-grams": "1", "maxlength": 20})

    def clean(self, value: object) -> int | None:
        """Return milligrams, exactly."""
        text = super().clean(value)
        return read_grams(text, languages.of_django(get_language() or "en")) if text else None


class CodeField(forms.CharField):
    """A number, seal or reference: what the ledger keeps as a code."""

    def __init__(self, *, max_length: int = 64, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.TextInput(_TYPED))
        super().__init__(max_length=max_length, **kwargs)  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        """Return the code; a space or a letter that no code has is refused."""
        text = plain(super().clean(value))
        if text and not _CODE.fullmatch(text):
            raise ValidationError(_("Only letters A to Z, digits and . _ : / @ - without spaces."))
        return text


class DigestField(forms.CharField):
    """The SHA-256 of a file that is kept elsewhere, as 64 hexadecimal digits."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.TextInput({**_TYPED, "data-cu-digest": "1"}))
        super().__init__(max_length=120, required=False, **kwargs)  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        """Return the digest in small letters, without blanks; nothing stays nothing."""
        text = re.sub(r"\s", "", plain(super().clean(value))).lower()
        if text and not _DIGEST.fullmatch(text):
            raise ValidationError(_("A SHA-256 has 64 digits from 0 to 9 and a to f."))
        return text


class MomentField(forms.DateTimeField):
    """A moment in the node's time zone."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """Show a moment in the node's zone."""
        return timezone.localtime(value) if isinstance(value, datetime) else value


def labelled(list_name: str, *, empty: bool = False, without: frozenset[str] = frozenset()) -> Choices:
    """Return a code list's choices in the page's language, by the short codes that the ledger keeps."""
    language = languages.of_django(get_language() or "en")
    rows = [
        (row.aliases[0] if row.aliases else row.code, row.labels[language]) for row in codes.codes(list_name)
    ]
    return [EMPTY, *rows] if empty else [row for row in rows if row[0] not in without]
