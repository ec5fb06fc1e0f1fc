"""Shape of what officers attach to a hand-over: a photograph or video, what it shows, whether of whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.screening.forms import Styled, coded

YES, NO = "yes", "no"


class FileForm(Styled):
    """One photograph or video; whether someone can be recognised is said, never assumed."""

    file = forms.FileField(label=_("Photograph or video"))
    shows = forms.ChoiceField(label=_("What it shows"))
    persons = forms.ChoiceField(
        label=_("Can someone be recognised in it?"),
        choices=[("", "—"), (NO, _("No, nobody")), (YES, _("Yes: the gate asks for approval"))],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        shows = self.fields["shows"]
        assert isinstance(shows, forms.ChoiceField)  # noqa: S101 - tells the type checker
        shows.choices = coded("evidence_picture")
