"""All forms of one draft together: read from what was saved or typed, written back as the letter has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.forms import BaseFormSet, Form, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from borderlink.liaison.forms.letters.head import GradeForm, HandlingForm, RouteForm, SourceForm, UrgencyForm
from borderlink.liaison.forms.letters.kinds import KINDS, Part
from borderlink.liaison.forms.letters.rows import NoteForm
from borderlink.liaison.forms.letters.shapes import Offered, PartForm

if TYPE_CHECKING:
    _RowsBase: TypeAlias = BaseFormSet[PartForm]
else:
    _RowsBase = BaseFormSet  # not subscriptable at run time

MOST_ROWS: Final = 50  # as many as any list of a letter may have
NAMED: Final = frozenset({"people", "bodies"})  # whom other rows can be about
GRADED: Final = frozenset({"clue", "rfi", "answer", "correction"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One part as the page shows it: its form, or its rows."""

    part: Part
    prefix: str
    form: PartForm | None = None
    rows: "BaseFormSet[PartForm] | None" = None

    @property
    def is_used(self) -> bool:
        """Say whether something stands in it, or is wrong in it."""
        forms = list(self.rows) if self.rows is not None else [self.form] if self.form else []
        return any(any((one.initial or {}).values()) or (one.is_bound and one.has_changed()) for one in forms)


class Rows(_RowsBase):
    """Rows of one part; each knows what was saved of it, so that what it does not show stays."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return what one row is made with."""
        kwargs: dict[str, Any] = dict(super().get_form_kwargs(index))
        said = kwargs.pop("said")
        kwargs["kept"] = said[index] if index is not None and index < len(said) else None
        return kwargs


