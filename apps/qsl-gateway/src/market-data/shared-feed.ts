import { createFeedMemory, createMessageRing } from '@qsl/market-data';

/**
 * Messages that can wait to be sent, 2 MiB: a tenth of a second of what the kernel takes. Longer bursts are cut short at
 * the price of gaps, for market data that is late is worth no more than market data that is missing.
 */
const RING_CAPACITY = 2 ** 16;

/** Cells of the delivery block (float64), written by the sending thread. */
export const Delivery = {
  /** Datagrams that the kernel took. */
  Sent: 0,
  /** Datagrams known to be lost on this side: see SendLedger. */
  Failed: 1,
} as const;
const DELIVERY_CELLS = 2;

/** The memory of a market data feed: shared by the threads that publish, the one that sends, and the main thread. */
export interface SharedFeed {
  readonly publisher: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly delivery: Float64Array;
}

/** A feed on which nothing has been published, for symbols 0 to `maxSymbols` − 1. */
export function createSharedFeed(maxSymbols: number, ringCapacity = RING_CAPACITY): SharedFeed {
  return {
    publisher: createFeedMemory(maxSymbols, { shared: true }),
    ring: createMessageRing(ringCapacity),
    delivery: new Float64Array(new SharedArrayBuffer(DELIVERY_CELLS * Float64Array.BYTES_PER_ELEMENT)),
  };
}
