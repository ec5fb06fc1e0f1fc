// The Merkle tree of RFC 9162 and the signed checkpoint in the text forms of C2SP.

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

function leadsTo(leaf, index, size, path, root) {
  // Says whether the path leads from the leaf at `index` to the root of a tree of `size` leaves: at each level
  // upward the neighbour stands left or right, or there is none (then the node rises alone).
  if (!(index >= 0 && index < size)) return false;
  let found = leaf;
  let used = 0;
  for (let at = index, width = size; width > 1; at = Math.floor(at / 2), width = Math.ceil(width / 2)) {
    if (at % 2 === 0 && at === width - 1) continue;
    if (used >= path.length) return false;
    found = at % 2 ? nodeHash(path[used], found) : nodeHash(found, path[used]);
    used += 1;
  }
  return used === path.length && sameBytes(found, root);
}

// ---- checkpoint ----

const notACheckpoint = (what) => new Fault("foundation.not-a-checkpoint", { what });
// What Python calls printable: neither a separator but the blank, nor a control, nor unassigned.
const PRINTABLE = /^(?:[^\p{C}\p{Z}]| )+$/u;
// A signer's name: no plus sign and no blank, blanks being those of Unicode's White_Space and the four separators.
const SIGNER_NAME = /^[^+\p{White_Space}\x1c-\x1f]+$/u;

function readNote(bytes) {
  // Text and signature lines of a signed note.
  const note = textOf(bytes);
  const gap = note === null ? -1 : note.lastIndexOf("\n\n");
  if (gap < 0 || !note.endsWith("\n") || note.length > 2 ** 20) throw notACheckpoint("no-signature");
  const lines = note.slice(gap + 2, -1).split("\n");
  if (lines.length > 100) throw notACheckpoint("too-many-signatures");
  const signatures = lines.map((line) => {
    const parts = line.split(" ");
    const raw = parts.length === 3 && parts[0] === "\u2014" ? bytesOfBase64(parts[2]) : null;
    if (!raw || raw.length < 5 || !SIGNER_NAME.test(parts[1])) throw notACheckpoint("signature-line");
    return { name: parts[1], id: hexOf(raw.subarray(0, 4)), signature: raw.subarray(4) };
  });
  return { text: note.slice(0, gap + 1), signatures };
}

function readCheckpoint(bytes) {
  const note = readNote(bytes);
  const lines = note.text.slice(0, -1).split("\n");
  const root = lines.length > 2 ? bytesOfBase64(lines[2]) : null;
  if (!root || root.length !== 32 || !/^(?:0|[1-9][0-9]{0,15})$/.test(lines[1]) || !Number.isSafeInteger(Number(lines[1]))) throw notACheckpoint("no-name-size-root");
  if (!lines.every((line) => PRINTABLE.test(line))) throw notACheckpoint("another-form");
  return { ...note, origin: lines[0], size: Number(lines[1]), root, extensions: lines.slice(3) };
}

function extensionOf(checkpoint, word) {
  // What follows `word` in the extension line that begins with it, or nothing.
  const line = checkpoint.extensions.find((text) => text.startsWith(`${word} `));
  return line ? line.slice(word.length + 1) : "";
}

function keyId(name, material) {
  return hexOf(sha256(utf8(`${name}\n`), material).subarray(0, 4));
}

function readVerifierKey(text) {
  // Name, type and raw key of `name+id+base64`, or null. Type 1 signs the text, 4 a time and the text.
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const material = parts && SIGNER_NAME.test(parts[1]) && bytesOfBase64(parts[3]);
  if (!material || material.length !== 33 || (material[0] !== 1 && material[0] !== 4)) return null;
  const id = keyId(parts[1], material);
  return id === parts[2] ? { name: parts[1], id, type: material[0], key: material.slice(1) } : null;
}

function lineHolds(note, { name, id, type, key }) {
  // How a signer's first line under a note holds: null without one, else {holds, at} with the time it tells.
  const line = note.signatures.find((item) => item.name === name && item.id === id);
  if (!line) return null;
  if (type === 1) return { holds: ed25519Holds(key, utf8(note.text), line.signature), at: null };
  if (line.signature.length !== 72) return { holds: false, at: null };
  const at = numberOf(line.signature.slice(0, 8).reverse());
  const message = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
  return { holds: ed25519Holds(key, message, line.signature.subarray(8)), at: Number(at) };
}

const nodeSigner = (name, keyText) => {
  const material = joined(Uint8Array.of(1), keyed(keyText, 32));
  return { name, id: keyId(name, material), type: 1, key: material.slice(1) };
};
