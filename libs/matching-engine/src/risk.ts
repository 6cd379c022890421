import type { Engine } from './engine.ts';
import * as layout from './memory.ts';
import { Reason, TimeInForce } from './order-types.ts';

// Own copies: see id-index.ts.
const { MAX_ORDERS, RESTING_ORDERS, SYMBOL_COUNT } = layout.HEADER;
const {
  None: NONE,
  UnknownSymbol: UNKNOWN_SYMBOL,
  InvalidPrice: INVALID_PRICE,
  InvalidQuantity: INVALID_QUANTITY,
  InvalidSide: INVALID_SIDE,
  MaxQuantityExceeded: MAX_QUANTITY_EXCEEDED,
  MaxNotionalExceeded: MAX_NOTIONAL_EXCEEDED,
  DuplicateOrderId: DUPLICATE_ORDER_ID,
  UnknownOrder: UNKNOWN_ORDER,
  StorageExhausted: STORAGE_EXHAUSTED,
} = Reason;
const GOOD_TILL_CANCEL = TimeInForce.GoodTillCancel;

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
  readonly checkLimit: Checks['checkLimit'];
  readonly checkMarket: Checks['checkMarket'];
  readonly checkCancel: Checks['checkCancel'];
  readonly checkModify: Checks['checkModify'];

  constructor(engine: Engine, limits: RiskLimits) {
    const checks = createChecks(engine, limits);
    this.checkLimit = checks.checkLimit;
    this.checkMarket = checks.checkMarket;
    this.checkCancel = checks.checkCancel;
    this.checkModify = checks.checkModify;
  }
}

type Checks = ReturnType<typeof createChecks>;

/** Closures, for the reason given in commands.ts. */
function createChecks({ rests, memory }: Engine, limits: RiskLimits) {
  const words = memory.fields[0];
  const maxQuantity = limits.maxOrderQuantity;
  const maxNotional = Math.min(limits.maxNotional, Number.MAX_SAFE_INTEGER);

  /** The same verdict as quantity > floor(maxNotional / price): a product up to the limit is exact, and a larger one cannot round down to it. */
  function isTooMuch(price: number, quantity: number): boolean {
    return quantity * price > maxNotional;
  }

  function checkLimit(
    symbol: number,
    side: number,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: TimeInForce,
  ): Reason {
    if (symbol >= words[SYMBOL_COUNT]) return UNKNOWN_SYMBOL;
    if (rests(symbol, idHigh, idLow)) return DUPLICATE_ORDER_ID;
    if ((side & ~1) !== 0) return INVALID_SIDE;
    if (price <= 0) return INVALID_PRICE;
    if (quantity === 0) return INVALID_QUANTITY;
    if (quantity > maxQuantity) return MAX_QUANTITY_EXCEEDED;
    if (isTooMuch(price, quantity)) return MAX_NOTIONAL_EXCEEDED;
    // Only a remainder that may rest needs a place; an order that fills at once is refused too, because the
    // verdict must not depend on matching first.
    if (timeInForce === GOOD_TILL_CANCEL && words[RESTING_ORDERS] >= words[MAX_ORDERS]) return STORAGE_EXHAUSTED;
    return NONE;
  }

  function checkMarket(symbol: number, side: number, idHigh: number, idLow: number, quantity: number): Reason {
    if (symbol >= words[SYMBOL_COUNT]) return UNKNOWN_SYMBOL;
    if (rests(symbol, idHigh, idLow)) return DUPLICATE_ORDER_ID;
    if ((side & ~1) !== 0) return INVALID_SIDE;
    if (quantity === 0) return INVALID_QUANTITY;
    return quantity > maxQuantity ? MAX_QUANTITY_EXCEEDED : NONE;
  }

  function checkCancel(symbol: number, idHigh: number, idLow: number): Reason {
    if (symbol >= words[SYMBOL_COUNT]) return UNKNOWN_SYMBOL;
    return rests(symbol, idHigh, idLow) ? NONE : UNKNOWN_ORDER;
  }

  function checkModify(symbol: number, idHigh: number, idLow: number, price: number, quantity: number): Reason {
    const reason = checkCancel(symbol, idHigh, idLow);
    if (reason !== NONE || quantity === 0) return reason;
    if (price <= 0) return INVALID_PRICE;
    if (quantity > maxQuantity) return MAX_QUANTITY_EXCEEDED;
    return isTooMuch(price, quantity) ? MAX_NOTIONAL_EXCEEDED : NONE;
  }

  return { checkLimit, checkMarket, checkCancel, checkModify };
}
