// Times snarkjs on proofs of bench/peers/cases.mjs: time.mjs CASES
import { readFileSync } from 'node:fs';
import * as snarkjs from 'snarkjs';

const decimal = (hex) => BigInt('0x' + hex).toString();
for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const [circuit, count, ...words] = line.split(' ');
  const take = () => decimal(words.shift());
  const g1 = () => [take(), take(), '1'];
  const g2 = () => [[take(), take()], [take(), take()], ['1', '0']];
  const proof = { protocol: 'groth16', curve: 'bn128', pi_a: g1(), pi_b: g2(), pi_c: g1() };
  const vk = { protocol: 'groth16', curve: 'bn128', vk_alpha_1: g1(), vk_beta_2: g2(), vk_gamma_2: g2(), vk_delta_2: g2() };
  vk.IC = [g1()];
  const inputs = [];
  for (let i = 0; i < Number(count); i++) {
    inputs.push(take());
    vk.IC.push(g1());
  }
  vk.nPublic = inputs.length;
  let best = Infinity;
  for (let run = 0; run < 30; run++) {
    const start = process.hrtime.bigint();
    if (!(await snarkjs.groth16.verify(vk, inputs, proof))) {
      throw new Error(`snarkjs refuses the proof of ${circuit}`);
    }
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
  }
  console.log(`snarkjs ${circuit} ${best.toFixed(2)} ms`);
}
process.exit(0);
