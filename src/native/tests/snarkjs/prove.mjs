// Makes a key and fresh proofs with snarkjs, changes some of them, and asks snarkjs what it says of each: prove.mjs OUT [PROOFS]
// OUT/key.txt gets the key in the words of keys.txt, OUT/sp1/accept.json and OUT/sp1/negatives.json the cases for published_test.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { ORDER, r1cs, witness } from './circuit.mjs';

// "snrk"
const SELECTOR = '736e726b';
const [out, proofs = '6'] = process.argv.slice(2);
if (out === undefined) {
  console.error('usage: prove.mjs OUT [PROOFS]');
  process.exit(2);
}

const hex = (n) => BigInt(n).toString(16).padStart(64, '0');
const below = () => BigInt('0x' + randomBytes(48).toString('hex')) % ORDER;

// The public input that stands for public values: their SHA-256 without its top three bits.
const digestOf = (values) => {
  const digest = createHash('sha256').update(values).digest();
  digest[0] &= 0x1f;
  return BigInt('0x' + digest.toString('hex'));
};

const setUp = async (curve, at) => {
  const entropy = () => randomBytes(64).toString('hex');
  writeFileSync(at('r1cs'), r1cs());
  await snarkjs.powersOfTau.newAccumulator(curve, 4, at('tau0'));
  await snarkjs.powersOfTau.contribute(at('tau0'), at('tau1'), 'one', entropy());
  await snarkjs.powersOfTau.preparePhase2(at('tau1'), at('tau'));
  await snarkjs.zKey.newZKey(at('r1cs'), at('tau'), at('zkey0'));
  await snarkjs.zKey.contribute(at('zkey0'), at('zkey'), 'one', entropy());
  return snarkjs.zKey.exportVerificationKey(at('zkey'));
};

const keyText = (vk) => {
  const g1 = (p) => `${hex(p[0])} ${hex(p[1])}`;
  const g2 = (p) => `${hex(p[0][0])} ${hex(p[0][1])} ${hex(p[1][0])} ${hex(p[1][1])}`;
  return [
    `sp1-groth16 snarkjs development ${SELECTOR}`,
    `alpha ${g1(vk.vk_alpha_1)}`,
    `beta ${g2(vk.vk_beta_2)}`,
    `gamma ${g2(vk.vk_gamma_2)}`,
    `delta ${g2(vk.vk_delta_2)}`,
    ...vk.IC.map((k) => `k ${g1(k)}`),
    'end\n',
  ].join('\n');
};

const prove = async (at, program, values) => {
  writeFileSync(at('wtns'), witness(program, digestOf(values), below(), below()));
  const { proof, publicSignals } = await snarkjs.groth16.prove(at('zkey'), at('wtns'));
  if (BigInt(publicSignals[0]) !== program || BigInt(publicSignals[1]) !== digestOf(values)) {
    throw new Error('snarkjs proved another statement');
  }
  return proof;
};

const proofBytes = ({ pi_a: a, pi_b: b, pi_c: c }) =>
  SELECTOR + [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]].map(hex).join('');

// What is tried with each proof; other is a proof of another statement under the same key.
const changes = (curve, s, other) => {
  const { G1, G2, Fr } = curve;
  const g1 = (p, f) => G1.toObject(G1.toAffine(f(G1.fromObject(p.map(BigInt))))).map(String);
  const g2 = (p, f) => G2.toObject(G2.toAffine(f(G2.fromObject(p.map((x) => x.map(BigInt)))))).map((x) => x.map(String));
  const { pi_a: a, pi_b: b, pi_c: c } = s.proof;
  const k = Fr.e(1n + (below() % (ORDER - 1n)));
  const times = (group, factor) => (p) => group.timesFr(p, factor);
  const negated = (group) => (p) => group.neg(p);
  const longer = Buffer.concat([s.values, Buffer.of(0)]);
  const points = (what, proof) => ({ what, program: s.program, values: s.values, proof: { ...s.proof, ...proof } });
  return [
    points('unchanged', {}),
    points('(-A, -B, C)', { pi_a: g1(a, negated(G1)), pi_b: g2(b, negated(G2)) }),
    points('(kA, B/k, C)', { pi_a: g1(a, times(G1, k)), pi_b: g2(b, times(G2, Fr.inv(k))) }),
    points('A negated', { pi_a: g1(a, negated(G1)) }),
    points('kA alone', { pi_a: g1(a, times(G1, k)) }),
    points('B negated', { pi_b: g2(b, negated(G2)) }),
    points('C negated', { pi_c: g1(c, negated(G1)) }),
    points('A and C exchanged', { pi_a: c, pi_c: a }),
    points('C of another statement', { pi_c: other.proof.pi_c }),
    points('B of another statement', { pi_b: other.proof.pi_b }),
    { what: 'the proof of another statement', program: s.program, values: s.values, proof: other.proof },
    { what: 'another program', program: (s.program + 1n) % ORDER, values: s.values, proof: s.proof },
    { what: 'longer public values', program: s.program, values: longer, proof: s.proof },
  ];
};

const folder = mkdtempSync(join(tmpdir(), 'vanta-snarkjs-'));
const at = (name) => join(folder, name);
try {
  const curve = await snarkjs.curves.getCurveFromName('bn128');
  const vk = await setUp(curve, at);
  const statements = [];
  for (let i = 0; i < Number(proofs) + 1; i++) {
    const program = i === 0 ? 0n : i === 1 ? ORDER - 1n : below();
    const values = i === 0 ? Buffer.alloc(0) : randomBytes(1 + (randomBytes(1)[0] % 200));
    statements.push({ program, values, proof: await prove(at, program, values) });
  }
  const accepted = [];
  const refused = [];
  for (let i = 0; i < Number(proofs); i++) {
    for (const c of changes(curve, statements[i], statements[i + 1])) {
      const holds = await snarkjs.groth16.verify(vk, [c.program, digestOf(c.values)].map(String), c.proof);
      (holds ? accepted : refused).push({
        name: `snarkjs ${i}: ${c.what}`,
        kind: 'groth16',
        sp1_circuit: 'snarkjs',
        program_vkey: hex(c.program),
        public_values: c.values.toString('hex'),
        proof: proofBytes(c.proof),
        expect: holds ? 'accept' : 'reject',
        why: c.what,
      });
    }
  }
  mkdirSync(join(out, 'sp1'), { recursive: true });
  writeFileSync(join(out, 'key.txt'), keyText(vk));
  writeFileSync(join(out, 'sp1', 'accept.json'), JSON.stringify(accepted, null, 1) + '\n');
  writeFileSync(join(out, 'sp1', 'negatives.json'), JSON.stringify(refused, null, 1) + '\n');
  console.log(`${statements.length} proofs made by snarkjs; it accepts ${accepted.length} cases and refuses ${refused.length}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
