// Asks the appliance's own REST interface and shows the answers. Names of workers and programs come from the network: they are only ever text.
const EVERY_MS = 5000;
const WORKERS = 50;
const HASHES_PER_DIFFICULTY = 2 ** 32;

const at = id => document.getElementById(id);
const show = (id, text) => { at(id).textContent = text; };

/** A failure names the resource, without its parameters. */
async function ask(path) {
  const resource = `/${path.split('?')[0]}`;
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(4000) })
    .catch(error => { throw new Error(`${resource}: ${error.message}`); });
  if (!answer.ok) throw new Error(`${resource} answers ${answer.status}`);
  return answer.json();
}

function scaled(value, unit) {
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let step = 0;
  while (value >= 1000 && step < prefixes.length - 1) {
    value /= 1000;
    step++;
  }
  if (value > 0 && value < 1) return `${value.toPrecision(2)} ${unit}`.trim();
  const digits = value >= 100 || step === 0 && Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${prefixes[step]}${unit}`.trim();
}

const hashRate = value => scaled(value, 'H/s');

function lasting(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  for (const [size, word] of [[31557600, 'years'], [86400, 'days'], [3600, 'h'], [60, 'min']]) {
    if (seconds >= 2 * size) return `${Math.round(seconds / size).toLocaleString('en')} ${word}`;
  }
  return `${Math.max(0, Math.round(seconds))} s`;
}

const ago = time => time ? `${lasting((Date.now() - Date.parse(time)) / 1000)} ago` : 'never';
const shortened = hex => `${hex.slice(0, 8)}…${hex.slice(-8)}`;

/** A miner's user name is the key it is paid to and its own name; the key has a place of its own. */
const named = (user, key) => (user.startsWith(key) ? user.slice(key.length).replace(/^\./, '') : user) || shortened(key);

function cell(text, kind) {
  const td = document.createElement('td');
  td.textContent = text;
  if (kind) td.className = kind;
  return td;
}

function row(cells, kind) {
  const tr = document.createElement('tr');
  tr.append(...cells);
  if (kind) tr.className = kind;
  return tr;
}

/** An empty list leaves what stands there. */
function fill(id, rows) {
  if (rows.length > 0) at(id).replaceChildren(...rows);
}

function showHealth(health, hashesPerSecond) {
  say({ up: 'all is well', degraded: 'works, but look below', down: 'down: look below', starting: 'starting' }[health.status], health.status);
  show('miners', health.miners_connected);
  show('expected', hashesPerSecond > 0 && health.difficulty_current > 0 ? `every ${lasting(health.difficulty_current * HASHES_PER_DIFFICULTY / hashesPerSecond)}` : '–');
  show('difficulty', `network difficulty ${health.difficulty_current > 0 ? scaled(health.difficulty_current, '') : '–'}`);
  show('last-block', health.last_block_found ? health.last_block_found.height.toLocaleString('en') : '–');
  const found = health.last_block_found ? `${ago(health.last_block_found.time)}, ` : '';
  show('deliveries', found + (health.retry_queue_depth === 0 ? 'every note delivered' : `${health.retry_queue_depth} notes wait for delivery`));
  fill('parts', ['l1', 'l2', 'store', 'gossip'].map(part =>
    row([cell(part), cell(health[part].state, health[part].state), cell(health[part].sentence)])));
}

function showStatus(status) {
  show('network', status.network);
  show('height', status.l1.height < 0 ? '–' : status.l1.height.toLocaleString('en'));
  show('index', status.height < 0 ? 'index is empty' : `indexed to ${status.height.toLocaleString('en')}`);
  show('peers', status.peer_count);
  show('pending', `${status.commitment_count.toLocaleString('en')} commitments, ${status.pending_notes} notes pending`);
  show('root', status.smt_root);
  show('version', status.version);
}

function showMiners(miners) {
  const rate = miners.hash_rate;
  show('hash-rate', hashRate(rate['5m']));
  show('hash-rate-more', `1 h ${hashRate(rate['1h'])} · 1 d ${hashRate(rate['1d'])}`);
  show('workers', `${miners.workers} workers known`);
  fill('worker-rows', miners.miners.map(miner => {
    const rejected = Object.entries(miner.rejected);
    const why = cell(rejected.reduce((sum, [, count]) => sum + count, 0).toLocaleString('en'), 'n');
    why.title = rejected.map(([reason, count]) => `${reason}: ${count}`).join('\n');
    const name = cell(named(miner.worker, miner.key));
    name.title = miner.key;
    return row([
      name, cell(miner.user_agent || '–'), ...['1m', '5m', '1h'].map(span => cell(hashRate(miner.hash_rate[span]), 'n')),
      cell(miner.accepted.toLocaleString('en'), 'n'), why, cell(scaled(miner.best_difficulty, ''), 'n'), cell(ago(miner.last_share)),
    ], miner.connections > 0 ? '' : 'more');
  }));
  const left = miners.workers - miners.miners.length;
  show('workers-left', left > 0 ? `and ${left} more` : '');
  at('refused').hidden = miners.refused_names.length === 0;
  fill('refused-rows', miners.refused_names.map(refused =>
    row([cell(refused.address), cell(refused.user_agent || '–'), cell(refused.name), cell(ago(refused.time)), cell(refused.sentence)])));
}

function showBlocks(blocks) {
  fill('block-rows', blocks.blocks.map(block => {
    const hash = cell(shortened(block.hash));
    hash.title = block.hash;
    return row([
      cell(block.height.toLocaleString('en'), 'n'), hash, cell(block.commitment_count, 'n'), cell(block.nullifier_count, 'n'),
      cell(block.ours ? block.worker.replace(/^[0-9a-f]{64}\.?/i, '') || 'yes' : ''), cell(ago(block.time)),
    ], block.ours ? 'ours' : '');
  }));
}

function showFound(pool) {
  fill('found-rows', pool.blocksFound.map(block => {
    const key = cell(shortened(block.minerAddress));
    key.title = block.minerAddress;
    return row([cell(block.height.toLocaleString('en'), 'n'), cell(named(block.worker, block.minerAddress)), key, cell(ago(block.time))]);
  }));
}

function say(sentence, state) {
  const verdict = at('verdict');
  verdict.textContent = sentence;
  verdict.className = `state ${state}`;
}

/** Each answer is shown by itself: one resource that fails leaves the others theirs. */
async function refresh() {
  const answers = await Promise.allSettled(
    ['health', 'status', `miners?limit=${WORKERS}`, 'blocks?limit=15', 'api/pool'].map(ask));
  const [health, status, miners, blocks, pool] = answers.map(answer => answer.value);
  const failures = answers.filter(answer => answer.status === 'rejected').map(answer => answer.reason.message).join(', ');
  if (status) showStatus(status);
  if (miners) showMiners(miners);
  if (blocks) showBlocks(blocks);
  if (pool) showFound(pool);
  if (health) showHealth(health, miners?.hash_rate['5m']);
  document.body.className = health ? '' : 'silent';
  if (!health) {
    say(`the appliance does not answer (${failures}); the figures are of before`, 'down');
  } else if (failures) {
    say(`${at('verdict').textContent}; ${failures}: that part is of before`, health.status === 'up' ? 'degraded' : health.status);
  }
}

async function refreshForGood() {
  try {
    await refresh();
  } finally {
    setTimeout(refreshForGood, EVERY_MS);
  }
}

refreshForGood();
