// The dossier's file: read from the first byte to the last, with nothing between, before or after the members.

const MIB = 1024 * 1024;
const MOST_MEMBERS = 10000;
const NAME_FORM = new RegExp(`^(?:${[
  "index\\.json", "index\\.sig", "root-N\\.json", "node-certificate-N\\.json", "keys\\.jsonl", "events\\.jsonl",
  "proofs\\.json", "checkpoint-N\\.txt", "cosigners\\.json", "authorities/N\\.pem", "tokens/N-N\\.tsr", "openings\\.json",
  "packs\\.json", "disclosure\\.json", "files/[0-9a-f]{64}\\.[a-z0-9]{1,8}", "verify\\.py",
  "(?:dossier|statements)\\.(?:zh-Hans|zh-Hant|vi|en)\\.pdf",
].join("|").replaceAll("N", "[1-9][0-9]{0,2}")})$`);

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let i = 0; i < 8; i += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i += 1) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const notAZip = (what) => new Fault("dossier.not-a-zip", { what }, 2);

function largestSize(name) {
  if (name.startsWith("files/")) return 512 * MIB;
  return name === "index.json" ? 4 * MIB : 64 * MIB;
}

class Records {
  // Little-endian numbers, one after the other, each with what it must be.
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
  }

  begins(mark) {
    return this.at + 4 <= this.bytes.length && this.view.getUint32(this.at, true) === mark;
  }

  read(size) {
    if (this.at + size > this.bytes.length) throw notAZip("cut");
    const value = size === 2 ? this.view.getUint16(this.at, true) : this.view.getUint32(this.at, true);
    this.at += size;
    return value;
  }

  must(size, ...allowed) {
    const value = this.read(size);
    if (!allowed.includes(value)) throw notAZip("field");
    return value;
  }

  take(length) {
    if (this.at + length > this.bytes.length) throw notAZip("cut");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function readCommon(records) {
  // What the local and the central header both say.
  const needed = records.must(2, 10, 20);
  records.must(2, 0);
  const method = records.must(2, 0, 8);
  const time = records.read(2);
  const day = records.read(2);
  const head = { needed, method, time, day, crc: records.read(4), packed: records.read(4), size: records.read(4), nameLength: records.read(2) };
  records.must(2, 0);
  return head;
}

function readName(records, length) {
  const raw = records.take(length);
  const name = String.fromCharCode(...raw);
  if (!NAME_FORM.test(name)) throw notAZip("name");
  return name;
}

function readLocal(records) {
  const offset = records.at;
  records.must(4, 0x04034b50);
  const head = readCommon(records);
  const name = readName(records, head.nameLength);
  if (head.method === 0 && head.packed !== head.size) throw notAZip("size");
  if (head.size > largestSize(name)) throw notAZip("too-large");
  return { ...head, name, offset, data: records.take(head.packed) };
}

function checkCentral(records, member) {
  // Returns who packed it: one for all members.
  records.must(4, 0x02014b50);
  const made = records.read(2);
  if (made >> 8 !== 0 && made >> 8 !== 3) throw notAZip("field");
  const head = readCommon(records);
  for (const size of [2, 2, 2]) records.must(size, 0); // comment, disk, attributes inside
  const outside = records.read(4);
  const offset = records.read(4);
  const name = readName(records, head.nameLength);
  const same = ["needed", "method", "time", "day", "crc", "packed", "size"].every((field) => head[field] === member[field]);
  if (!same || name !== member.name || offset !== member.offset) throw notAZip("headers-differ");
  return `${made} ${outside}`;
}

function inOrder(names) {
  // The index and its signatures, then all others sorted.
  const first = ["index.json", "index.sig"].filter((name) => names.includes(name));
  const rest = names.filter((name) => !first.includes(name)).sort();
  return [...first, ...rest];
}

function readDirectory(bytes) {
  // The members as headers tell them, nothing inflated yet.
  if (bytes.length > 1024 * MIB) throw notAZip("too-large");
  const records = new Records(bytes);
  const members = [];
  while (records.begins(0x04034b50)) {
    members.push(readLocal(records));
    if (members.length > MOST_MEMBERS) throw notAZip("too-many");
  }
  const start = records.at;
  const makers = new Set(members.map((member) => checkCentral(records, member)));
  const length = records.at - start;
  records.must(4, 0x06054b50);
  for (const [size, value] of [[2, 0], [2, 0], [2, members.length], [2, members.length], [4, length], [4, start], [2, 0]]) {
    records.must(size, value);
  }
  if (records.at !== bytes.length) throw notAZip("more-after-it");
  if (new Set(members.map((member) => member.name)).size !== members.length) throw notAZip("name-twice");
  if (makers.size > 1) throw notAZip("maker");
  if (members.reduce((sum, member) => sum + member.size, 0) > 2048 * MIB) throw notAZip("too-large");
  return members;
}

async function readZip(bytes, breathe) {
  // Name to bytes, the index first, in whatever order they were packed.
  const found = new Map();
  for (const member of readDirectory(bytes)) {
    const contents = member.method ? await new Inflater(member.data, member.size).run(breathe) : member.data;
    await breathe();
    if (crc32(contents) !== member.crc) throw notAZip("checksum");
    found.set(member.name, contents);
  }
  return new Map(inOrder([...found.keys()]).map((name) => [name, found.get(name)]));
}
