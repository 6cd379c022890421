import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import t from 'tap';
import type { Reading } from '../test/fixtures/ring-reader.ts';
import { closeMessageRing, createMessageRing, createMessageRingWriter, MessageRingReader } from './message-ring.ts';
import { type MessageSink, NO_ASK_HIGH, NO_BID_HIGH } from './messages.ts';

type Message = ['trade' | 'top', ...number[]];

/** A sink that keeps messages as they were handed to it. */
class MessageList implements MessageSink {
  readonly messages: Message[] = [];

  trade(...fields: Parameters<MessageSink['trade']>): void {
    this.messages.push(['trade', ...fields]);
  }

  topOfBook(...fields: Parameters<MessageSink['topOfBook']>): void {
    this.messages.push(['top', ...fields]);
  }
}

/** Message `sequence`: trades and tops in turn, whose fields all tell which it is. */
function message(sequence: number): Message {
  return sequence % 2 === 0
    ? ['trade', sequence, sequence, -sequence, 7, 0, sequence]
    : ['top', 3, NO_BID_HIGH, 0, 0, sequence, 0, sequence];
}

function write(sink: MessageSink, [kind, ...fields]: Message): void {
  if (kind === 'trade') sink.trade(...(fields as Parameters<MessageSink['trade']>));
  else sink.topOfBook(...(fields as Parameters<MessageSink['topOfBook']>));
}

function taken(reader: MessageRingReader, atMost = 1000): Message[] {
  const list = new MessageList();
  const count = reader.take(list, atMost);
  if (count !== list.messages.length) throw new Error(`${count} counted, ${list.messages.length} handed on`);
  return list.messages;
}

t.test('every field comes out as it went in', async (t) => {
  const memory = createMessageRing(8);
  const writer = createMessageRingWriter(memory);
  const messages: Message[] = [
    ['trade', 2 ** 31 - 1, 1, -2, -3, -4, 5],
    ['top', 2 ** 31 - 1, 1, -2, 3, -4, 5, -6],
    ['top', 0, NO_BID_HIGH, 0, NO_ASK_HIGH, -1, 0, 1],
  ];
  writer.begin();
  for (const message of messages) write(writer, message);
  writer.commit();
  t.strictSame(taken(new MessageRingReader(memory)), messages);
});

t.test('the reader sees whole batches', async (t) => {
  const memory = createMessageRing(8);
  const [writer, reader] = [createMessageRingWriter(memory), new MessageRingReader(memory)];
  writer.begin();
  write(writer, message(1));
  write(writer, message(2));
  t.strictSame(taken(reader), [], 'nothing before the commit');
  writer.commit();
  t.strictSame(taken(reader, 1), [message(1)], 'no more than asked for');
  t.strictSame(taken(reader), [message(2)]);
});

t.test('a message that finds the ring full is counted and gone; the next that finds room is not', async (t) => {
  const memory = createMessageRing(4);
  const [writer, reader] = [createMessageRingWriter(memory), new MessageRingReader(memory)];
  const writeBatch = (from: number, to: number) => {
    writer.begin();
    for (let sequence = from; sequence <= to; sequence++) write(writer, message(sequence));
    writer.commit();
  };
  writeBatch(1, 7);
  t.equal(reader.dropped, 3);
  t.strictSame(taken(reader, 1), [message(1)]);
  writeBatch(8, 9);
  t.equal(reader.dropped, 4);
  t.strictSame(taken(reader), [2, 3, 4, 8].map(message));
});

t.test('whoever writes and however batches fall, messages come out in order or are counted', async (t) => {
  const batches = fc.array(fc.record({ write: fc.nat(12), take: fc.nat(12), writer: fc.nat(2) }), { maxLength: 60 });
  const property = fc.property(batches, fc.constantFrom(0, -3, 2 ** 31 - 5), (batches, start) => {
    const memory = createMessageRing(16);
    const cells = new Int32Array(memory);
    cells[0] = cells[16] = start; // tail and head, near where int32 counters turn over
    const reader = new MessageRingReader(memory);
    const writers = [0, 1, 2].map(() => createMessageRingWriter(memory));
    const expected: Message[] = [];
    let [sequence, waiting, dropped] = [0, 0, 0];
    const got: Message[] = [];
    for (const batch of batches) {
      const writer = writers[batch.writer]!;
      writer.begin();
      for (let i = 0; i < batch.write; i++) {
        write(writer, message(++sequence));
        if (waiting === 16) dropped++;
        else {
          waiting++;
          expected.push(message(sequence));
        }
      }
      writer.commit();
      const messages = taken(reader, batch.take);
      waiting -= messages.length;
      got.push(...messages);
    }
    got.push(...taken(reader));
    t.strictSame(got, expected);
    t.equal(reader.dropped, dropped);
  });
  fc.assert(property, { numRuns: 50 });
});

t.test('a reader that sleeps is woken by what is written, and by the end', async (t) => {
  const memory = createMessageRing(16);
  const worker = new Worker(new URL('../test/fixtures/ring-reader.ts', import.meta.url), {
    workerData: memory,
    execArgv: [],
  });
  const exited = once(worker, 'exit');
  const asleep = new Int32Array(memory, 128, 1);
  const untilAsleep = async () => {
    while (Atomics.load(asleep, 0) !== 1) await nextTurn();
  };
  const writer = createMessageRingWriter(memory);
  for (const sequence of [1, 2, 3]) {
    await untilAsleep();
    writer.wake();
    t.equal(Atomics.load(asleep, 0), 1, 'not without need');
    const read = once(worker, 'message');
    writer.begin();
    write(writer, message(sequence));
    writer.commit();
    writer.wake();
    const [reading] = (await read) as [Reading];
    t.same(reading, { sequence, count: 1 });
  }
  await untilAsleep();
  closeMessageRing(memory);
  t.same(await exited, [0]);
});

/** See receiving in qsl-mdfeed: V8 hands out memory some 100 KB at a time, hence not zero. */
t.test('writing allocates nothing a message', async (t) => {
  const memory = createMessageRing(64);
  const writer = createMessageRingWriter(memory);
  const cells = new Int32Array(memory);
  const ROUNDS = 2000;
  let bytesPerMessage = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20 && bytesPerMessage >= 4; attempt++) {
    const before = getHeapStatistics().total_allocated_bytes;
    for (let round = 0; round < ROUNDS; round++) {
      writer.begin();
      for (let i = 1; i <= 32; i++) {
        writer.trade(1, -i, i, -i, i, -i);
        writer.topOfBook(1, NO_BID_HIGH, 0, i, -i, i, -i);
      }
      writer.commit();
      cells[16] = cells[0]!; // all of it taken
    }
    bytesPerMessage = (getHeapStatistics().total_allocated_bytes - before) / (ROUNDS * 64);
  }
  t.ok(bytesPerMessage < 4, `${bytesPerMessage} bytes a message`);
});

t.test('a capacity is a power of two', async (t) => {
  for (const capacity of [0, 3, 1.5, 2 ** 25, Number.NaN]) t.throws(() => createMessageRing(capacity), RangeError);
});
