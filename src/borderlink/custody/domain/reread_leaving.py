"""Offers, acceptances, returns and destruction judged a second time: the verifier's own rules."""

from borderlink.custody.domain.following import BY_MASS, Following, is_beyond, scale_of, with_weighing
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.things import Thing
from borderlink.custody.domain.witnessed import Event


def _differs_sealed(thing: Thing, event: Event) -> bool:
    """Say whether a sealed gross mass lies beyond 3·u of the last one under the same seals."""
    if thing.sealed is None:
        return False
    mass, scale, times = thing.sealed
    return is_beyond(mass - event.number("mass_mg"), with_weighing({scale: times}, event))


def _differs_from_kept(thing: Thing, event: Event) -> bool:
    """Say whether what is let go weighs something else than what was kept.

    A sealed lot is held against its last sealed gross mass, or weighs no less than its book.
    """
    if thing.seals and thing.sealed is not None:
        return _differs_sealed(thing, event)
    residual = thing.book - event.number("mass_mg")
    return (residual > 0 or not thing.seals) and is_beyond(residual, with_weighing(thing.basis, event))


class Leaving(Following):
    """The rules for what leaves, comes back or ends."""

    def _offer(self, event: Event, _: RulePack) -> str:  # noqa: PLR0911 - one for each rule
        thing = self.things[event.exhibit]
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS and thing.book < 0:
            return "custody.not-weighed"
        if not thing.seals:
            return "custody.seal-broken"
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        if not (event.text("authorisation") and event.text("permit")):
            return "custody.papers-missing"
        if event.number("expires_at") <= event.at:
            return "custody.before-seizure"
        if _differs_sealed(thing, event):
            return "custody.mass-outside-bounds"
        thing.state, thing.offer = "offered", event.text("offer")
        thing.sealed = (event.number("mass_mg"), scale_of(event), event.number("times"))
        return ""

    def _on_offer(self, event: Event) -> str:
        thing = self.things.get(event.exhibit)
        if thing is None or thing.case != event.case:
            return "custody.exhibit-unknown"
        same = thing.state == "offered" and thing.offer == event.text("offer")
        return "custody.offer-unknown" if not same else ""

    def _unlock(self, event: Event, _: RulePack) -> str:
        if code := self._on_offer(event):
            return code
        thing = self.things[event.exhibit]
        thing.state, thing.offer = "held", ""
        return ""

    def _accept(self, event: Event, _: RulePack) -> str:
        if event.text("seal_state") != "whole":
            return "custody.seal-broken"
        return self._receive(event) if event.text("side") == "receiver" else self._hand_out(event)

    def _hand_out(self, event: Event) -> str:
        if code := self._on_offer(event):
            return code
        thing = self.things[event.exhibit]
        if " ".join(event.codes("seals")) != thing.seals:
            return "custody.seal-does-not-match"
        other_offer = thing.sealed is not None and thing.sealed[0] != event.number("offered_mg")
        if other_offer or thing.book not in {-1, event.number("net_mg")}:
            return "custody.masses-differ"
        if _differs_sealed(thing, event):
            return "custody.mass-outside-bounds"
        if thing.book >= 0:
            self.leaves(thing, thing.book)
            thing.sent, thing.book = thing.book, 0
        thing.state, thing.holder, thing.seals = "transferred", event.text("taker"), ""
        return ""

    def _receive(self, event: Event) -> str:
        own = {scale_of(event): 2 * event.number("times")}
        if is_beyond(event.number("offered_mg") - event.number("mass_mg"), own):
            return "custody.mass-outside-bounds"
        if code := self.new(event.exhibit):
            return code
        seals = event.codes("seals")
        if any(seal in self.seals for seal in seals):
            return "custody.seal-used"
        thing = Thing(event, event.text("item"), event.text("taker"), event.at)
        thing.substance, thing.form = event.text("substance"), event.text("form")
        if thing.item == "drug":
            self.first_mass(event, thing, event.number("net_mg"))
        thing.seals = " ".join(seals)
        thing.sealed = (event.number("mass_mg"), scale_of(event), event.number("times"))
        self.seals.update(seals)
        self.things[event.exhibit] = thing
        return ""

    def _return(self, event: Event, _: RulePack) -> str:
        return self._come_back(event) if event.text("direction") == "back" else self._give_back(event)

    def _give_back(self, event: Event) -> str:
        if code := self.held(event):
            return code
        thing = self.things[event.exhibit]
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS:
            if thing.book < 0:
                return "custody.not-weighed"
            if _differs_from_kept(thing, event):
                return "custody.mass-outside-bounds"
            self.leaves(thing, thing.book)
            thing.book = 0
        thing.state = "returned"
        return ""

    def _come_back(self, event: Event) -> str:
        thing = self.things.get(event.exhibit)
        if thing is None or thing.case != event.case:
            return "custody.exhibit-unknown"
        taker, mass = event.text("taker"), event.number("mass_mg")
        if thing.state != "transferred" or all(signer[0] != taker for signer in event.signers):
            return "custody.not-the-holder"
        if thing.item in BY_MASS:
            if mass > thing.sent:
                return "custody.mass-below-zero"
            self.leaves(thing, -mass)
            thing.book, thing.basis = mass, with_weighing(None, event)
        thing.state, thing.holder, thing.offer = "held", taker, ""
        return ""

    def _plan(self, event: Event, _: RulePack) -> str:
        members, plan = event.codes("members"), event.text("plan")
        counter = event.text("counter_sample")
        for number in members:
            if code := self.present(event, number)[1]:
                return code
        if event.number("case_open") or event.number("holds") or not event.text("decision"):
            if not (event.text("order") and counter):
                return "custody.case-still-open"
            kept, code = self.present(event, counter)
            if code or kept is None:
                return code
            if not kept.sample or counter in members:
                return "custody.kept-apart"
        if any(self.things[number].dispute is not None for number in members):
            return "custody.discrepancy-open"
        for number in members:
            self.things[number].plans += f" {plan} "
        return ""

    def _destroy(self, event: Event, _: RulePack) -> str:
        thing = self.things[event.exhibit]
        if f" {event.text('plan')} " not in thing.plans:
            return "custody.not-in-plan"
        if thing.dispute is not None:
            return "custody.discrepancy-open"
        if thing.item in BY_MASS:
            if thing.seals:
                return "custody.still-sealed"
            if thing.book < 0:
                return "custody.not-weighed"
            if is_beyond(thing.book - event.number("mass_mg"), with_weighing(thing.basis, event)):
                return "custody.mass-outside-bounds"
            self.leaves(thing, thing.book)
        thing.state, thing.book = "destroyed", 0
        return ""
