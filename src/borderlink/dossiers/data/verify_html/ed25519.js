// Ed25519 (RFC 8032, 5.1.7) over whole numbers. Strict: S below the group's order, points written in their one
// form, no key of small order; the equation without the cofactor, its point compared byte by byte.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const modP = (value) => {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
};

function power(base, exponent) {
  let result = 1n;
  for (let square = base, left = exponent; left; left >>= 1n, square = (square * square) % P) {
    if (left & 1n) result = (result * square) % P;
  }
  return result;
}

const D = modP(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const NOTHING = [0n, 1n, 1n, 0n]; // extended coordinates X, Y, Z, T

function sum(left, right) {
  const a = modP((left[1] - left[0]) * (right[1] - right[0]));
  const b = ((left[1] + left[0]) * (right[1] + right[0])) % P;
  const c = (((2n * left[3] * right[3]) % P) * D) % P;
  const d = (2n * left[2] * right[2]) % P;
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return [modP(e * f), (g * h) % P, modP(f * g), modP(e * h)];
}

function numberOf(bytes) {
  return BigInt(`0x${hexOf(Uint8Array.from(bytes).reverse()) || "0"}`);
}

function pointOf(bytes) {
  // The point of 32 bytes, or null when they are no point or not its one form.
  const sign = BigInt(bytes[31] >> 7);
  const y = numberOf(bytes) & (2n ** 255n - 1n);
  if (y >= P) return null;
  const square = modP((y * y - 1n) * power(modP(D * y * y + 1n), P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if ((x * x) % P !== square) x = (x * ROOT_OF_MINUS_ONE) % P;
  if ((x * x) % P !== square || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

function isSmall(point) {
  // Says whether a point has an order of at most 8: as a key it would sign almost anything.
  const two = sum(point, point);
  const four = sum(two, two);
  return sum(four, four)[0] === 0n;
}

function pointBytes(point) {
  const inverse = power(point[2], P - 2n);
  const y = (point[1] * inverse) % P;
  const x = (point[0] * inverse) % P;
  const hex = (y | ((x & 1n) << 255n)).toString(16).padStart(64, "0");
  return bytesOfHex(hex).reverse();
}

function multiplesOf(point) {
  // For each hexadecimal digit's place the fifteen multiples: a product is then a sum of sixty-four of them.
  const rows = [];
  for (let base = point, i = 0; i < 64; i += 1) {
    const row = [NOTHING, base];
    for (let j = 2; j < 17; j += 1) row.push(sum(row[j - 1], base));
    rows.push(row);
    base = row[16];
  }
  return rows;
}

function product(rows, scalar) {
  let result = NOTHING;
  for (let i = 0, left = scalar; left; i += 1, left >>= 4n) {
    const digit = Number(left & 15n);
    if (digit) result = sum(result, rows[i][digit]);
  }
  return result;
}

const BASE_Y = modP(4n * power(5n, P - 2n));
const BASE = pointOf(bytesOfHex(BASE_Y.toString(16).padStart(64, "0")).reverse());
const BASE_TABLE = multiplesOf(BASE);
const MOST_TABLES = 200; // a table takes 100 KB and more
const tables = new Map(); // by key in hexadecimal digits: null for what is no key

function tableOf(key) {
  const name = hexOf(key);
  if (!tables.has(name)) {
    const point = pointOf(key);
    if (tables.size >= MOST_TABLES) tables.clear();
    tables.set(name, point && !isSmall(point) ? multiplesOf([modP(-point[0]), point[1], 1n, modP(-point[3])]) : null);
  }
  return tables.get(name);
}

function ed25519Holds(key, message, signature) {
  // Says whether the 64 bytes are the signature of the 32-byte key over the message.
  if (key.length !== 32 || signature.length !== 64) return false;
  const s = numberOf(signature.subarray(32));
  if (s >= ORDER) return false;
  const minusKey = tableOf(key);
  if (!minusKey) return false;
  const h = numberOf(sha512(joined(signature.subarray(0, 32), key, message))) % ORDER;
  const found = sum(product(BASE_TABLE, s), product(minusKey, h));
  return sameBytes(pointBytes(found), signature.subarray(0, 32));
}

// ---- keys and signatures in their text form: `algorithm:base64` ----

function keyed(text, size) {
  // The raw bytes of `ed25519:<base64>`, or null.
  if (typeof text !== "string" || !text.startsWith("ed25519:")) return null;
  const raw = bytesOfBase64(text.slice(8));
  return raw && raw.length === size ? raw : null;
}

function framed(purpose, message) {
  const name = utf8(purpose);
  return joined(utf8("borderlink-signature-1\0"), Uint8Array.of(name.length >> 8, name.length & 255), name, message);
}

function signatureHolds(keyText, message, signatureText, purpose) {
  const key = keyed(keyText, 32);
  const raw = keyed(signatureText, 64);
  return Boolean(key && raw) && ed25519Holds(key, framed(purpose, message), raw);
}
