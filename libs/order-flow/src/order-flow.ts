import { Engine, Side, TimeInForce } from '@qsl/matching-engine';
import { ActiveOrders } from './active-orders.ts';
import { Mt19937x64 } from './mt19937-64.ts';

export interface FlowOptions {
  /** Any u64. */
  readonly seed: bigint;
  /** 0 to 2^11. With none, there are no commands. */
  readonly symbols: number;
  /** Commands after the registrations: 0 to 2^31 − 1. */
  readonly orders: number;
}

export const MAX_FLOW_SYMBOLS = 2 ** 11;
export const MAX_FLOW_ORDERS = 2 ** 31 - 1;

/** What a command of the flow asks for. */
export const CommandKind = { Limit: 0, Market: 1, Cancel: 2, Modify: 3 } as const;
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];

// Constants of this module: V8 folds them into the code, where it would re-read an imported binding at each use.
const { Limit: LIMIT, Market: MARKET, Cancel: CANCEL, Modify: MODIFY } = CommandKind;
const { Buy: BUY, Sell: SELL } = Side;
const { GoodTillCancel: GTC, ImmediateOrCancel: IOC } = TimeInForce;

const LOWEST_MID = 80;
const HIGHEST_MID = 140;

/**
 * Room for orders that rest. Few do, for the wandering mid price sweeps the books: some 30 at a time over 3 symbols, 5 a
 * symbol over 50. Over 3 symbols more than 100 rested after two of a million commands, and every ten more are eight times
 * rarer. Were it ever more than this, the engine would say so. Small, so that the engine's tables stay in the cache; the
 * sum is at most 2^16, as a count to draw from has to be.
 */
const ROOM = 2 ** 9;
const ROOM_PER_SYMBOL = 24;

/**
 * The synthetic order flow: commands that depend on nothing but the seed. It applies each to an engine of its own, without
 * risk checks, so that cancels and modifies aim at orders that rest.
 *
 * Like the engine, it allocates nothing a command: after `next` the fields say what the command was and `engine` what it
 * did. orderFlow() gives the same commands as objects.
 */
export class OrderFlow {
  /** Symbols 0, 1, … are registered; every command so far was applied. */
  readonly engine: Engine;
  kind: CommandKind = LIMIT;
  symbol = 0;
  /** 1 to 2^31 − 1. Of a market order too, though the engine has no use for that. */
  id = 0;
  /** Of a limit or a market order. */
  side: Side = BUY;
  /** Of a limit or a modify. */
  price = 0;
  /** Of all but a cancel. */
  quantity = 0;
  /** Of a limit. */
  timeInForce: TimeInForce = GTC;
  /** Whether the command caused an event: not so for one that names an unknown order. */
  tookEffect = false;

  readonly #random: Mt19937x64;
  readonly #symbols: number;
  readonly #mids: Int32Array;
  readonly #active = new ActiveOrders();
  #left: number;
  #nextId = 1;

  /** @throws RangeError for options out of range */
  constructor({ seed, symbols, orders }: FlowOptions) {
    assertCount('symbols', symbols, MAX_FLOW_SYMBOLS);
    assertCount('orders', orders, MAX_FLOW_ORDERS);
    this.engine = Engine.create({ maxOrders: ROOM + ROOM_PER_SYMBOL * symbols, maxSymbols: Math.max(symbols, 1) });
    for (let symbol = 0; symbol < symbols; symbol++) this.engine.addSymbol();
    this.#random = new Mt19937x64(seed);
    this.#symbols = symbols;
    this.#mids = Int32Array.from({ length: symbols }, (_, symbol) => 100 + 5 * symbol);
    this.#left = symbols === 0 ? 0 : orders;
  }

