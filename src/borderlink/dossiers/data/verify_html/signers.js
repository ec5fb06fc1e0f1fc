// Who must sign, with which key, and what the ledger itself says of keys.

const OF_KEYS = new Set(["key-add", "key-retire", "key-compromise"]);
const BY_TWO = new Set(["hand-over", "offer", "return", "explain", "destroy-plan", "destroy"]);
const NAMED_SIGNERS = { "hand-over": ["giver", "taker"], seize: ["holder"], substitute: ["holder"] };

class Keys {
  // Keys live from their `key-add`, signed by the node's own key (an anchor), until they are withdrawn.
  constructor(anchors) {
    this.anchors = anchors;
    this.live = new Map();
    this.ever = new Set();
  }

  wrong(event) {
    return this.wrongPersons(event) || this.wrongKeys(event) || this.wrongSignatures(event) || this.learn(event);
  }

  wrongPersons(event) {
    const { signers, facts } = event;
    const badges = new Set(signers.map((signer) => signer.badge));
    const units = new Set(signers.map((signer) => signer.unit));
    const receives = event.kind === "accept" && facts.side === "receiver";
    const named = receives ? ["taker"] : NAMED_SIGNERS[event.kind] ?? [];
    return firstOf(
      [() => badges.size < signers.length, "custody.one-person-twice"],
      [() => new Set(signers.map((signer) => signer.key)).size < badges.size, "custody.one-person-twice"],
      [() => badges.size < (receives || BY_TWO.has(event.kind) ? 2 : 1), "custody.signer-missing"],
      [() => named.some((name) => !badges.has(facts[name])), "custody.signer-missing"],
      [() => event.kind === "explain" && units.size === 1, "custody.same-unit"],
    );
  }

  wrongKeys(event) {
    const ofKeys = OF_KEYS.has(event.kind);
    if (ofKeys !== (event.case === "keys")) return "custody.not-in-form";
    for (const { badge, key, unit } of event.signers) {
      if (ofKeys && this.anchors.has(key)) continue;
      const known = this.live.get(key);
      const code = firstOf(
        [() => !known, "custody.key-not-valid"],
        [() => known.badge !== badge || known.unit !== unit, "custody.one-person-twice"],
        [() => event.at < known.from_at || event.at >= known.until_at, "custody.key-not-valid"],
        [() => ofKeys && known.role !== "registrar", "custody.key-not-valid"],
      );
      if (code) return code;
    }
    return "";
  }

  wrongSignatures(event) {
    const { signers, signatures, signed } = event;
    const all = signatures.length === signers.length
      && signers.every(({ key }, i) => signatureHolds(key, signed, signatures[i], "custody-act"));
    return all ? "" : "custody.signature-invalid";
  }

  learn(event) {
    const { facts } = event;
    if (!OF_KEYS.has(event.kind)) return "";
    if (event.kind !== "key-add") return this.live.delete(facts.key) ? "" : "custody.key-not-valid";
    if (this.ever.has(facts.key)) return "custody.one-person-twice";
    this.ever.add(facts.key);
    this.live.set(facts.key, facts);
    return "";
  }
}
