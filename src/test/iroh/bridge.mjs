// A real iroh endpoint between gossip peers that know only it: answers a Join with a Neighbor, as the protocol does, and passes each message on to
// the other peers. It introduces nobody to anybody. What it does goes out as JSON lines.
import iroh from '@number0/iroh';

const { Endpoint, EndpointAddr, EndpointTicket, RelayMode, presetMinimal } = iroh;
const ALPN = '/iroh-gossip/1';
const JOIN = '0000';
const GOSSIP = '0100';
const NEIGHBOR = '0004000100';
const FRAME_MAX = 65536;

const say = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + '\n');
const framed = hex => {
  const frame = Buffer.from(hex, 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Array.from(Buffer.concat([length, frame]));
};

const builder = Endpoint.builder();
presetMinimal(builder);
builder.alpns([Array.from(Buffer.from(ALPN))]);
builder.relayMode(RelayMode.disabled());
builder.bindAddr('127.0.0.1:0');
const endpoint = await builder.bind();

const peers = new Map();

function sender(connection) {
  let stream;
  let last = Promise.resolve();
  return (topic, hex) => {
    last = last.then(async () => {
      if (!stream) {
        stream = await connection.openUni();
        await stream.writeAll(framed(topic));
      }
      await stream.writeAll(framed(hex));
    }).catch(e => say('unsent', { reason: e.message }));
  };
}

function take(id, topic, hex) {
  if (hex.startsWith(JOIN)) {
    say('joined', { peer: id, topic });
    peers.get(id)(topic, NEIGHBOR);
  } else if (hex.startsWith(GOSSIP)) {
    say('message', { peer: id, topic, bytes: hex.length / 2 });
    for (const [other, send] of peers) if (other !== id) send(topic, hex);
  }
}

async function read(id, stream) {
  let buffer = Buffer.alloc(0);
  let topic;
  for (;;) {
    const part = await stream.read(FRAME_MAX);
    if (!part || part.length === 0) return;
    buffer = Buffer.concat([buffer, Buffer.from(part)]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE(0)) {
      const frame = buffer.subarray(4, 4 + buffer.readUInt32BE(0)).toString('hex');
      buffer = buffer.subarray(4 + frame.length / 2);
      if (topic === undefined) topic = frame;
      else take(id, topic, frame);
    }
  }
}

async function serve(connection) {
  const id = connection.remoteId().toString();
  peers.set(id, sender(connection));
  try {
    for (;;) read(id, await connection.acceptUni()).catch(() => {});
  } catch {
    peers.delete(id);
    say('left', { peer: id });
  }
}

const bound = endpoint.boundSockets().filter(address => address.startsWith('127.'));
say('ready', { ticket: EndpointTicket.fromAddr(new EndpointAddr(endpoint.id(), null, bound)).toString() });
for (let incoming = await endpoint.acceptNext(); incoming; incoming = await endpoint.acceptNext()) {
  try {
    serve(await (await incoming.accept()).connect());
  } catch (e) {
    say('refused', { reason: e.message });
  }
}
