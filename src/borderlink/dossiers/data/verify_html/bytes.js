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

const K512 = PRIMES.map((prime) => rootFraction(prime, 3, 64));
const H512 = PRIMES.slice(0, 8).map((prime) => rootFraction(prime, 2, 64));

function sha512(bytes) {
  // FIPS 180-4, 6.4, in whole numbers of 64 bits.
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  const state = H512.slice();
  const w = new Array(80);
  const mask = (value) => BigInt.asUintN(64, value);
  const turn = (value, by) => (value >> by) | mask(value << (64n - by));
  for (let start = 0; start < padded.length; start += 128) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getBigUint64(start + 8 * i);
    for (let i = 16; i < 80; i += 1) {
      const s0 = turn(w[i - 15], 1n) ^ turn(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = turn(w[i - 2], 19n) ^ turn(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w[i] = mask(w[i - 16] + s0 + w[i - 7] + s1);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i += 1) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (mask(~e) & g)) + K512[i] + w[i];
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, mask(d + t1), c, b, a, mask(t1 + t2)];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = mask(state[i] + value); });
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((value, i) => out.setBigUint64(8 * i, value));
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
