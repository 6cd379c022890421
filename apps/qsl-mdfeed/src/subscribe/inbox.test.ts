import { getHeapStatistics } from 'node:v8';
import { openSlots } from '@qsl/datagrams';
import { FeedReader, type Reading } from '@qsl/market-data';
import { os } from '@qsl/posix';
import { udpPair } from '@qsl/posix/testing';
import { encodeMessage, Header, MessageType, writeMdTrade } from '@qsl/wire-protocol';
import t from 'tap';
import { Inbox } from './inbox.ts';

const BATCH = 64;

/**
 * Sends trades `from` to `from` + BATCH − 1 as one batch each time it is called. They are encoded once and renumbered, so
 * that it allocates nothing itself: where V8 does not inline the writer, that boxes a number a message.
 */
function tradeSender(sender: number): (from: number) => void {
  const slots = openSlots({ capacity: BATCH, slotBytes: 64 });
  for (let i = 0; i < BATCH; i++) slots.setLength(i, writeMdTrade(slots.view, slots.offset(i), 0, 0, 100, 5, 0, 0));
  return (from) => {
    for (let i = 0; i < BATCH; i++) slots.view.setUint32(slots.offset(i) + Header.sequenceLow, from + i);
    slots.send(sender, 0, BATCH, 0);
  };
}

t.test('an observer is told of every datagram, with its bytes', async (t) => {
  const { sender, receiver } = udpPair(t);
  const trade = encodeMessage({ type: MessageType.MdTrade, sequence: 9n, symbol: 0, price: 1n, quantity: 1 });
  const slots = openSlots({ capacity: 2, slotBytes: 64 });
  for (const [i, bytes] of [trade, trade.subarray(0, 5)].entries()) {
    new Uint8Array(slots.view.buffer, slots.view.byteOffset).set(bytes, slots.offset(i));
    slots.setLength(i, bytes.length);
  }
  slots.send(sender, 0, 2, 0);
  const seen: [Reading, string][] = [];
  const observer = {
    onDatagram: (reading: Reading, view: DataView, offset: number, length: number) => {
      seen.push([reading, Buffer.from(view.buffer, view.byteOffset + offset, length).toString('hex')]);
    },
  };
  const inbox = new Inbox({ fd: receiver, reader: new FeedReader(), maxMessages: 10, observer });
  t.equal(inbox.take({ wait: true }), 2);
  t.strictSame(seen, [
    [0, Buffer.from(trade).toString('hex')],
    [4, Buffer.from(trade.subarray(0, 5)).toString('hex')],
  ]);
  t.equal(inbox.take({ wait: false }), -os.EAGAIN);
});

t.test('it reads no more messages than were wanted', async (t) => {
  const { sender, receiver } = udpPair(t);
  tradeSender(sender)(1);
  const reader = new FeedReader();
  const inbox = new Inbox({ fd: receiver, reader, maxMessages: 10 });
  inbox.take({ wait: true });
  t.equal(inbox.isFull, true);
  t.equal(reader.tracker.received, 10);
});

/**
 * V8 counts the buffers it allocates from, some 100 KB each, when it hands them out: hence not zero. Anything that is
 * allocated for every datagram would be at least 16 bytes of it.
 */
t.test('without an observer, receiving allocates nothing a datagram', async (t) => {
  const { sender, receiver } = udpPair(t);
  const send = tradeSender(sender);
  const inbox = new Inbox({ fd: receiver, reader: new FeedReader(), maxMessages: Number.POSITIVE_INFINITY });
  const ROUNDS = 1000;
  let bytesPerDatagram = Number.POSITIVE_INFINITY;
  for (let attempt = 0, from = 1; attempt < 20 && bytesPerDatagram >= 4; attempt++) {
    const before = getHeapStatistics().total_allocated_bytes;
    for (let round = 0; round < ROUNDS; round++, from += BATCH) {
      send(from);
      if (inbox.take({ wait: true }) !== BATCH) t.fail('a batch is not whole');
    }
    bytesPerDatagram = (getHeapStatistics().total_allocated_bytes - before) / (ROUNDS * BATCH);
  }
  t.ok(bytesPerDatagram < 4, `${bytesPerDatagram} bytes a datagram`);
});
