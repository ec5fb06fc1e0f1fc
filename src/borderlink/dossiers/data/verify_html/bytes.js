// Bytes, hashes and text. Everything below is written for this page: it uses no library and no WebCrypto,
// so that it also works in a browser that hides WebCrypto from pages opened from disk.

class Fault extends Error {
  // What is wrong, as one of the finding codes; `level` 1 is "invalid", 2 "cannot be read".
  constructor(code, facts = {}, level = 1) {
    super(code);
    this.code = code;
    this.facts = facts;
    this.level = level;
  }
}

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));
const hexOf = (bytes) => Array.from(bytes, (value) => HEX[value]).join("");

function bytesOfHex(text) {
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i += 1) out[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

const utf8 = (text) => new TextEncoder().encode(text);

function textOf(bytes) {
  // Strict UTF-8 to text, a byte order mark kept as what it is; null when it is not UTF-8.
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function sameBytes(left, right) {
  return left.length === right.length && left.every((value, i) => value === right[i]);
}

function bytesOfBase64(text) {
  // The bytes of base64 in its one form (padded, no stray bits), or null.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const raw = atob(text);
  const out = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  return btoa(raw) === text ? out : null;
}

// The first primes' roots give the constants of both SHA-2 families (FIPS 180-4, 4.2): computed, not copied.
const PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
})();

function rootFraction(number, power, bits) {
  // The first `bits` bits of the fraction of the square or cube root of a small number.
  const wanted = BigInt(number) << BigInt(bits * power);
  let low = 0n;
  let high = BigInt(number) << BigInt(bits);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(power) <= wanted) low = middle;
    else high = middle - 1n;
  }
  return BigInt.asUintN(bits, low);
}

const K256 = Int32Array.from(PRIMES.slice(0, 64), (prime) => Number(rootFraction(prime, 3, 32)) | 0);
const H256 = Int32Array.from(PRIMES.slice(0, 8), (prime) => Number(rootFraction(prime, 2, 32)) | 0);

class Sha256 {
  constructor() {
    this.state = H256.slice();
    this.block = new Uint8Array(64);
    this.words = new Int32Array(64);
    this.length = 0;
  }

  update(bytes) {
    let at = 0;
    const held = this.length % 64;
    this.length += bytes.length;
    if (held) {
      at = Math.min(64 - held, bytes.length);
      this.block.set(bytes.subarray(0, at), held);
      if (held + at < 64) return this;
      this.compress(this.block, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.compress(bytes, at);
    this.block.set(bytes.subarray(at), 0);
    return this;
  }

  compress(bytes, start) {
    const w = this.words;
    for (let i = 0, at = start; i < 16; i += 1, at += 4) {
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { this.state[i] = (this.state[i] + value) | 0; });
  }

  digest() {
    const bits = this.length * 8;
    const tail = new Uint8Array(((this.length % 64) < 56 ? 64 : 128) - (this.length % 64));
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    const out = new DataView(new ArrayBuffer(32));
    this.state.forEach((value, i) => out.setInt32(4 * i, value));
    return new Uint8Array(out.buffer);
  }
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), new Sha256()).digest();

// Words of 64 bits as pairs of 32-bit halves, high before low: a fiftieth of the time that whole numbers take.
const halves = (numbers) => Int32Array.from(numbers.flatMap((number) => [
  Number(BigInt.asIntN(32, number >> 32n)), Number(BigInt.asIntN(32, number)),
]));
const K512 = halves(PRIMES.map((prime) => rootFraction(prime, 3, 64)));
const H512 = halves(PRIMES.slice(0, 8).map((prime) => rootFraction(prime, 2, 64)));
const carry = (sum) => Math.floor(sum / 4294967296); // of low halves added without sign

function compress512(state, w) {
  // One block: `w` holds its sixteen words and gives room for the rest of the eighty.
  for (let i = 32; i < 160; i += 2) {
    const [xh, xl, yh, yl] = [w[i - 30], w[i - 29], w[i - 4], w[i - 3]];
    const s0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
    const s0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
    const s1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
    const s1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
    const low = (w[i - 31] >>> 0) + (s0l >>> 0) + (w[i - 13] >>> 0) + (s1l >>> 0);
    w[i] = (w[i - 32] + s0h + w[i - 14] + s1h + carry(low)) | 0;
    w[i + 1] = low | 0;
  }
  let [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl] = state;
  for (let i = 0; i < 160; i += 2) {
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
    const chooseL = (el & fl) ^ (~el & gl);
    const low1 = (hl >>> 0) + (s1l >>> 0) + (chooseL >>> 0) + (K512[i + 1] >>> 0) + (w[i + 1] >>> 0);
    const t1h = (hh + s1h + ((eh & fh) ^ (~eh & gh)) + K512[i] + w[i] + carry(low1)) | 0;
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
    const low2 = (s0l >>> 0) + (((al & bl) ^ (al & cl) ^ (bl & cl)) >>> 0);
    const t2h = (s0h + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(low2)) | 0;
    [hh, hl, gh, gl, fh, fl] = [gh, gl, fh, fl, eh, el];
    const lowE = (dl >>> 0) + ((low1 | 0) >>> 0);
    [eh, el, dh, dl, ch, cl, bh, bl] = [(dh + t1h + carry(lowE)) | 0, lowE | 0, ch, cl, bh, bl, ah, al];
    const lowA = ((low1 | 0) >>> 0) + ((low2 | 0) >>> 0);
    [ah, al] = [(t1h + t2h + carry(lowA)) | 0, lowA | 0];
  }
  [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl].forEach((value, i, all) => {
    if (i % 2) return;
    const low = (state[i + 1] >>> 0) + (all[i + 1] >>> 0);
    state[i] = (state[i] + value + carry(low)) | 0;
    state[i + 1] = low | 0;
  });
}

function sha512(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  const state = H512.slice();
  const w = new Int32Array(160);
  for (let start = 0; start < padded.length; start += 128) {
    for (let i = 0; i < 32; i += 1) w[i] = view.getInt32(start + 4 * i);
    compress512(state, w);
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((value, i) => out.setInt32(4 * i, value));
  return new Uint8Array(out.buffer);
}

function fingerprintOf(bytes) {
  // 60 digits: the first 60 bytes of SHA-512 as twelve big-endian numbers of 5 bytes, each modulo 100,000.
  const digest = sha512(bytes);
  const groups = [];
  for (let at = 0; at < 60; at += 5) {
    const number = digest.slice(at, at + 5).reduce((sum, value) => sum * 256 + value, 0);
    groups.push(String(number % 100000).padStart(5, "0"));
  }
  return groups.join(" ");
}
