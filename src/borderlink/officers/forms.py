"""Shapes of what officers and administrators type."""

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """Badge and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Badge")
        self.fields["login"].widget.attrs = {
            "autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false",
            "autofocus": True,
        }  # fmt: skip
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields.pop("remember", None)

    def clean_login(self) -> str:
        """Return the badge in its one form: capital letters, no blanks around it."""
        badge: str = super().clean_login()
        return badge.strip().upper()
