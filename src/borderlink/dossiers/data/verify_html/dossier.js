// The whole reading of a dossier: the checks in the order of the format's description. The first fault ends it.

const START_HASH = "0".repeat(64);
const REMARK_CODES = { discrepancy: "dossier.discrepancy", explain: "dossier.explanation" };

class Reading {
  constructor(bytes, anchors, { breathe, progress, broken = [] }) {
    Object.assign(this, { bytes, anchors, breathe, progress, broken });
    this.timeline = [];
    this.heads = new Map();
  }

  async run() {
    this.members = await readZip(this.bytes, this.breathe);
    this.readIndex();
    await this.checkMembers();
    this.checkPresence();
    this.readParties();
    this.checkTimes();
    this.packs = readPacks(this.members.get("packs.json"));
    this.readHeads();
    await this.readEvents();
    this.checkEnd();
    this.openings = openedBy(readOpenings(this.members.get("openings.json")), this.bySequence);
    this.disclosure = readDisclosure(this.members.get("disclosure.json"));
    this.checkAnchors();
  }

  // ---- 2 to 6: the index and the members it names ----

  readIndex() {
    const bytes = this.members.get("index.json");
    const index = bytes && ifInForm(() => canonicalValue(bytes));
    if (!index || !isIndex(index)) throw new Fault("dossier.not-in-form", { member: "index.json" }, 2);
    if (!this.members.has("index.sig")) throw new Fault("dossier.not-in-form", { member: "index.sig" }, 2);
    this.index = index;
  }

  async checkMembers() {
    const told = this.index.members;
    for (const member of this.members.keys()) {
      if (!(member in told) && !member.startsWith("index.")) throw new Fault("dossier.member-unknown", { member });
    }
    for (const member of Object.keys(told).sort(byCodePoint)) {
      const contents = this.members.get(member);
      if (!contents) throw new Fault("dossier.member-missing", { member });
      const digest = hexOf(await this.digestOf(contents));
      const named = /^files\/(.{64})\./.exec(member);
      const isSame = told[member].size === contents.length && told[member].sha256 === digest && (!named || named[1] === digest);
      if (!isSame) throw new Fault("dossier.member-changed", { member });
    }
  }

  async digestOf(contents) {
    const hash = new Sha256();
    for (let at = 0; at < contents.length; at += MIB) {
      hash.update(contents.subarray(at, at + MIB));
      await this.breathe();
    }
    return hash.digest();
  }

  checkPresence() {
    this.indexSignatures = readIndexSignatures(this.members.get("index.sig"));
    if (!this.indexSignatures) throw new Fault("dossier.not-in-form", { member: "index.sig" });
    const wanted = [...NEEDED];
    for (const nameOf of [ROOT_NAME, CERTIFICATE_NAME, CHECKPOINT_NAME, AUTHORITY_NAME]) {
      const [before, after] = nameOf("N").split("N");
      const numbers = [...this.members.keys()].filter((name) => name.startsWith(before) && name.endsWith(after))
        .map((name) => Number(name.slice(before.length, -after.length)));
      for (let n = 1; n < Math.max(0, ...numbers); n += 1) wanted.push(nameOf(n));
    }
    this.tokens = [...this.members.keys()].filter((name) => name.startsWith("tokens/"));
    for (const name of this.tokens) {
      const [, checkpoint, authority] = /^tokens\/(\d+)-(\d+)\.tsr$/.exec(name);
      wanted.push(CHECKPOINT_NAME(checkpoint), AUTHORITY_NAME(authority));
    }
    const member = wanted.find((name) => !this.members.has(name));
    if (member) throw new Fault("dossier.member-missing", { member });
  }

  // ---- 7 to 12: who speaks, and when ----

