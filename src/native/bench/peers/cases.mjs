// Writes Groth16 proofs, one of each shape, with their keys, for other libraries: cases.mjs KEYS.TXT ACCEPT.JSON
// One line a proof, words parted by blanks, numbers as 64 hexadecimal digits:
//   circuit | number of inputs n | A.x A.y | B.x.re B.x.im B.y.re B.y.im | C.x C.y | alpha x y | beta, gamma, delta as B |
//   K0 x y | n times: input, K x y
// Inputs that are zero are left out. e(A, B) = e(alpha, beta) e(K0 + sum of input K, gamma) e(C, delta).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CIRCUITS = ['v5.0.0', 'v6.1.0'];
const [keysFile, proofsFile] = process.argv.slice(2);

const keys = new Map();
for (const section of readFileSync(keysFile, 'utf8').split(/^end$/m)) {
  const lines = section.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [kind, version] = (lines.shift() ?? '').split(' ');
  if (kind === 'sp1-groth16') {
    const of = (word) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    keys.set(version, { points: ['alpha', 'beta', 'gamma', 'delta'].map((word) => of(word)[0]), k: of('k') });
  }
}

const bytes = (hex) => Buffer.from(hex.slice(2), 'hex');
const words = (b) => b.toString('hex').match(/.{64}/g) ?? [];
for (const c of JSON.parse(readFileSync(proofsFile))) {
  if (c.kind === 'groth16' && CIRCUITS.includes(c.sp1_circuit)) {
    const key = keys.get(c.sp1_circuit);
    const digest = createHash('sha256').update(bytes(c.public_values)).digest();
    digest[0] &= 0x1f;
    const proof = bytes(c.proof);
    const inputs = [...words(bytes(c.program_vkey)), ...words(digest), ...words(proof.subarray(4, -256))];
    const [ax, ay, bxIm, bxRe, byIm, byRe, cx, cy] = words(proof.subarray(-256));
    const used = inputs.map((input, i) => [input, key.k[i + 1]]).filter(([input]) => BigInt('0x' + input) !== 0n);
    const points = [ax, ay, bxRe, bxIm, byRe, byIm, cx, cy, ...key.points, key.k[0]];
    console.log([c.sp1_circuit, used.length, ...points, ...used.flat()].join(' '));
  }
}
