import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copy of the layout: see id-index.ts.
const { TRADE_SHIFT } = layout;

const TWO_32 = 4294967296;

export type Trades = ReturnType<typeof createTrades>;

/** Readers of the last command's trades, which are numbered from 0. Halves are int32. */
export function createTrades({ fields, trades }: EngineMemory) {
  const [idLow, idHigh, quantities, priceLows, priceHighs] = fields as Int32Array[];
  return {
    makerHigh: (i: number): number => idHigh[trades + (i << TRADE_SHIFT)],
    makerLow: (i: number): number => idLow[trades + (i << TRADE_SHIFT)],
    quantity: (i: number): number => quantities[trades + (i << TRADE_SHIFT)] >>> 0,
    price: (i: number): number =>
      priceHighs[trades + (i << TRADE_SHIFT)] * TWO_32 + (priceLows[trades + (i << TRADE_SHIFT)] >>> 0),
    priceHigh: (i: number): number => priceHighs[trades + (i << TRADE_SHIFT)],
    priceLow: (i: number): number => priceLows[trades + (i << TRADE_SHIFT)],
  };
}
