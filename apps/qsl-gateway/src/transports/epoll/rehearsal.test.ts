import { MessageRingReader } from '@qsl/market-data';
import { DEFAULT_RISK_LIMITS, Engine, RiskGate } from '@qsl/matching-engine';
import { isClientMessage, readType } from '@qsl/wire-protocol';
import t from 'tap';
import { CommandLog } from '../../journal/command-log.ts';
import { createJournalMemory } from '../../journal/journal-memory.ts';
import { LiveFeed } from '../../market-data/live-feed.ts';
import { createSharedFeed, type SharedFeed } from '../../market-data/shared-feed.ts';
import { createIoBuffer, ReplyBuffer } from '../../session/io-buffers.ts';
import { Session } from '../../session/session.ts';
import { COUNTER_CELLS, Counter } from '../../shared/counters.ts';
import { RECEIVE_HEADROOM } from '../buffer-sizes.ts';
import { canRehearse, rehearse } from './rehearsal.ts';
import { REHEARSAL_BYTES, REHEARSAL_NEEDS, writeRehearsal } from './rehearsal-frames.ts';

/** How many messages wait. */
function taken({ ring }: SharedFeed): number {
  return new MessageRingReader(ring).take({ trade: () => {}, topOfBook: () => {} }, 100);
}

function createEngine(maxOrders: number): Engine {
  const engine = Engine.create({ maxOrders, maxSymbols: 1 }, { shared: true });
  engine.addSymbol();
  engine.submitLimit(0, 0, 0, 1, 100_000, 5, 0);
  return engine;
}

t.test('the frames reach every kind of answer, and leave nobody, with no more than they need', async (t) => {
  const engine = createEngine(REHEARSAL_NEEDS.orders);
  const { quantity, notional } = REHEARSAL_NEEDS;
  const counters = new Float64Array(COUNTER_CELLS);
  const limits = { maxOutbufBytes: 2 ** 20, maxOutbufHardBytes: 2 ** 20 };
  const risk = new RiskGate(engine, { maxOrderQuantity: quantity, maxNotional: notional });
  const session = new Session({ engine, risk, limits, counters, feed: undefined });
  const [input, replies] = [createIoBuffer(RECEIVE_HEADROOM + REHEARSAL_BYTES), new ReplyBuffer(2 ** 16)];
  const { symbol, begin, end } = engine.rehearsal;
  const to = writeRehearsal(input.view, RECEIVE_HEADROOM, symbol);
  t.ok(isClientMessage(readType(input.view, RECEIVE_HEADROOM)));
  begin();
  t.equal(session.receive(input, RECEIVE_HEADROOM, to, replies, 0), to);
  t.equal(engine.restingOrders, 0);
  t.ok(engine.totalTrades > 20);
  end();
  t.equal(session.closeCause, undefined);
  for (const each of ['Orders', 'Cancels', 'Heartbeats', 'Fills'] as const) t.ok(counters[Counter[each]]! > 0, each);
  const refusals = counters.subarray(Counter.FirstReject, Counter.FirstClose);
  t.equal(
    refusals.reduce((sum, count) => sum + count),
    3,
    'one that rests already, one that has gone, one of nothing',
  );
});

t.test('a rehearsal cannot be seen in the engine, nor in the feed', async (t) => {
  for (const extras of [false, true]) {
    const engine = createEngine(100);
    const shared = createSharedFeed(2, 8);
    const feed = extras ? new LiveFeed(engine, shared) : undefined;
    const publish = () => {
      feed?.begin();
      feed?.publish(0);
      feed?.commit();
    };
    publish();
    const before = { messages: taken(shared), memory: Buffer.from(new Uint8Array(shared.publisher)) };
    t.equal(before.messages, extras ? 1 : 0);
    const log = extras ? new CommandLog(createJournalMemory()) : undefined;
    rehearse({ engine, risk: new RiskGate(engine, DEFAULT_RISK_LIMITS), feed, log });
    publish();
    t.same([taken(shared), new MessageRingReader(shared.ring).dropped], [0, 0]);
    t.ok(Buffer.from(new Uint8Array(shared.publisher)).equals(before.memory));
    t.same([engine.lastSequence, engine.totalTrades, engine.restingOrders], [1, 0, 1]);
    t.equal(engine.bestBid(0), 100_000);
  }
});

t.test('there is none where its orders would be refused', async (t) => {
  const ample = { rehearse: true, maxOrders: 100, risk: DEFAULT_RISK_LIMITS } as const;
  t.equal(canRehearse(ample), true);
  t.equal(canRehearse({ ...ample, rehearse: false }), false);
  t.equal(canRehearse({ ...ample, maxOrders: REHEARSAL_NEEDS.orders - 1 }), false);
  for (const each of ['maxOrderQuantity', 'maxNotional'] as const) {
    t.equal(canRehearse({ ...ample, risk: { ...DEFAULT_RISK_LIMITS, [each]: 10 } }), false, each);
  }
});
