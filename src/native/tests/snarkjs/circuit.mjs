// A circuit with SP1's two public inputs, and a witness for any values of them, in the binary forms that snarkjs reads
// (r1cs version 1, wtns version 2; numbers little-endian).
//
// Wires: 0 one, 1 program, 2 digest, then private: 3 a, 4 b, 5 ab, 6 ab program, 7 e, 8 ee.
// a b = ab; ab program = abp; e e = ee; (abp + e) 1 = digest.

const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const WIRES = 9;
const PUBLIC_INPUTS = 2;
const PRIVATE_INPUTS = 2;
const CONSTRAINTS = [
  [{ 3: 1n }, { 4: 1n }, { 5: 1n }],
  [{ 5: 1n }, { 1: 1n }, { 6: 1n }],
  [{ 7: 1n }, { 7: 1n }, { 8: 1n }],
  [{ 6: 1n, 7: 1n }, { 0: 1n }, { 2: 1n }],
];

const u32 = (n) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};
const u64 = (n) => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(BigInt(n));
  return b;
};
const field = (n) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex').reverse();
const section = (type, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(type), u64(body.length), body]);
};
const file = (magic, version, ...sections) =>
  Buffer.concat([Buffer.from(magic), u32(version), u32(sections.length), ...sections]);

const combination = (terms) => {
  const wires = Object.entries(terms);
  return Buffer.concat([u32(wires.length), ...wires.flatMap(([wire, factor]) => [u32(Number(wire)), field(factor)])]);
};

export const r1cs = () =>
  file('r1cs', 1,
    section(1, u32(32), field(ORDER), u32(WIRES), u32(0), u32(PUBLIC_INPUTS), u32(PRIVATE_INPUTS), u64(WIRES),
      u32(CONSTRAINTS.length)),
    section(2, ...CONSTRAINTS.flat().map(combination)),
    section(3, ...Array.from({ length: WIRES }, (_, wire) => u64(wire))));

// a and b are free: they make the proofs of one statement differ in their witness, too.
export const witness = (program, digest, a, b) => {
  const ab = (a * b) % ORDER;
  const abp = (ab * program) % ORDER;
  const e = (digest + ORDER - abp) % ORDER;
  const wires = [1n, program, digest, a, b, ab, abp, e, (e * e) % ORDER];
  return file('wtns', 2, section(1, u32(32), field(ORDER), u32(wires.length)), section(2, ...wires.map(field)));
};

export { ORDER };
