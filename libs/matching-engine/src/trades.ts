import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copy of the layout: see id-index.ts.
const { TRADE_SHIFT } = layout;
const { LAST_SEQUENCE, TRADE_COUNT } = layout.HEADER;

const TWO_32 = 4294967296;

export type Trades = ReturnType<typeof createTrades>;

/** Readers of the last command's trades, which are numbered from 0. Halves are int32. */
export function createTrades({ fields, trades }: EngineMemory) {
  const words = fields[0]!;
  const [idLow, idHigh, quantities, priceLows, priceHighs] = fields as Int32Array[];

  /** Halves of the sequence number of the event that was `back` before the last. */
  function sequenceLow(back: number): number {
    return (words[LAST_SEQUENCE] - back) | 0;
  }
  function sequenceHigh(back: number): number {
    const high = words[LAST_SEQUENCE + 1];
    return words[LAST_SEQUENCE] >>> 0 < back ? (high - 1) | 0 : high;
  }

  return {
    firstSequenceHigh: (): number => sequenceHigh(words[TRADE_COUNT]),
    firstSequenceLow: (): number => sequenceLow(words[TRADE_COUNT]),
    sequenceHigh: (i: number): number => sequenceHigh(words[TRADE_COUNT] - 1 - i),
    sequenceLow: (i: number): number => sequenceLow(words[TRADE_COUNT] - 1 - i),
    count: (): number => words[TRADE_COUNT],
    makerHigh: (i: number): number => idHigh[trades + (i << TRADE_SHIFT)],
    makerLow: (i: number): number => idLow[trades + (i << TRADE_SHIFT)],
    quantity: (i: number): number => quantities[trades + (i << TRADE_SHIFT)] >>> 0,
    price: (i: number): number =>
      priceHighs[trades + (i << TRADE_SHIFT)] * TWO_32 + (priceLows[trades + (i << TRADE_SHIFT)] >>> 0),
    priceHigh: (i: number): number => priceHighs[trades + (i << TRADE_SHIFT)],
    priceLow: (i: number): number => priceLows[trades + (i << TRADE_SHIFT)],
  };
}
