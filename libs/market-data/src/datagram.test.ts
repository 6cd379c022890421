import { encodeMessage, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { checkDatagram, DatagramFault } from './datagram.ts';

const NAMES = new Map(Object.entries(DatagramFault).map(([name, fault]) => [fault, name]));

const trade = encodeMessage({ type: MessageType.MdTrade, sequence: 7n, symbol: 1, price: 100n, quantity: 5 });
const top = encodeMessage({ type: MessageType.MdTopOfBook, sequence: 8n, symbol: 1, bid: 99n, ask: null });
const heartbeat = encodeMessage({ type: MessageType.Heartbeat, sequence: 0n, token: 1n });

/** Checks the bytes where others lie around them. */
function fault(bytes: Uint8Array): string | undefined {
  const surrounded = new Uint8Array(bytes.length + 200).fill(0xa5);
  surrounded.set(bytes, 100);
  return NAMES.get(checkDatagram(new DataView(surrounded.buffer), 100, bytes.length));
}

function patched(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  return copy;
}

const bodyLength = 7;
const cases: [name: string, bytes: Uint8Array, expected: string][] = [
  ['a trade', trade, 'None'],
  ['a top of book', top, 'None'],
  ['nothing', new Uint8Array(0), 'Truncated'],
  ['less than a header', trade.subarray(0, 15), 'Truncated'],
  ['a header alone', trade.subarray(0, 16), 'Truncated'],
  ['a byte short', top.subarray(0, top.length - 1), 'Truncated'],
  ['a byte too many', Uint8Array.from([...trade, 0]), 'TrailingBytes'],
  ['two messages', Uint8Array.from([...trade, ...top]), 'TrailingBytes'],
  ['another version', patched(trade, 3, 2), 'UnsupportedVersion'],
  ['a type that does not exist', patched(trade, 1, 10), 'UnknownType'],
  ['type 0', patched(trade, 1, 0), 'UnknownType'],
  ['a message that is no market data', heartbeat, 'UnknownType'],
  ['another body length', patched(trade, bodyLength, 17), 'BodyLengthMismatch'],
  ['an enormous body length', patched(trade, bodyLength - 3, 1), 'BodyTooLarge'],
  ['an enormous body length of another type', patched(heartbeat, bodyLength - 2, 1), 'BodyTooLarge'],
  ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'UnsupportedVersion'],
];

for (const [name, bytes, expected] of cases) {
  t.test(`${name}: ${expected}`, async (t) => t.equal(fault(bytes), expected));
}

t.test('a message cut anywhere is Truncated, whatever lies behind it', async (t) => {
  for (const message of [trade, top]) {
    for (let length = 0; length < message.length; length++) t.equal(fault(message.subarray(0, length)), 'Truncated');
  }
});
