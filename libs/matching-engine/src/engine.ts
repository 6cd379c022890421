import { IdIndex } from './id-index.ts';
import * as layout from './memory.ts';
import { attachMemory, createMemory, type EngineCapacity, type EngineMemory } from './memory.ts';
import { OrderQueues, type RestingOrder } from './order-queues.ts';
import type { Side, TimeInForce } from './order-types.ts';
import { PriceIndex, rankOf } from './price-index.ts';

// Own copies of the layout: V8 folds a module's own constants into the code, but re-reads an imported binding, a live
// cell, at every use. On the deep-book workload that is a fifth of the time.
const {
  BOOK_ORDERS,
  BOOK_SHIFT,
  LAST_SEQUENCE,
  LEVEL_HEAD,
  LEVEL_SHIFT,
  MAX_ORDERS,
  MAX_SYMBOLS,
  ORDER_BOOK,
  ORDER_ID_HIGH,
  ORDER_ID_LOW,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREVIOUS,
  ORDER_QUANTITY,
  ORDER_SHIFT,
  RESTING_ORDERS,
  SYMBOL_COUNT,
  TRADE_MAKER_HIGH,
  TRADE_MAKER_LOW,
  TRADE_QUANTITY,
  TRADE_SHIFT,
  TRADE_TOTAL,
} = layout;

const GOOD_TILL_CANCEL: TimeInForce = 0;

/** The limit of a market order: any price of the book it trades against (even: bids, odd: asks) is within it. */
function marketLimit(book: number): number {
  return (book & 1) === 0 ? 0 : 2 ** 53;
}

/**
 * A deterministic matching engine with price–time priority: one book a symbol, in flat memory that other threads
 * can attach to (one at a time may call it: the caller holds the lock). No allocation per command.
 *
 * Commands are taken as already checked (see RiskGate): symbols registered, prices 1 to 2^53 − 1, quantities
 * 1 to 2^32 − 1, ids that do not rest, a free order for a remainder. An id is any u64, in two int32 halves.
 *
 * What a command did is read afterwards: its first event has sequence number `firstSequence`, and its trades
 * are `tradeCount` records behind the `trade…` readers, the i-th of them with the number
 * `firstTradeSequence + i`. They stay until the next command of any thread.
 */
export class Engine {
  readonly memory: EngineMemory;
  /** Sequence number of the last command's first event. */
  firstSequence = 0;
  /** Trades of the last command. */
  tradeCount = 0;
  readonly #ids: IdIndex;
  readonly #prices: PriceIndex;
  readonly #queues: OrderQueues;
  readonly #header: Int32Array;
  readonly #totals: Float64Array;
  readonly #books: Int32Array;
  readonly #best: Float64Array;
  readonly #orders: Int32Array;
  readonly #levels: Int32Array;
  readonly #trades: Int32Array;
  readonly #tradePrices: Float64Array;

  /**
   * A new, empty engine.
   * @throws RangeError when the capacity is out of range or cannot be had
   */
  static create(capacity: EngineCapacity, options: { shared?: boolean; hashSeed?: number } = {}): Engine {
    return new Engine(createMemory(capacity, options.shared ?? false, options.hashSeed ?? 0));
  }

  /** The same engine, seen from another thread. */
  static attach(buffer: ArrayBuffer | SharedArrayBuffer): Engine {
    return new Engine(attachMemory(buffer));
  }

  private constructor(memory: EngineMemory) {
    this.memory = memory;
    this.#ids = new IdIndex(memory);
    this.#prices = new PriceIndex(memory);
    this.#queues = new OrderQueues(memory);
    this.#header = memory.header;
    this.#totals = memory.totals;
    this.#books = memory.books;
    this.#best = memory.best;
    this.#orders = memory.orders;
    this.#levels = memory.levels;
    this.#trades = memory.trades;
    this.#tradePrices = memory.tradePrices;
  }

