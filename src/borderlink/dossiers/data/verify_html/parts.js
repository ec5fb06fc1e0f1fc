// The members that say who speaks: the index and its signatures, roots, certificates, checkpoints, cosigners.

const LATEST = 253402300799; // the last second that a calendar of four digits can tell
const LANGUAGES_KNOWN = ["zh-Hans", "zh-Hant", "vi", "en"];
const isText = (value) => typeof value === "string";
const isCount = (value) => Number.isInteger(value) && value >= 0;
const numbered = (prefix, suffix) => (n) => `${prefix}${n}${suffix}`;
const ROOT_NAME = numbered("root-", ".json");
const CERTIFICATE_NAME = numbered("node-certificate-", ".json");
const CHECKPOINT_NAME = numbered("checkpoint-", ".txt");
const AUTHORITY_NAME = numbered("authorities/", ".pem");
const NEEDED = [
  "root-1.json", "node-certificate-1.json", "keys.jsonl", "events.jsonl", "proofs.json", "checkpoint-1.txt",
  "cosigners.json", "openings.json", "packs.json", "disclosure.json",
];

function ifInForm(read) {
  // What `read` gives, or null when bytes are not in form.
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Fault) return null;
    throw fault;
  }
}

function isIndex(index) {
  const named = (members) => isObject(members) && Object.entries(members).every(
    ([, told]) => hasExactly(told, "sha256", "size") && isHash(told.sha256) && isCount(told.size),
  );
  return hasExactly(index, "type", "number", "agency", "unit", "node", "case", "drawn_up_at", "drawn_up_by", "languages", "members")
    && index.type === "borderlink-dossier-1"
    && [index.number, index.agency, index.unit, index.node, index.case, index.drawn_up_by].every((text) => isText(text) && text)
    && isCount(index.drawn_up_at) && index.drawn_up_at <= LATEST && Array.isArray(index.languages) && index.languages.length >= 1
    && new Set(index.languages).size === index.languages.length
    && index.languages.every((language) => LANGUAGES_KNOWN.includes(language)) && named(index.members);
}

function readIndexSignatures(bytes) {
  // The two signatures of the index, or null when the file is not in form.
  const told = ifInForm(() => canonicalValue(bytes));
  const formed = hasExactly(told, "signatures") && Array.isArray(told.signatures) && told.signatures.length === 2
    && told.signatures.every((item) => hasExactly(item, "badge", "key", "signature")
      && isText(item.badge) && item.badge && keyed(item.key, 32) && keyed(item.signature, 64));
  return formed ? { node: told.signatures[0], officer: told.signatures[1] } : null;
}

function allNumbered(members, nameOf) {
  // Members `nameOf(1)`, `nameOf(2)` … as long as there are any.
  const found = [];
  for (let n = 1; members.has(nameOf(n)); n += 1) found.push(members.get(nameOf(n)));
  return found;
}

function readChain(files, agency) {
  // The roots of an agency, each following from the one before; the fault's fact is the version at fault.
  const roots = [];
  for (const bytes of files) {
    const version = roots.length + 1;
    const root = ifInForm(() => {
      const read = readRoot(bytes);
      const before = roots.at(-1);
      if (read.version !== version || (agency !== null && read.agency !== agency)) throw notARoot("another");
      if (before && (read.previous !== before.fingerprint || read.agency !== before.agency)) throw notARoot("does-not-follow");
      if (before) mustBeSigned(read, before.keys);
      mustBeSigned(read, read.keys);
      return read;
    });
    if (!root) throw new Fault("dossier.root-invalid", { version });
    roots.push(root);
  }
  return roots;
}

function newestOf(certificate, roots) {
  // The newest version of a root of which two keys signed a certificate, or 0.
  const root = roots.findLast(({ keys }) => signersAmong(certificate, keys, "node-certificate") >= 2);
  return root ? root.version : 0;
}

function readCertificates(files, { agency, node }, roots) {
  return files.map((bytes, i) => {
    const found = ifInForm(() => readCertificate(bytes));
    const version = found && found.agency === agency && found.node === node ? newestOf(found, roots) : 0;
    if (!version) throw new Fault("dossier.certificate-invalid", { number: i + 1 });
    return { ...found, number: i + 1, version };
  });
}

function readCheckpoints(files, node, certificates) {
  const found = [];
  files.forEach((bytes, i) => {
    const checkpoint = ifInForm(() => readCheckpoint(bytes));
    const signer = checkpoint && certificates.find((certificate) => lineHolds(checkpoint, nodeSigner(checkpoint.origin, certificate.key))?.holds);
    const rises = checkpoint && checkpoint.size > (found.at(-1)?.size ?? 0);
    if (!signer || !rises || checkpoint.origin !== `borderlink-custody/${node}`) throw new Fault("dossier.checkpoint-invalid", { number: i + 1 });
    found.push({ ...checkpoint, number: i + 1, key: signer.key });
  });
  return found;
}

function readCosigners(bytes, checkpoints) {
  // Those who signed checkpoints beside the node, with the times they told and the fingerprints they go by.
  const told = ifInForm(() => canonicalValue(bytes));
  const formless = new Fault("dossier.not-in-form", { member: "cosigners.json" });
  if (!Array.isArray(told)) throw formless;
  const found = told.map((item) => {
    const formed = hasExactly(item, "certificate", "key", "roots")
      && isText(item.certificate) && isText(item.key) && Array.isArray(item.roots);
    if (!formed) throw formless;
    return readCosigner(item);
  });
  if (told.some((item, i) => i && byCodePoint(told[i - 1].key, item.key) >= 0)) throw formless;
  for (const cosigner of found) {
    cosigner.lines = checkpoints.map((checkpoint) => lineHolds(checkpoint, cosigner));
    if (cosigner.lines.some((line) => line && !line.holds)) throw cosigner.invalid;
    // A line counts for its cosigner at a time of its certificate only.
    const counts = (line) => line && (line.at === null || !cosigner.certificate || covers(cosigner.certificate, line.at));
    cosigner.counted = cosigner.lines.map((line) => (counts(line) ? line : null));
  }
  return found;
}

function readCosigner(item) {
  const signer = readVerifierKey(item.key);
  const invalid = new Fault("dossier.cosigner-invalid", { name: item.key.split("+")[0] });
  if (!signer || Boolean(item.certificate) !== item.roots.length > 0) throw invalid;
  const keyText = `ed25519:${btoa(String.fromCharCode(...signer.key))}`;
  const fingerprints = [fingerprintOf(utf8(canonicalText({ key: keyText, type: "borderlink-key" })))];
  if (!item.certificate) return { ...signer, keyText, roots: [], fingerprints, invalid };
  const told = ifInForm(() => {
    const chain = readChain(item.roots.map((text) => utf8(isText(text) ? text : "")), null);
    const certificate = readCertificate(utf8(item.certificate));
    const roots = chain.slice(0, certificate.agency === chain[0].agency ? newestOf(certificate, chain) : 0);
    return certificate.key === keyText && roots.length ? { certificate, roots } : null;
  });
  if (!told) throw invalid;
  return { ...signer, ...told, keyText, fingerprints: [...fingerprints, ...told.roots.map((root) => root.fingerprint)], invalid };
}
