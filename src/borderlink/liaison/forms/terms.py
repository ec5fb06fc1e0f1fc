"""The terms of a partner as a form: channels with their basis, kinds, handling, consents, policy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.language import codes, languages
from borderlink.liaison.domain.assurance import ANY, Grade, Row, Status
from borderlink.liaison.domain.terms import (
    COARSENED,
    KINDS,
    PAPERS,
    SCHEMES,
    Basis,
    Channel,
    Handling,
    Terms,
)
from borderlink.screening.forms import Choices, Styled, coded

COUNTRY: Final = r"^[A-Z]{2}$"
SPARE: Final = 2  # empty rows below those that are there
COARSE: Final = {"detection": _("How something was found"), "grade": _("Grading of source and information")}
LANGUAGE_NAMES: Final = [
    ("zh-Hans", "中文（简体）"),
    ("zh-Hant", "中文（繁體）"),
    ("vi", "Tiếng Việt"),
    ("en", "English"),
]


class TermsForm(Styled):
    """What is one value or one set of choices."""

    kinds = forms.MultipleChoiceField(
        label=_("Letters that may be sent"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consent_for_evidence = forms.BooleanField(
        label=_("What may be used in court needs a consent"), required=False
    )
    consent_for_persons = forms.BooleanField(label=_("Personal data need a consent"), required=False)
    coarsen = forms.MultipleChoiceField(
        label=_("Told only in classes"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, COARSE[name]) for name in COARSENED],
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages that it reads"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=LANGUAGE_NAMES,
    )  # fmt: skip
    ours = forms.RegexField(COUNTRY, label=_("Our calendar (country)"), max_length=2, required=False)
    theirs = forms.RegexField(COUNTRY, label=_("Their calendar (country)"), max_length=2, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "kinds", _kinds())
        words = dict(coded("handling_scheme", empty=False))
        for scheme, known in SCHEMES.items():
            self.fields[scheme] = forms.ChoiceField(
                label=words.get(scheme, scheme), required=False,
                choices=[("", _("not used")), *_only("handling", known)],
                widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip

    @property
    def schemes(self) -> list[forms.BoundField]:
        """Return the fields of the schemes: in each the most confidential code that we send."""
        return [self[scheme] for scheme in SCHEMES]

    def handling(self) -> tuple[Handling, ...]:
        """Return the schemes that are used, each with its most confidential code."""
        said = self.cleaned_data
        return tuple(Handling(scheme=scheme, most=said[scheme]) for scheme in SCHEMES if said[scheme])


class BasisForm(Styled):
    """One channel and the instrument that opens it; without an instrument the row is left out."""

    channel = forms.ChoiceField(label=_("Channel of letters"), choices=())
    instrument = forms.CharField(label=_("Treaty or agreement"), max_length=200, required=False)
    article = forms.CharField(label=_("Article"), max_length=60, required=False)
    own_reference = forms.CharField(
        label=_("Reference of our central authority"), max_length=120, required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "channel", _only("letter_channel", [channel.value for channel in Channel]))


class PolicyForm(Styled):
    """One row: for a person of this standing, in this kind of letter, this approval is needed."""

    status = forms.ChoiceField(label=_("Person"), choices=(), required=False)
    kind = forms.ChoiceField(label=_("Letter"), choices=(), required=False)
    grade = forms.ChoiceField(label=_("Approval needed"), choices=(), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        leave_out = ("", _("leave this row out"))
        statuses = _only("person_status", [status.value for status in Status])
        _choices(self, "status", [leave_out, (ANY, _("anyone")), *statuses])
        _choices(self, "kind", [(ANY, _("any letter")), *_kinds()])
        _choices(self, "grade", coded("assurance_grade", empty=False)[::-1])  # an empty row says: never


BASES: Final = forms.formset_factory(BasisForm, extra=SPARE, max_num=12, absolute_max=20)
POLICY: Final = forms.formset_factory(PolicyForm, extra=SPARE, max_num=60, absolute_max=100)


class TermsForms:
    """The three forms of the page as one: what is one value, the rows of channels, the rows of the policy."""

    def __init__(self, terms: Terms, typed: Mapping[str, Any] | None = None) -> None:
        self.terms = terms
        self.values = TermsForm(typed, initial=_initial(terms))
        bases: list[Mapping[str, Any]] = [_row(basis) for basis in terms.bases]
        rows: list[Mapping[str, Any]] = [_row(row) for row in terms.policy]
        self.bases = BASES(typed, initial=bases, prefix="bases")
        self.policy = POLICY(typed, initial=rows, prefix="policy")

    def is_valid(self) -> bool:
        """Say whether all three hold."""
        found = [self.values.is_valid(), self.bases.is_valid(), self.policy.is_valid()]
        return all(found)

    def read(self) -> Terms:
        """Return the terms as they were typed; ``actions.partners.change_terms`` checks them."""
        said = self.values.cleaned_data
        return Terms(
            bases=tuple(Basis(**row) for row in _filled(self.bases, "instrument")),
            kinds=tuple(said["kinds"]), handling=self.values.handling(),
            consent_for_evidence=said["consent_for_evidence"],
            consent_for_persons=said["consent_for_persons"], coarsen=tuple(said["coarsen"]),
            calendars=tuple(one for one in (said["ours"], said["theirs"]) if one),
            languages=tuple(said["languages"]),
            policy=tuple(
                Row(status=row["status"], kind=row["kind"], grade=Grade(row["grade"]))
                for row in _filled(self.policy, "status")
            )
            or Terms.strict().policy,
        )  # fmt: skip


def _initial(terms: Terms) -> dict[str, Any]:
    ours, theirs, *_ = (*terms.calendars, "", "")
    return {
        "kinds": list(terms.kinds), "coarsen": list(terms.coarsen), "languages": list(terms.languages),
        "consent_for_evidence": terms.consent_for_evidence, "consent_for_persons": terms.consent_for_persons,
        "ours": ours, "theirs": theirs, **{one.scheme: one.most for one in terms.handling},
    }  # fmt: skip


def _row(value: Basis | Row) -> dict[str, Any]:
    return {name: str(getattr(value, name)) for name in value.__dataclass_fields__}


def _filled(rows: Any, name: str) -> list[dict[str, str]]:
    """Return the rows in which a field was filled."""
    return [form.cleaned_data for form in rows if form.cleaned_data.get(name)]


def _kinds() -> Choices:
    language = languages.of_django(get_language() or "en")
    return [(kind, kind_words(kind, language)) for kind in (*KINDS, *PAPERS)]


def kind_words(kind: str, language: str) -> str:
    """Return what a kind of letter, or of paper that leaves beside letters, is called."""
    if kind in PAPERS:
        return codes.label(f"LVK-{kind.upper()}", language, "leaving_kind")
    return codes.label(kind, language, "letter_type")


def _only(list_name: str, wanted: Sequence[str]) -> Choices:
    return [choice for choice in coded(list_name, empty=False) if choice[0] in wanted]


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices
