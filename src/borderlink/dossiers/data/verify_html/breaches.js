// Where a case departs from its rule pack: listed, never a reason to call the record invalid.

const NET_KINDS = new Set(["weigh", "sample", "split", "return", "substitute", "destroy"]);
const COARSEST_MG = 1000000;
const MOST_UNITS = 1000000;

function packagesWanted(pack, packages) {
  // Of how many packages samples are wanted: notice 511's counts, or hypergeometric, exact.
  if (pack.sampling === "notice-511") {
    if (packages < 10) return packages;
    if (packages < 100) return 10;
    return Number((squareRoot(4n * BigInt(packages)) + 1n) / 2n); // the integer nearest the square root
  }
  if (!pack.share_ppm || packages < 1) return 0;
  const canBeShown = packages <= MOST_UNITS && pack.share_ppm <= 1000000 && pack.confidence_ppm > 0 && pack.confidence_ppm < 1000000;
  if (!canBeShown) throw new Fault("dossier.pack-invalid", { version: versionOf(pack) });
  const units = BigInt(packages);
  const lacking = units - ((units * BigInt(pack.share_ppm) + PPM - 1n) / PPM - 1n);
  const doubt = PPM - BigInt(pack.confidence_ppm);
  return firstThat(packages, (n) => chanceIsBelow(doubt, units, lacking, BigInt(n)));
}

function chanceIsBelow(doubt, units, lacking, n) {
  // All positive in a sample of n while `lacking` are negative: chance C(units - n, lacking) / C(units, lacking), or
  // the same with both changed about; the smaller one is counted out.
  const [few, many] = n < lacking ? [n, lacking] : [lacking, n];
  return falling(units - many, few) * PPM <= doubt * falling(units, few);
}

function falling(from, count) {
  // from · (from - 1) · … of `count` numbers, by halves: large numbers are multiplied with their like.
  if (from < count) return 0n;
  if (count === 0n) return 1n;
  if (count === 1n) return from;
  const half = count / 2n;
  return falling(from, half) * falling(from - half, count - half);
}

function firstThat(most, holds) {
  // The smallest number from 1 to `most` that holds, when all after it do and `most` does.
  let high = 1;
  while (high < most && !holds(high)) high = Math.min(2 * high, most);
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function squareRoot(number) {
  // The whole part of a square root.
  let low = 0n;
  let high = number + 1n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle <= number) low = middle;
    else high = middle;
  }
  return low;
}

function coarsestDivision(pack, mass) {
  const row = pack.divisions.find(([below]) => mass < below);
  return row ? row[1] : COARSEST_MG;
}

function isTooCoarse(event, pack) {
  const { facts, kind } = event;
  if (!NET_KINDS.has(kind) || (facts.measure ?? "net") !== "net" || !pack.divisions.length) return false;
  return facts.division_mg > coarsestDivision(pack, facts.mass_mg);
}

function breachesOf(events, packs) {
  // Every breach of a case's events, each under the pack it names: name, entry, exhibit; by entry, then name.
  const found = [];
  const add = (name, event, exhibit = event.exhibit) => found.push({ name, entry: event.case_seq, exhibit });
  const witnesses = new Map();
  for (const { kind, facts } of events) if (kind === "witness") witnesses.set(facts.entry, facts.capacity);
  for (const event of events) {
    const { kind, facts, case_seq: entry } = event;
    const pack = packs[event.pack];
    if (event.signers.length < (pack.signers[kind] ?? 0)) add("too-few-signers", event);
    if (pack.witnessed.includes(kind) && !witnesses.has(entry)) add("no-witness", event);
    if (witnesses.get(entry) === "police") add("witness-of-police", event);
    if (isTooCoarse(event, pack)) add("division-too-coarse", event);
    if ("certified_until" in facts && event.at >= facts.certified_until) add("certificate-out-of-date", event);
    if (kind === "seize" && facts.suspect !== "present" && !facts.video) add("no-video-of-absent-suspect", event);
    if (kind === "analyse" && facts.result === "identified" && !facts.purity_ppm) add("no-purity", event);
    if (kind === "examine" && event.signers.length === 1) add("one-examiner", event);
  }
  tooFewSampled(events, packs, add);
  lateToLaboratory(events, packs, add);
  notRebagged(events, packs, add);
  const order = (text, other) => (text < other ? -1 : Number(text > other));
  return found.sort((a, b) => a.entry - b.entry || order(a.name, b.name));
}

function tooFewSampled(events, packs, add) {
  const taken = new Map();
  for (const { kind, facts, exhibit } of events) {
    if (kind === "sample" && facts.purpose === "laboratory") taken.set(exhibit, (taken.get(exhibit) ?? 0) + facts.packages);
  }
  // Counts apply inside one group; what no group has stands alone, and is told of at its seizure.
  const grouped = new Set(events.flatMap(({ kind, facts }) => (kind === "group" ? facts.members : [])));
  const packages = new Map(events.filter(({ kind }) => kind === "seize").map(({ exhibit, facts }) => [exhibit, facts.packages]));
  const sum = (members, counts) => members.reduce((total, member) => total + (counts.get(member) ?? 0), 0);
  for (const event of events) {
    const alone = event.kind === "seize" && !grouped.has(event.exhibit) ? [event.exhibit] : [];
    const members = event.kind === "group" ? event.facts.members : alone;
    if (!members.some((member) => taken.has(member))) continue;
    if (sum(members, taken) < packagesWanted(packs[event.pack], sum(members, packages))) add("too-few-packages-sampled", event);
  }
}

function lateToLaboratory(events, packs, add) {
  const since = new Map();
  for (const event of events) {
    const { kind, facts, exhibit } = event;
    if (kind === "seize") since.set(exhibit, facts);
    else if (kind === "sample" && since.has(exhibit)) since.set(facts.sample, since.get(exhibit));
    else if (kind === "hand-over" && facts.purpose === "laboratory" && since.has(exhibit)) {
      const seizure = since.get(exhibit);
      const pack = packs[event.pack];
      const within = seizure.complex ? pack.laboratory_within_if_complex_s : pack.laboratory_within_s;
      if (within && event.at > seizure.seized_at + within) add("late-to-laboratory", event);
    }
  }
}

function notRebagged(events, packs, add) {
  const opened = new Map();
  for (const event of events) {
    const { kind, facts, exhibit } = event;
    if (kind === "unseal") opened.set(exhibit, (opened.get(exhibit) ?? 0) + 1);
    if (kind !== "reseal") continue;
    const limit = packs[event.pack].rebag_after_openings;
    if (limit && (opened.get(exhibit) ?? 0) >= limit && !facts.rebag) add("not-rebagged", event);
    if (facts.rebag) opened.set(exhibit, 0);
  }
}
