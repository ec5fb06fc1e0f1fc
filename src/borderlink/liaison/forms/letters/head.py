"""What every letter carries beside its facts, and what is asked of its writer before it leaves."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.language import codes as code_lists
from borderlink.liaison.forms.letters.shapes import PartForm, day, line, one_of, some_of
from borderlink.screening.forms import EMPTY, Choices, coded

SCHEME_OF: Final = {"4X4": "GRD-4X4", "352": "GRD-352", "ADM": "GRD-ADMIRALTY", "CLASS": "GRD-CLASS"}


class RouteForm(PartForm):
    """The channel with its legal basis, one of those agreed with the partner, and both sides' references."""

    basis = one_of(_("Channel and legal basis"), required=True)
    own_reference = line(_("Our central authority's reference"))
    their_reference = line(_("Their reference"))

    offers: ClassVar = {"basis": "bases"}

    def value(self) -> dict[str, Any]:
        """Return the channel as letters have it."""
        said = self.cleaned_data
        channel, basis, article = str(said["basis"]).split("|")
        named = {name: said[name] for name in ("own_reference", "their_reference")}
        return {"code": channel, "basis": basis, "article": article, **named}

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        basis = "|".join((value["code"], value["basis"], value["article"]))
        return {"basis": basis, **{name: value[name] for name in ("own_reference", "their_reference")}}


class HandlingForm(PartForm):
    """What the reader may do with the letter."""

    handling = one_of(_("Handling code"), required=True)
    purposes = some_of(_("May be used for"))
    evidence_use = forms.ChoiceField(label=_("Use in court"))
    ask_before_action = forms.BooleanField(label=_("Ask us before any action is taken on it"), required=False)
    may_pass_to = some_of(_("May be passed on to"))
    expires = day(_("Not to be relied on after"))
    delete_by = day(_("To be deleted by"))

    lists: ClassVar = {"purposes": "purpose"}
    offers: ClassVar = {"handling": "handling", "may_pass_to": "agencies"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.offered.language
        uses = [(row.aliases[0], row.labels[language]) for row in code_lists.codes("evidence_use")]
        self._choose("evidence_use", uses)
        self.fields["purposes"].required = True

    def value(self) -> dict[str, Any]:
        """Return the handling as letters have it: nothing is left out."""
        said = self.cleaned_data
        scheme, handling = str(said["handling"]).split("|")
        days = {name: said[name].isoformat() if said[name] else "" for name in ("expires", "delete_by")}
        return {
            "scheme": scheme, "code": handling,
            "may_pass_to": said.get("may_pass_to", []), "purposes": said["purposes"],
            "evidence_use": said["evidence_use"], "ask_before_action": int(said["ask_before_action"]), **days,
        }  # fmt: skip

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        return {**value, "handling": "|".join((value["scheme"], value["code"]))}


def grouped(list_name: str, language: str, saved: str = "") -> list[Any]:
    """Return the codes of gradings in groups, one a scheme; ``saved`` too, if it is of no scheme's list."""
    groups: dict[str, Choices] = {}
    for row in code_lists.codes(list_name):
        scheme = SCHEME_OF[row.code.split("-")[1]]
        groups.setdefault(code_lists.label(scheme, language), []).append((row.code, row.labels[language]))
    known = {code for group in groups.values() for code, _words in group}
    coarse = [(saved, code_lists.label(saved, language))] if saved and saved not in known else []
    return [EMPTY, *coarse, *groups.items()]


class GradeForm(PartForm):
    """The grade of source and information in the scheme they were given in; a mapping is marked as one."""

    source = one_of(_("Source"))
    information = one_of(_("Information"))
    from_source = one_of(_("Mapped from: source"))
    from_information = one_of(_("Mapped from: information"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in self.fields.items():
            assert isinstance(found, forms.ChoiceField)  # noqa: S101 - tells the type checker
            list_name = "grade_source" if name.endswith("source") else "grade_information"
            saved = str((self.initial or {}).get(name) or "")
            found.choices = grouped(list_name, self.offered.language, saved)

    def clean(self) -> dict[str, Any]:
        """Take both halves of a grading, of one scheme; what it is mapped from is of another."""
        said = self.cleaned_data
        own = self._scheme("source", "information")
        mapped = self._scheme("from_source", "from_information")
        if mapped and not own:
            self.add_error("source", _("Give the grade that the mapping led to."))
        if own and mapped == own:
            self.add_error("from_source", _("A grade is mapped from another scheme, not from its own."))
        return said

    def _scheme(self, source: str, information: str) -> str:
        """Return the scheme of one grading, or nothing where none is given."""
        given = [str(self.cleaned_data.get(name) or "") for name in (source, information)]
        schemes = {SCHEME_OF[one.split("-")[1]] for one in given if one}
        if any(given) and not all(given):
            self.add_error(source, _("A grade has two halves: source and information."))
        elif len(schemes) > 1:
            self.add_error(source, _("Both halves of a grade are of the same scheme."))
        return schemes.pop() if schemes else ""

    def value(self) -> dict[str, Any] | None:
        """Return the grade as letters have it; None when the letter carries none."""
        own = self._grading("source", "information")
        return own and {**own, "mapped_from": self._grading("from_source", "from_information")}

    def _grading(self, source: str, information: str) -> dict[str, str] | None:
        said = self.cleaned_data
        if not (said.get(source) and said.get(information)):
            return None
        scheme = SCHEME_OF[str(said[source]).split("-")[1]]
        return {"scheme": scheme, "source": said[source], "information": said[information]}

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        mapped = value.get("mapped_from") or {}
        shown = {name: value.get(name, "") for name in ("source", "information")}
        return shown | {f"from_{name}": mapped.get(name, "") for name in ("source", "information")}


class UrgencyForm(PartForm):
    """How soon an answer is needed."""

    urgency = one_of(_("Urgency"), required=True)

    lists: ClassVar = {"urgency": "urgency"}


class SourceForm(PartForm):
    """The question about the source, and why an imprecise clue is sent."""

    known_to = forms.ChoiceField(
        label=_("How many people could have known this?"), widget=forms.RadioSelect, required=False
    )
    low_reason = one_of(_("Why is it sent though it is imprecise?"))

    lists: ClassVar = {"low_reason": "low_score_reason"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["known_to"]
        assert isinstance(found, forms.ChoiceField)  # noqa: S101 - tells the type checker
        found.choices = coded("source_risk", empty=False)
