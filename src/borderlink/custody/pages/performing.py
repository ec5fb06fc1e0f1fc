"""What an act's form becomes: one action, with what the exhibit's state settles added."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from borderlink.custody.actions import destroying, handing, keeping, leaving, seizing, sheets, weighing
from borderlink.custody.actions.handing import Purpose
from borderlink.custody.actions.leaving import PartnerReading, Terms
from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.sheets import SealOpened, SealPut, Sheet, TakenOut, Weighed, Witnessed
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.domain.books import DRUG, SUBSTITUTE
from borderlink.custody.domain.schema import Kind
from borderlink.custody.forms.acts import ActForm, HandOverForm
from borderlink.custody.forms.cases import DestroyForm, RetestForm
from borderlink.custody.forms.leaving import OfferForm
from borderlink.custody.queries.exhibits import Told
from borderlink.custody.queries.rows import Exhibit
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One act about to be done: the exhibit as it stands, the form, who signs, when."""

    row: Exhibit
    entries: tuple[Told, ...]
    form: ActForm
    second: str
    confirmed: bool
    witness: Witnessed | None
    hands: list[Hand]
    by: Reader
    at: datetime

    def said(self, name: str) -> str:
        """Return a field as text."""
        return str(self.form.cleaned_data.get(name) or "")

    def whole(self, name: str) -> int:
        """Return a field that is a whole number; nothing is 0."""
        return int(self.form.cleaned_data.get(name) or 0)

    def reading(self, mass: str = "mass", balance: str = "balance") -> Reading:
        """Return what was read on a balance."""
        return Reading(
            balance=self.said(balance), mass_mg=self.whole(mass), times=max(self.whole("times"), 1)
        )

    def filled(self, name: str) -> bool:
        """Say whether a field was filled in; 0 is."""
        return self.form.cleaned_data.get(name) not in {None, ""}


def _work(doing: Doing, sheet: Sheet) -> None:
    sheets.work_through(
        exhibit=doing.row.number, sheet=sheet, confirmed=doing.confirmed, hands=doing.hands, by=doing.by,
        at=doing.at,
    )  # fmt: skip


def _weigh(doing: Doing) -> None:
    weighed = Weighed(measure=Measure(doing.said("measure")), reading=doing.reading())
    _work(doing, Sheet(weighed=[weighed], witness=doing.witness, note=doing.said("note")))


def _sealed_reading(doing: Doing, mass: str = "mass") -> Reading | None:
    return doing.reading(mass) if doing.filled(mass) else None


def _seal(doing: Doing) -> None:
    put = SealPut(number=doing.said("number"), closure=doing.said("closure") or "bag")
    _work(doing, Sheet(put=put, sealed=_sealed_reading(doing), note=doing.said("note")))


def _reseal(doing: Doing) -> None:
    rebag = bool(doing.form.cleaned_data["rebag"])
    put = SealPut(number=doing.said("number"), again=True, rebag=rebag)
    _work(doing, Sheet(put=put, sealed=_sealed_reading(doing), note=doing.said("note")))


def _unseal(doing: Doing) -> None:
    opened = SealOpened(number=doing.said("number"), reason=doing.said("reason"))
    _work(doing, Sheet(opened=[opened], note=doing.said("note")))


def _sample(doing: Doing) -> None:
    part = TakenOut(
        reading=doing.reading(), purpose=doing.said("purpose"), packages=doing.whole("packages"),
        spots=doing.whole("spots"), seal=doing.said("seal"),
    )  # fmt: skip
    _work(doing, Sheet(taken_out=[part], witness=doing.witness, note=doing.said("note")))


def _retest(doing: Doing) -> None:
    assert isinstance(doing.form, RetestForm)  # noqa: S101 - the catalogue pairs act and form
    part = TakenOut(
        reading=doing.reading(), purpose="retest", packages=doing.whole("packages"),
        spots=doing.whole("spots"), seal=doing.said("seal"),
    )  # fmt: skip
    opened = sheets.opened_for("sampling", doing.form.seals_seen())
    _work(doing, Sheet(opened=opened, taken_out=[part], witness=doing.witness, note=doing.said("note")))


def _split(doing: Doing) -> None:
    part = TakenOut(reading=doing.reading(), seal=doing.said("seal"))
    _work(doing, Sheet(taken_out=[part], note=doing.said("note")))


def _sheet(doing: Doing) -> None:
    """One lot on one sheet: what was left empty is not recorded."""
    weighed = [
        Weighed(measure=measure, reading=doing.reading(measure.value))
        for measure in (Measure.GROSS, Measure.NET)
        if doing.filled(measure.value)
    ]
    taken = TakenOut(
        reading=doing.reading("sample", "sample_balance"), purpose=doing.said("purpose"),
        packages=doing.whole("packages"), spots=doing.whole("spots"), seal=doing.said("sample_seal"),
    )  # fmt: skip
    again = any(
        told.act.kind is Kind.UNSEAL and told.act.exhibit == doing.row.number for told in doing.entries
    )
    put = SealPut(number=doing.said("number"), closure=doing.said("closure") or "bag", again=again)
    sheet = Sheet(
        weighed=weighed,
        taken_out=[taken] if doing.filled("sample") else [],
        put=put if doing.filled("number") else None,
        sealed=_sealed_reading(doing, "sealed"),
        location=doing.said("location"),
        witness=doing.witness,
        note=doing.said("note"),
    )
    _work(doing, sheet)


