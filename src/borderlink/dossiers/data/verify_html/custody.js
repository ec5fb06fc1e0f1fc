// What each kind of act demands, in the order in which it is asked.

const OF_HOLDER = new Set([
  "weigh", "seal", "unseal", "reseal", "sample", "split", "analyse", "examine", "store", "move", "offer",
  "destroy",
]);
const DAY_S = 86400;
const PPM = 1000000n;

// Whether a loss is told larger than what a weighing missed, or the other way.
function isOutside(loss, residual) {
  return residual > 0n ? loss < 0n || loss > residual : loss > 0n || loss < residual;
}

class Custody extends Leaving {
  wrong(event, pack) {
    const code = (OF_HOLDER.has(event.kind) ? this.notInHand(event) : "") || this.rule(event, pack);
    if (!code) this.last.set(event.case, event.case_seq);
    return code;
  }

  rule(event, pack) {
    const { facts } = event;
    switch (event.kind) {
      case "hand-over": return facts.item === "parcel" ? this.passParcel(event) : this.pass(event);
      case "seize": return this.seize(event);
      case "group": return this.group(event);
      case "weigh": return this.weigh(event, pack);
      case "seal": case "reseal": return this.close(event);
      case "unseal": return this.open(event);
      case "sample": case "split": return this.takeOut(event);
      case "analyse": return this.analyse(event);
      case "examine": return this.examine(event);
      case "offer": return this.offer(event);
      case "accept": return this.accept(event);
      case "refuse": case "cancel": return this.unlock(event);
      case "return": return facts.direction === "back" ? this.comeBack(event) : this.giveBack(event);
      case "substitute": return this.substitute(event);
      case "discrepancy": return this.discrepancy(event);
      case "explain": return this.explain(event);
      case "destroy-plan": return this.plan(event);
      case "destroy": return this.destroy(event);
      case "witness": case "correct":
        return facts.entry > (this.last.get(event.case) ?? 0) ? "custody.entry-unknown" : "";
      default: return "";
    }
  }

  // ---- holding ----

  passParcel(event) {
    const { giver, taker } = event.facts;
    const keeper = this.parcels.get(event.exhibit) ?? giver;
    const code = firstOf(
      [() => this.things.has(event.exhibit), "custody.exhibit-known"],
      [() => keeper !== giver, "custody.not-the-holder"],
    );
    if (!code) this.parcels.set(event.exhibit, taker);
    return code;
  }

  pass(event) {
    const { giver, taker, seals } = event.facts;
    const thing = this.ofCase(event);
    const code = this.notInHand(event) || firstOf(
      [() => thing.holder !== giver, "custody.not-the-holder"],
      [() => seals.join(" ") !== thing.seals.join(" "), "custody.seal-does-not-match"],
    );
    if (!code) thing.holder = taker;
    return code;
  }

  seize(event) {
    const { facts } = event;
    const keeper = this.parcels.get(facts.parcel);
    const code = firstOf(
      [() => this.isGiven(event.exhibit), "custody.exhibit-known"],
      [() => keeper !== undefined && !event.signers.some((signer) => signer.badge === keeper), "custody.not-the-holder"],
      [() => event.at < facts.seized_at, "custody.before-seizure"],
    );
    if (!code) {
      const { item, holder, substance, form } = facts;
      this.begin(event, event.exhibit, { item, holder, substance, form, since: facts.seized_at });
    }
    return code;
  }

  substitute(event) {
    const { source, holder, material, mass_mg: mass } = event.facts;
    const code = (this.isGiven(event.exhibit) ? "custody.exhibit-known" : "") || this.absent(event, source)
      || (this.ofCase(event, source).item !== "drug" ? "custody.kept-apart" : "");
    if (!code) {
      const thing = this.begin(event, event.exhibit, { item: "substitute", holder, substance: material });
      this.firstMass(event, thing, BigInt(mass));
    }
    return code;
  }

  group(event) {
    const { members } = event.facts;
    for (const number of members) {
      const code = this.absent(event, number);
      if (code) return code;
    }
    const things = members.map((number) => this.ofCase(event, number));
    const looks = new Set(things.map((thing) => `${thing.item} ${thing.substance} ${thing.form}`));
    if (looks.size > 1 || things.some((thing) => thing.isGrouped || thing.item === "substitute")) return "custody.kept-apart";
    things.forEach((thing) => { thing.isGrouped = true; });
    return "";
  }

  close(event) {
    const { layer, number } = event.facts;
    const thing = this.ofCase(event);
    const code = firstOf(
      [() => layer !== thing.seals.length + 1, "custody.seal-out-of-order"],
      [() => event.kind === "reseal" && !thing.opened, "custody.seal-out-of-order"],
      [() => this.seals.has(number), "custody.seal-used"],
    );
    if (code) return code;
    this.seals.add(number);
    thing.seals.push(number);
    thing.sealed = null;
    return "";
  }

  open(event) {
    const { layer, number } = event.facts;
    const thing = this.ofCase(event);
    const code = firstOf(
      [() => !thing.seals.length || layer !== thing.seals.length, "custody.seal-out-of-order"],
      [() => thing.seals.at(-1) !== number, "custody.seal-does-not-match"],
    );
    if (code) return code;
    thing.seals.pop();
    thing.sealed = null;
    thing.opened += 1;
    return "";
  }

  // ---- masses ----

