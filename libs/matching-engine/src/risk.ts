import type { Engine } from './engine.ts';
import { Reason, Side, TimeInForce } from './order-types.ts';

export interface RiskLimits {
  /** The largest quantity of one order: 1 to 2^32 − 1. */
  readonly maxOrderQuantity: number;
  /** The largest price × quantity of one limit order: 1 to 2^53 − 1. */
  readonly maxNotional: number;
}

/** The gateway's limits, unless told otherwise. */
export const DEFAULT_RISK_LIMITS: RiskLimits = { maxOrderQuantity: 1_000_000, maxNotional: 1_000_000_000 };

/**
 * The checks that stand before the engine, in the order of their reasons: the first that fails is the answer.
 * A command that passes is safe to give to the engine as it is.
 *
 * Prices are those of the wire, as doubles: exact up to 2^53, rounded but still beyond it where the true value is.
 * The verdict is exact all the same, because no notional limit is above 2^53 − 1.
 */
export class RiskGate {
  readonly #engine: Engine;
  readonly #maxQuantity: number;
  readonly #maxNotional: number;

  constructor(engine: Engine, limits: RiskLimits) {
    this.#engine = engine;
    this.#maxQuantity = limits.maxOrderQuantity;
    this.#maxNotional = Math.min(limits.maxNotional, Number.MAX_SAFE_INTEGER);
  }

  checkLimit(
    symbol: number,
    side: number,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): Reason {
    const reason = this.#checkIdentity(symbol, side, idHigh, idLow);
    if (reason !== NONE) return reason;
    const terms = this.#checkTerms(price, quantity);
    if (terms !== NONE) return terms;
    // Only a remainder that may rest needs a place; an order that fills at once is refused too, because the
    // verdict must not depend on matching first.
    if (timeInForce === GOOD_TILL_CANCEL && !this.#engine.hasRoom) return Reason.StorageExhausted;
    return NONE;
  }

  checkMarket(symbol: number, side: number, idHigh: number, idLow: number, quantity: number): Reason {
    const reason = this.#checkIdentity(symbol, side, idHigh, idLow);
    return reason !== NONE ? reason : this.#checkQuantity(quantity);
  }

  checkCancel(symbol: number, idHigh: number, idLow: number): Reason {
    if (symbol >= this.#engine.symbolCount) return Reason.UnknownSymbol;
    return this.#engine.rests(symbol, idHigh, idLow) ? NONE : Reason.UnknownOrder;
  }

  checkModify(symbol: number, idHigh: number, idLow: number, price: number, quantity: number): Reason {
    const reason = this.checkCancel(symbol, idHigh, idLow);
    if (reason !== NONE || quantity === 0) return reason;
    return this.#checkTerms(price, quantity);
  }

  #checkIdentity(symbol: number, side: number, idHigh: number, idLow: number): Reason {
    if (symbol >= this.#engine.symbolCount) return Reason.UnknownSymbol;
    if (this.#engine.rests(symbol, idHigh, idLow)) return Reason.DuplicateOrderId;
    return side === BUY || side === SELL ? NONE : Reason.InvalidSide;
  }

  #checkTerms(price: number, quantity: number): Reason {
    if (price <= 0) return Reason.InvalidPrice;
    const reason = this.#checkQuantity(quantity);
    if (reason !== NONE) return reason;
    // The same verdict as quantity > floor(maxNotional / price): a product up to the limit is exact, and a larger
    // one cannot round down to it.
    return quantity * price > this.#maxNotional ? Reason.MaxNotionalExceeded : NONE;
  }

  #checkQuantity(quantity: number): Reason {
    if (quantity === 0) return Reason.InvalidQuantity;
    return quantity > this.#maxQuantity ? Reason.MaxQuantityExceeded : NONE;
  }
}

const NONE = Reason.None;
const BUY = Side.Buy;
const SELL = Side.Sell;
const GOOD_TILL_CANCEL = TimeInForce.GoodTillCancel;
