// One event as it was kept: its bytes are read once, checked field by field against the format's table (made
// from the schema by the build), and the very bytes that were signed are cut out, never written anew.

/* global FORMAT */
const wholeForm = (pattern) => new RegExp(`^(?:${pattern})$`);
const FIELD_FORMS = new Map(Object.entries(FORMAT.kinds).map(([kind, fields]) => [
  kind, new Map(Object.entries(fields).map(([name, pattern]) => [name, wholeForm(pattern)])),
]));
const HEAD_FORMS = new Map(Object.entries(FORMAT.head).map(([name, pattern]) => [name, wholeForm(pattern)]));
const SIGNER_FORMS = new Map(Object.entries(FORMAT.signer).map(([name, pattern]) => [name, wholeForm(pattern)]));
const HASH_FORM = /^[0-9a-f]{64}$/;
const isHash = (value) => typeof value === "string" && HASH_FORM.test(value);
const KEY_FORM = wholeForm(FORMAT.signer.key);
const ALONE = new Set(FORMAT.without_exhibit);
const COMMITTED = new Set(FORMAT.committed);
const LARGEST_PLACE = 999999999;

const fits = (value, forms) => hasExactly(value, ...forms.keys())
  && [...forms].every(([name, form]) => form.test(canonicalText(value[name])));

const isPlace = (value) => Number.isInteger(value) && value >= 1 && value <= LARGEST_PLACE;

function isAct(act) {
  if (!hasExactly(act, ...HEAD_FORMS.keys(), "case_seq", "commitments", "exhibit", "facts", "kind", "signers")) return false;
  const facts = typeof act.kind === "string" && FIELD_FORMS.get(act.kind);
  const { commitments, signers, exhibit } = act;
  return Boolean(facts) && fits(act.facts, facts) && isPlace(act.case_seq)
    && [...HEAD_FORMS].every(([name, form]) => form.test(canonicalText(act[name])))
    && (ALONE.has(act.kind) ? exhibit === "" : HEAD_FORMS.get("case").test(canonicalText(exhibit)))
    && isObject(commitments) && Object.keys(commitments).length <= 21
    && Object.entries(commitments).every(([name, hash]) => COMMITTED.has(name) && isHash(hash))
    && Array.isArray(signers) && signers.length >= 1 && signers.length <= 10
    && signers.every((signer) => fits(signer, SIGNER_FORMS));
}

function readEvent(body) {
  // The event of a line's bytes, or null when they are not in form.
  if (body.some((value) => value > 126)) return null;
  const reader = new Canonical(textOf(body));
  let line;
  try {
    line = reader.value(0);
  } catch (fault) {
    if (fault instanceof Fault) return null;
    throw fault;
  }
  const formed = reader.at === reader.text.length
    && hasExactly(line, "act", "previous", "sequence", "signatures")
    && isAct(line.act) && isHash(line.previous) && isPlace(line.sequence)
    && Array.isArray(line.signatures) && line.signatures.length >= 1 && line.signatures.length <= 10
    && line.signatures.every((text) => KEY_FORM.test(canonicalText(text)));
  if (!formed) return null;
  const act = line.act;
  return {
    ...act, body, line: reader.text, previous: line.previous, sequence: line.sequence,
    signatures: line.signatures, signed: body.subarray(...reader.spans.act), hash: hexOf(leafHash(body)),
  };
}