def _discrepancy(doing: Doing) -> None:
    weighing.record_discrepancy(
        exhibit=doing.row.number, note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at
    )


def _explain(doing: Doing) -> None:
    number = doing.row.discrepancy or 1
    found = [
        told.act.number("residual_mg")
        for told in doing.entries
        if told.act.kind is Kind.DISCREPANCY and told.act.number("weighing") == number
    ]
    takes_over = doing.said("books") == "difference"
    weighing.explain(
        exhibit=doing.row.number, weighing=number, cause=doing.said("cause"),
        loss_mg=found[-1] if found and takes_over else 0, text=doing.said("text"), hands=doing.hands,
        by=doing.by, at=doing.at,
    )  # fmt: skip


def _place(doing: Doing) -> None:
    keep = keeping.move if doing.row.location else keeping.store
    keep(
        exhibit=doing.row.number, location=doing.said("location"), note=doing.said("note"), hands=doing.hands,
        by=doing.by, at=doing.at,
    )  # fmt: skip


def _hand_over(doing: Doing) -> None:
    assert isinstance(doing.form, HandOverForm)  # noqa: S101 - the catalogue pairs act and form
    mine = doing.row.holder == doing.by.badge
    handing.hand_over(
        exhibit=doing.row.number, taker=doing.second if mine else doing.by.badge,
        seals_seen=doing.form.seals_seen(), purpose=Purpose(doing.said("purpose")), note=doing.said("note"),
        hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _substitute(doing: Doing) -> None:
    leaving.substitute(
        source=doing.row.number, material=doing.said("material"), reading=doing.reading(),
        note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _offer(doing: Doing) -> None:
    assert isinstance(doing.form, OfferForm)  # noqa: S101 - the catalogue pairs act and form
    names = ("to_node", "request", "basis", "purpose", "authorisation", "permit", "carrier", "carrier_name")
    terms = Terms(
        expires_at=doing.form.cleaned_data["expires_at"], transit=doing.said("transit").split(),
        **{name: doing.said(name) for name in names},
    )  # fmt: skip
    leaving.offer(
        exhibit=doing.row.number, terms=terms, seals_seen=doing.form.seals_seen(), reading=doing.reading(),
        note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _accepted(doing: Doing) -> None:
    reading = PartnerReading(
        balance=doing.said("balance"), division_mg=max(doing.whole("division"), 1),
        mass_mg=doing.whole("mass"), certificate=doing.said("certificate"),
    )  # fmt: skip
    leaving.accept(
        exhibit=doing.row.number, taker=doing.said("taker"), seals_seen=doing.row.seals, reading=reading,
        remote=doing.said("remote"), note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _refused(doing: Doing) -> None:
    leaving.refuse(
        exhibit=doing.row.number, reason=doing.said("reason"), remote=doing.said("remote"),
        note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _cancel(doing: Doing) -> None:
    leaving.cancel(
        exhibit=doing.row.number, reason=doing.said("reason"), not_accepted=doing.said("not_accepted"),
        note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _return(doing: Doing) -> None:
    by_mass = doing.row.item in {DRUG, SUBSTITUTE}
    leaving.give_back(
        exhibit=doing.row.number, direction=doing.said("direction"), party=doing.said("party"),
        reading=doing.reading() if by_mass else None, note=doing.said("note"), hands=doing.hands, by=doing.by,
        at=doing.at,
    )  # fmt: skip


def _correct(doing: Doing) -> None:
    entry = doing.whole("entry")
    seizing.correct(
        case=doing.row.case, entry=entry, field=doing.said("field"), was=_was(doing, entry),
        becomes=doing.said("becomes"), why=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _was(doing: Doing, entry: int) -> str:
    """Return what the entry says of the field that is corrected; nothing where it says nothing."""
    act = next((told.act for told in doing.entries if told.act.case_seq == entry), None)
    return str(act.facts.get(doing.said("field"), "")) if act else ""


def _witness(doing: Doing) -> None:
    destroying.witness(
        case=doing.row.case, entries=[doing.whole("entry")], capacity=doing.said("capacity"),
        name=doing.said("witness_name"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


def _destroy(doing: Doing) -> None:
    assert isinstance(doing.form, DestroyForm)  # noqa: S101 - the catalogue pairs act and form
    by_mass = doing.row.item in {DRUG, SUBSTITUTE}
    sheets.destroy(
        exhibit=doing.row.number, seals_seen=doing.form.seals_seen(),
        reading=doing.reading() if by_mass else None, video_sha256=doing.said("video"),
        witness=doing.witness, note=doing.said("note"), hands=doing.hands, by=doing.by, at=doing.at,
    )  # fmt: skip


PERFORM: Final[Mapping[str, Callable[[Doing], None]]] = {
    "sheet": _sheet, "weigh": _weigh, "discrepancy": _discrepancy, "explain": _explain, "seal": _seal,
    "reseal": _reseal, "unseal": _unseal, "sample": _sample, "split": _split, "substitute": _substitute,
    "store_in": _place, "move": _place, "hand_over": _hand_over, "offer": _offer, "accepted": _accepted,
    "refused": _refused, "cancel": _cancel, "give_back": _return, "take_back": _return, "retest": _retest,
    "destroy": _destroy,
    "witness": _witness, "correct": _correct,
}  # fmt: skip
