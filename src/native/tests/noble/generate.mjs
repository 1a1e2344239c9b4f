// Writes cases for differential_test.c: random and edge inputs, results by @noble/curves. generate.mjs [SEED [ROUNDS]]
import { createHash } from 'node:crypto';
import { bn254 } from '@noble/curves/bn254.js';

const { Fp, Fr, Fp2, Fp12 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const seed = process.argv[2] ?? 'vanta';
const rounds = Number(process.argv[3] ?? 60);

let counter = 0;
const random = (order) => BigInt('0x' + createHash('sha512').update(`${seed}/${counter++}`).digest('hex')) % order;
const edges = (order) => [0n, 1n, 2n, order - 1n, order - 2n, (order - 1n) / 2n, 1n << 128n, (1n << 64n) - 1n, (1n << 253n) % order];
const pick = (order) => (counter % 4 === 0 ? edges(order)[Number(random(9n))] : random(order));
const fp = () => pick(Fp.ORDER);
const fp2 = () => ({ c0: fp(), c1: fp() });
const fp6 = () => ({ c0: fp2(), c1: fp2(), c2: fp2() });
const fp12 = () => ({ c0: fp6(), c1: fp6() });

const hex = (n) => n.toString(16).padStart(64, '0');
const hex2 = (x) => hex(x.c0) + hex(x.c1);
const hex6 = (x) => hex2(x.c0) + hex2(x.c1) + hex2(x.c2);
const hex12 = (x) => hex6(x.c0) + hex6(x.c1);
const hexG1 = (p) => (p.is0() ? '0'.repeat(128) : hex(p.toAffine().x) + hex(p.toAffine().y));
const hexG2 = (p) => hex2(p.toAffine().x) + hex2(p.toAffine().y);

const cases = [];
const add = (op, fields) => cases.push({ name: `${op} ${cases.length}`, op, ...fields });

for (let i = 0; i < rounds; i++) {
  const [x, y] = [fp(), fp()];
  add('fp_mul', { x: hex(x), y: hex(y), z: hex(Fp.mul(x, y)) });
  add('fp_add', { x: hex(x), y: hex(y), z: hex(Fp.add(x, y)) });
  add('fp_sub', { x: hex(x), y: hex(y), z: hex(Fp.sub(x, y)) });
  if (x !== 0n) add('fp_inverse', { x: hex(x), z: hex(Fp.inv(x)) });
  const [r, s] = [pick(Fr.ORDER), pick(Fr.ORDER)];
  add('fr_mul', { x: hex(r), y: hex(s), z: hex(Fr.mul(r, s)) });
  const [u, v] = [fp2(), fp2()];
  add('fp2_mul', { x: hex2(u), y: hex2(v), z: hex2(Fp2.mul(u, v)) });
  add('fp2_sqr', { x: hex2(u), z: hex2(Fp2.sqr(u)) });
  if (!Fp2.is0(u)) add('fp2_inverse', { x: hex2(u), z: hex2(Fp2.inv(u)) });
  const [f, g] = [fp12(), fp12()];
  add('fp12_mul', { x: hex12(f), y: hex12(g), z: hex12(Fp12.mul(f, g)) });
  add('fp12_sqr', { x: hex12(f), z: hex12(Fp12.sqr(f)) });
  add('fp12_inverse', { x: hex12(f), z: hex12(Fp12.inv(f)) });
  const [a, b] = [1n + random(Fr.ORDER - 1n), 1n + random(Fr.ORDER - 1n)];
  const p = G1.BASE.multiply(a);
  // Every fourth sum is exceptional: P + P, P - P.
  const q = i % 8 === 0 ? p : i % 8 === 4 ? p.negate() : G1.BASE.multiply(b);
  add('g1_add', { x: hexG1(p), y: hexG1(q), z: hexG1(p.add(q)) });
  add('g1_multiply', { x: hexG1(p), y: hex(s), z: hexG1(s === 0n ? G1.ZERO : p.multiply(s)) });
  if (i % 10 === 0) {
    const t = G2.BASE.multiply(b);
    add('g2_double', { x: hexG2(t), z: hexG2(t.double()) });
    add('pairing', { x: hexG1(p), y: hexG2(t), z: hex12(bn254.pairing(p, t)) });
  }
}
process.stdout.write(JSON.stringify(cases));