  readParties() {
    const { members, index } = this;
    this.roots = readChain(allNumbered(members, ROOT_NAME), index.agency);
    this.certificates = readCertificates(allNumbered(members, CERTIFICATE_NAME), index, this.roots);
    this.checkIndexSignatures();
    this.checkpoints = readCheckpoints(allNumbered(members, CHECKPOINT_NAME), index.node, this.certificates);
    this.checkpoint = this.checkpoints.at(-1);
    this.cosigners = readCosigners(members.get("cosigners.json"), this.checkpoints);
    this.checkCosigners();
    const newest = (key) => Math.max(...this.certificates.filter((item) => item.key === key).map(({ version }) => version));
    this.spokenFor = Math.min(newest(this.indexSignatures.node.key), newest(this.checkpoint.key));
  }

  checkCosigners() {
    // A cosigner that is the agency itself would prove its own time.
    const own = new Set([...this.certificates.map(({ key }) => key), ...this.roots.map(({ fingerprint }) => fingerprint)]);
    const itself = this.cosigners.find(({ keyText, roots }) => own.has(keyText) || roots.some(({ fingerprint }) => own.has(fingerprint)));
    if (itself) throw itself.invalid;
  }

  checkIndexSignatures() {
    const { node, officer } = this.indexSignatures;
    const bytes = this.members.get("index.json");
    const isCertified = this.isCovered(node.key, this.index.drawn_up_at);
    for (const [signed, badge, isKnown] of [[node, "NODE", isCertified], [officer, this.index.drawn_up_by, true]]) {
      const holds = isKnown && signed.badge === badge && signatureHolds(signed.key, bytes, signed.signature, "dossier-index");
      if (!holds) throw new Fault("dossier.index-not-signed", { badge });
    }
  }

  isCovered(key, at) {
    return this.certificates.some((item) => item.key === key && covers(item, at));
  }

  expired(key) {
    return new Fault("dossier.certificate-expired", { number: this.certificates.find((item) => item.key === key).number });
  }

  checkTimes() {
    this.checkpoints.forEach((checkpoint, i) => {
      const times = this.cosigners.map((cosigner) => cosigner.lines[i]?.at ?? null).filter((at) => at !== null);
      if (times.some((at) => !this.isCovered(checkpoint.key, at))) throw this.expired(checkpoint.key);
    });
  }

  // ---- 14 to 19: the events ----

  readHeads() {
    const told = readProofs(this.members.get("proofs.json"));
    const isSame = told && told.checkpoints.length === this.checkpoints.length
      && told.checkpoints.every((tree, i) => tree.size === this.checkpoints[i].size)
      && headsHold(told.cases, this.index.case, this.checkpoint);
    if (!isSame) throw new Fault("dossier.proof-invalid", { member: "proofs.json" });
    this.proofs = told;
  }

  async readEvents() {
    this.keys = new Keys(new Set(this.certificates.map((item) => item.key)));
    this.custody = new Custody();
    this.events = [];
    const lines = inSequence(this.members);
    const seen = new Map();
    for (const { member, event } of lines) {
      const entry = (seen.get(member) ?? 0) + 1;
      seen.set(member, entry);
      const { sequence = 0, kind = "", exhibit = "" } = event ?? {};
      this.lastSigners = event?.signers ?? [];
      this.lastLine = { entry, sequence, kind, exhibit, member };
      const code = event ? this.wrong(event, member) : "custody.not-in-form";
      if (code) throw new Fault(code, this.lastLine);
      this.takeIn(event);
      this.progress(this.events.length, lines.length);
      await this.breathe();
    }
    this.bySequence = new Map(this.events.map((event) => [String(event.sequence), event]));
  }

  wrong(event, member) {
    const { node, case: name } = this.index;
    const last = this.heads.get(event.case) ?? { case_seq: 0, hash: START_HASH };
    return firstOf(
      [() => event.node !== node || (event.case !== name && event.case !== "keys"), "custody.not-in-form"],
      [() => event.case_seq !== last.case_seq + 1 || event.case_previous !== last.hash, "custody.out-of-turn"],
    ) || this.keys.wrong(event) || this.wrongRule(event) || firstOf(
      [() => (event.case === "keys") !== (member === "keys.jsonl"), "custody.not-in-form"],
      [() => event.sequence <= (this.events.at(-1)?.sequence ?? 0), "custody.out-of-turn"],
    );
  }

