"""The papers of a dossier: the readable PDF in each language, and the statements to be signed by hand."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Final

from borderlink.custody.domain.telling import grams, stated, tell_act
from borderlink.dossiers.domain.material import told_material
from borderlink.dossiers.domain.summary import (
    DossierSummary,
    EventRow,
    ExhibitRow,
    HandlerRow,
    MassRow,
    RemarkRow,
)
from borderlink.foundation.canonical import Value
from borderlink.language import codes, numbers
from borderlink.language.sentences import say, sentences_of
from borderlink.language.typesetting import pdf, qr_svg, words_of

LANGUAGES: Final = ("zh-Hans", "vi", "en")  # the papers of every dossier
_FOLDER: Final = files("borderlink.dossiers") / "data" / "paper"
_STEPS: Final = 5
_LONG: Final = 1000  # letters of an event: with more its row goes over pages
_NONE: Final = "–"
_ROLES: Final = "officer_role"
_RESULTS: Final = frozenset({"analyse", "examine"})  # what laboratories have signed
_FIELDS: Final = "committed_field"
_EXHIBITS: Final = frozenset({"sample", "part", "members", "source"})  # facts that name exhibits


def dossier_pdf(summary: DossierSummary, language: str, *, zone: str | None = None) -> bytes:
    """Return the dossier to be read: every event in a sentence, masses, remarks, how to verify.

    Times are in ``zone``, or in UTC and said so. The moment of drawing up is the document's only clock.
    """
    words = words_of("paper.dossier.", language)
    data = {
        "language": language, "words": words, "number": summary.number, "case": summary.case,
        "agency": summary.agency, "lead": words["lead"], "about": _about(summary, language, words, zone),
        "checkpoint_qr": summary.checkpoint_qr, "checkpoint_size": str(summary.checkpoint_size),
        "checkpoint_root": summary.checkpoint_root, "fingerprint": summary.root_fingerprint.split(),
        "steps": [words[f"verify_{step}"] for step in range(1, _STEPS + 1)],
        "masses": _masses(summary.masses, language, words),
        "exhibits": [_exhibit(row, language, words) for row in summary.exhibits],
        "events": [_event(row, language, zone, summary.case) for row in summary.events],
        "handlers": [
            [row.badge, row.unit, _label(row.role, language, _ROLES), str(len(row.entries))]
            for row in summary.handlers
        ],
        "time_note": f"{words['time']}: {zone or 'UTC'}.",
        "remarks": [_remark(row, language, words) for row in summary.remarks],
        "disclosure": list(_disclosure(summary, language, words)),
        "files": list(summary.files),
    }  # fmt: skip
    images = {"checkpoint.svg": qr_svg(summary.checkpoint_qr).encode()}
    return pdf(_template("dossier.typ"), data, images=images, at=summary.drawn_up_at, tagged=False)


def statements_pdf(summary: DossierSummary, language: str, *, zone: str | None = None) -> bytes:
    """Return the statements pack: one continuity statement a handler, exhibits, laboratory, translator.

    Nothing in it is sworn: the receiving court's words and every signature are left to be written by hand.
    """
    words = words_of("paper.dossier.", language) | words_of("paper.statements.", language)
    given = {"number": summary.number, "case": summary.case}
    handlers = [_handler(row, summary, language, zone) for row in summary.handlers]
    data = {
        "language": language, "words": words, "number": summary.number, "case": summary.case,
        "lead": say("paper.statements.lead", language, given),
        "about": _about(summary, language, words, zone),
        "i_state": say("paper.statements.i_state", language, given),
        "handlers": handlers,
        "contents": [
            *(f"{words['continuity']}: {row.badge}" for row in summary.handlers),
            words["exhibit_list"], words["laboratory"], words["translator"],
        ],
        "exhibits": [_listed(row, language, words) for row in summary.exhibits],
        "laboratory": [
            _told(row, language, zone, summary.case) for row in summary.events if row.kind in _RESULTS
        ],
    }  # fmt: skip
    return pdf(_template("statements.typ"), data, at=summary.drawn_up_at, tagged=False)


def _template(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _about(
    summary: DossierSummary, language: str, words: dict[str, str], zone: str | None
) -> list[list[str]]:
    """Return what stands at the head of each paper, as pairs of a label and its value."""
    drawn_up = numbers.datetime(summary.drawn_up_at, language, zone)
    return [
        [words["number"], summary.number],
        [words["case"], summary.case],
        [words["agency"], f"{summary.agency}, {summary.unit}"],
        [words["node"], summary.node],
        [words["drawn_up"], drawn_up],
        [words["drawn_up_by"], summary.drawn_up_by],
        [words["packs"], ", ".join(summary.packs)],
    ]


def _masses(row: MassRow, language: str, words: dict[str, str]) -> list[list[str]]:
    shown = [
        [words[name], numbers.mass(grams(getattr(row, f"{name}_mg")), language)]
        for name in (
            "seized", "samples", "consumed", "transferred", "destroyed", "loss", "kept", "residual",
        )
    ]  # fmt: skip
    return [*shown, [words["expanded"], "± " + numbers.mass(stated(row.expanded_ug), language)]]


def _label(code: str, language: str, list_name: str) -> str:
    """Return a code's label, or the code itself where no list has it."""
    return codes.label(code, language, list_name) if codes.find(code, list_name) else code


