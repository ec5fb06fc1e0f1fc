// Canonical JSON: bytes are read only if they are the one form of their value. So this reader knows no space,
// no other escape, no unsorted or doubled key, no fraction: what it reads needs no comparison with a rewriting.

const DEEPEST = 64;
const ESCAPES = { '"': '"', "\\": "\\", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const SHORT = new Set(["\b", "\f", "\n", "\r", "\t"]);

function byCodePoint(left, right) {
  // Order of two texts by code points: UTF-16 sorts characters beyond the first plane elsewhere.
  const a = Array.from(left);
  const b = Array.from(right);
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
  }
  return a.length - b.length;
}

class Canonical {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.spans = Object.create(null); // where the members of the outermost object stand
  }

  fail() {
    throw new Fault("foundation.not-canonical", { what: `at-${this.at}` });
  }

  take(mark) {
    if (!this.text.startsWith(mark, this.at)) this.fail();
    this.at += mark.length;
  }

  value(depth) {
    if (depth > DEEPEST) this.fail();
    switch (this.text[this.at]) {
      case "{": return this.object(depth);
      case "[": return this.list(depth);
      case '"': return this.string();
      case "t": this.take("true"); return true;
      case "f": this.take("false"); return false;
      case "n": this.take("null"); return null;
      default: return this.number();
    }
  }

  object(depth) {
    const found = Object.create(null);
    let last = null;
    this.take("{");
    while (this.text[this.at] !== "}") {
      if (last !== null) this.take(",");
      const name = this.string();
      if (last !== null && byCodePoint(last, name) >= 0) this.fail();
      last = name;
      this.take(":");
      const start = this.at;
      found[name] = this.value(depth + 1);
      if (depth === 0) this.spans[name] = [start, this.at];
    }
    this.take("}");
    return found;
  }

  list(depth) {
    const found = [];
    this.take("[");
    while (this.text[this.at] !== "]") {
      if (found.length) this.take(",");
      found.push(this.value(depth + 1));
    }
    this.take("]");
    return found;
  }

  string() {
    this.take('"');
    let found = "";
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || character < " ") this.fail();
      this.at += 1;
      if (character === '"') break;
      found += character === "\\" ? this.escape() : character;
    }
    if (!found.isWellFormed?.() && /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(found)) this.fail();
    if (found.normalize("NFC") !== found) this.fail();
    return found;
  }

  escape() {
    const letter = this.text[this.at];
    this.at += 1;
    if (letter in ESCAPES) return ESCAPES[letter];
    const digits = this.text.slice(this.at, this.at + 4);
    const meant = String.fromCharCode(parseInt(digits, 16));
    if (letter !== "u" || !/^00[01][0-9a-f]$/.test(digits) || SHORT.has(meant)) this.fail();
    this.at += 4;
    return meant;
  }

  number() {
    const digits = /^(?:0|-?[1-9][0-9]{0,15})/.exec(this.text.slice(this.at, this.at + 18));
    if (!digits || !Number.isSafeInteger(Number(digits[0]))) this.fail();
    this.at += digits[0].length;
    return Number(digits[0]);
  }
}

function canonicalValue(bytes) {
  const text = textOf(bytes);
  if (text === null) throw new Fault("foundation.not-canonical", { what: "not-utf8" });
  const reader = new Canonical(text);
  const value = reader.value(0);
  if (reader.at !== text.length) reader.fail();
  return value;
}

function canonicalText(value) {
  // The one form of a value of our own making or reading.
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort(byCodePoint);
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function hasExactly(value, ...names) {
  return isObject(value) && Object.keys(value).length === names.length && names.every((name) => name in value);
}
