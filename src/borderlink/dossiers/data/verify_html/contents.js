// The members that say what happened: packs, events, openings, disclosure.

const PACK_FIELDS = [
  "name", "sampling", "share_ppm", "confidence_ppm", "laboratory_within_s", "laboratory_within_if_complex_s",
  "rebag_after_openings", "divisions", "signers", "witnessed", "losses",
];

const isRising = (list, order) => list.every((item, i) => !i || order(list[i - 1], item) < 0);

function isPack(pack) {
  const isRow = (row, size) => Array.isArray(row) && row.length === size;
  return hasExactly(pack, ...PACK_FIELDS) && isText(pack.name) && isText(pack.sampling)
    && PACK_FIELDS.slice(2, 7).every((name) => isCount(pack[name]))
    && Array.isArray(pack.divisions) && pack.divisions.every((row) => isRow(row, 2) && row.every(isCount))
    && isObject(pack.signers) && Object.values(pack.signers).every(isCount)
    && Array.isArray(pack.witnessed) && pack.witnessed.every(isText) && isRising(pack.witnessed, byCodePoint)
    && Array.isArray(pack.losses) && pack.losses.every((row) => isRow(row, 5)
      && isText(row[0]) && isText(row[1]) && isCount(row[2]) && isCount(row[3]) && isText(row[4]))
    && isRising(pack.losses, (a, b) => byCodePoint(a[0], b[0]) || byCodePoint(a[1], b[1]));
}

const digestOf = (pack) => hexOf(sha256(utf8(canonicalText(pack))));
const versionOf = (pack) => `${pack.name}@${digestOf(pack).slice(0, 16)}`;

// Versions in a dossier of which nothing outside it says that they are their country's: they may be milder.
const unknownPacks = (packs) => Object.keys(packs).sort(byCodePoint)
  .filter((version) => !Object.hasOwn(KNOWN_PACKS, version) || KNOWN_PACKS[version] !== digestOf(packs[version]));

function readPacks(bytes) {
  const told = ifInForm(() => canonicalValue(bytes));
  if (!isObject(told)) throw new Fault("dossier.pack-invalid", { version: "-" });
  for (const version of Object.keys(told).sort(byCodePoint)) {
    const pack = told[version];
    if (!isPack(pack) || version !== versionOf(pack)) throw new Fault("dossier.pack-invalid", { version });
  }
  return told;
}

function linesOf(bytes) {
  // Lines, each ended by a newline; a rest without one is a line that cannot be read.
  const found = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    found.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) found.push(null);
  return found;
}

function inSequence(members) {
  // The lines of both files, put together by rising sequence; one that cannot be read keeps its place.
  const heads = ["keys.jsonl", "events.jsonl"].map((member) => linesOf(members.get(member))
    .map((line) => ({ member, event: line && readEvent(line) })));
  const [keys, events] = heads;
  const found = [];
  for (let i = 0, j = 0; i < keys.length || j < events.length;) {
    const first = keys[i];
    const second = events[j];
    const takesFirst = first && (!second || !first.event || (second.event && first.event.sequence <= second.event.sequence));
    if (takesFirst) i += 1;
    else j += 1;
    found.push(takesFirst ? first : second);
  }
  return found;
}

function isOpeningList(list) {
  return Array.isArray(list) && list.length > 0
    && list.every((item) => hasExactly(item, "name", "salt", "value") && Object.values(item).every(isText)
      && /^[0-9a-f]{32}$/.test(item.salt))
    && isRising(list, (a, b) => byCodePoint(a.name, b.name));
}

function readOpenings(bytes) {
  // Lists of openings by sequence, in form; nothing is opened yet.
  const told = ifInForm(() => canonicalValue(bytes));
  const formed = isObject(told) && Object.values(told).every(isOpeningList)
    && Object.keys(told).every((sequence) => /^[1-9][0-9]{0,8}$/.test(sequence));
  if (!formed) throw new Fault("dossier.not-in-form", { member: "openings.json" });
  return told;
}

function openedBy(told, bySequence) {
  // What is opened, by event: each opening must open the commitment of its name.
  const found = new Map();
  for (const sequence of Object.keys(told).sort((a, b) => Number(a) - Number(b))) {
    const event = bySequence.get(sequence);
    for (const item of told[sequence]) {
      const opens = event && event.commitments[item.name] === commitmentOf(item);
      if (!opens) throw new Fault("dossier.opening-invalid", { entry: event ? event.case_seq : 0, name: item.name });
    }
    found.set(event, Object.fromEntries(told[sequence].map(({ name, value }) => [name, value])));
  }
  return found;
}

function commitmentOf({ name, salt, value }) {
  const parts = [utf8("borderlink-custody-1"), utf8(name), bytesOfHex(salt), utf8(value)];
  return hexOf(sha256(...parts.flatMap((part) => {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setUint32(4, part.length);
    return [length, part];
  })));
}

const MATERIAL = ["ground", "kind", "reference", "sha256", "status", "text"];

function isMaterial(item) {
  // A line has its six texts, and where the node knew more, facts: texts, whole numbers, lists of texts.
  const has = isObject(item) && Object.hasOwn(item, "facts");
  if (!hasExactly(item, ...MATERIAL, ...(has ? ["facts"] : []))) return false;
  return MATERIAL.every((name) => isText(item[name])) && (!has || areFacts(item.facts))
    && (item.status === "served" || (item.status === "withheld" && item.ground !== ""));
}

function areFacts(facts) {
  const isFact = (value) => isText(value) || Number.isInteger(value) || (Array.isArray(value) && value.every(isText));
  return isObject(facts) && Object.keys(facts).length > 0 && Object.values(facts).every(isFact);
}

function readDisclosure(bytes) {
  const told = ifInForm(() => canonicalValue(bytes));
  const formed = hasExactly(told, "items", "type") && told.type === "borderlink-disclosure-1" && Array.isArray(told.items)
    && told.items.every(isMaterial);
  if (!formed) throw new Fault("dossier.not-in-form", { member: "disclosure.json" });
  return told.items;
}
