"""Who signs an act on this screen: the officer signed in, a second one beside them, a witness."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.actions.recording import Hand
from borderlink.custody.forms.fields import CodeField, labelled
from borderlink.custody.forms.signing import pin_field
from borderlink.screening.forms import Styled


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who must sign: ``needed`` by the ledger, ``advised`` by the pack; ``second`` if it must be this one.

    ``second_is`` says in the page's words who the second is (`takes it over`).
    """

    me: str
    needed: bool = False
    advised: bool = False
    second: str = ""
    usual: str = ""
    second_is: str = ""
    witness: bool = False
    keeps: bool = True  # whether the second is likely to be the same next time


class SigningForm(Styled):
    """The PINs of those who sign, and the witness. A PIN is never shown again."""

    pin = pin_field()
    second = CodeField(label=_("Badge of the second officer"), required=False)
    second_pin = pin_field(_("PIN of the second officer"))
    alone = forms.BooleanField(
        label=_("I sign alone; it will be listed as a breach to explain"), required=False
    )
    capacity = forms.ChoiceField(label=_("Witness"), required=False)
    witness_name = forms.CharField(label=_("Name of the witness"), required=False, max_length=120)

    def __init__(self, *args: object, wanted: Wanted, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields["second_pin"].required = False
        if wanted.needed or not wanted.advised:
            del self.fields["alone"]
        self._name_second()
        if wanted.witness:
            capacity = self.fields["capacity"]
            assert isinstance(capacity, forms.ChoiceField)  # noqa: S101 - tells the type checker
            capacity.choices = [("", gettext("no witness")), *labelled("witness_capacity")]
        else:
            del self.fields["capacity"], self.fields["witness_name"]

    def _name_second(self) -> None:
        """Leave out who is not asked for; fill in whom the act itself names."""
        wanted, second = self.wanted, self.fields["second"]
        if not (wanted.needed or wanted.advised):
            del self.fields["second"], self.fields["second_pin"]
            return
        second.initial = wanted.second or wanted.usual
        second.required = wanted.needed
        if wanted.second:
            second.widget.attrs["readonly"] = "readonly"

    def clean(self) -> dict[str, object]:
        """Refuse one officer as two, a badge without its PIN, and a missing second who is wanted."""
        found: dict[str, object] = super().clean() or {}
        second, me = str(found.get("second") or ""), self.wanted.me
        if second and second.casefold() == me.casefold():
            self.add_error("second", gettext("You sign already. The second is another officer."))
        elif self.wanted.second and second and second.casefold() != self.wanted.second.casefold():
            self.add_error("second", gettext("This act must be signed by the officer who holds the exhibit."))
        elif second and not found.get("second_pin"):
            self.add_error("second_pin", gettext("The second officer types their own PIN."))
        elif not second and "alone" in self.fields and not found.get("alone"):
            self.add_error(
                "second", gettext("The rule pack wants two officers. Let the second sign, or tick below.")
            )
        if found.get("witness_name") and not found.get("capacity"):
            self.add_error("capacity", gettext("Say in which capacity."))
        return found

    def hands(self) -> list[Hand]:
        """Return who signs, the officer signed in first."""
        said = self.cleaned_data
        first = Hand(badge=self.wanted.me, pin=said["pin"])
        second = str(said.get("second") or "").upper()
        return (
            [first, Hand(badge=self.wanted.second or second, pin=said["second_pin"])] if second else [first]
        )

    def has_second(self) -> bool:
        """Say whether a second officer is asked for."""
        return "second" in self.fields
