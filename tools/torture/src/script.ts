import type { ReferenceCancel, ReferenceLimit, ReferenceMarket } from '@qsl/matching-engine/reference';

/** What a client asks for. */
export type Request =
  | ReferenceLimit
  | ReferenceMarket
  | ReferenceCancel
  | { readonly kind: 'heartbeat'; readonly token: bigint };

/** How bytes leave: pieces of these sizes, over and over, with a pause after each. */
export interface Pace {
  readonly pieces: readonly number[];
  readonly pauseMs: number;
}

/** Bytes behind the last request that are none: no frame, or not all of one. */
export interface Tail {
  /** What they are, for the count. */
  readonly what: string;
  readonly hex: string;
  /** The connection's, unless they have their own. */
  readonly pace?: Pace;
}

/** When a client reads: as soon as there is something, so many bytes now and then, or not at all. */
export type Reading = 'prompt' | 'never' | { readonly bytes: number; readonly everyMs: number };

/**
 * What ends a connection when all bytes have left.
 *
 *  - finish: the client half-closes and reads until the gateway does
 *  - await: it waits until the gateway ends it: for what it sent, or for its silence
 *  - close: close(2); what it has not read makes that a reset
 *  - reset: SO_LINGER 0
 */
export type Ending = 'finish' | 'await' | 'close' | 'reset';

export interface ConnectionScript {
  /** Pause before it, after the connection before it ended. */
  readonly waitMs: number;
  readonly requests: readonly Request[];
  readonly tail?: Tail;
  readonly pace: Pace;
  readonly reading: Reading;
  /** Have the kernel take as little as it can before the client reads. */
  readonly smallBuffer?: boolean;
  readonly ending: Ending;
  /** Of close and reset: how long it goes on reading when all has left. */
  readonly holdMs?: number;
}

/** One client: its connections follow one another, and name the same orders. */
export interface ClientScript {
  /** What it is meant to be, for the count. */
  readonly what: string;
  readonly startMs: number;
  readonly connections: readonly ConnectionScript[];
}

/** What happens to the gateway's process, from `atMs` for `forMs`. */
export type Fault = { readonly atMs: number; readonly forMs: number } & (
  | { readonly kind: 'stop' }
  /** Room for so many more descriptors than it has when nobody is connected. */
  | { readonly kind: 'descriptors'; readonly spare: number }
  /** A signal to each of its threads, again and again. */
  | { readonly kind: 'signals' }
  /** All its threads on one CPU, with so many others that want all of it. */
  | { readonly kind: 'starve'; readonly burners: number }
  /** All its sockets send from the smallest buffers that there are; those of this time keep them. */
  | { readonly kind: 'buffers' }
);

/** Some seconds of torture. It begins and ends with empty books. */
export interface RoundScript {
  readonly name: string;
  readonly clients: readonly ClientScript[];
  readonly faults: readonly Fault[];
}

const BIGINT = /^-?\d+n$/;

/** A script as text: JSON, with whole numbers of 64 bits as strings that end in n. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? `${field}n` : field), 1);
}

/** @throws SyntaxError for what is no JSON */
export function parse(text: string): unknown {
  return JSON.parse(text, (_, field) =>
    typeof field === 'string' && BIGINT.test(field) ? BigInt(field.slice(0, -1)) : field,
  );
}
