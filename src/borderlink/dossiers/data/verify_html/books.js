// What is remembered of every exhibit, parcel, seal and account, and what several rules ask of them. Masses are
// whole milligrams in BigInt; a question about a rule returns the first code that applies, or nothing.

const BY_MASS = new Set(["drug", "substitute"]);

// Checks in order: pairs of "is it wrong" and the code. A check may rely on those before it.
function firstOf(...checks) {
  for (const [isWrong, code] of checks) if (isWrong()) return code;
  return "";
}

class Use {
  // How often each balance was used: the calibration's error of one balance adds up linearly.
  constructor(times = new Map()) {
    this.times = times;
  }

  with(facts, times = facts.times) {
    const next = new Map(this.times);
    const name = `${facts.balance} ${facts.division_mg} ${facts.calibration_ug}`;
    const before = next.get(name);
    const n = BigInt(times) + (before ? before.n : 0n);
    next.set(name, { n, d: BigInt(facts.division_mg), c: BigInt(facts.calibration_ug) });
    return new Use(next);
  }

  sixthsUg2() {
    // 6 u² in square micrograms: u² = n·d²/6 + (n·c)² for each balance.
    let total = 0n;
    for (const { n, d, c } of this.times.values()) total += n * (d * 1000n) ** 2n + 6n * (n * c) ** 2n;
    return total;
  }

  isExceededBy(residual) {
    return 6n * (residual * 1000n) ** 2n > 9n * this.sixthsUg2();
  }
}

class Books {
  constructor() {
    this.things = new Map();
    this.parcels = new Map();
    this.seals = new Set();
    this.seized = new Map();
    this.gone = new Map();
    this.ways = { consumed: 0n, transferred: 0n, destroyed: 0n, loss: 0n }; // where drugs went, for the reader
    this.last = new Map(); // by case: its last entry
  }

  ofCase(event, number = event.exhibit) {
    const thing = this.things.get(number);
    return thing && thing.case === event.case ? thing : null;
  }

  absent(event, number = event.exhibit) {
    // Why nothing can be done with an exhibit of the event's case.
    const thing = this.ofCase(event, number);
    return firstOf(
      [() => !thing, "custody.exhibit-unknown"],
      [() => thing.state !== "held" && thing.state !== "offered", "custody.no-longer-here"],
      [() => event.at < thing.since, "custody.before-seizure"],
    );
  }

  notInHand(event) {
    const thing = this.ofCase(event);
    return this.absent(event) || firstOf(
      [() => thing.state === "offered", "custody.offer-pending"],
      [() => !event.signers.some((signer) => signer.badge === thing.holder), "custody.not-the-holder"],
    );
  }

  isGiven(number) {
    return this.things.has(number) || this.parcels.has(number);
  }

  begin(event, number, facts) {
    const thing = {
      number, case: event.case, root: number, substance: "", form: "", state: "held", seals: [], plans: new Set(),
      book: null, gross: null, sealed: null, dispute: null, use: new Use(), weighedAt: 0, sent: 0n, opened: 0,
      isSample: false, isGrouped: false, offered: "", since: event.at, ...facts,
    };
    this.things.set(number, thing);
    return thing;
  }

  firstMass(event, thing, mass) {
    Object.assign(thing, { book: mass, use: new Use().with(event.facts), weighedAt: event.at });
    this.seized.set(thing.root, (this.seized.get(thing.root) ?? 0n) + mass);
  }

  leave(thing, mass, way) {
    if (thing.item === "drug") this.ways[way] += mass;
    this.gone.set(thing.root, (this.gone.get(thing.root) ?? 0n) + mass);
  }

  unbalanced() {
    // The first seized lot of which not all is accounted for: seized = here + gone.
    const here = new Map();
    for (const { root, book } of this.things.values()) here.set(root, (here.get(root) ?? 0n) + (book ?? 0n));
    const off = [...this.seized].find(([root, seized]) => seized !== here.get(root) + (this.gone.get(root) ?? 0n));
    return off ? off[0] : "";
  }
}