class DraftForms:
    """The forms of a draft of one kind. ``data``: what was typed; else ``body`` is shown as it was saved."""

    def __init__(
        self,
        kind: str,
        offered: Offered,
        *,
        body: Mapping[str, Any],
        source: Mapping[str, str] | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.kind, self.offered, self.data, self.body = kind, offered, data, body
        self.parts = [self._shown(place, part) for place, part in enumerate(KINDS[kind])]
        self.notes = self._rows("notes", NoteForm, list(body.get("notes", [])))
        self.heads = {
            "channel": self._head(RouteForm, "channel"), "handling": self._head(HandlingForm, "handling"),
            "urgency": UrgencyForm(
                data, prefix="urgency", offered=offered, initial={"urgency": body.get("urgency", "")}
            ),
        }  # fmt: skip
        self.grade = self._head(GradeForm, "grade") if kind in GRADED else None
        self.source = (
            SourceForm(data, prefix="source", offered=offered, initial=dict(source or {}))
            if kind == "clue"
            else None
        )

    def _head(self, form: type[PartForm], name: str) -> PartForm:
        said = self.body.get(name)
        return form(self.data, prefix=name, offered=self.offered, initial=form.first(said) if said else None)

    def _shown(self, place: int, part: Part) -> Shown:
        facts = self.body.get("facts", {})
        prefix = part.name or f"part{place}"
        if part.many:
            return Shown(
                part=part, prefix=prefix, rows=self._rows(prefix, part.form, facts.get(part.name, []))
            )
        first = part.form.first(facts.get(part.name, {}) if part.name else facts)
        kept = facts.get(part.name) if part.name else None
        form = part.form(self.data, prefix=prefix, offered=self.offered, initial=first, kept=kept)
        return Shown(part=part, prefix=prefix, form=form)

    def _rows(self, prefix: str, form: type[PartForm], said: list[Any]) -> "BaseFormSet[PartForm]":
        rows = formset_factory(
            form, Rows, extra=0 if said else 1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1
        )
        kept = self._grown(prefix)
        made: BaseFormSet[PartForm] = rows(
            kept,
            prefix=prefix,
            initial=[form.first(row) for row in said],
            form_kwargs={"offered": self.offered, "said": said},
        )
        return made

    def _grown(self, prefix: str) -> QueryDict | None:
        """Return what was typed, with one row more where one was asked for."""
        if self.data is None or self.data.get("add") != prefix:
            return self.data
        grown = self.data.copy()
        count = grown.get(f"{prefix}-TOTAL_FORMS", "0")
        grown[f"{prefix}-TOTAL_FORMS"] = str(int(count) + 1 if count.isdecimal() else 1)
        return grown

    def every(self) -> Iterator[Form]:
        """Return every form, rows included."""
        yield from self.heads.values()
        yield from (one for one in (self.grade, self.source) if one is not None)
        for shown in self.parts:
            yield from [shown.form] if shown.form is not None else shown.rows or ()
        yield from self.notes

    def is_valid(self) -> bool:
        """Say whether all that was typed holds; rows that are taken away need not."""
        sets = [shown.rows for shown in self.parts if shown.rows is not None]
        lone = [*self.heads.values(), *(shown.form for shown in self.parts if shown.form is not None)]
        lone += [one for one in (self.grade, self.source) if one is not None]
        held = [one.is_valid() for one in lone] + [rows.is_valid() for rows in (*sets, self.notes)]
        return all(held) and self._is_about_its_own()

    def _is_about_its_own(self) -> bool:
        """Say whether rows are about people and bodies of this letter alone, and mark those that are not."""
        known = set(self._numbers())
        rows = [one for shown in self.parts for one in shown.rows or () if "about" in one.fields]
        live = [one for one in rows if not one.cleaned_data.get("DELETE")]
        wrong = [one for one in live if set(one.cleaned_data.get("about", [])) - known]
        for one in wrong:
            one.add_error("about", _("Nobody in this letter has this number."))
        return not wrong

    def facts(self) -> dict[str, Any]:
        """Return the letter's facts as far as they hold."""
        found: dict[str, Any] = {}
        numbers = self._numbers()
        for shown in self.parts:
            if shown.form is not None:
                shown.form.is_valid()
                said = shown.form.value()
                found |= ({shown.part.name: said} if shown.part.name else said) if said else {}
            elif shown.rows is not None and (rows := self._said(shown.rows)):
                found[shown.part.name] = [
                    _numbered(f"{shown.part.ref}{place}" if shown.part.ref else "", row, numbers)
                    for place, row in enumerate(rows.values(), 1)
                ]
        return found

    def _numbers(self) -> dict[str, str]:
        """Return what people and bodies are called in the letter, by the number that the page shows.

        The two differ behind a row that is empty or taken away.
        """
        return {
            f"{shown.part.ref}{was}": f"{shown.part.ref}{place}"
            for shown in self.parts
            if shown.rows is not None and shown.part.name in NAMED
            for place, was in enumerate(self._said(shown.rows), 1)
        }

    @staticmethod
    def _said(rows: "BaseFormSet[PartForm]") -> dict[int, dict[str, Any]]:
        """Return the rows that say something and are not taken away, by the number that the page shows."""
        rows.is_valid()
        live = {
            place: one
            for place, one in enumerate(rows, 1)
            if not getattr(one, "cleaned_data", {}).get("DELETE")
        }
        return {place: said for place, one in live.items() if (said := one.value())}

    def value(self) -> dict[str, Any]:
        """Return what `save_draft` takes. Ask ``is_valid`` first."""
        return {
            "channel": self.heads["channel"].value(), "handling": self.heads["handling"].value(),
            "urgency": self.heads["urgency"].cleaned_data["urgency"], "facts": self.facts(),
            "notes": list(self._said(self.notes).values()),
            "grade": self.grade.value() if self.grade else self.body.get("grade"),
        }  # fmt: skip

    def said_of_source(self) -> dict[str, str]:
        """Return the answers to the questions before sending, of a clue."""
        return dict(self.source.cleaned_data) if self.source else {}


def _numbered(ref: str, said: dict[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """Return a row under its own number, if it has one, about people and bodies by their numbers."""
    about = {"about": [numbers[one] for one in said["about"] if one in numbers]} if "about" in said else {}
    return ({"ref": ref} if ref else {}) | said | about
