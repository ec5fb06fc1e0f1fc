// What leaves, comes back or ends: offers, acceptances, returns and destruction.

class Leaving extends Books {
  offer(event) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const code = firstOf(
      [() => thing.dispute, "custody.discrepancy-open"],
      [() => BY_MASS.has(thing.item) && thing.book === null, "custody.not-weighed"],
      [() => !thing.seals.length, "custody.seal-broken"],
      [() => facts.seals.join(" ") !== thing.seals.join(" "), "custody.seal-does-not-match"],
      [() => !facts.authorisation || !facts.permit, "custody.papers-missing"],
      [() => facts.expires_at <= event.at, "custody.before-seizure"],
      [() => this.differsSealed(event, thing), "custody.mass-outside-bounds"],
    );
    if (code) return code;
    const sealed = { mass: BigInt(facts.mass_mg), use: new Use().with(facts) };
    Object.assign(thing, { state: "offered", offered: facts.offer, sealed });
    return "";
  }

  notOffered(event) {
    const thing = this.ofCase(event);
    return firstOf(
      [() => !thing, "custody.exhibit-unknown"],
      [() => thing.state !== "offered" || thing.offered !== event.facts.offer, "custody.offer-unknown"],
    );
  }

  unlock(event) {
    const code = this.notOffered(event);
    if (!code) Object.assign(this.ofCase(event), { state: "held", offered: "" });
    return code;
  }

  accept(event) {
    if (event.facts.seal_state !== "whole") return "custody.seal-broken";
    return event.facts.side === "receiver" ? this.receive(event) : this.letGo(event);
  }

  letGo(event) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const code = this.notOffered(event) || firstOf(
      [() => facts.seals.join(" ") !== thing.seals.join(" "), "custody.seal-does-not-match"],
      [() => thing.sealed !== null && thing.sealed.mass !== BigInt(facts.offered_mg), "custody.masses-differ"],
      [() => thing.book !== null && thing.book !== BigInt(facts.net_mg), "custody.masses-differ"],
      [() => this.differsSealed(event, thing), "custody.mass-outside-bounds"],
    );
    if (code) return code;
    if (thing.book !== null) {
      this.leave(thing, thing.book, "transferred");
      Object.assign(thing, { sent: thing.book, book: 0n });
    }
    Object.assign(thing, { state: "transferred", holder: facts.taker, seals: [] });
    return "";
  }

  receive(event) {
    const { facts } = event;
    const own = new Use().with(facts, 2 * facts.times);
    const code = firstOf(
      [() => own.isExceededBy(BigInt(facts.offered_mg) - BigInt(facts.mass_mg)), "custody.mass-outside-bounds"],
      [() => this.isGiven(event.exhibit), "custody.exhibit-known"],
      [() => facts.seals.some((seal) => this.seals.has(seal)), "custody.seal-used"],
    );
    if (code) return code;
    const { item, taker: holder, substance, form } = facts;
    const sealed = { mass: BigInt(facts.mass_mg), use: new Use().with(facts) };
    const thing = this.begin(event, event.exhibit, { item, holder, substance, form });
    if (item === "drug") this.firstMass(event, thing, BigInt(facts.net_mg));
    Object.assign(thing, { seals: [...facts.seals], sealed });
    facts.seals.forEach((seal) => this.seals.add(seal));
    return "";
  }

  // A sealed lot is held against its last sealed gross mass, or weighs no less than its book.
  differsFromKept(event, thing) {
    if (thing.seals.length && thing.sealed !== null) return this.differsSealed(event, thing);
    const residual = thing.book - BigInt(event.facts.mass_mg);
    return (residual > 0n || !thing.seals.length) && thing.use.with(event.facts).isExceededBy(residual);
  }

  giveBack(event) {
    const thing = this.ofCase(event);
    const code = this.notInHand(event) || firstOf(
      [() => thing.dispute, "custody.discrepancy-open"],
      [() => BY_MASS.has(thing.item) && thing.book === null, "custody.not-weighed"],
      [() => BY_MASS.has(thing.item) && this.differsFromKept(event, thing), "custody.mass-outside-bounds"],
    );
    if (code) return code;
    if (BY_MASS.has(thing.item)) {
      this.leave(thing, thing.book, "transferred");
      thing.book = 0n;
    }
    thing.state = "returned";
    return "";
  }

  comeBack(event) {
    const { taker, mass_mg: told } = event.facts;
    const thing = this.ofCase(event);
    const mass = BigInt(told);
    const isLot = thing && BY_MASS.has(thing.item);
    const code = firstOf(
      [() => !thing, "custody.exhibit-unknown"],
      [() => thing.state !== "transferred", "custody.not-the-holder"],
      [() => !event.signers.some((signer) => signer.badge === taker), "custody.not-the-holder"],
      [() => isLot && mass > thing.sent, "custody.mass-below-zero"],
    );
    if (code) return code;
    if (isLot) {
      this.leave(thing, -mass, "transferred");
      Object.assign(thing, { book: mass, use: new Use().with(event.facts) });
    }
    Object.assign(thing, { state: "held", holder: taker, offered: "" });
    return "";
  }

  plan(event) {
    const { facts } = event;
    const { members, counter_sample: counter } = facts;
    for (const number of members) {
      const code = this.absent(event, number);
      if (code) return code;
    }
    const isOpen = facts.case_open || facts.holds || !facts.decision;
    const code = isOpen ? this.withoutOrder(event, counter) : "";
    if (code) return code;
    const things = members.map((number) => this.ofCase(event, number));
    if (things.some((thing) => thing.dispute)) return "custody.discrepancy-open";
    things.forEach((thing) => thing.plans.add(facts.plan));
    return "";
  }

  withoutOrder(event, counter) {
    // While the case or a hold is open only an order allows destruction, and a counter-sample is kept.
    if (!event.facts.order || !counter) return "custody.case-still-open";
    return this.absent(event, counter) || firstOf(
      [() => !this.ofCase(event, counter).isSample, "custody.kept-apart"],
      [() => event.facts.members.includes(counter), "custody.kept-apart"],
    );
  }

  destroy(event) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const isLot = BY_MASS.has(thing.item);
    const code = firstOf(
      [() => !thing.plans.has(facts.plan), "custody.not-in-plan"],
      [() => thing.dispute, "custody.discrepancy-open"],
      [() => isLot && thing.seals.length, "custody.still-sealed"],
      [() => isLot && thing.book === null, "custody.not-weighed"],
      [() => isLot && thing.use.with(facts).isExceededBy(thing.book - BigInt(facts.mass_mg)), "custody.mass-outside-bounds"],
    );
    if (code) return code;
    if (isLot) this.leave(thing, thing.book, "destroyed");
    Object.assign(thing, { state: "destroyed", book: isLot ? 0n : null });
    return "";
  }
}
