// Who speaks for an agency: root documents (three keys, any two sign), and the certificate of a node's key.

const notARoot = (what) => new Fault("foundation.not-a-root", { what });
const notACertificate = (what) => new Fault("foundation.not-a-certificate", { what });

function signedFile(bytes, name, refuse) {
  // A canonical file of one signed document and its signatures by the text of the key that made each.
  const file = canonicalValue(bytes);
  if (!hasExactly(file, name, "signatures") || !isObject(file.signatures)) throw refuse("no-signatures");
  if (!Object.values(file.signatures).every((text) => keyed(text, 64))) throw refuse("another-form");
  if (typeof file[name] !== "string") throw refuse("another-form");
  const document = utf8(file[name]);
  return { document, value: canonicalValue(document), signatures: file.signatures };
}

const signersAmong = (signed, keys, purpose) => keys.filter(
  (key) => key in signed.signatures && signatureHolds(key, signed.document, signed.signatures[key], purpose),
).length;

function readRoot(bytes) {
  // A root document with its own signatures still unverified.
  const signed = signedFile(bytes, "root", notARoot);
  const root = signed.value;
  if (!hasExactly(root, "type", "agency", "version", "previous", "threshold", "keys")) throw notARoot("other-fields");
  const { agency, version, previous, keys } = root;
  if (root.type !== "borderlink-root-1" || root.threshold !== 2 || !Array.isArray(keys)) throw notARoot("another-type");
  if (keys.length !== 3 || new Set(keys).size !== 3 || !keys.every((key) => keyed(key, 32))) throw notARoot("three-different-keys");
  if (typeof agency !== "string" || typeof previous !== "string" || !Number.isInteger(version)) throw notARoot("other-fields");
  if (version < 1 || (version === 1) !== (previous === "")) throw notARoot("version-and-previous");
  return { ...signed, agency, version, previous, keys, fingerprint: fingerprintOf(signed.document) };
}

const covers = ({ from, until }, at) => from <= at && at < until;

function mustBeSigned(root, keys) {
  const valid = signersAmong(root, keys, "root-document");
  if (valid < 2) throw new Fault("foundation.root-not-signed", { valid, needed: 2, agency: root.agency });
}

function verifiedRoots(files) {
  // The roots of an agency, each following from the one before: signed by two keys of both.
  const roots = files.map(readRoot);
  roots.forEach((root, i) => {
    const before = roots[i - 1];
    if (before) {
      const follows = root.agency === before.agency && root.version === before.version + 1
        && root.previous === before.fingerprint;
      if (!follows) throw new Fault("foundation.root-does-not-follow", { version: root.version, agency: root.agency });
      mustBeSigned(root, before.keys);
    }
    mustBeSigned(root, root.keys);
  });
  return roots;
}

function readCertificate(bytes) {
  const signed = signedFile(bytes, "certificate", notACertificate);
  const found = signed.value;
  if (!hasExactly(found, "type", "agency", "node", "key", "from_at", "until_at")) throw notACertificate("other-fields");
  const { from_at: from, until_at: until } = found;
  const formed = found.type === "borderlink-node-certificate-1" && typeof found.agency === "string"
    && typeof found.node === "string" && keyed(found.key, 32);
  if (!formed) throw notACertificate("another-form");
  if (!(Number.isInteger(from) && Number.isInteger(until) && from >= 0 && from < until)) throw notACertificate("period");
  return { ...signed, agency: found.agency, node: found.node, key: found.key, from, until };
}
