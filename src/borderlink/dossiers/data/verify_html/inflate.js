// Inflate (RFC 1951), bit by bit and strict: exactly `size` bytes come out and every byte that went in is used.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const DISTANCES = DISTANCE_BITS.map((bits, i) => (i < 4 ? i + 1 : 1 + (2 + (i & 1)) * 2 ** bits));
const ORDER_OF_LENGTHS = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function huffman(lengths, mayLackCodes = false) {
  // How many codes of each length there are, and the symbols in the order of their codes. A set of codes must be
  // complete; that of literals or distances may hold a single code of one bit, or none.
  const counts = new Uint16Array(16);
  lengths.forEach((length) => { counts[length] += 1; });
  let left = 1;
  for (let length = 1; length < 16; length += 1) {
    left = 2 * left - counts[length];
    if (left < 0) throw new Fault("dossier.not-a-zip", { what: "deflate" }, 2);
  }
  const longest = Math.max(...lengths);
  if (left > 0 && longest && !(mayLackCodes && longest === 1)) throw new Fault("dossier.not-a-zip", { what: "deflate" }, 2);
  const starts = new Uint16Array(16);
  for (let length = 1; length < 15; length += 1) starts[length + 1] = starts[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) {
      symbols[starts[length]] = symbol;
      starts[length] += 1;
    }
  });
  counts[0] = 0;
  return { counts, symbols };
}

const FIXED = [
  huffman(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  huffman(new Array(32).fill(5)),
];

class Inflater {
  constructor(bytes, size) {
    this.bytes = bytes;
    this.out = new Uint8Array(size);
    this.at = 0; // the next byte to take in
    this.held = 0; // bits taken in and not yet used, the next one lowest
    this.count = 0;
    this.made = 0;
  }

  fail() {
    throw new Fault("dossier.not-a-zip", { what: "deflate" }, 2);
  }

  bits(wanted) {
    while (this.count < wanted) {
      if (this.at >= this.bytes.length) this.fail();
      this.held |= this.bytes[this.at] << this.count;
      this.at += 1;
      this.count += 8;
    }
    const value = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return value;
  }

  symbol(table) {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length += 1) {
      code |= this.bits(1);
      const count = table.counts[length];
      if (code - count < first) return table.symbols[index + (code - first)];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return this.fail();
  }

  async run(breathe) {
    let last = 0;
    while (!last) {
      await breathe();
      last = this.bits(1);
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else if (kind === 3) this.fail();
      else {
        const tables = kind === 1 ? FIXED : this.tables();
        while (!this.codes(...tables)) await breathe();
      }
    }
    if (this.made !== this.out.length || this.at !== this.bytes.length) this.fail();
    return this.out;
  }

  stored() {
    this.held = 0; // at most seven bits are held between two symbols: the rest of their byte
    this.count = 0;
    const head = this.bytes.subarray(this.at, this.at + 4);
    const length = head[0] | (head[1] << 8);
    if (head.length < 4 || (length ^ 0xffff) !== (head[2] | (head[3] << 8))) this.fail();
    this.at += 4;
    if (this.at + length > this.bytes.length || this.made + length > this.out.length) this.fail();
    this.out.set(this.bytes.subarray(this.at, this.at + length), this.made);
    this.at += length;
    this.made += length;
  }

  tables() {
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const given = this.bits(4) + 4;
    if (literals > 286 || distances > 30) this.fail();
    const small = new Array(19).fill(0);
    for (let i = 0; i < given; i += 1) small[ORDER_OF_LENGTHS[i]] = this.bits(3);
    const table = huffman(small);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(table);
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      if (symbol === 16 && !lengths.length) this.fail();
      const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      for (let i = 0; i < times; i += 1) lengths.push(repeated);
    }
    if (lengths.length > literals + distances || !lengths[256]) this.fail();
    return [huffman(lengths.slice(0, literals), true), huffman(lengths.slice(literals), true)];
  }

  codes(literals, distances) {
    // Makes about a mebibyte; says whether the block is at its end.
    const enough = this.made + 2 ** 20;
    while (this.made < enough) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return true;
      if (symbol < 256) {
        if (this.made >= this.out.length) this.fail();
        this.out[this.made] = symbol;
        this.made += 1;
        continue;
      }
      if (symbol > 285) this.fail();
      const length = LENGTHS[symbol - 257] + this.bits(LENGTH_BITS[symbol - 257]);
      const far = this.symbol(distances);
      if (far > 29) this.fail();
      const distance = DISTANCES[far] + this.bits(DISTANCE_BITS[far]);
      if (distance > this.made || this.made + length > this.out.length) this.fail();
      for (let i = 0; i < length; i += 1, this.made += 1) this.out[this.made] = this.out[this.made - distance];
    }
    return false;
  }
}
