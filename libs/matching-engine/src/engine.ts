import { type Commands, createCommands } from './commands.ts';
import { createIdIndex } from './id-index.ts';
import * as layout from './memory.ts';
import { attachMemory, createMemory, type EngineCapacity, type EngineMemory } from './memory.ts';
import { createOrderQueues, type OrderQueues, type RestingOrder } from './order-queues.ts';
import type { Side } from './order-types.ts';
import { createPriceLevels, type PriceLevels } from './price-levels.ts';
import { createRehearsal, type Rehearsal } from './rehearsal.ts';
import { createTrades, type Trades } from './trades.ts';

// Own copies of the layout: see id-index.ts.
const { BOOK_SHIFT, ORDERS_ON } = layout;
const { LAST_SEQUENCE, MAX_ORDERS, MAX_SYMBOLS, RESTING_ORDERS, SYMBOL_COUNT, TRADE_COUNT, TRADE_TOTAL } =
  layout.HEADER;

const TWO_32 = 4294967296;

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
  readonly #words: Int32Array;
  readonly #ordersOn: Int32Array;
  readonly #levels: PriceLevels;
  readonly #queues: OrderQueues;
  readonly #books: number;

  /** Whether an order of `symbol` with this id rests. */
  readonly rests: Commands['rests'];
  /**
   * Accepts a limit order: trades what crosses, rests the remainder if it is good till cancelled.
   * Returns whether a remainder rests.
   */
  readonly submitLimit: Commands['submitLimit'];
  /** Accepts a market order: trades until filled or the other side is empty; never rests. */
  readonly submitMarket: Commands['submitMarket'];
  /** Removes a resting order. Returns false, and does nothing, when no such order rests. */
  readonly cancel: Commands['cancel'];
  /**
   * Changes a resting order: quantity 0 removes it; the same price and no more than what remains keeps its
   * priority; anything else leaves and comes back as a good-till-cancelled limit, which may trade.
   * Returns false, and does nothing, when no such order rests.
   */
  readonly modify: Commands['modify'];
  /** How many fills a limit order would cause, counted without changing anything; stops counting above `atMost`. */
  readonly countFills: Commands['countFills'];
  /** The same count for a market order. */
  readonly countMarketFills: Commands['countMarketFills'];
  /** Best bid of a symbol; −Infinity when nobody bids. */
  readonly bestBid: Commands['bestBid'];
  /** Best ask of a symbol; Infinity when nobody asks. */
  readonly bestAsk: Commands['bestAsk'];
  /**
   * High half of the best price on one side of a symbol, as an int32; of the least int64 where nobody bids, of the greatest
   * where nobody asks.
   */
  readonly bestHigh: Commands['bestHigh'];
  /** The low half of the same. */
  readonly bestLow: Commands['bestLow'];
  /** Trades of the last command: `tradeCount` for the order path. */
  readonly lastTradeCount: Trades['count'];
  /** High half of the sequence number of the last command's first event, as an int32. */
  readonly firstSequenceHigh: Trades['firstSequenceHigh'];
  readonly firstSequenceLow: Trades['firstSequenceLow'];
  /** High half of the sequence number of the last command's i-th trade, as an int32. */
  readonly tradeSequenceHigh: Trades['sequenceHigh'];
  readonly tradeSequenceLow: Trades['sequenceLow'];
  /** High half of the maker's id in the last command's i-th trade, as an int32. */
  readonly tradeMakerHigh: Trades['makerHigh'];
  readonly tradeMakerLow: Trades['makerLow'];
  readonly tradeQuantity: Trades['quantity'];
  readonly tradePrice: Trades['price'];
  /** High half of the price in the last command's i-th trade, as an int32: where halves will do, cheaper than the price. */
  readonly tradePriceHigh: Trades['priceHigh'];
  readonly tradePriceLow: Trades['priceLow'];
  /** For commands that must have no effect, between `begin` and `end`, while nobody else calls the engine or reads it. */
  readonly rehearsal: Rehearsal;

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
    this.#words = memory.fields[0];
    this.#ordersOn = memory.fields[ORDERS_ON];
    this.#books = memory.books;
    const ids = createIdIndex(memory);
    this.#levels = createPriceLevels(memory);
    this.#queues = createOrderQueues(memory, ids, this.#levels);
    const commands = createCommands(memory, ids, this.#levels, this.#queues);
    this.rests = commands.rests;
    this.submitLimit = commands.submitLimit;
    this.submitMarket = commands.submitMarket;
    this.cancel = commands.cancel;
    this.modify = commands.modify;
    this.countFills = commands.countFills;
    this.countMarketFills = commands.countMarketFills;
    this.bestBid = commands.bestBid;
    this.bestAsk = commands.bestAsk;
    this.bestHigh = commands.bestHigh;
    this.bestLow = commands.bestLow;
    this.rehearsal = createRehearsal(memory, this.#levels);
    const trades = createTrades(memory);
    this.tradeMakerHigh = trades.makerHigh;
    this.tradeMakerLow = trades.makerLow;
    this.tradeQuantity = trades.quantity;
    this.tradePrice = trades.price;
    this.lastTradeCount = trades.count;
    this.firstSequenceHigh = trades.firstSequenceHigh;
    this.firstSequenceLow = trades.firstSequenceLow;
    this.tradeSequenceHigh = trades.sequenceHigh;
    this.tradeSequenceLow = trades.sequenceLow;
    this.tradePriceHigh = trades.priceHigh;
    this.tradePriceLow = trades.priceLow;
  }

  /**
   * Registers the next symbol; ids are 0, 1, 2 … in order of registration.
   * @throws RangeError when all symbols that the capacity allows are registered
   */
  addSymbol(): number {
    const symbol = this.#words[SYMBOL_COUNT];
    if (symbol === this.#words[MAX_SYMBOLS]) throw new RangeError(`no room for more than ${symbol} symbols`);
    this.#words[SYMBOL_COUNT] = symbol + 1;
    this.#levels.open(this.#bookOf(symbol, 0));
    this.#levels.open(this.#bookOf(symbol, 1));
    return symbol;
  }

  get symbolCount(): number {
    return this.#words[SYMBOL_COUNT];
  }

  /** Orders that rest now, over all symbols. */
  get restingOrders(): number {
    return this.#words[RESTING_ORDERS];
  }

  /** Whether an order more can rest. */
  get hasRoom(): boolean {
    return this.#words[RESTING_ORDERS] < this.#words[MAX_ORDERS];
  }

  /** Number of the last event so far; 0 before the first. */
  get lastSequence(): number {
    return this.#words[LAST_SEQUENCE + 1] * TWO_32 + (this.#words[LAST_SEQUENCE] >>> 0);
  }

  /** Trades so far. */
  get totalTrades(): number {
    return this.#words[TRADE_TOTAL + 1] * TWO_32 + (this.#words[TRADE_TOTAL] >>> 0);
  }

  /**
   * Sets the counters, after the orders of an earlier engine were submitted to this one: the next event gets the number
   * that it would have had there.
   */
  continueFrom({ lastSequence, totalTrades }: { lastSequence: number; totalTrades: number }): void {
    this.#setTotal(LAST_SEQUENCE, lastSequence);
    this.#setTotal(TRADE_TOTAL, totalTrades);
  }

  #setTotal(cell: number, total: number): void {
    this.#words[cell] = total; // its low 32 bits: storing wraps
    this.#words[cell + 1] = total / TWO_32;
  }

  /** Trades of the last command. */
  get tradeCount(): number {
    return this.#words[TRADE_COUNT];
  }

  /** Sequence number of the last command's first event. */
  get firstSequence(): number {
    return this.lastSequence - this.#words[TRADE_COUNT];
  }

  /** Sequence number of the last command's first trade. */
  get firstTradeSequence(): number {
    return this.firstSequence + 1;
  }

  /** Orders that rest on one side of a symbol. */
  ordersOn(symbol: number, side: Side): number {
    return this.#ordersOn[this.#bookOf(symbol, side)];
  }

  /** The price levels of one side of a symbol, best first, with their orders, oldest first. Allocates: not for the order path. */
  *levels(symbol: number, side: Side): Generator<{ price: number; orders: RestingOrder[] }> {
    const { bestPlaceOf, nextWorse, priceAt } = this.#levels;
    for (let place = bestPlaceOf(this.#bookOf(symbol, side)); place !== 0; place = nextWorse(place)) {
      yield { price: priceAt(place), orders: [...this.#queues.walk(place)] };
    }
  }

  #bookOf(symbol: number, side: Side): number {
    return this.#books + (((symbol << 1) | side) << BOOK_SHIFT);
  }
}
