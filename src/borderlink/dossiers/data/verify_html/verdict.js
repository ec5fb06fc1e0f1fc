// What a reading comes to: one number, findings by code, and what a reader wants to see of the case.

const VALID = 0;
const INVALID = 1;
const UNREADABLE = 2;
const UNANCHORED = 3;
const REMARKS = 4;

const finding = (code, facts = {}) => ({ code, facts });

function disputedBy(reading) {
  // Events that a withdrawn key signed and that no anchored time before the withdrawal covers.
  const proven = reading.checkpoints.map((checkpoint, i) => ({
    size: checkpoint.size,
    times: reading.anchoredCosigners.map((cosigner) => cosigner.counted[i]?.at ?? null).filter((at) => at !== null),
  }));
  const covered = new Map();
  for (const { kind, facts, at } of reading.events) {
    if (kind !== "key-retire" && kind !== "key-compromise") continue;
    const since = kind === "key-retire" ? at : facts.since_at;
    covered.set(facts.key, Math.max(0, ...proven.filter(({ times }) => times.some((time) => time <= since)).map(({ size }) => size)));
  }
  const found = [];
  for (const event of reading.events) {
    const signers = event.signers.filter(({ key }) => covered.has(key) && event.sequence > covered.get(key));
    if (event.case !== "keys") {
      signers.forEach(({ badge }) => found.push(finding("dossier.disputed", { entry: event.case_seq, badge })));
    } else if (signers.length && event.kind === "key-add") {
      covered.set(event.facts.key, 0); // registered by a key that no longer counts
    }
  }
  return found;
}

function withheldOf(reading) {
  const grounds = new Map(reading.disclosure.filter((item) => item.kind === "field").map((item) => [item.reference, item.ground]));
  return reading.events.filter((event) => event.case !== "keys").flatMap((event) => Object.keys(event.commitments)
    .filter((name) => !(name in (reading.openings.get(event) ?? {})))
    .map((name) => finding("dossier.withheld", { entry: event.case_seq, name, ground: grounds.get(`${event.sequence}/${name}`) ?? "" })));
}

function saidOf(reading) {
  // What is told and never counted.
  const said = withheldOf(reading);
  reading.tokens.forEach((member) => said.push(finding("dossier.not-checked", { member })));
  const isTimed = reading.anchoredCosigners.some((cosigner) => (cosigner.counted.at(-1)?.at ?? null) !== null);
  if (!isTimed) said.push(finding("dossier.time-not-proven"));
  const keys = reading.events.flatMap((event) => event.signers.map(({ key }) => key));
  for (const algorithm of [...reading.broken].sort()) {
    const signatures = keys.filter((key) => key.startsWith(`${algorithm}:`)).length;
    said.push(finding("dossier.algorithm-broken", { algorithm, signatures }));
  }
  return said;
}

function findingsOf(reading) {
  const ofCase = reading.events.filter((event) => event.case !== "keys");
  const told = (kind) => ofCase.filter((event) => event.kind === kind)
    .map((event) => finding(REMARK_CODES[kind], { entry: event.case_seq, exhibit: event.exhibit }));
  const remarks = [
    ...disputedBy(reading),
    ...unknownPacks(reading.packs).map((version) => finding("dossier.pack-unknown", { version })),
    ...breachesOf(ofCase, reading.packs).map((breach) => finding("dossier.breach", breach)),
    ...told("discrepancy"), ...told("explain"),
  ];
  const unanchored = reading.isAnchored ? [] : [finding("dossier.unanchored")];
  const code = unanchored.length ? UNANCHORED : remarks.length ? REMARKS : VALID;
  return { code, findings: [...unanchored, ...remarks, ...saidOf(reading)] };
}

async function verifyDossier(bytes, anchors, options = {}) {
  // The verdict on a dossier: {code, findings, reading}. Anchors are fingerprints; spaces do not count.
  const settled = { breathe: async () => {}, progress: () => {}, ...options };
  const wanted = anchors.map((text) => text.replace(/\s/g, "").replace(/(\d{5})(?=\d)/g, "$1 "));
  const reading = new Reading(bytes, wanted, settled);
  try {
    await reading.run();
    return { ...findingsOf(reading), reading };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { code: fault.level === 2 ? UNREADABLE : INVALID, findings: [finding(fault.code, fault.facts)], reading };
  }
}
