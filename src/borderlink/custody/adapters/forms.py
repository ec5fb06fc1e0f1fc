"""Legal forms filled from signed acts: which value stands in which field and column, in the form's language.

Which form takes which acts is data (``data/paper/forms.toml``). Nothing here guesses: what no act says stays
empty, to be written by hand.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from borderlink.custody.adapters.casefile import CaseActs, Openings
from borderlink.custody.domain.acts import Act

_FOLDER: Final = files("borderlink.custody") / "data" / "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlan:
    """What one legal form is made of: its pack and language, its kinds of acts, the keys of its parts."""

    code: str
    pack: str
    language: str
    kinds: frozenset[str]
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    signatures: tuple[str, ...]
    copies: int = 1
    letter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """A form as filled: values by key in the form's own language, and the entries that they come from.

    ``signatures`` are the key of each place for a hand and the name to stand under it, empty where not known.
    """

    code: str
    node: str
    case: str
    entries: tuple[int, ...]
    fields: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    signatures: tuple[tuple[str, str], ...]


@cache
def plans() -> Mapping[str, FormPlan]:
    """Return every form by its code."""
    read = tomllib.loads((_FOLDER / "forms.toml").read_text(encoding="utf-8"))
    return {code: _plan(code, row) for code, row in read.items()}


def _plan(code: str, row: Mapping[str, object]) -> FormPlan:
    lists = {name: tuple(_texts(row[name])) for name in ("fields", "columns", "signatures")}
    return FormPlan(
        code=code,
        pack=str(row["pack"]),
        language=str(row["language"]),
        kinds=frozenset(_texts(row["kinds"])),
        copies=int(str(row.get("copies", 1))),
        letter=bool(row.get("letter", False)),
        **lists,
    )


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else []


def forms_of(pack: str) -> tuple[FormPlan, ...]:
    """Return the forms of a rule pack (``cn-511-2016``), in their order."""
    return tuple(plan for plan in plans().values() if plan.pack == pack)


def filled(
    form_code: str,
    acts: Sequence[Act],
    openings: Openings,
    names: Mapping[str, str],
    *,
    entries: Collection[int] | None = None,
    zone: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> FormFacts:
    """Return a form filled from the acts of one case.

    ``acts`` are all of the case, so that a weighing's row knows what was seized; ``entries`` chooses those
    that the form is about (None: every act of its kinds). ``names`` gives officers' names by badge, times are
    in ``zone``, ``extra`` what no act says (``organisation``, ``questions``, ``request``, ``told_to``).
    """
    plan = plans()[form_code]
    chosen = [act for act in acts if act.kind in plan.kinds and (entries is None or act.case_seq in entries)]
    case = CaseActs(plan.language, acts, chosen, openings, names, zone, extra or {})
    return FormFacts(
        code=form_code,
        node=acts[0].node if acts else "",
        case=acts[0].case if acts else "",
        entries=tuple(act.case_seq for act in chosen),
        fields=tuple((key, case.field(key)) for key in plan.fields),
        rows=tuple(
            tuple(case.cell(key, act, number) for key in plan.columns) for number, act in enumerate(chosen, 1)
        ),
        signatures=tuple(case.signatures(plan.signatures)),
    )