  wrongRule(event) {
    const pack = this.packs[event.pack];
    return pack ? this.custody.wrong(event, pack) : "custody.not-in-form";
  }

  takeIn(event) {
    this.events.push(event);
    this.heads.set(event.case, event);
    if (event.case !== "keys") this.timeline.push({ event, things: touchedBy(event, this.custody) });
  }

  checkEnd() {
    for (const name of ["keys", this.index.case]) {
      const told = this.proofs.cases.heads.find((head) => head.case === name);
      const last = this.heads.get(name);
      const member = name === "keys" ? "keys.jsonl" : "events.jsonl";
      if (!last || last.case_seq !== told.case_seq || last.hash !== told.digest) {
        throw new Fault("custody.cut-off", { entry: (last?.case_seq ?? 0) + 1, member, sequence: 0, kind: "", exhibit: "" });
      }
    }
    const exhibit = this.custody.unbalanced();
    if (exhibit) throw new Fault("custody.masses-differ", { ...this.lastLine, exhibit });
    const used = new Set(this.events.map((event) => event.pack));
    const version = Object.keys(this.packs).sort(byCodePoint).find((name) => !used.has(name));
    if (version) throw new Fault("dossier.pack-invalid", { version });
    this.checkpoints.forEach((checkpoint, i) => {
      const proof = this.proofs.checkpoints[i];
      const holds = eventsHold(proof, this.eventsUpTo(i), checkpoint) && beginsWith(this.checkpoints[i - 1], checkpoint, hashesOf(proof.since));
      if (!holds) throw new Fault("dossier.proof-invalid", { member: CHECKPOINT_NAME(i + 1) });
    });
    this.checkKeysInTime();
  }

  eventsUpTo(i) {
    // The events that the checkpoint of this place must hold; the last one must hold them all.
    const isLast = i === this.checkpoints.length - 1;
    return this.events.filter((event) => isLast || event.sequence <= this.checkpoints[i].size);
  }

  checkKeysInTime() {
    for (const { signers, at } of this.events) {
      const late = signers.find(({ key }) => this.keys.anchors.has(key) && !this.isCovered(key, at));
      if (late) throw this.expired(late.key);
    }
    const { officer } = this.indexSignatures;
    const known = this.keys.live.get(officer.key);
    const at = this.index.drawn_up_at;
    const isGood = known && known.badge === this.index.drawn_up_by && known.from_at <= at && at < known.until_at;
    if (!isGood) throw new Fault("dossier.index-not-signed", { badge: this.index.drawn_up_by });
  }

  // ---- 24: what the reader knows from outside ----

  checkAnchors() {
    // A root speaks for what it or a later one has certified; an authority, by a token.
    const versions = new Map(this.roots.map((root) => [root.fingerprint, root.version]));
    const met = new Set(versions.keys());
    this.tokens.forEach((name) => met.add(fingerprintOf(this.members.get(AUTHORITY_NAME(/-(\d+)\.tsr$/.exec(name)[1])))));
    const under = this.cosigners.filter((cosigner) => cosigner.counted.some(Boolean));
    under.forEach((cosigner) => cosigner.fingerprints.forEach((fingerprint) => met.add(fingerprint)));
    const anchor = this.anchors.find((text) => !met.has(text));
    if (anchor) throw new Fault("dossier.anchor-not-met", { anchor });
    this.isAnchored = this.anchors.some((text) => versions.get(text) <= this.spokenFor);
    this.anchoredCosigners = under.filter((cosigner) => cosigner.fingerprints.some((text) => this.anchors.includes(text)));
  }
}
