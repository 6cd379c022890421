/**
 * What a gateway answers, written down once more from the specification: one list of resting orders in order of arrival,
 * looked through from end to end for everything. It shares no code with session, engine, risk gate or codec, and it is
 * quick enough to be asked about every execution. On thorough epochs the reference engine, which needs no trust in
 * doubles, is asked too (see session.ts).
 */
import { FRAME_BYTES, frameStatus, headerStatus, Status } from '../wire-oracle.ts';

export interface ModelTerms {
  readonly symbols: number;
  readonly maxOrders: number;
  readonly maxOrderQuantity: number;
  readonly maxNotional: number;
  /** What no answer may go beyond, in bytes. */
  readonly hardLimit: number;
}

/** How a stream ends; the numbers are those of the gateway's close causes. */
export const End = { Open: -1, Protocol: 2, OutputLimit: 3 } as const;

const [ACK_BYTES, FILL_BYTES] = [32, 52];
const TWO_32 = 2 ** 32;

export class SessionModel {
  /** What the last stream was answered with: the first `length` bytes. */
  readonly view: DataView;
  length = 0;
  end: number = End.Open;
  /** Bytes of a frame that was begun. */
  held = 0;
  frames = 0;
  /** Number of the last event. */
  sequence = 0;
  /** Resting orders, the oldest first. */
  resting = 0;
  readonly #terms: ModelTerms;
  readonly #idHigh: Int32Array;
  readonly #idLow: Int32Array;
  readonly #symbol: Float64Array;
  readonly #side: Uint8Array;
  readonly #price: Float64Array;
  readonly #quantity: Float64Array;
  readonly #isTaken: Uint8Array;

  constructor(terms: ModelTerms, answerBytes: number) {
    this.#terms = terms;
    this.view = new DataView(new ArrayBuffer(answerBytes));
    const most = terms.maxOrders;
    this.#idHigh = new Int32Array(most);
    this.#idLow = new Int32Array(most);
    this.#symbol = new Float64Array(most);
    this.#side = new Uint8Array(most);
    this.#price = new Float64Array(most);
    this.#quantity = new Float64Array(most);
    this.#isTaken = new Uint8Array(most);
  }

  restart(): void {
    this.sequence = 0;
    this.resting = 0;
  }

  /**
   * Answers a stream up to `to`. Answers leave whenever they have to, so that nothing depends on how it was cut: the hard
   * limit is that of one answer.
   */
  take(bytes: Uint8Array, view: DataView, from: number, to: number): void {
    this.length = 0;
    this.end = End.Open;
    this.frames = 0;
    let at = from;
    while (at < to) {
      const size = requestBytes(bytes, at, to);
      if (size === 0) break;
      if (!this.#request(view, at, this.#terms.hardLimit)) {
        this.end = End.OutputLimit;
        break;
      }
      this.frames++;
      at += size;
    }
    if (this.end === End.Open && at < to && !mayBecomeRequest(bytes, at, to)) this.end = End.Protocol;
    this.held = this.end === End.Open ? to - at : 0;
  }

  /** The order that is the `index`-th to be filled on a side, as text; undefined behind the last. */
  describe(symbol: number, side: number, index: number): string | undefined {
    this.#isTaken.fill(0);
    for (let i = 0; i <= index; i++) {
      const order = this.#best(symbol, side, side === 0 ? 0 : Number.POSITIVE_INFINITY);
      if (order === -1) return undefined;
      if (i === index) return this.#describe(order);
      this.#isTaken[order] = 1;
    }
    return undefined;
  }

  #describe(order: number): string {
    const [high, low] = [this.#idHigh[order], this.#idLow[order]];
    return `${high}:${low} ${this.#quantity[order]} at ${this.#price[order]}`;
  }

  /** Returns false where the answer would not fit into `room`. */
  #request(view: DataView, at: number, room: number): boolean {
    const type = view.getUint16(at);
    const [high, low] = [view.getInt32(at + 16), view.getInt32(at + 20)];
    if (type === 5) {
      this.#put(6, high, low);
      return true;
    }
    const symbol = view.getUint32(at + 24);
    if (type === 1) return this.#newOrder(view, at, symbol, high, low, room);
    const order = this.#find(symbol, high, low);
    if (symbol >= this.#terms.symbols) this.#reject(high, low, 1);
    else if (order === -1) this.#reject(high, low, 8);
    else {
      this.#remove(order);
      this.#ack(high, low);
    }
    return true;
  }

