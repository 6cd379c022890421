import type { Engine } from '../src/engine.ts';
import { Side } from '../src/order-types.ts';
import type { ReferenceEngine, ReferenceOrder } from './reference-engine.ts';

/** Every resting order, side by side, in the order in which they would be filled. */
export function dumpEngine(engine: Engine): ReferenceOrder[] {
  const all: ReferenceOrder[] = [];
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    for (const [side, code] of [
      ['B', Side.Buy],
      ['S', Side.Sell],
    ] as const) {
      for (const { price, orders } of engine.levels(symbol, code)) {
        for (const { idHigh, idLow, quantity } of orders) {
          const id = (BigInt(idHigh >>> 0) << 32n) | BigInt(idLow >>> 0);
          all.push({ symbol, id, side, price: BigInt(price), quantity });
        }
      }
    }
  }
  return all;
}

/** The same of the reference. */
export function dumpReference(engine: ReferenceEngine): ReferenceOrder[] {
  const symbols = Array.from({ length: engine.symbolCount }, (_, symbol) => symbol);
  return symbols.flatMap((symbol) => [...engine.orders(symbol, 'B'), ...engine.orders(symbol, 'S')]);
}
