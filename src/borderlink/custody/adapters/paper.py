"""What custody prints: labels, the legal forms of the rule packs, the closure report of a destruction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from borderlink.custody.adapters.casefile import CaseActs, Openings, reading
from borderlink.custody.adapters.forms import FormFacts, FormPlan, plans
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.labels import form_label
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams, stated
from borderlink.foundation.mass import K_STATED, Closure
from borderlink.language import numbers
from borderlink.language.sentences import say
from borderlink.language.typesetting import pdf, qr_svg, words_of

_FOLDER: Final = files("borderlink.custody") / "data" / "paper"
_WIDE: Final = {"thing": 2.2, "note": 1.2, "seals": 1.1, "reason": 1.2, "purpose": 1.2, "result": 1.1,
                "closure": 1.0, "substance": 1.4, "method": 1.0, "at": 1.6, "seized_at": 1.6,
                "exhibit": 1.7, "sample": 1.4, "parcel": 1.1, "video": 1.1, "seal": 1.1}  # fmt: skip
_RIGHT: Final = frozenset({"row", "packages", "gross", "net", "mass", "division", "times", "spots", "layer",
                           "purity", "pure", "entry"})  # fmt: skip
_LONG: Final = frozenset({"place", "officers", "balances", "questions", "video", "organisation"})
_SHORT: Final = 26  # letters that fit into half a line
_NUMBER_LETTERS: Final = 7  # of an exhibit's number at full size on a label
_LARGE_PT: Final = 20.0
_SMALL_PT: Final = 8.5
_TOTALS: Final = ("seized", "kept", "samples", "consumed", "transferred", "destroyed", "loss")
_OPENINGS: Final = {"sample": "letter-sample", "reseal": "seal", "offer": "hand-over", "accept": "hand-over"}
_NONE: Final = "–"
_ABOUT: Final = ("case", "agency", "plan", "decision", "method", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """One label: its number, lines under it, the text of its QR code (``BLX1:...``).

    With the ``case`` that the number begins with, what follows it stands in large letters: E01.
    """

    number: str
    lines: Sequence[str]
    text: str
    case: str = ""

    @property
    def short(self) -> str:
        """Return what stands in large letters."""
        return self.number.removeprefix(f"{self.case}-") if self.case else self.number


def labels(made: Sequence[LabelFacts], language: str, *, single: bool = False) -> bytes:
    """Return labels on A4 sheets of 3 by 8, or one a page for a roll of 62 mm."""
    data = {
        "language": language,
        "title": ", ".join(label.number for label in made[:3]) or _NONE,
        "single": single,
        "labels": [
            {
                "number": label.short, "case": label.case, "lines": list(label.lines), "text": label.text,
                "image": f"{at}.svg", "size": _size(label.short),
            }
            for at, label in enumerate(made)
        ],
    }  # fmt: skip
    images = {f"{at}.svg": qr_svg(label.text).encode() for at, label in enumerate(made)}
    return pdf(_template("labels.typ"), data, images=images)


def _size(number: str) -> float:
    """Return the size of a label's number in points: large, smaller where it is long."""
    return max(_SMALL_PT, min(_LARGE_PT, _LARGE_PT * _NUMBER_LETTERS / max(len(number), 1)))


