import type { Side } from '@qsl/matching-engine';

const FIRST_CAPACITY = 256;

// An order, two int32: its id; and side, symbol and quantity in 1, 11 and the remaining bits.
const RECORD_SHIFT = 1;
const RECORD_INTS = 1 << RECORD_SHIFT;
const ID = 0;
const TERMS = 1;
const SYMBOL_SHIFT = 1;
const SYMBOL_MASK = 2 ** 11 - 1;
const QUANTITY_SHIFT = 12;

/** From so many int32 on, a call into the engine's own memmove costs less than the loop that it saves. */
const LONG_MOVE = 128;

/**
 * Limit orders in the order of their arrival, of which the k-th is asked for and from which any may leave. They lie
 * without holes: an order that leaves makes those behind it close up. Some 30 are there at a time, so that moves a few
 * hundred bytes, less than any tree costs. Ids rise with arrival: finding one is a binary search. Nothing is allocated but to
 * grow.
 */
export class ActiveOrders {
  /** Orders that are there. */
  count = 0;
  #records = new Int32Array(FIRST_CAPACITY << RECORD_SHIFT);

  /** Adds an order. Its id is larger than all before, up to 2^31 − 1; symbol below 2^11, quantity below 2^19. */
  append(symbol: number, id: number, side: Side, quantity: number): void {
    const record = this.count++ << RECORD_SHIFT;
    if (record === this.#records.length) this.#grow();
    this.#records[record + ID] = id;
    this.#records[record + TERMS] = (quantity << QUANTITY_SHIFT) | (symbol << SYMBOL_SHIFT) | side;
  }

  /** Takes the order with this id out, if it is in. */
  remove(id: number): void {
    const k = this.#firstNotBelow(id);
    if (k < this.count && this.idAt(k) === id) this.removeAt(k);
  }

  /** Takes the k-th order out, 0 ≤ k < count. */
  removeAt(k: number): void {
    const records = this.#records;
    const to = k << RECORD_SHIFT;
    const end = this.count-- << RECORD_SHIFT;
    if (end - to >= LONG_MOVE) records.copyWithin(to, to + RECORD_INTS, end);
    else for (let at = to + RECORD_INTS; at < end; at++) records[at - RECORD_INTS] = records[at]!;
  }

  /** The id of the k-th order. */
  idAt(k: number): number {
    return this.#records[(k << RECORD_SHIFT) + ID]!;
  }

  symbolAt(k: number): number {
    return (this.#termsAt(k) >> SYMBOL_SHIFT) & SYMBOL_MASK;
  }

  sideAt(k: number): Side {
    return (this.#termsAt(k) & 1) as Side;
  }

  /** The quantity it was submitted with. */
  quantityAt(k: number): number {
    return this.#termsAt(k) >> QUANTITY_SHIFT;
  }

  #termsAt(k: number): number {
    return this.#records[(k << RECORD_SHIFT) + TERMS]!;
  }

  /** Which order is the first with an id not below `id`; `count` where there is none. */
  #firstNotBelow(id: number): number {
    const records = this.#records;
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (records[(middle << RECORD_SHIFT) + ID]! < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #grow(): void {
    const records = new Int32Array(this.#records.length * 2);
    records.set(this.#records);
    this.#records = records;
  }
}
