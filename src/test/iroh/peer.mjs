// A real iroh endpoint that speaks iroh-gossip/1's frames: peer.mjs [RELAY-URL]. Commands come as JSON lines, what it sees goes out as JSON lines.
// It answers a Join with a Neighbor, as the protocol does; everything else is told to it.
import readline from 'node:readline';
import iroh from '@number0/iroh';

const { Endpoint, EndpointAddr, EndpointId, EndpointTicket, RelayMode, presetMinimal } = iroh;
const ALPN = '/iroh-gossip/1';
const NEIGHBOR = '0004000100';
const FRAME_MAX = 65536;
const relay = process.argv[2];

const say = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + '\n');
const bytes = hex => Array.from(Buffer.from(hex, 'hex'));
const framed = hex => {
  const frame = Buffer.from(hex, 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
};

const builder = Endpoint.builder();
presetMinimal(builder);
builder.alpns([Array.from(Buffer.from(ALPN))]);
builder.relayMode(relay ? RelayMode.customFromUrls([relay]) : RelayMode.disabled());
builder.bindAddr('127.0.0.1:0');
const endpoint = await builder.bind();
if (relay) await endpoint.online();

let connection;
const streams = new Map();

async function send(topic, frames) {
  let stream = streams.get(topic);
  if (!stream) {
    stream = await connection.openUni();
    streams.set(topic, stream);
    await stream.writeAll(Array.from(framed(topic)));
  }
  for (const frame of frames) await stream.writeAll(Array.from(framed(frame)));
}

async function read(stream) {
  let buffer = Buffer.alloc(0);
  let topic;
  let count = 0;
  for (;;) {
    const part = await stream.read(FRAME_MAX);
    if (!part || part.length === 0) break;
    buffer = Buffer.concat([buffer, Buffer.from(part)]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE(0)) {
      const frame = buffer.subarray(4, 4 + buffer.readUInt32BE(0)).toString('hex');
      buffer = buffer.subarray(4 + frame.length / 2);
      if (topic === undefined) {
        topic = frame;
        say('topic', { topic });
      } else {
        count++;
        say('frame', { topic, frame });
        if (frame.startsWith('0000')) await send(topic, [NEIGHBOR]);
      }
    }
  }
  say('end', { topic, count });
}

async function use(opened) {
  connection = opened;
  streams.clear();
  opened.closed().then(reason => say('closed', { reason }));
  try {
    for (;;) {
      const stream = await opened.acceptUni();
      read(stream).catch(e => say('broken', { reason: e.message }));
    }
  } catch {
    // 'closed' has told of it.
  }
}

async function accept() {
  for (let incoming = await endpoint.acceptNext(); incoming; incoming = await endpoint.acceptNext()) {
    try {
      const opened = await (await incoming.accept()).connect();
      say('accepted', { peer: opened.remoteId().toString(), alpn: Buffer.from(opened.alpn()).toString(), relayed: relayed(opened) });
      use(opened);
    } catch (e) {
      say('refused', { reason: e.message });
    }
  }
}

const relayed = opened => opened.paths().some(path => path.isRelay);

const commands = {
  async dial({ peer, addresses, via, alpn }) {
    try {
      const to = new EndpointAddr(EndpointId.fromString(peer), via ?? null, addresses ?? []);
      const opened = await endpoint.connect(to, Array.from(Buffer.from(alpn ?? ALPN)));
      say('connected', { peer: opened.remoteId().toString(), relayed: relayed(opened) });
      use(opened);
    } catch (e) {
      say('unreachable', { reason: e.message });
    }
  },
  send: ({ topic, frames }) => send(topic, frames),
  async repeat({ topic, frame, count }) {
    await send(topic, Array(count).fill(frame));
  },
  async raw({ hex }) {
    const stream = await connection.openUni();
    await stream.writeAll(bytes(hex));
    say('stopped', { code: await stream.stopped() });
  },
  async finish() {
    for (const stream of streams.values()) await stream.finish();
    streams.clear();
  },
  close: () => connection.close(0n, Array.from(Buffer.from('bye'))),
  ticket({ text }) {
    const address = EndpointTicket.fromString(text).endpointAddr();
    say('ticket', { peer: address.id().toString(), addresses: address.directAddresses(), relay: address.relayUrl() });
  },
};

accept();
const bound = endpoint.boundSockets().filter(address => address.startsWith('127.'));
say('ready', {
  peer: endpoint.id().toString(),
  addresses: bound,
  ticket: EndpointTicket.fromAddr(new EndpointAddr(endpoint.id(), relay ?? null, bound)).toString(),
});
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { command, ...more } = JSON.parse(line);
  try {
    await commands[command](more);
  } catch (e) {
    say('failed', { command, reason: e.message.split('\n')[0] });
  }
}
process.exit(0);
