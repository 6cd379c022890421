import type { EngineMemory } from './memory.ts';
import * as layout from './memory.ts';

// Own copies of the layout: see engine.ts.
const {
  BOOK_ORDERS,
  BOOK_SHIFT,
  FREE_ORDER,
  LEVEL_HEAD,
  LEVEL_SHIFT,
  LEVEL_TAIL,
  MAX_ORDERS,
  ORDER_BOOK,
  ORDER_ID_HIGH,
  ORDER_ID_LOW,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREVIOUS,
  ORDER_QUANTITY,
  ORDER_SHIFT,
  ORDERS_USED,
  RESTING_ORDERS,
} = layout;

/** An order as a walk over the book shows it. */
export interface RestingOrder {
  readonly idHigh: number;
  readonly idLow: number;
  readonly quantity: number;
}

/**
 * The resting orders: a pool of records with a free list, each in the FIFO queue of its level.
 *
 *   level: head ─▶ order ⇄ order ⇄ order ◀─ tail
 *
 * Matching takes from the head itself, in the engine; everything else about the queues is here.
 */
export class OrderQueues {
  readonly #header: Int32Array;
  readonly #books: Int32Array;
  readonly #orders: Int32Array;
  readonly #levels: Int32Array;

  constructor(memory: EngineMemory) {
    this.#header = memory.header;
    this.#books = memory.books;
    this.#orders = memory.orders;
    this.#levels = memory.levels;
  }

  /**
   * Puts a new order at the end of a level's queue. Returns its record's number.
   * @throws RangeError when there is no room: the caller should have asked `hasRoom` before it changed anything
   */
  append(book: number, level: number, idHigh: number, idLow: number, quantity: number): number {
    const orders = this.#orders;
    const levels = this.#levels;
    const order = this.#take(book);
    const record = order << ORDER_SHIFT;
    const queue = level << LEVEL_SHIFT;
    const empty = levels[queue + LEVEL_HEAD] === 0;
    const last = empty ? 0 : levels[queue + LEVEL_TAIL]!;
    orders[record + ORDER_ID_HIGH] = idHigh;
    orders[record + ORDER_ID_LOW] = idLow;
    orders[record + ORDER_QUANTITY] = quantity;
    orders[record + ORDER_LEVEL] = level;
    orders[record + ORDER_NEXT] = 0;
    orders[record + ORDER_PREVIOUS] = last;
    orders[record + ORDER_BOOK] = book;
    levels[queue + LEVEL_TAIL] = order;
    if (empty) levels[queue + LEVEL_HEAD] = order;
    else orders[(last << ORDER_SHIFT) + ORDER_NEXT] = order;
    return order;
  }

  /** Takes an order out of its queue. Returns whether that left its level empty. The record stays to be freed. */
  unlink(order: number): boolean {
    const orders = this.#orders;
    const levels = this.#levels;
    const record = order << ORDER_SHIFT;
    const next = orders[record + ORDER_NEXT]!;
    const previous = orders[record + ORDER_PREVIOUS]!;
    const queue = orders[record + ORDER_LEVEL]! << LEVEL_SHIFT;
    if (previous !== 0) orders[(previous << ORDER_SHIFT) + ORDER_NEXT] = next;
    else levels[queue + LEVEL_HEAD] = next;
    if (next !== 0) orders[(next << ORDER_SHIFT) + ORDER_PREVIOUS] = previous;
    else levels[queue + LEVEL_TAIL] = previous;
    return (previous | next) === 0;
  }

  /** Gives an order's record back to the pool. */
  free(order: number, book: number): void {
    this.#orders[(order << ORDER_SHIFT) + ORDER_NEXT] = this.#header[FREE_ORDER]!;
    this.#header[FREE_ORDER] = order;
    this.#header[RESTING_ORDERS]!--;
    this.#books[(book << BOOK_SHIFT) + BOOK_ORDERS]!--;
  }

  /** The orders of a level, oldest first. Allocates: not for the order path. */
  *walk(level: number): Generator<RestingOrder> {
    let order = this.#levels[(level << LEVEL_SHIFT) + LEVEL_HEAD]!;
    while (order !== 0) {
      const record = order << ORDER_SHIFT;
      yield {
        idHigh: this.#orders[record + ORDER_ID_HIGH]!,
        idLow: this.#orders[record + ORDER_ID_LOW]!,
        quantity: this.#orders[record + ORDER_QUANTITY]! >>> 0,
      };
      order = this.#orders[record + ORDER_NEXT]!;
    }
  }

  #take(book: number): number {
    const header = this.#header;
    let order = header[FREE_ORDER]!;
    if (order !== 0) {
      header[FREE_ORDER] = this.#orders[(order << ORDER_SHIFT) + ORDER_NEXT]!;
    } else {
      if (header[ORDERS_USED]! >= header[MAX_ORDERS]!) throw new RangeError('no room for one more order');
      order = ++header[ORDERS_USED]!;
    }
    header[RESTING_ORDERS]!++;
    this.#books[(book << BOOK_SHIFT) + BOOK_ORDERS]!++;
    return order;
  }
}
