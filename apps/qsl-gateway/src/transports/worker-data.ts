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
  const feed = shared.feed && new LiveFeed(engine, shared.feed);
  const waits = options.journal?.durability === 'sync';
  const turn = new EngineTurn(new EngineLock(shared.lock), { feed, journal: shared.journal, waits });
  const venue = {
    engine,
    risk: new RiskGate(engine, options.risk),
    limits: options.output,
    counters: countersOf(shared.counters, thread),
    feed,
    log: turn.log,
  };
  return { venue, turn };
}

/** Bytes read from a socket at a time. */
export const RECEIVE_BYTES = 64 * 1024;
/** Space before them for the beginning of a frame that was cut earlier: at least MAX_HELD_BYTES. */
export const RECEIVE_HEADROOM = 64;
/** Space behind the hard limit of unsent replies for the small answers that are written without asking. */
export const REPLY_SLACK = 4096;