  #newOrder(view: DataView, at: number, symbol: number, high: number, low: number, room: number): boolean {
    const quantity = view.getUint32(at + 36);
    const side = view.getUint8(at + 40);
    const isMarket = view.getUint8(at + 41) === 1;
    const rests = !isMarket && view.getUint8(at + 42) === 0;
    const [priceHigh, priceLow] = [view.getInt32(at + 28), view.getUint32(at + 32)];
    const reason = this.#refusal(symbol, high, low, isMarket, priceHigh, priceLow, quantity, rests);
    if (reason !== 0) {
      this.#reject(high, low, reason);
      return true;
    }
    const price = priceHigh * TWO_32 + priceLow;
    const limit = !isMarket ? price : side === 0 ? Number.POSITIVE_INFINITY : 0;
    const fills = this.#countFills(symbol, side, limit, quantity);
    if (ACK_BYTES + fills * FILL_BYTES > room) return false;
    this.#ack(high, low);
    const left = this.#match(symbol, side, limit, quantity, high, low);
    if (rests && left > 0) this.#rest(symbol, side, price, left, high, low);
    return true;
  }

  #refusal(
    symbol: number,
    high: number,
    low: number,
    isMarket: boolean,
    priceHigh: number,
    priceLow: number,
    quantity: number,
    rests: boolean,
  ): number {
    const { symbols, maxOrderQuantity, maxNotional, maxOrders } = this.#terms;
    if (symbol >= symbols) return 1;
    if (this.#find(symbol, high, low) !== -1) return 7;
    if (!isMarket && (priceHigh < 0 || (priceHigh === 0 && priceLow === 0))) return 2;
    if (quantity === 0) return 3;
    if (quantity > maxOrderQuantity) return 5;
    // From 2^53 on, a price is above every notional limit, whatever double it becomes.
    if (!isMarket && quantity > Math.floor(maxNotional / (priceHigh * TWO_32 + priceLow))) return 6;
    return rests && this.resting >= maxOrders ? 9 : 0;
  }

  #find(symbol: number, high: number, low: number): number {
    for (let i = 0; i < this.resting; i++) {
      if (this.#idLow[i] === low && this.#idHigh[i] === high && this.#symbol[i] === symbol) return i;
    }
    return -1;
  }

  /** The order on `side` that comes first among those not taken and not worse than `limit`; −1 for none. */
  #best(symbol: number, side: number, limit: number): number {
    let best = -1;
    for (let i = 0; i < this.resting; i++) {
      if (this.#symbol[i] !== symbol || this.#side[i] !== side || this.#isTaken[i] === 1) continue;
      const price = this.#price[i]!;
      if (side === 0 ? price < limit : price > limit) continue;
      if (best === -1 || (side === 0 ? price > this.#price[best]! : price < this.#price[best]!)) best = i;
    }
    return best;
  }

  #countFills(symbol: number, side: number, limit: number, quantity: number): number {
    this.#isTaken.fill(0);
    let left = quantity;
    let fills = 0;
    for (; left > 0; fills++) {
      const maker = this.#best(symbol, side ^ 1, limit);
      if (maker === -1) break;
      this.#isTaken[maker] = 1;
      left -= this.#quantity[maker]!;
    }
    this.#isTaken.fill(0);
    return fills;
  }

  #match(symbol: number, side: number, limit: number, quantity: number, high: number, low: number): number {
    let left = quantity;
    while (left > 0) {
      const maker = this.#best(symbol, side ^ 1, limit);
      if (maker === -1) break;
      const filled = Math.min(left, this.#quantity[maker]!);
      const at = this.#put(9, high, low);
      this.view.setInt32(at + 24, this.#idHigh[maker]!);
      this.view.setInt32(at + 28, this.#idLow[maker]!);
      this.#put64(at + 32, this.#price[maker]!);
      this.view.setUint32(at + 40, filled);
      this.#put64(at + 44, ++this.sequence);
      left -= filled;
      this.#quantity[maker]! -= filled;
      if (this.#quantity[maker] === 0) this.#remove(maker);
    }
    return left;
  }

  #rest(symbol: number, side: number, price: number, quantity: number, high: number, low: number): void {
    const order = this.resting++;
    this.#idHigh[order] = high;
    this.#idLow[order] = low;
    this.#symbol[order] = symbol;
    this.#side[order] = side;
    this.#price[order] = price;
    this.#quantity[order] = quantity;
  }

  #remove(order: number): void {
    this.resting--;
    for (const column of [this.#idHigh, this.#idLow, this.#symbol, this.#side, this.#price, this.#quantity]) {
      for (let i = order; i < this.resting; i++) column[i] = column[i + 1]!;
    }
  }

  #ack(high: number, low: number): void {
    this.#put64(this.#put(7, high, low) + 24, ++this.sequence);
  }

  #reject(high: number, low: number, reason: number): void {
    this.view.setUint8(this.#put(8, high, low) + 24, reason);
  }

  /** Appends a reply whose body begins with an id or a token. Returns where it begins. */
  #put(type: number, high: number, low: number): number {
    const at = this.length;
    const size = FRAME_BYTES[type]!;
    this.view.setUint32(at, type * 65_536 + 1);
    this.view.setUint32(at + 4, size - 16);
    this.#put64(at + 8, 0);
    this.view.setInt32(at + 16, high);
    this.view.setInt32(at + 20, low);
    this.length = at + size;
    return at;
  }

  #put64(at: number, value: number): void {
    this.view.setUint32(at, Math.floor(value / TWO_32));
    this.view.setUint32(at + 4, value % TWO_32);
  }
}

/** Bytes of the whole request at `at`, 0 where there is none. */
function requestBytes(bytes: Uint8Array, at: number, to: number): number {
  if (frameStatus(bytes, at, to) !== Status.Ok) return 0;
  const type = bytes[at + 1]!;
  return type === 1 || type === 2 || type === 5 ? FRAME_BYTES[type]! : 0;
}

/** Whether bytes that are no request yet are the beginning of one, as far as a header tells. */
function mayBecomeRequest(bytes: Uint8Array, at: number, to: number): boolean {
  if (headerStatus(bytes, at, to) === Status.Truncated) return true;
  const type = bytes[at + 1]!;
  return frameStatus(bytes, at, to) === Status.Truncated && (type === 1 || type === 2 || type === 5);
}
