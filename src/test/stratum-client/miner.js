// Mines at 127.0.0.1 with the npm registry's stratum-client, which does all of the protocol: node miner.js PORT USER PASSWORD. Says a line for
// each answer to a share: "accepted" or "refused" and why.
const { createHash } = require('node:crypto');
const start = require('stratum-client');

const [port, worker, password] = process.argv.slice(2);
const DIFFICULTY_1 = 0xffffn << 208n;
const SCALE = 1_000_000_000n;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const twice = (bytes) => sha256(sha256(bytes));
const hex = (text) => Buffer.from(text, 'hex');
const number = (bytes) => BigInt('0x' + Buffer.from(bytes).reverse().toString('hex'));
const littleEndian = (text) => hex(text).reverse();
const words = (text) => Buffer.concat(text.match(/.{8}/g).map(littleEndian));

function mine(work) {
  const extranonce2 = '00'.repeat(work.extraNonce2Size);
  const coinbase = hex(work.coinb1 + work.extraNonce1 + extranonce2 + work.coinb2);
  const root = work.merkle_branch.reduce((left, sibling) => twice(Buffer.concat([left, hex(sibling)])), twice(coinbase));
  const header = Buffer.concat([
    littleEndian(work.version), words(work.prevhash), root, littleEndian(work.ntime), littleEndian(work.nbits), Buffer.alloc(4),
  ]);
  const target = (DIFFICULTY_1 * SCALE) / BigInt(Math.round(work.miningDiff * Number(SCALE)));
  for (let nonce = 0; ; nonce++) {
    header.writeUInt32LE(nonce, 76);
    if (number(twice(header)) <= target) {
      return {
        worker_name: worker, job_id: work.jobId, extranonce2, ntime: work.ntime, nonce: nonce.toString(16).padStart(8, '0'),
      };
    }
  }
}

const client = start({
  server: '127.0.0.1',
  port: Number(port),
  worker,
  password,
  autoReconnectOnError: false,
  onAuthorizeFail: (error) => console.log(`refused ${JSON.stringify(error)}`),
  onNewMiningWork: (work) => client.submit(mine(work)),
  onSubmitWorkSuccess: () => console.log('accepted'),
  onSubmitWorkFail: (error) => console.log(`refused ${JSON.stringify(error)}`),
  onClose: () => process.exit(0),
});