def _thing(row: ExhibitRow, language: str, words: dict[str, str]) -> str:
    lists = (("item", "exhibit_item"), ("substance", "substance"), ("form", "exhibit_form"))
    said = [_label(getattr(row, name), language, which) for name, which in lists if getattr(row, name)]
    sample = [words["sample_of"]] if row.is_sample else []
    return ("，" if language.startswith("zh") else ", ").join([*said, *sample])


def _book(row: ExhibitRow, language: str) -> str:
    return _NONE if row.book_mg is None else numbers.mass(grams(row.book_mg), language)


def _exhibit(row: ExhibitRow, language: str, words: dict[str, str]) -> list[str]:
    state = _label(row.state, language, "exhibit_state")
    seals = ", ".join(row.seals) or _NONE
    return [row.number, _thing(row, language, words), state, row.holder, _book(row, language), seals]


def _listed(row: ExhibitRow, language: str, words: dict[str, str]) -> list[str]:
    number, thing, state, _holder, book, seals = _exhibit(row, language, words)
    return [number, thing, state, book, seals]


def _short(value: Value, case: str) -> Value:
    """Return numbers of exhibits of this case without the case's number, which the page's head has."""
    if isinstance(value, str):
        return value.removeprefix(f"{case}-")
    if isinstance(value, Sequence):
        return [_short(entry, case) for entry in value]
    return value


def _sentence(row: EventRow, language: str, zone: str | None, case: str) -> str:
    facts = {name: _short(value, case) if name in _EXHIBITS else value for name, value in row.facts.items()}
    exhibit = row.exhibit.removeprefix(f"{case}-")
    return tell_act(row.kind, facts, language, exhibit=exhibit, zone=zone or "UTC")


def _clock(at: datetime, language: str, zone: str | None) -> str:
    return numbers.datetime(at, language, zone or "UTC")


def _event(row: EventRow, language: str, zone: str | None, case: str) -> dict[str, object]:
    return {
        "entry": str(row.entry), "sequence": str(row.sequence), "hash": row.short_hash,
        "at": _clock(row.at, language, zone), "exhibit": row.exhibit.removeprefix(f"{case}-"),
        "text": _sentence(row, language, zone, case),
        "long": sum(map(len, row.openings.values())) > _LONG,
        "said": [[_label(name, language, _FIELDS), value] for name, value in sorted(row.openings.items())],
        "withheld": [_label(name, language, _FIELDS) for name in row.withheld],
        "signers": list(dict.fromkeys(badge for badge, _, _ in row.signers)),
    }  # fmt: skip


def _remark(row: RemarkRow, language: str, words: dict[str, str]) -> list[str]:
    if row.kind == "breach" and f"breach.{row.name}" in sentences_of("en"):
        text = say(f"breach.{row.name}", language, {"entry": row.entry})
    else:
        text = _label(row.name, language, "loss_cause") if row.name else _NONE
    return [str(row.entry), row.exhibit or _NONE, words.get(row.kind, row.kind), text]


def _disclosure(summary: DossierSummary, language: str, words: dict[str, str]) -> Iterator[list[str]]:
    for row in summary.disclosure:
        status = words["served"] if row.status == "served" else words["withheld_for"]
        told = told_material(row.kind, row.facts, row.text, language)
        ground = f" ({_label(row.ground, language, 'withheld_ground')})" if row.ground else ""
        yield [_label(row.kind, language, "disclosed"), row.reference, told, status + ground]


def _told(row: EventRow, language: str, zone: str | None, case: str) -> list[str]:
    exhibit = row.exhibit.removeprefix(f"{case}-")
    return [str(row.entry), _clock(row.at, language, zone), exhibit, _sentence(row, language, zone, case)]


def _handler(
    row: HandlerRow, summary: DossierSummary, language: str, zone: str | None
) -> dict[str, Sequence[object]]:
    words = words_of("paper.statements.", language)
    signed = set(row.entries)
    about = [
        [words["name"], ""],
        [words["badge"], row.badge],
        [words["unit"], row.unit],
        [words["role"], _label(row.role, language, _ROLES)],
    ]
    return {
        "about": about,
        "rows": [
            _told(event, language, zone, summary.case) for event in summary.events if event.entry in signed
        ],
    }
