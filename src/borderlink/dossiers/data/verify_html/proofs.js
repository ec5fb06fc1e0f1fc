// One list of nodes that proves many leaves of a tree of RFC 9162 at once.

function firstAtLeast(sorted, wanted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rootOf(size, known, nodes) {
  // The root that `known` (position to hash) and the other nodes make, or null when nodes lack or are left over.
  const places = [...known.keys()].sort((a, b) => a - b);
  const left = [...nodes].reverse();
  const walk = (start, end) => {
    const at = firstAtLeast(places, start);
    if (at === places.length || places[at] >= end) return left.pop() ?? null;
    if (end - start === 1) return known.get(start);
    let width = 1;
    while (2 * width < end - start) width *= 2;
    const first = walk(start, start + width);
    const second = first && walk(start + width, end);
    return second && nodeHash(first, second);
  };
  const inside = size >= 1 && places.every((place) => place >= 0 && place < size);
  const root = inside ? walk(0, size) : null;
  return left.length ? null : root;
}

const isSize = (value) => Number.isInteger(value) && value >= 1;
const hashesOf = (nodes) => nodes.map(bytesOfHex);

function readProofs(bytes) {
  // The proofs in form, or null.
  let told;
  try {
    told = canonicalValue(bytes);
  } catch (fault) {
    if (fault instanceof Fault) return null;
    throw fault;
  }
  const { cases, checkpoints } = told ?? {};
  const formed = hasExactly(told, "cases", "checkpoints") && hasExactly(cases, "heads", "nodes", "size")
    && Array.isArray(cases.heads) && cases.heads.length === 2
    && cases.heads.every((head) => hasExactly(head, "case", "case_seq", "digest", "index") && isText(head.case)
      && isCount(head.case_seq) && isText(head.digest) && isCount(head.index))
    && Array.isArray(checkpoints)
    && [cases, ...checkpoints].every((tree) => isObject(tree) && Array.isArray(tree.nodes) && tree.nodes.every(isHash) && isSize(tree.size))
    && checkpoints.every((tree) => hasExactly(tree, "nodes", "since", "size") && Array.isArray(tree.since) && tree.since.every(isHash));
  return formed ? told : null;
}

function headsHold(cases, caseName, checkpoint) {
  // Says whether the heads of the case and of `keys` are in the tree that the checkpoint's line names.
  const [first, second] = cases.heads;
  const names = [caseName, "keys"].sort(byCodePoint);
  if (caseName === "keys" || first.case !== names[0] || second.case !== names[1] || first.index >= second.index) return false;
  const leaf = ({ case: name, case_seq: last, digest }) => leafHash(utf8(canonicalText({ case: name, case_seq: last, digest })));
  const known = new Map(cases.heads.map((head) => [head.index, leaf(head)]));
  const root = rootOf(cases.size, known, hashesOf(cases.nodes));
  return Boolean(root) && extensionOf(checkpoint, "custody-cases") === `${cases.size} ${hexOf(root)}`;
}

function eventsHold(tree, events, checkpoint) {
  // Says whether these events lie in a checkpoint's tree, where their numbers put them.
  const known = new Map(events.map((event) => [event.sequence - 1, bytesOfHex(event.hash)]));
  const root = rootOf(tree.size, known, hashesOf(tree.nodes));
  return Boolean(root) && sameBytes(root, checkpoint.root);
}

function beginsWith(before, checkpoint, proof) {
  // Says whether the tree of a checkpoint is the one of the checkpoint before it and what came after (RFC 9162,
  // 2.1.4.2). The first has no proof.
  if (!before) return proof.length === 0;
  let place = before.size - 1;
  let last = checkpoint.size - 1;
  const half = (number) => Math.floor(number / 2);
  for (; place % 2; place = half(place)) last = half(last);
  const steps = place === 0 ? [before.root, ...proof] : [...proof]; // a power of two is a node of the new tree
  if (!steps.length) return false;
  let older = steps[0];
  let newer = steps[0];
  for (const step of steps.slice(1)) {
    if (last === 0) return false;
    if (place % 2 || place === last) {
      older = nodeHash(step, older);
      newer = nodeHash(step, newer);
      for (; place && place % 2 === 0; place = half(place)) last = half(last);
    } else {
      newer = nodeHash(newer, step);
    }
    place = half(place);
    last = half(last);
  }
  return last === 0 && sameBytes(older, before.root) && sameBytes(newer, checkpoint.root);
}
