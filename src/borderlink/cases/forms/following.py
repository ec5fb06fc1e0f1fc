"""What is typed as a case goes on: events, tasks, approvals, diary, documents, decisions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, day, words_of
from borderlink.screening.forms import FilesField, FilesInput


class EventForm(CaseForm):
    """Something that happened."""

    happened_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    to_the_day = forms.BooleanField(label=_("The hour is not known"), required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    text = words_of(_("What happened"), most=4000, rows=3)
    place = words_of(_("Where"), most=200, required=False)

    lists: ClassVar = {"kind": "case_event"}


class TaskForm(CaseForm):
    """Something to be done."""

    text = words_of(_("What is to be done"), most=400)
    owner = forms.ChoiceField(label=_("By whom"))
    due_on = day(_("Until"), required=True)

    offers: ClassVar = {"owner": "members"}


class FinishForm(CaseForm):
    """A task that is done."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    words = words_of(_("What came of it"), most=400, required=False)


class ApprovalForm(CaseForm):
    """Something the commander is asked to allow."""

    kind = forms.ChoiceField(label=_("What for"))
    text = words_of(_("What is asked, and why"), most=4000, rows=3)

    lists: ClassVar = {"kind": "approval_kind"}


class DecideForm(CaseForm):
    """A commander's answer."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("allowed", _("Allowed")), ("declined", _("Declined"))],
        widget=forms.RadioSelect,
    )
    words = words_of(
        _("With which words"), most=400, required=False, help_text=_("Needed when you decline: why.")
    )


class DiaryForm(CaseForm):
    """An entry of the diary."""

    text = words_of(_("Entry"), most=20_000, rows=4)
    corrects = forms.ChoiceField(label=_("Corrects entry"), required=False)

    offers: ClassVar = {"corrects": "entries"}
    optional: ClassVar = frozenset({"corrects"})


class DocumentForm(CaseForm):
    """Documents or photographs."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = words_of(_("Title"), most=200, required=False)
    uploads = FilesField(
        label=_("Files"),
        widget=FilesInput(attrs={"multiple": True}),
        help_text=_("Up to 100 MiB each. They are kept to the byte; pictures are shown without metadata."),
    )

    lists: ClassVar = {"kind": "document_kind"}


class DecisionForm(CaseForm):
    """What a prosecutor or a court decided."""

    person = forms.ChoiceField(label=_("On whom"), required=False)
    stage = forms.ChoiceField(label=_("Who decided"))
    outcome = forms.ChoiceField(label=_("Decision"))
    decided_on = day(_("Decided on"), required=True)
    body = words_of(_("Name of the office or court"), most=200)
    reference = words_of(_("Number"), most=120, required=False)
    sentence = forms.ChoiceField(label=_("Sentence"), required=False)
    months = forms.IntegerField(
        label=_("Months of imprisonment"), min_value=0, max_value=1200, required=False
    )
    is_final = forms.BooleanField(label=_("It is final: no appeal or review is open"), required=False)
    review_pending = forms.BooleanField(label=_("A review is still open"), required=False)
    text = words_of(_("In short"), most=4000, rows=2, required=False)

    offers: ClassVar = {"person": "people"}
    lists: ClassVar = {"outcome": "court_outcome", "sentence": "sentence"}
    optional: ClassVar = frozenset({"sentence"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_alias("stage", "decision_stage")
        self._choose("person", [("", gettext("the case as a whole")), *self.offered.people], empty=False)


class ToldForm(CaseForm):
    """Someone outside who was told of a person."""

    person = forms.ChoiceField(label=_("Of whom"))
    recipient = words_of(_("Who was told"), most=200)
    what = words_of(_("What"), most=400, required=False)
    told_on = day(_("When"), required=True)

    offers: ClassVar = {"person": "people"}


class CorrectedForm(CaseForm):
    """Someone who was told of an acquittal."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