  /** Goes on to the next command and applies it; false when there is none. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    this.symbol = this.#drawSymbol();
    const moved = this.#mids[this.symbol]! + this.#random.below(3) - 1;
    this.#mids[this.symbol] = Math.min(HIGHEST_MID, Math.max(LOWEST_MID, moved));
    const pick = this.#random.below(100);
    if (this.#active.count === 0 || pick < 58) this.#limit();
    else if (pick < 70) this.#market();
    else if (pick < 86) this.#cancel();
    else this.#modify();
    return true;
  }

  #drawSymbol(): number {
    if (this.#symbols === 1) return 0;
    return this.#random.below(100) < 55 ? 0 : 1 + this.#random.below(this.#symbols - 1);
  }

  #limit(): void {
    this.kind = LIMIT;
    this.side = this.#drawSide();
    const crosses = this.#random.below(100) < 18;
    this.timeInForce = this.#drawTimeInForce(crosses);
    this.price = this.#drawPrice(this.side, crosses);
    this.quantity = this.#drawQuantity();
    this.id = this.#nextId++;
    const { engine, symbol, id, side, quantity } = this;
    engine.submitLimit(symbol, side, 0, id, this.price, quantity, this.timeInForce);
    this.tookEffect = true;
    this.#dropFilledMakers();
    const rests = this.timeInForce === GTC && (engine.tradeCount === 0 || engine.rests(symbol, 0, id));
    if (rests) this.#active.append(symbol, id, side, quantity);
  }

  #market(): void {
    this.kind = MARKET;
    this.side = this.#drawSide();
    this.quantity = this.#drawQuantity();
    this.id = this.#nextId++;
    this.engine.submitMarket(this.symbol, this.side, this.quantity);
    this.tookEffect = true;
    this.#dropFilledMakers();
  }

  #cancel(): void {
    this.kind = CANCEL;
    const target = this.#drawTarget();
    const isUnknown = this.#random.below(10) === 0;
    this.id = isUnknown ? this.#nextId + this.#random.below(5) : this.#active.idAt(target);
    this.tookEffect = this.engine.cancel(this.symbol, 0, this.id);
    if (this.tookEffect) this.#active.removeAt(target);
  }

  #modify(): void {
    this.kind = MODIFY;
    const target = this.#drawTarget();
    const crosses = this.#random.below(100) < 20;
    this.id = this.#active.idAt(target);
    this.price = this.#drawPrice(this.#active.sideAt(target), crosses);
    const isHalved = this.#random.below(100) < 45;
    this.quantity = isHalved ? 1 + (this.#active.quantityAt(target) >> 1) : this.#drawQuantity();
    this.tookEffect = this.engine.modify(this.symbol, 0, this.id, this.price, this.quantity);
    this.#dropFilledMakers();
    if (this.engine.tradeCount > 0) this.#dropIfGone(this.id);
  }

  /** Which of the active orders; its symbol becomes the command's. */
  #drawTarget(): number {
    const target = this.#random.below(this.#active.count);
    this.symbol = this.#active.symbolAt(target);
    return target;
  }

  #drawSide(): Side {
    return this.#random.below(2) === 0 ? BUY : SELL;
  }

  /** A crossing order has a chance of its own to be immediate-or-cancel; failing that, all have the same. */
  #drawTimeInForce(crosses: boolean): TimeInForce {
    if (crosses && this.#random.below(100) < 35) return IOC;
    return this.#random.below(100) < 8 ? IOC : GTC;
  }

  #drawPrice(side: Side, crosses: boolean): number {
    const beyondMid = crosses ? 1 + this.#random.below(4) : -1 - this.#random.below(3);
    return this.#mids[this.symbol]! + (side === BUY ? beyondMid : -beyondMid);
  }

  #drawQuantity(): number {
    return 1 + this.#random.below(12);
  }

  /** Every maker of the last command but the last one must have been filled for the next to have its turn. */
  #dropFilledMakers(): void {
    const last = this.engine.tradeCount - 1;
    for (let i = 0; i < last; i++) this.#active.remove(this.engine.tradeMakerLow(i));
    if (last >= 0) this.#dropIfGone(this.engine.tradeMakerLow(last));
  }

  #dropIfGone(id: number): void {
    if (!this.engine.rests(this.symbol, 0, id)) this.#active.remove(id);
  }
}

function assertCount(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${name} must be a whole number from 0 to ${max}, not ${value}`);
  }
}
