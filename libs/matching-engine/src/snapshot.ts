import type { Engine } from './engine.ts';
import { Side } from './order-types.ts';

export interface LevelSnapshot {
  readonly price: number;
  /** What rests at the price. Exact up to 2^53, which takes two million orders of the largest quantity to pass. */
  readonly total: number;
}

export interface BookSnapshot {
  readonly symbol: number;
  /** Best prices; null where a side is empty. */
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
  /** Orders that rest, both sides together. */
  readonly orders: number;
  /** Levels of a side, best first. */
  readonly bids: readonly LevelSnapshot[];
  readonly asks: readonly LevelSnapshot[];
}

export interface EngineSnapshot {
  readonly lastSequence: number;
  /** Trades so far. */
  readonly trades: number;
  /** One book a registered symbol, in the order of their ids. */
  readonly books: readonly BookSnapshot[];
}

/** The engine's state, as a value: a walk over every book. Allocates: not for the order path. */
export function takeSnapshot(engine: Engine): EngineSnapshot {
  const books = Array.from({ length: engine.symbolCount }, (_, symbol) => takeBookSnapshot(engine, symbol));
  return { lastSequence: engine.lastSequence, trades: engine.totalTrades, books };
}

function takeBookSnapshot(engine: Engine, symbol: number): BookSnapshot {
  const bestBid = engine.bestBid(symbol);
  const bestAsk = engine.bestAsk(symbol);
  return {
    symbol,
    bestBid: Number.isFinite(bestBid) ? bestBid : null,
    bestAsk: Number.isFinite(bestAsk) ? bestAsk : null,
    orders: engine.ordersOn(symbol, Side.Buy) + engine.ordersOn(symbol, Side.Sell),
    bids: levelsOf(engine, symbol, Side.Buy),
    asks: levelsOf(engine, symbol, Side.Sell),
  };
}

function levelsOf(engine: Engine, symbol: number, side: Side): LevelSnapshot[] {
  const levels: LevelSnapshot[] = [];
  for (const { price, orders } of engine.levels(symbol, side)) {
    levels.push({ price, total: orders.reduce((sum, order) => sum + order.quantity, 0) });
  }
  return levels;
}
