"""Custody, seals and masses judged a second time, from the bytes alone: the verifier's own rules."""

import sys
from typing import Final

from borderlink.custody.domain.following import BY_MASS, is_beyond, scale_of, with_weighing
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.reread_leaving import Leaving
from borderlink.custody.domain.things import Thing
from borderlink.custody.domain.witnessed import Event

_PPM: Final = 1_000_000
# Acts on an exhibit that only its holder, who signs, may do.
_OF_HOLDER: Final = frozenset({
    "weigh", "seal", "unseal", "reseal", "sample", "split", "analyse", "examine", "store", "move", "offer",
    "destroy",
})  # fmt: skip


class Rereading(Leaving):
    """Follows every exhibit from event to event; `wrong` returns a plain code, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._rules = {
            "hand-over": self._hand_over, "seize": self._seize, "group": self._group, "weigh": self._weigh,
            "seal": self._seal, "reseal": self._seal, "unseal": self._unseal, "sample": self._take_out,
            "split": self._take_out, "analyse": self._analyse, "examine": self._examine,
            "offer": self._offer, "accept": self._accept, "refuse": self._unlock, "cancel": self._unlock,
            "return": self._return, "substitute": self._substitute, "discrepancy": self._discrepancy,
            "explain": self._explain, "destroy-plan": self._plan, "destroy": self._destroy,
            "witness": self._entry, "correct": self._entry,
        }  # fmt: skip

    def wrong(self, event: Event, pack: RulePack) -> str:
        """Return the code of the first rule an event breaks, or follow it."""
        self.things.rest()
        code = self.held(event) if event.kind in _OF_HOLDER else ""
        rule = self._rules.get(event.kind)
        return code or (rule(event, pack) if rule else "")

    def _hand_over(self, event: Event, _: RulePack) -> str:  # noqa: PLR0911 - one for each rule
        giver, taker = event.text("giver"), event.text("taker")
        if event.text("item") == "parcel":
            if event.exhibit in self.things:
                return "custody.exhibit-known"
            if self.parcels.get(event.exhibit, giver) != giver:
                return "custody.not-the-holder"
            self.parcels[event.exhibit] = sys.intern(taker)
            return ""
        code = self.held(event)
        if code:
            return code
        thing = self.things[event.exhibit]
        if thing.holder != giver:
            return "custody.not-the-holder"
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        thing.holder = taker
        return ""

    def _seize(self, event: Event, _: RulePack) -> str:
        keeper = self.parcels.get(event.text("parcel"))
        if code := self.new(event.exhibit):
            return code
        if keeper is not None and all(signer[0] != keeper for signer in event.signers):
            return "custody.not-the-holder"
        if event.at < event.number("seized_at"):
            return "custody.before-seizure"
        thing = Thing(event, event.text("item"), event.text("holder"), event.number("seized_at"))
        thing.substance, thing.form = event.text("substance"), event.text("form")
        self.things[event.exhibit] = thing
        return ""

    def _substitute(self, event: Event, _: RulePack) -> str:
        source, code = self.present(event, event.text("source"))
        code = self.new(event.exhibit) or code
        if code or source is None:
            return code
        if source.item != "drug":
            return "custody.kept-apart"
        thing = Thing(event, "substitute", event.text("holder"), event.at)
        thing.substance = event.text("material")
        self.first_mass(event, thing, event.number("mass_mg"))
        self.things[event.exhibit] = thing
        return ""

    def _group(self, event: Event, _: RulePack) -> str:
        members = []
        for number in event.codes("members"):
            thing, code = self.present(event, number)
            if code or thing is None:
                return code
            members.append(thing)
        if len({(thing.item, thing.substance, thing.form) for thing in members}) > 1:
            return "custody.kept-apart"
        if any(thing.grouped or thing.item == "substitute" for thing in members):
            return "custody.kept-apart"
        for thing in members:
            thing.grouped = True
        return ""

    def _weigh(self, event: Event, pack: RulePack) -> str:
        thing, measure = self.things[event.exhibit], event.text("measure")
        if measure == "gross":
            thing.gross = event.number("mass_mg")
            return ""
        return self._weigh_net(thing, event, pack) if measure == "net" else self._weigh_sealed(thing, event)

    def _weigh_net(self, thing: Thing, event: Event, pack: RulePack) -> str:
        mass = event.number("mass_mg")
        if thing.item not in BY_MASS:
            return "custody.not-a-drug"
        if thing.seals:
            return "custody.still-sealed"
        if thing.book < 0:
            if 0 <= thing.gross < mass:
                return "custody.heavier-than-gross"
            self.first_mass(event, thing, mass)
            return ""
        residual, times = thing.book - mass, with_weighing(thing.basis, event)
        days = max(0, event.at - thing.weighed_at) // 86_400
        dried = pack.allowed_loss_mg(thing.substance, thing.form, thing.book, days) if residual > 0 else 0
        rest = max(residual - dried, 0) if residual > 0 else residual
        if is_beyond(residual, times) and is_beyond(rest, times):
            thing.dispute = (event.case_seq, residual, False)
        return ""

    def _weigh_sealed(self, thing: Thing, event: Event) -> str:
        now = (event.number("mass_mg"), scale_of(event), event.number("times"))
        if thing.sealed is None:
            thing.sealed = now
            return ""
        residual = thing.sealed[0] - now[0]
        if is_beyond(residual, with_weighing({thing.sealed[1]: thing.sealed[2]}, event)):
            thing.dispute = (event.case_seq, residual, False)
        return ""

    def _seal(self, event: Event, _: RulePack) -> str:
        thing, number = self.things[event.exhibit], event.text("number")
        worn = thing.seals.split()
        if event.number("layer") != len(worn) + 1 or (event.kind == "reseal" and not thing.opened):
            return "custody.seal-out-of-order"
        if number in self.seals:
            return "custody.seal-used"
        self.seals.add(number)
        thing.seals, thing.sealed = " ".join([*worn, number]), None
        return ""

    def _unseal(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        worn = thing.seals.split()
        if not worn or event.number("layer") != len(worn):
            return "custody.seal-out-of-order"
        if worn.pop() != event.text("number"):
            return "custody.seal-does-not-match"
        thing.seals, thing.sealed = " ".join(worn), None
        thing.opened += 1
        return ""

    def _opened_lot(self, event: Event) -> str:
        thing = self.things[event.exhibit]
        if thing.seals:
            return "custody.still-sealed"
        if thing.item not in BY_MASS:
            return "custody.not-a-drug"
        return "custody.not-weighed" if thing.book < 0 else ""

    def _take_out(self, event: Event, _: RulePack) -> str:
        if code := self._opened_lot(event):
            return code
        thing, mass = self.things[event.exhibit], event.number("mass_mg")
        number = event.text("sample" if event.kind == "sample" else "part")
        if mass > thing.book:
            return "custody.mass-below-zero"
        if code := self.new(number):
            return code
        part = Thing(event, thing.item, thing.holder, thing.since)
        part.substance, part.form, part.root = thing.substance, thing.form, thing.root
        part.sample = thing.sample or event.kind == "sample"
        part.book, part.basis, part.weighed_at = mass, with_weighing(None, event), event.at
        thing.book -= mass
        thing.basis = with_weighing(thing.basis, event)
        self.things[number] = part
        return ""

    def _analyse(self, event: Event, _: RulePack) -> str:
        if code := self._opened_lot(event):
            return code
        thing, consumed = self.things[event.exhibit], event.number("consumed_mg")
        if consumed > thing.book:
            return "custody.mass-below-zero"
        of, purity = event.number("of_mg"), event.number("purity_ppm")
        off = event.number("pure_mg") * 2 * _PPM - 2 * of * purity
        rounded = -_PPM < off <= _PPM
        if event.number("remaining_mg") != thing.book - consumed or not rounded:
            return "custody.masses-differ"
        thing.book -= consumed
        self.leaves(thing, consumed)
        return ""

    def _examine(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        if thing.seals:
            return "custody.still-sealed"
        return "custody.kept-by-mass" if thing.item in BY_MASS else ""

    def _discrepancy(self, event: Event, _: RulePack) -> str:
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        told = (event.number("weighing"), event.number("residual_mg"))
        if thing.dispute is None or thing.dispute[:2] != told:
            return "custody.nothing-to-explain"
        thing.dispute = (*told, True)
        return ""

    def _explain(self, event: Event, _: RulePack) -> str:
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        entry, missed, recorded = thing.dispute or (0, 0, False)
        loss = event.number("loss_mg")
        if not (recorded and entry == event.number("weighing") and min(missed, 0) <= loss <= max(missed, 0)):
            return "custody.nothing-to-explain"
        if loss:
            if thing.item not in BY_MASS:
                return "custody.not-a-drug"
            if thing.book < 0:
                return "custody.not-weighed"
            if loss > thing.book:
                return "custody.mass-below-zero"
            thing.book -= loss
            self.leaves(thing, loss)
        thing.dispute = thing.sealed = None
        return ""

    def _entry(self, event: Event, _: RulePack) -> str:
        return "" if event.number("entry") < event.case_seq else "custody.entry-unknown"