  weigh(event, pack) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const mass = BigInt(facts.mass_mg);
    if (facts.measure === "gross") {
      thing.gross = mass;
      return "";
    }
    return facts.measure === "net" ? this.weighNet(event, thing, mass, pack) : this.weighSealed(event, thing, mass);
  }

  weighNet(event, thing, mass, pack) {
    const code = firstOf(
      [() => !BY_MASS.has(thing.item), "custody.not-a-drug"],
      [() => thing.seals.length, "custody.still-sealed"],
      [() => thing.book === null && thing.gross !== null && thing.gross < mass, "custody.heavier-than-gross"],
    );
    if (code) return code;
    if (thing.book === null) {
      this.firstMass(event, thing, mass);
      return "";
    }
    const residual = thing.book - mass;
    const use = thing.use.with(event.facts);
    if (use.isExceededBy(residual) && use.isExceededBy(this.undried(event, thing, residual, pack))) {
      thing.dispute = { entry: event.case_seq, residual, isRecorded: false };
    }
    return "";
  }

  undried(event, thing, residual, pack) {
    // What is left of a loss after the drying that the pack knows for this substance and form.
    if (residual <= 0n) return residual;
    const days = BigInt(Math.max(0, Math.floor((event.at - thing.weighedAt) / DAY_S)));
    const known = pack.losses.find(([substance, form]) => substance === thing.substance && form === thing.form);
    if (!known) return residual;
    const [, , rate, bound] = known.map((item) => (Number.isInteger(item) ? BigInt(item) : item));
    const share = rate * days < bound ? rate * days : bound;
    const left = residual - (thing.book * share) / PPM;
    return left > 0n ? left : 0n;
  }

  weighSealed(event, thing, mass) {
    if (thing.sealed === null) {
      thing.sealed = { mass, use: new Use().with(event.facts) };
      return "";
    }
    const residual = thing.sealed.mass - mass;
    if (thing.sealed.use.with(event.facts).isExceededBy(residual)) {
      thing.dispute = { entry: event.case_seq, residual, isRecorded: false };
    }
    return "";
  }

  differsSealed(event, thing) {
    if (thing.sealed === null) return false;
    return thing.sealed.use.with(event.facts).isExceededBy(thing.sealed.mass - BigInt(event.facts.mass_mg));
  }

  notOpenLot(thing) {
    return firstOf(
      [() => thing.seals.length, "custody.still-sealed"],
      [() => !BY_MASS.has(thing.item), "custody.not-a-drug"],
      [() => thing.book === null, "custody.not-weighed"],
    );
  }

  takeOut(event) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const mass = BigInt(facts.mass_mg);
    const number = facts[event.kind === "sample" ? "sample" : "part"];
    const code = this.notOpenLot(thing) || firstOf(
      [() => mass > thing.book, "custody.mass-below-zero"],
      [() => this.isGiven(number), "custody.exhibit-known"],
    );
    if (code) return code;
    const { item, holder, since, substance, form, root } = thing;
    this.begin(event, number, {
      item, holder, since, substance, form, root, isSample: thing.isSample || event.kind === "sample",
      book: mass, use: new Use().with(facts), weighedAt: event.at, parent: thing.number,
    });
    thing.book -= mass;
    thing.use = thing.use.with(facts);
    return "";
  }

  analyse(event) {
    const { facts } = event;
    const thing = this.ofCase(event);
    const consumed = BigInt(facts.consumed_mg);
    const code = this.notOpenLot(thing) || (consumed > thing.book ? "custody.mass-below-zero" : "");
    if (code) return code;
    const pure = (2n * BigInt(facts.of_mg) * BigInt(facts.purity_ppm) + PPM) / (2n * PPM); // nearest, half up
    if (BigInt(facts.remaining_mg) !== thing.book - consumed || BigInt(facts.pure_mg) !== pure) return "custody.masses-differ";
    thing.book -= consumed;
    this.leave(thing, consumed, "consumed");
    return "";
  }

  examine(event) {
    const thing = this.ofCase(event);
    return firstOf(
      [() => thing.seals.length, "custody.still-sealed"],
      [() => BY_MASS.has(thing.item), "custody.kept-by-mass"],
    );
  }

  discrepancy(event) {
    const { weighing, residual_mg: told } = event.facts;
    const code = this.absent(event);
    if (code) return code;
    const { dispute } = this.ofCase(event);
    if (!dispute || dispute.entry !== weighing || dispute.residual !== BigInt(told)) return "custody.nothing-to-explain";
    dispute.isRecorded = true;
    return "";
  }

  explain(event) {
    const thing = this.ofCase(event);
    const loss = BigInt(event.facts.loss_mg);
    const code = this.absent(event) || firstOf(
      [() => thing.dispute?.entry !== event.facts.weighing || !thing.dispute.isRecorded, "custody.nothing-to-explain"],
      [() => isOutside(loss, thing.dispute.residual), "custody.nothing-to-explain"],
      [() => loss && !BY_MASS.has(thing.item), "custody.not-a-drug"],
      [() => loss && thing.book === null, "custody.not-weighed"],
      [() => loss && loss > thing.book, "custody.mass-below-zero"],
    );
    if (code) return code;
    if (loss) {
      thing.book -= loss;
      this.leave(thing, loss, "loss");
    }
    thing.dispute = null;
    thing.sealed = null;
    return "";
  }
}
