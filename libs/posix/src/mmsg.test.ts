import t from 'tap';
import { udpPair } from '../test/sockets.ts';
import { DatagramBatch } from './mmsg.ts';
import { hasMmsg, os } from './platform.ts';

const skip = !hasMmsg && 'no sendmmsg here';

/** A batch of datagrams 1, 2, 3 … bytes long, each filled with its own length. */
function risingBatch(capacity: number): DatagramBatch {
  const batch = new DatagramBatch({ capacity, slotBytes: 2048 });
  for (let i = 0; i < capacity; i++) {
    batch.bytes.fill(i + 1, batch.offset(i), batch.offset(i) + i + 1);
    batch.setLength(i, i + 1);
  }
  return batch;
}

function contents(batch: DatagramBatch, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => [
    ...batch.bytes.subarray(batch.offset(i), batch.offset(i) + batch.length(i)),
  ]);
}

t.test('five datagrams go out in one call and come in in two, three at most at a time', { skip }, async (t) => {
  const { sender, receiver } = udpPair(t);
  t.equal(risingBatch(5).send(sender, 0, 5, 0), 5);
  const inbox = new DatagramBatch({ capacity: 3, slotBytes: 64 });
  t.equal(inbox.receive(receiver, os.MSG_WAITFORONE), 3);
  t.same(contents(inbox, 3), [[1], [2, 2], [3, 3, 3]]);
  t.equal(inbox.receive(receiver, os.MSG_DONTWAIT), 2);
  t.same(contents(inbox, 2), [
    [4, 4, 4, 4],
    [5, 5, 5, 5, 5],
  ]);
  t.equal(inbox.receive(receiver, os.MSG_DONTWAIT), -os.EAGAIN);
});

t.test('a part of a batch can be sent, from any slot', { skip }, async (t) => {
  const { sender, receiver } = udpPair(t);
  const batch = risingBatch(4);
  t.equal(batch.send(sender, 1, 2, 0), 2);
  t.equal(batch.length(1), 2, 'the bytes that were sent');
  const inbox = new DatagramBatch({ capacity: 4, slotBytes: 64 });
  t.equal(inbox.receive(receiver, os.MSG_WAITFORONE), 2);
  t.same(contents(inbox, 2), [
    [2, 2],
    [3, 3, 3],
  ]);
});

t.test('a datagram that cannot be sent stops the batch, and shows as the error of the rest', { skip }, async (t) => {
  const { sender } = udpPair(t);
  const batch = new DatagramBatch({ capacity: 3, slotBytes: 65_536 });
  batch.setLength(0, 1);
  batch.setLength(2, 1);
  t.equal(batch.send(sender, 0, 3, 0), 1);
  t.equal(batch.send(sender, 1, 2, 0), -os.EMSGSIZE);
  t.equal(batch.send(sender, 2, 1, 0), 1);
});

t.test('a datagram larger than its slot is cut and marked, its neighbours are whole', { skip }, async (t) => {
  const { sender, receiver } = udpPair(t);
  risingBatch(3).send(sender, 0, 3, 0);
  const inbox = new DatagramBatch({ capacity: 3, slotBytes: 2 });
  t.equal(inbox.receive(receiver, os.MSG_WAITFORONE), 3);
  t.same(contents(inbox, 3), [[1], [2, 2], [3, 3]]);
  t.same(
    [0, 1, 2].map((i) => inbox.truncated(i)),
    [false, false, true],
  );
});

t.test('slots are written and read through the view as well', { skip }, async (t) => {
  const { sender, receiver } = udpPair(t);
  const outbox = new DatagramBatch({ capacity: 2, slotBytes: 8 });
  outbox.view.setBigUint64(outbox.offset(1), 0x0102030405060708n);
  outbox.send(sender, 1, 1, 0);
  const inbox = new DatagramBatch({ capacity: 2, slotBytes: 8 });
  inbox.receive(receiver, os.MSG_WAITFORONE);
  t.equal(inbox.view.getBigUint64(0), 0x0102030405060708n);
});

t.test('a batch of no size is refused', async (t) => {
  for (const options of [
    { capacity: 0, slotBytes: 1 },
    { capacity: 1025, slotBytes: 1 },
    { capacity: 1.5, slotBytes: 1 },
    { capacity: 1, slotBytes: 0 },
  ]) {
    t.throws(() => new DatagramBatch(options), RangeError, JSON.stringify(options));
  }
});
