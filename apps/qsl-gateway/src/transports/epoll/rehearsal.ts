import { trimHeap } from '@qsl/posix';
import { CommandLog } from '../../journal/command-log.ts';
import { createJournalMemory, JournalControl } from '../../journal/journal-memory.ts';
import type { GatewayOptions } from '../../options.ts';
import { createIoBuffer, ReplyBuffer } from '../../session/io-buffers.ts';
import { Session, type Venue } from '../../session/session.ts';
import { COUNTER_BLOCK_BYTES, countersOf } from '../../shared/counters.ts';
import { RECEIVE_HEADROOM } from '../buffer-sizes.ts';
import { REHEARSAL_BYTES, REHEARSAL_NEEDS, writeRehearsal } from './rehearsal-frames.ts';

/** V8 optimises a function after some thousand calls. By then it has all of the order path: docs/performance.md. */
const ROUNDS = 440;
/** No round has as many replies. */
const REPLY_BYTES = 16 * 1024;
const UNLIMITED = { maxOutbufBytes: REPLY_BYTES, maxOutbufHardBytes: REPLY_BYTES };

/** Whether to rehearse: not where frames of the rehearsal would be refused, for that would teach V8 the wrong thing. */
export function canRehearse({
  rehearse,
  maxOrders,
  risk,
}: Pick<GatewayOptions, 'rehearse' | 'maxOrders' | 'risk'>): boolean {
  const { orders, quantity, notional } = REHEARSAL_NEEDS;
  return rehearse && maxOrders >= orders && risk.maxOrderQuantity >= quantity && risk.maxNotional >= notional;
}

/**
 * Has a session of its own answer frames again and again, so that V8 has optimised the order path before the event loop's
 * first order: a cold one takes 40 ms longer for its first 30,000. Nothing of it can be seen from outside: what commands
 * do to the engine and to market data is undone (see Rehearsal there, and LiveFeed), and counters and records go to memory
 * that is dropped. Engine and feed are those that serve later: V8 optimises for the very closures that it saw. No lock is
 * held: the thread that rehearses is the only one that serves, and nobody is served yet.
 */
export function rehearse({ engine, risk, feed, log }: Pick<Venue, 'engine' | 'risk' | 'feed' | 'log'>): void {
  const { rehearsal } = engine;
  const journal = log && createJournalMemory();
  const venue: Venue = {
    engine,
    risk,
    limits: UNLIMITED,
    counters: countersOf(new SharedArrayBuffer(COUNTER_BLOCK_BYTES), 0),
    feed,
    log: journal && new CommandLog(journal),
  };
  const session = new Session(venue);
  const input = createIoBuffer(RECEIVE_HEADROOM + REHEARSAL_BYTES);
  const replies = new ReplyBuffer(REPLY_BYTES);
  const end = writeRehearsal(input.view, RECEIVE_HEADROOM, rehearsal.symbol);
  for (let round = 0; round < ROUNDS; round++) {
    const cut = RECEIVE_HEADROOM + ((round * 7) % (end - RECEIVE_HEADROOM));
    const receive = () => {
      session.receive(input, RECEIVE_HEADROOM, cut, replies, 0);
      session.receive(input, cut, end, replies, 0);
    };
    rehearsal.begin();
    if (feed === undefined) receive();
    else feed.rehearse(receive);
    rehearsal.end();
    replies.length = 0;
    if (journal) journal.control[JournalControl.Length] = 0;
  }
  trimHeap(); // of what the compiler worked with
}
