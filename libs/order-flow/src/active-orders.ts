import type { Side } from '@qsl/matching-engine';

const FIRST_CAPACITY = 256;

// A place holds one order, four int32.
const PLACE_SHIFT = 2;
const ID = 0;
const SYMBOL = 1;
const SIDE = 2;
/** 0 where the place is empty. */
const QUANTITY = 3;

/**
 * Limit orders as they were submitted, in the order of their arrival, from which any may leave and of which the k-th is
 * asked for. The place of an order that leaves stays empty until there is no other room; then the rest close up.
 * A Fenwick tree (P. Fenwick, 1994) counts the occupied places, so that finding the k-th costs a logarithm; ids rise with
 * arrival, so finding one by its id is a binary search. Nothing is allocated but to grow.
 */
export class ActiveOrders {
  /** Orders still there. */
  count = 0;
  #capacity = FIRST_CAPACITY;
  /** Places in use, the empty ones among them included. */
  #used = 0;
  #places = new Int32Array(FIRST_CAPACITY << PLACE_SHIFT);
  /** Node i counts the occupied places among the i & −i that end with place i − 1. */
  #tree = new Int32Array(FIRST_CAPACITY + 1);

  /** Adds an order. Its id, up to 2^31 − 1, is larger than all before; its quantity is not 0. */
  append(symbol: number, id: number, side: Side, quantity: number): void {
    if (this.#used === this.#capacity) this.#closeUp();
    const place = this.#used++;
    const record = place << PLACE_SHIFT;
    this.#places[record + ID] = id;
    this.#places[record + SYMBOL] = symbol;
    this.#places[record + SIDE] = side;
    this.#places[record + QUANTITY] = quantity;
    this.#add(place, 1);
  }

  /** Takes the order with this id out, if it is in. */
  remove(id: number): void {
    const place = this.#firstNotBelow(id);
    const record = place << PLACE_SHIFT;
    if (place === this.#used || this.#places[record + ID] !== id || this.#places[record + QUANTITY] === 0) return;
    this.#places[record + QUANTITY] = 0;
    this.#add(place, -1);
  }

  /** The place of the k-th order still there, 0 ≤ k < count; it holds until an order is added. */
  placeOf(k: number): number {
    const tree = this.#tree;
    let before = 0;
    let left = k;
    for (let step = this.#capacity; step >= 1; step >>= 1) {
      const node = before + step;
      if (node > this.#capacity || tree[node]! > left) continue;
      before = node;
      left -= tree[node]!;
    }
    return before;
  }

  idAt(place: number): number {
    return this.#places[(place << PLACE_SHIFT) + ID]!;
  }

  symbolAt(place: number): number {
    return this.#places[(place << PLACE_SHIFT) + SYMBOL]!;
  }

  sideAt(place: number): Side {
    return this.#places[(place << PLACE_SHIFT) + SIDE] as Side;
  }

  /** The quantity it was submitted with. */
  quantityAt(place: number): number {
    return this.#places[(place << PLACE_SHIFT) + QUANTITY]!;
  }

  /** The first place in use whose id is not below `id`, or the first that is free. */
  #firstNotBelow(id: number): number {
    const places = this.#places;
    let from = 0;
    let to = this.#used;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (places[(middle << PLACE_SHIFT) + ID]! < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #add(place: number, by: number): void {
    const tree = this.#tree;
    const capacity = this.#capacity;
    this.count += by;
    for (let node = place + 1; node <= capacity; node += node & -node) tree[node]! += by;
  }

  /** Moves the orders together, into twice the room if they fill more than half of what there is. */
  #closeUp(): void {
    const old = this.#places;
    const end = this.#used << PLACE_SHIFT;
    if (this.count * 2 > this.#capacity) {
      this.#capacity *= 2;
      this.#places = new Int32Array(this.#capacity << PLACE_SHIFT);
    }
    this.#tree = new Int32Array(this.#capacity + 1);
    this.count = 0;
    this.#used = 0;
    // In the same array too: an order never moves up.
    for (let record = 0; record < end; record += 1 << PLACE_SHIFT) {
      const quantity = old[record + QUANTITY]!;
      if (quantity === 0) continue;
      this.append(old[record + SYMBOL]!, old[record + ID]!, old[record + SIDE] as Side, quantity);
    }
  }
}
