import type { IdIndex } from './id-index.ts';
import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';
import { levelAt as addressOf, type PriceLevels } from './price-levels.ts';

// Own copies of the layout: see id-index.ts.
const { ORDER_WORDS } = layout;
const { FREE_ORDER, ORDER_WORDS_END, ORDER_WORDS_USED, RESTING_ORDERS } = layout.HEADER;
const levelAt = addressOf;

/** An order as a walk over the book shows it. */
export interface RestingOrder {
  readonly idHigh: number;
  readonly idLow: number;
  readonly quantity: number;
}

export type OrderQueues = ReturnType<typeof createOrderQueues>;

/**
 * The resting orders: a pool of records, each in the FIFO queue of its level, a ring in which the level stands between
 * the last and the first. So there is always a neighbour on both sides, and to come and to go branches on nothing.
 *
 *   ┌─▶ level ⇄ oldest ⇄ … ⇄ youngest ◀─┐
 *   └────────────────────────────────────┘
 *
 *   order:  next, previous, place of its level, quantity, id (low, high), key and chain of the id index
 */
export function createOrderQueues(memory: EngineMemory, ids: IdIndex, levels: PriceLevels) {
  const { orders } = memory;
  const [words, previous, places, quantities, idLows, idHighs] = memory.fields as Int32Array[];
  const next = words;
  const [bookOf, restingOn] = [memory.fields[4], memory.fields[4]]; // of a page, and of a book
  const { remove, makeRoom } = ids;
  const { vacate } = levels;

  /** Takes a resting order out of its queue and the id index. */
  function leave(order: number): void {
    const after = next[order];
    const before = previous[order];
    const place = places[order];
    next[before] = after;
    previous[after] = before;
    remove(order);
    next[order] = words[FREE_ORDER];
    words[FREE_ORDER] = order;
    words[RESTING_ORDERS]--;
    restingOn[bookOf[(place >>> 1) & ~7]]--;
    if (after === before) vacate(place); // only the level itself is its neighbour on both sides
  }

  /**
   * The address of a record that was never used, for a new order.
   * @throws RangeError when there is none: the caller should have asked `hasRoom` before it changed anything
   */
  function takeUnused(): number {
    const used = words[ORDER_WORDS_USED];
    if (used === words[ORDER_WORDS_END]) throw new RangeError('no room for one more order');
    words[ORDER_WORDS_USED] = used + ORDER_WORDS;
    makeRoom();
    return orders + used;
  }

  /** The orders of the level at a place, oldest first. Allocates: not for the order path. */
  function* walk(place: number): Generator<RestingOrder> {
    const level = levelAt(place);
    for (let order = next[level]; order !== level; order = next[order]) {
      yield { idHigh: idHighs[order], idLow: idLows[order], quantity: quantities[order] >>> 0 };
    }
  }

  return { takeUnused, leave, walk };
}