def _template(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def legal_form(code: str, language: str, facts: FormFacts, *, form: str, at: datetime | None = None) -> bytes:
    """Return a legal form in its country's language, with every heading again in the reader's ``language``.

    ``form`` is the number it is kept under: its QR text ``BLF1:<node>:<form>`` finds it when the signed
    sheet is scanned back. ``at`` is the date of printing.
    """
    plan = plans()[code]
    own, aid = words_of("paper.", plan.language), words_of("paper.", language)
    qr = form_label(node=facts.node, form=form)
    data = {
        "language": plan.language, "aid_language": language, "form": form, "qr": qr,
        "agency": facts.node, "words": words_of("paper.form.", plan.language),
        "title": _aided(f"form.{code}", own, aid),
        "date": own["signature.date"],
        "opening": _aided(f"opening.{_opening(plan)}", own, aid),
        "closing": _aided("closing.letter" if plan.letter else "closing.record", own, aid),
        "copies": _copies(plan),
        "fields": [
            [_aided(f"heading.{key}", own, aid), value, key in _LONG or len(value) > _SHORT]
            for key, value in facts.fields
        ],
        "columns": [_aided(f"heading.{key}", own, aid) for key in plan.columns],
        "widths": [_WIDE.get(key, 0) for key in plan.columns],
        "right": [at for at, key in enumerate(plan.columns) if key in _RIGHT],
        "rows": [list(row) for row in facts.rows],
        "signatures": [[_aided(f"signature.{key}", own, aid), name] for key, name in facts.signatures],
        "filled_from": _filled_from(facts, plan.language),
    }  # fmt: skip
    return pdf(_template("form.typ"), data, images={"form.svg": qr_svg(qr).encode()}, at=at)


def _aided(key: str, own: Mapping[str, str], aid: Mapping[str, str]) -> list[str]:
    """Return a heading and its reading aid; none where the reader's language is the form's."""
    return [own[key], "" if aid[key] == own[key] else aid[key]]


def _opening(plan: FormPlan) -> str:
    """Return which opening sentence a form has: that of its first kind of act, of a letter or a record."""
    kind = next(kind for kind in Kind if kind.value in plan.kinds).value
    if kind == Kind.SAMPLE.value and not plan.letter:
        return "sample"
    return "unseal" if plan.kinds == {Kind.UNSEAL.value} else _OPENINGS.get(kind, kind)


def _copies(plan: FormPlan) -> str:
    if plan.copies == 1:
        return ""
    return say("paper.closing.copies", plan.language, {"copies": plan.copies})


def _filled_from(facts: FormFacts, language: str) -> str:
    entries = ", ".join(map(str, facts.entries)) or _NONE
    return say("paper.form.filled_from", language, {"entries": entries, "case": facts.case})


def closure_report(
    acts: Sequence[Act], openings: Openings, names: Mapping[str, str], *, book: Closure, measured: Closure,
    language: str, made_by: str, at: datetime, zone: str | None = None,
) -> bytes:  # fmt: skip
    """Return the report that ends a destruction: the balance, every lot, witnesses, places for signatures.

    ``book`` and ``measured`` are the two closures of the case's drugs.
    """
    words = words_of("paper.closure.", language)
    chosen = [act for act in acts if act.kind is Kind.DESTROY]
    case = CaseActs(language, acts, chosen, openings, names, zone, {})
    closed = "yes" if not book.residual_mg() else "no"
    within = words["within" if measured.is_within(K_STATED) else "outside"]
    data = {
        "language": language, "words": words, "case": case.field("case"),
        "lead": say("paper.closure.lead", language, {"case": case.field("case"), "closed": closed}),
        "about": [
            *([words[key], case.field(key)] for key in _ABOUT),
            [words["made_at"], numbers.datetime(at, language, zone)],
            [words["made_by"], case.officer(made_by)],
        ],
        "balance": _balance(book, measured, language, words),
        "judgement": within,
        "lots": list(_lots(case)),
        "witnesses": list(_witnesses(case)),
        "signatures": _signatures(case, words),
    }  # fmt: skip
    return pdf(_template("closure.typ"), data, at=at)


def _balance(book: Closure, measured: Closure, language: str, words: Mapping[str, str]) -> list[list[str]]:
    rows = [
        [words[name], *(_mass(getattr(side, f"{name}_mg"), language) for side in (book, measured))]
        for name in _TOTALS
    ]
    residual = [_mass(side.residual_mg(), language) for side in (book, measured)]
    uncertainty = "± " + numbers.mass(stated(measured.uncertainty.expanded_ug()), language)
    return [*rows, [words["residual"], *residual], [words["expanded"], _NONE, uncertainty]]


def _mass(mass_mg: int, language: str) -> str:
    return numbers.mass(grams(mass_mg), language)


def _lots(case: CaseActs) -> Iterator[list[str]]:
    """Yield every lot of the case, samples and parts too: what it was, what became of it, its re-test."""
    numbers_ = [act.exhibit for act in case.acts if act.kind is Kind.SEIZE and act.text("item") == "drug"]
    for number in [*numbers_, *case.parents]:
        gone = next((act for act in case.acts if act.kind is Kind.DESTROY and act.exhibit == number), None)
        yield [
            number,
            case.thing(number),
            case.label(_state(case, number), "exhibit_state"),
            case.weighed(number, "net") or _NONE,
            reading(gone.number("mass_mg"), gone.number("division_mg"), case.language) if gone else _NONE,
            numbers.datetime(datetime.fromtimestamp(gone.at, UTC), case.language, case.zone)
            if gone
            else _NONE,
            _retest(case, number),
        ]


def _state(case: CaseActs, number: str) -> str:
    """Return what became of an exhibit, as its state's code."""
    ends = {Kind.DESTROY: "destroyed", Kind.ACCEPT: "transferred", Kind.RETURN: "returned"}
    found = [ends[act.kind] for act in case.acts if act.exhibit == number and act.kind in ends]
    return found[-1] if found else "held"


def _retest(case: CaseActs, number: str) -> str:
    """Return the results of samples taken from an exhibit for an independent re-test."""
    samples = {
        name
        for name, act in case.parents.items()
        if act.exhibit == number and act.kind is Kind.SAMPLE and act.text("purpose") == "retest"
    }
    found = [act for act in case.acts if act.kind is Kind.ANALYSE and act.exhibit in samples]
    return case.comma([case.label(act.text("result"), "analysis_result") for act in found]) or _NONE


def _witnesses(case: CaseActs) -> Iterator[list[str]]:
    for act in case.witnessed():
        name = case.openings.get(act.case_seq, {}).get("witness_name", "")
        yield [str(act.number("entry")), case.label(act.text("capacity"), "witness_capacity"), name or _NONE]


def _signatures(case: CaseActs, words: Mapping[str, str]) -> list[list[str]]:
    named = [[words["officer"], case.officer(badge)] for badge in case.signers()]
    return [
        *named,
        [words["keeper"], ""],
        [words["witness"], case.field("witness_name")],
        [words["prosecutor"], ""],
    ]


def titles(language: str) -> dict[str, str]:
    """Return the title of every legal form by its code, to choose one from."""
    words = words_of("paper.form.", language)
    return {code: words[code] for code in plans()}
