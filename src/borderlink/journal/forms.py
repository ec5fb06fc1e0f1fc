"""What an auditor fills in."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from borderlink.foundation.keyfiles import SHORTEST, NotAKeyFile
from borderlink.journal.domain.views import Filter

LARGEST_KEY_FILE = 4096


class Form(forms.Form):
    """A form in the look of the house."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")


class FilterForm(Form):
    """Which lines to show."""

    by = forms.CharField(label=_("Officer's badge"), max_length=200, required=False)
    act = forms.CharField(
        label=_("Act"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "journal-acts"})
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def wanted(self) -> Filter:
        """Return the filter; a field that cannot be read filters nothing and shows its error."""
        self.full_clean()
        given = self.cleaned_data
        since, until = _bounds(given.get("day"))
        return Filter(
            by=given.get("by", "").strip(),
            act=given.get("act", "").strip(),
            subject=given.get("subject", "").strip(),
            since=since,
            until=until,
        )

    def cursor(self) -> int | None:
        """Return the line before which the page begins."""
        before = self.cleaned_data.get("before")
        return before if isinstance(before, int) else None


class AcknowledgeForm(Form):
    """What an auditor found out about an alert."""

    why = forms.CharField(label=_("What you found"), max_length=2000, required=False)


class KeyForm(Form):
    """An auditor's key, as its file."""

    key_file = forms.FileField(label=_("Your key file"), max_length=200)

    def key_data(self) -> bytes:
        """Return the file's content. Refuses: ``NotAKeyFile`` for what is far too large."""
        upload = self.cleaned_data["key_file"]
        if not isinstance(upload, UploadedFile) or (upload.size or 0) > LARGEST_KEY_FILE:
            raise NotAKeyFile
        return bytes(upload.read())


class SignForm(KeyForm):
    """An auditor's key and what opens it."""

    passphrase = forms.CharField(
        label=_("Passphrase of the key"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class NewKeyForm(Form):
    """The passphrase of a new key, twice."""

    new_passphrase = forms.CharField(
        label=_("Passphrase for the new key"),
        help_text=_("At least twelve characters: several words that belong to nothing."),
        strip=False,
        max_length=1000,
        validators=[MinLengthValidator(SHORTEST)],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two different passphrases."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new_passphrase", again):
            raise forms.ValidationError(_("The two passphrases differ."))
        return again


def _bounds(day: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of a day in the node's zone, and of the day after."""
    if day is None:
        return None, None
    midnight = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
    return midnight, midnight + timedelta(days=1)
