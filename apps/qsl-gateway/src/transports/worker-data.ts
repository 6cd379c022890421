import { Engine, RiskGate } from '@qsl/matching-engine';
import { LiveFeed } from '../market-data/live-feed.ts';
import type { GatewayOptions } from '../options.ts';
import type { Venue } from '../session/session.ts';
import { countersOf } from '../shared/counters.ts';
import { EngineLock } from '../shared/engine-lock.ts';
import { EngineTurn } from '../shared/engine-turn.ts';
import type { SharedState } from '../shared/shared-state.ts';

/** What a serving thread is started with. */
export interface WorkerData {
  readonly options: GatewayOptions;
  readonly shared: SharedState;
  /** Index of the thread: its counters, its descriptor cell. */
  readonly thread: number;
  readonly listenerFd: number;
  /** Wakes the epoll loop to stop; −1 for the threaded transport. */
  readonly wakeFd: number;
}

/** What a serving thread tells the main thread. */
export type WorkerMessage = { readonly kind: 'ready' } | { readonly kind: 'noIdleThread' };

/** The venue as seen from a serving thread, and its turns there. */
export function attach({ options, shared, thread }: WorkerData): { venue: Venue; turn: EngineTurn } {
  const engine = Engine.attach(shared.engine);
  const risk = new RiskGate(engine, options.risk);
  const lock = new EngineLock(shared.lock);
  const feed = shared.feed && new LiveFeed(engine, shared.feed);
  const waits = options.journal?.durability === 'sync';
  const turn = new EngineTurn(lock, { feed, journal: shared.journal, waits });
  const counters = countersOf(shared.counters, thread);
  // V8 has optimised for objects as literals make them; one that was sent to this thread is of another kind.
  const { maxOutbufBytes, maxOutbufHardBytes } = options.output;
  const limits = { maxOutbufBytes, maxOutbufHardBytes };
  return { venue: { engine, risk, limits, counters, feed, log: turn.log }, turn };
}
