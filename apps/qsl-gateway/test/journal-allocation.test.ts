/**
 * Once compiled, an order allocates nothing on its way through a session into the journal's buffer, nor without a journal.
 * As in libs/wire-protocol: V8 counts its allocation buffers when it hands them out, so the bound is a byte an order.
 */
import { getHeapStatistics } from 'node:v8';
import t from 'tap';
import { CommandLog } from '../src/journal/command-log.ts';
import { createJournalMemory, JournalControl } from '../src/journal/journal-memory.ts';
import { createIoBuffer, ReplyBuffer } from '../src/session/io-buffers.ts';
import { Session } from '../src/session/session.ts';
import { cancelOrder, newOrder, OrderType, Side } from './frames.ts';
import { createVenue } from './local-session.ts';

const GROUPS = 200;
const PASSES = 200;
const MAX_ROUNDS = 50;

/** A few orders whose sides meet, and two that are cancelled: the book is empty again behind them. */
const group = Buffer.concat([
  newOrder({ id: 1n, quantity: 5 }),
  newOrder({ id: 2n, quantity: 5, price: 101n, side: Side.Sell }),
  newOrder({ id: 3n, quantity: 2, side: Side.Sell, orderType: OrderType.Market }),
  cancelOrder({ id: 1n }),
  cancelOrder({ id: 2n }),
]);
const FRAMES = 5 * GROUPS;
const requests = Buffer.concat(Array.from({ length: GROUPS }, () => group));

for (const hasJournal of [false, true]) {
  t.test(`${hasJournal ? 'with' : 'without'} a journal`, async (t) => {
    const memory = createJournalMemory();
    const limits = { maxOutbufBytes: 2 ** 20, maxOutbufHardBytes: 2 ** 21 };
    const log = hasJournal ? new CommandLog(memory) : undefined;
    const session = new Session({ ...createVenue({ limits }), log });
    const input = createIoBuffer(64 + requests.length);
    input.bytes.set(requests, 64);
    const replies = new ReplyBuffer(2 ** 21 + 4096);
    const pass = () => {
      memory.control[JournalControl.Length] = 0;
      replies.length = 0;
      return session.receive(input, 64, 64 + requests.length, replies, 0);
    };
    t.equal(pass(), 64 + requests.length);
    t.equal(memory.control[JournalControl.Length], hasJournal ? GROUPS * (2 * 40 + 32 + 2 * 28) : 0);
    let bytesPerFrame = Number.POSITIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS && bytesPerFrame >= 1; round++) {
      const before = getHeapStatistics().total_allocated_bytes;
      for (let i = 0; i < PASSES; i++) pass();
      bytesPerFrame = (getHeapStatistics().total_allocated_bytes - before) / (FRAMES * PASSES);
    }
    t.ok(bytesPerFrame < 1, `${bytesPerFrame} bytes a frame`);
  });
}
