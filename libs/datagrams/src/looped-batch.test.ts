import { os, setTimeoutOption } from '@qsl/posix';
import { udpPair } from '@qsl/posix/testing';
import t from 'tap';
import { LoopedBatch } from './looped-batch.ts';

/** Datagrams of 1, 2, 3 … bytes, each filled with its own length. */
function rising(count: number): LoopedBatch {
  const batch = new LoopedBatch({ capacity: count, slotBytes: 8 });
  for (let i = 0; i < count; i++) {
    for (let at = 0; at <= i; at++) batch.view.setUint8(batch.offset(i) + at, i + 1);
    batch.setLength(i, i + 1);
  }
  return batch;
}

function contents(batch: LoopedBatch, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = Array.from({ length: batch.length(i) }, (_, at) => batch.view.getUint8(batch.offset(i) + at));
    return bytes;
  });
}

t.test('a part of a batch is sent, and received in parts', async (t) => {
  const { sender, receiver } = udpPair(t);
  t.equal(rising(5).send(sender, 1, 4, 0), 4);
  const inbox = new LoopedBatch({ capacity: 3, slotBytes: 8 });
  t.equal(inbox.receive(receiver, 0), 3);
  t.strictSame(contents(inbox, 3), [
    [2, 2],
    [3, 3, 3],
    [4, 4, 4, 4],
  ]);
  t.equal(inbox.receive(receiver, 0), 1, 'it waits for one at most');
  t.equal(inbox.receive(receiver, os.MSG_DONTWAIT), -os.EAGAIN);
});

t.test('it waits for the first datagram as the flags have it', async (t) => {
  const { receiver } = udpPair(t);
  const timeoutMs = 20;
  setTimeoutOption(receiver, os.SO_RCVTIMEO, timeoutMs);
  const startMs = performance.now();
  t.equal(new LoopedBatch({ capacity: 3, slotBytes: 8 }).receive(receiver, 0), -os.EAGAIN);
  t.ok(performance.now() - startMs >= timeoutMs / 2, 'the kernel counts in ticks of its own');
});

t.test('an error stops a batch, and shows when the rest is sent', async (t) => {
  const { sender } = udpPair(t);
  const batch = new LoopedBatch({ capacity: 3, slotBytes: 70_000 });
  for (const [i, bytes] of [1, 70_000, 1].entries()) batch.setLength(i, bytes);
  t.equal(batch.send(sender, 0, 3, 0), 1);
  t.equal(batch.send(sender, 1, 2, 0), -os.EMSGSIZE);
  t.equal(batch.send(sender, 2, 1, 0), 1);
});