  /**
   * Registers the next symbol; ids are 0, 1, 2 … in order of registration.
   * @throws RangeError when all symbols that the capacity allows are registered
   */
  addSymbol(): number {
    const symbol = this.#header[SYMBOL_COUNT]!;
    if (symbol === this.#header[MAX_SYMBOLS]!) throw new RangeError(`no room for more than ${symbol} symbols`);
    this.#header[SYMBOL_COUNT] = symbol + 1;
    return symbol;
  }

  get symbolCount(): number {
    return this.#header[SYMBOL_COUNT]!;
  }

  /** Orders that rest now, over all symbols. */
  get restingOrders(): number {
    return this.#header[RESTING_ORDERS]!;
  }

  /** Whether an order more can rest. */
  get hasRoom(): boolean {
    return this.#header[RESTING_ORDERS]! < this.#header[MAX_ORDERS]!;
  }

  /** Number of the last event so far; 0 before the first. */
  get lastSequence(): number {
    return this.#totals[LAST_SEQUENCE]!;
  }

  /** Trades so far. */
  get totalTrades(): number {
    return this.#totals[TRADE_TOTAL]!;
  }

  /**
   * Sets the counters, after the orders of an earlier engine were submitted to this one: the next event gets the number
   * that it would have had there.
   */
  continueFrom({ lastSequence, totalTrades }: { lastSequence: number; totalTrades: number }): void {
    this.#totals[LAST_SEQUENCE] = lastSequence;
    this.#totals[TRADE_TOTAL] = totalTrades;
  }

  /** Whether an order of `symbol` with this id rests. */
  rests(symbol: number, idHigh: number, idLow: number): boolean {
    return this.#ids.find(symbol, idHigh, idLow) !== 0;
  }

  /** Accepts a limit order: trades what crosses, rests the remainder if it is good till cancelled. */
  submitLimit(
    symbol: number,
    side: Side,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): void {
    this.#begin();
    const opposite = ((symbol << 1) | side) ^ 1;
    const remaining = this.#match(opposite, price, quantity);
    if (remaining > 0 && timeInForce === GOOD_TILL_CANCEL) {
      this.#rest(opposite ^ 1, idHigh, idLow, price, remaining);
    }
    this.#end();
  }

  /** Accepts a market order: trades until filled or the other side is empty; never rests. */
  submitMarket(symbol: number, side: Side, quantity: number): void {
    this.#begin();
    const opposite = ((symbol << 1) | side) ^ 1;
    this.#match(opposite, marketLimit(opposite), quantity);
    this.#end();
  }

  /** Removes a resting order. Returns false, and does nothing, when no such order rests. */
  cancel(symbol: number, idHigh: number, idLow: number): boolean {
    this.tradeCount = 0;
    const order = this.#ids.find(symbol, idHigh, idLow);
    if (order === 0) return false;
    this.#begin();
    this.#leave(order);
    this.#end();
    return true;
  }

  /**
   * Changes a resting order: quantity 0 removes it; the same price and no more than what remains keeps its
   * priority; anything else leaves and comes back as a good-till-cancelled limit, which may trade.
   * Returns false, and does nothing, when no such order rests.
   */
  modify(symbol: number, idHigh: number, idLow: number, price: number, quantity: number): boolean {
    this.tradeCount = 0;
    const order = this.#ids.find(symbol, idHigh, idLow);
    if (order === 0) return false;
    this.#begin();
    const record = order << ORDER_SHIFT;
    const remaining = this.#orders[record + ORDER_QUANTITY]! >>> 0;
    if (quantity === 0) {
      this.#leave(order);
    } else if (quantity <= remaining && this.#priceOf(record) === price) {
      this.#orders[record + ORDER_QUANTITY] = quantity;
    } else {
      const book = this.#orders[record + ORDER_BOOK]!;
      this.#leave(order);
      const opposite = book ^ 1;
      const unfilled = this.#match(opposite, price, quantity);
      if (unfilled > 0) this.#rest(book, idHigh, idLow, price, unfilled);
    }
    this.#end();
    return true;
  }

  /** Sequence number of the last command's first trade. */
  get firstTradeSequence(): number {
    return this.firstSequence + 1;
  }

  /** High half of the maker's id in the last command's i-th trade. */
  tradeMakerHigh(i: number): number {
    return this.#trades[(i << TRADE_SHIFT) + TRADE_MAKER_HIGH]!;
  }

  tradeMakerLow(i: number): number {
    return this.#trades[(i << TRADE_SHIFT) + TRADE_MAKER_LOW]!;
  }

  tradeQuantity(i: number): number {
    return this.#trades[(i << TRADE_SHIFT) + TRADE_QUANTITY]! >>> 0;
  }

  tradePrice(i: number): number {
    return this.#tradePrices[i]!;
  }

  /** Best bid of a symbol; −Infinity when nobody bids. */
  bestBid(symbol: number): number {
    return rankOf(0, this.#best[symbol << 1]!);
  }

  /** Best ask of a symbol; Infinity when nobody asks. */
  bestAsk(symbol: number): number {
    return this.#best[(symbol << 1) | 1]!;
  }

  /** Orders that rest on one side of a symbol. */
  ordersOn(symbol: number, side: Side): number {
    return this.#books[(((symbol << 1) | side) << BOOK_SHIFT) + BOOK_ORDERS]!;
  }

  /** How many fills a limit order would cause, counted without changing anything; stops counting above `atMost`. */
  countFills(symbol: number, side: Side, price: number, quantity: number, atMost: number): number {
    return this.#count(((symbol << 1) | side) ^ 1, price, quantity, atMost);
  }

  /** The same count for a market order. */
  countMarketFills(symbol: number, side: Side, quantity: number, atMost: number): number {
    const opposite = ((symbol << 1) | side) ^ 1;
    return this.#count(opposite, marketLimit(opposite), quantity, atMost);
  }

  #count(book: number, limitPrice: number, quantity: number, atMost: number): number {
    const limitRank = rankOf(book, limitPrice);
    let fills = 0;
    let remaining = quantity;
    for (let level = this.#prices.best(book); level !== 0; level = this.#prices.nextWorse(book, level)) {
      if (this.#prices.rank(level) > limitRank) return fills;
      let order = this.#levels[(level << LEVEL_SHIFT) + LEVEL_HEAD]!;
      while (order !== 0) {
        fills++;
        remaining -= this.#orders[(order << ORDER_SHIFT) + ORDER_QUANTITY]! >>> 0;
        if (remaining <= 0 || fills > atMost) return fills;
        order = this.#orders[(order << ORDER_SHIFT) + ORDER_NEXT]!;
      }
    }
    return fills;
  }

  /** The price levels of one side of a symbol, best first, with their orders, oldest first. Allocates: not for the order path. */
  *levels(symbol: number, side: Side): Generator<{ price: number; orders: RestingOrder[] }> {
    const book = (symbol << 1) | side;
    for (let level = this.#prices.best(book); level !== 0; level = this.#prices.nextWorse(book, level)) {
      yield { price: rankOf(book, this.#prices.rank(level)), orders: [...this.#queues.walk(level)] };
    }
  }

  #begin(): void {
    this.tradeCount = 0;
    this.firstSequence = this.#totals[LAST_SEQUENCE]! + 1;
  }

  /** One event for the command and one a trade. */
  #end(): void {
    this.#totals[LAST_SEQUENCE] = this.firstSequence + this.tradeCount;
    this.#totals[TRADE_TOTAL]! += this.tradeCount;
  }

  /** Trades against `book` while its best price is within the limit. Returns the quantity left. */
  #match(book: number, limitPrice: number, quantity: number): number {
    const limitRank = rankOf(book, limitPrice);
    const best = this.#best;
    let remaining = quantity;
    while (remaining > 0 && best[book]! <= limitRank) remaining = this.#matchBestLevel(book, remaining);
    return remaining;
  }

  /** Trades against the best level of `book`, oldest maker first. Returns the quantity left. */
  #matchBestLevel(book: number, quantity: number): number {
    const price = rankOf(book, this.#best[book]!);
    const orders = this.#orders;
    const levels = this.#levels;
    const level = this.#prices.best(book);
    const head = (level << LEVEL_SHIFT) + LEVEL_HEAD;
    let maker = levels[head]!;
    let remaining = quantity;
    while (remaining > 0 && maker !== 0) {
      const record = maker << ORDER_SHIFT;
      const makerQuantity = orders[record + ORDER_QUANTITY]! >>> 0;
      if (makerQuantity > remaining) {
        this.#recordTrade(record, price, remaining);
        orders[record + ORDER_QUANTITY] = makerQuantity - remaining;
        remaining = 0;
        break;
      }
      this.#recordTrade(record, price, makerQuantity);
      remaining -= makerQuantity;
      const next = orders[record + ORDER_NEXT]!;
      this.#ids.remove(maker);
      this.#queues.free(maker, book);
      maker = next;
    }
    levels[head] = maker;
    if (maker !== 0) orders[(maker << ORDER_SHIFT) + ORDER_PREVIOUS] = 0;
    else this.#prices.vacate(book, level);
    return remaining;
  }

  #recordTrade(makerRecord: number, price: number, quantity: number): void {
    const i = this.tradeCount++;
    const trade = i << TRADE_SHIFT;
    this.#trades[trade + TRADE_MAKER_HIGH] = this.#orders[makerRecord + ORDER_ID_HIGH]!;
    this.#trades[trade + TRADE_MAKER_LOW] = this.#orders[makerRecord + ORDER_ID_LOW]!;
    this.#trades[trade + TRADE_QUANTITY] = quantity;
    this.#tradePrices[i] = price;
  }

  /** Rests a new order at the end of its level's queue. */
  #rest(book: number, idHigh: number, idLow: number, price: number, quantity: number): void {
    const level = this.#prices.occupy(book, price);
    this.#ids.insert(this.#queues.append(book, level, idHigh, idLow, quantity));
  }

  /** Takes a resting order out of its queue and the id index. */
  #leave(order: number): void {
    const record = order << ORDER_SHIFT;
    const level = this.#orders[record + ORDER_LEVEL]!;
    const book = this.#orders[record + ORDER_BOOK]!;
    const emptied = this.#queues.unlink(order);
    this.#ids.remove(order);
    this.#queues.free(order, book);
    if (emptied) this.#prices.vacate(book, level);
  }

  #priceOf(record: number): number {
    return rankOf(this.#orders[record + ORDER_BOOK]!, this.#prices.rank(this.#orders[record + ORDER_LEVEL]!));
  }
}
