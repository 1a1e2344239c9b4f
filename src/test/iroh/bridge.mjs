// A real iroh endpoint between gossip peers that know only it: answers a Join with a Neighbor, as the protocol does, passes each message on once to
// the other peers, asks for what is announced and serves those who ask: a peer that hears a message twice from here announces the next ones only.
// It introduces nobody to anybody. What it does goes out as JSON lines.
import iroh from '@number0/iroh';

const { Endpoint, EndpointAddr, EndpointTicket, RelayMode, presetMinimal } = iroh;
const ALPN = '/iroh-gossip/1';
const JOIN = '0000';
const GOSSIP = '0100';
const GRAFT = '010201';
const IHAVE = '0103';
const ID_DIGITS = 64;
const REMEMBERED = 10000;
const ANNOUNCED_AT_ONCE = 100;
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
const messages = new Map();

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

function remember(message, hex) {
  messages.set(message, hex);
  if (messages.size > REMEMBERED) messages.delete(messages.keys().next().value);
}

function varint(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at++) {
    value |= (bytes[at] & 0x7f) << shift;
    if (bytes[at] < 0x80) return { value, next: at + 1 };
  }
}

// Asks at once, and again by no other way: each message is announced to it by whoever has it.
function askFor(send, topic, hex) {
  const bytes = Buffer.from(hex, 'hex');
  let { value: count, next } = varint(bytes, IHAVE.length / 2);
  for (; count > 0; count--) {
    const message = bytes.subarray(next, next + ID_DIGITS / 2).toString('hex');
    const round = varint(bytes, next + ID_DIGITS / 2);
    const announcement = bytes.subarray(next, round.next).toString('hex');
    next = round.next;
    if (!messages.has(message)) send(topic, GRAFT + announcement);
  }
}

// Who comes (back) is told of all there is, so that a connection lost on a busy machine loses no message.
function tellAll(send, topic) {
  const ids = [...messages.keys()];
  for (let from = 0; from < ids.length; from += ANNOUNCED_AT_ONCE) {
    const some = ids.slice(from, from + ANNOUNCED_AT_ONCE);
    send(topic, IHAVE + some.length.toString(16).padStart(2, '0') + some.map(message => message + '00').join(''));
  }
}

function take(id, topic, hex) {
  const send = peers.get(id)?.send ?? (() => {});
  if (hex.startsWith(JOIN)) {
    say('joined', { peer: id, topic });
    send(topic, NEIGHBOR);
    tellAll(send, topic);
  } else if (hex.startsWith(GOSSIP)) {
    const message = hex.substring(GOSSIP.length, GOSSIP.length + ID_DIGITS);
    if (messages.has(message)) return;
    remember(message, hex);
    say('message', { peer: id, topic, bytes: hex.length / 2 });
    for (const [other, { send: pass }] of peers) if (other !== id) pass(topic, hex);
  } else if (hex.startsWith(GRAFT)) {
    const cached = messages.get(hex.substring(GRAFT.length, GRAFT.length + ID_DIGITS));
    if (cached) send(topic, cached);
  } else if (hex.startsWith(IHAVE)) {
    askFor(send, topic, hex);
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
  // The newest connection is the one to send on; the end of an older one does not end it.
  const peer = { send: sender(connection) };
  peers.set(id, peer);
  try {
    for (;;) read(id, await connection.acceptUni()).catch(() => {});
  } catch {
    if (peers.get(id) === peer) peers.delete(id);
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
