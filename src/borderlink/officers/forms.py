"""Shapes of what officers and administrators type."""

from typing import ClassVar, Final

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.foundation.who import Role
from borderlink.language import codes, languages
from borderlink.officers.domain import Guest
from borderlink.officers.queries import Organisation, Unit

LANGUAGES: Final = tuple(languages.OWN_NAMES.items())


class Worded(forms.Form):
    """Gives allauth's fields our words, our look, and nothing a browser should not keep."""

    words: ClassVar[dict[str, object]] = {}
    hints: ClassVar[dict[str, object]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, field in self.fields.items():
            field.label = str(self.words.get(name, field.label))
            field.help_text = str(self.hints.get(name, ""))
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "form-control"


class SignInForm(Worded, LoginForm):  # type: ignore[misc]
    """Badge and password."""

    words: ClassVar = {"login": _("Badge"), "password": _("Password")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false",
            "autofocus": True,
        }  # fmt: skip

    def clean_login(self) -> str:
        """Return the badge in its one form: capital letters, no blanks around it."""
        badge: str = super().clean_login()
        return badge.strip().upper()


class CodeForm(Worded, AuthenticateForm):  # type: ignore[misc]
    """The code that an authenticator shows, or a recovery code."""

    words: ClassVar = {"code": _("One-time code")}
    hints: ClassVar = {"code": _("Six digits from your authenticator, or one of your recovery codes.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class KeyForm(Worded, AddWebAuthnForm):  # type: ignore[misc]
    """A new security key: its name, and whether it signs in by itself."""

    words: ClassVar = {
        "name": _("Name of the key"),
        "passwordless": _("Sign in with this key alone (passkey)"),
    }
    hints: ClassVar = {
        "passwordless": _("The key then asks for its own PIN or your finger, and no password is needed.")
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget.attrs["class"] = "form-check-input"


class CodeAgain(Worded, CodeAgainForm):  # type: ignore[misc]
    """A code once more, before something that matters."""

    words: ClassVar = {"code": _("One-time code")}
    hints: ClassVar = {"code": _("Six digits from your authenticator, or one of your recovery codes.")}


class PasswordAgain(Worded, ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    words: ClassVar = {"password": _("Password")}


class NewPasswordForm(Worded, ChangePasswordForm):  # type: ignore[misc]
    """A password of one's own."""

    words: ClassVar = {
        "oldpassword": _("Current or temporary password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    hints: ClassVar = {"password1": _("At least 12 characters; four unrelated words are easy to remember.")}


class SetUpForm(Worded, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""

    words: ClassVar = {"code": _("The code it shows now")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class Ours(forms.Form):
    """Gives our own forms their look."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"


class NamesForm(Ours):
    """A code with names in three languages."""

    code = forms.CharField(label=_("Code"), max_length=24)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)


class OrganisationForm(NamesForm):
    """A guest organisation."""

    kind = forms.ChoiceField(label=_("Kind"))

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, codes.label(kind.value, language)) for kind in Guest]  # type: ignore[attr-defined]


class OfficerForm(Ours):
    """A new officer."""

    badge = forms.CharField(label=_("Badge"), max_length=24)
    name = forms.CharField(label=_("Name"), max_length=120)
    place = forms.ChoiceField(label=_("Unit or guest organisation"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(
        self,
        *args: object,
        units: list[Unit],
        organisations: list[Organisation],
        language: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, Unit | Organisation] = {
            **{f"unit:{unit.code}": unit for unit in units},
            **{f"guest:{guest.code}": guest for guest in organisations},
        }
        named = [(key, f"{place.name_in(language)} ({place.code})") for key, place in self._places.items()]
        self.fields["place"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def unit(self) -> Unit | None:
        """Return the unit chosen, if it is one."""
        place = self._places.get(self.cleaned_data["place"])
        return place if isinstance(place, Unit) else None

    def organisation(self) -> Organisation | None:
        """Return the guest organisation chosen, if it is one."""
        place = self._places.get(self.cleaned_data["place"])
        return place if isinstance(place, Organisation) else None


class WhyForm(Ours):
    """A reason, kept in the journal."""

    why = forms.CharField(label=_("Reason"), max_length=400)


class EmergencyForm(Ours):
    """A badge, the sealed code, and why there was no other way."""

    badge = forms.CharField(label=_("Badge of the account to open"), max_length=24)
    code = forms.CharField(label=_("Sealed code"), max_length=80)
    why = forms.CharField(label=_("Why there is no other way"), max_length=400)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("badge", "code"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class RoleForm(WhyForm):
    """A role and why."""

    role = forms.ChoiceField(label=_("Role"))
    field_order = ("role", "why")

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, codes.label(role.value, language)) for role in Role]  # type: ignore[attr-defined]


class UnitForm(WhyForm):
    """Another unit and why."""

    unit = forms.ChoiceField(label=_("Unit"))
    field_order = ("unit", "why")

    def __init__(self, *args: object, units: list[Unit], language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._units = {unit.code: unit for unit in units}
        named = [(unit.code, f"{unit.name_in(language)} ({unit.code})") for unit in units]
        self.fields["unit"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> Unit:
        """Return the unit chosen."""
        return self._units[self.cleaned_data["unit"]]


class SignInIssueForm(WhyForm):
    """Whether the second factor is forgotten with the password, and why."""

    forget_second_factor = forms.BooleanField(
        label=_("The authenticator is lost too: forget it"), required=False
    )
    field_order = ("why", "forget_second_factor")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forget_second_factor"].widget.attrs["class"] = "form-check-input"


class ReleaseForm(WhyForm):
    """A commander's decision to let one thing leave."""

    way = forms.ChoiceField(label=_("By which way"))
    subject = forms.CharField(label=_("What leaves"), max_length=120)
    recipient = forms.CharField(label=_("Who receives it"), max_length=200)
    at_home = forms.BooleanField(
        label=_("The recipient is in this country, and no partner"),
        help_text=_("For a partner or for someone abroad the assurance gate decides instead."),
    )
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=30, initial=7)
    field_order = ("way", "subject", "recipient", "at_home", "days", "why")

    def __init__(self, *args: object, ways: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
