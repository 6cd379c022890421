import * as wire from '@qsl/wire-protocol';
import { NativeBytes } from './native-bytes.ts';

// Constants of this module: V8 folds them into the machine code, but reloads an imported binding at every use.
const { orderIdHigh: ORDER_ID_HIGH, orderIdLow: ORDER_ID_LOW } = wire.NewOrderFrame;

/** Buys spread over this many prices, from LOWEST_PRICE up. */
const PRICES = 8;
const LOWEST_PRICE = 100;
const QUANTITY = 5;
const SIDES = 2;

/** What every heartbeat of the load driver carries. */
export const HEARTBEAT_TOKEN = 42;

export interface OrderStreamOptions {
  /** How many symbols the orders go round: 0 … symbols − 1. */
  symbols: number;
  /** The most orders that one call of stamp() may ask for. */
  longestBatch: number;
  /** Puts a Heartbeat behind each order. */
  heartbeats: boolean;
}

/**
 * The orders of a load, encoded once, so that sending costs two stores an order: its id.
 *
 * The orders repeat with a period: each buy is followed by a sell of the same symbol and quantity, and the buys go
 * round the prices. The template holds one period and a longest batch more, so a batch is contiguous wherever in the
 * period it begins:
 *
 *      | B s | B s | B s |  …  | B s | B s | B s |
 *      '---- one period -------'-- longest batch
 *            ^ phase
 *
 * Sells go out at the lowest price, so they cross whatever rests, and a resting sell is crossed by any buy. What rests
 * is therefore one-sided, and no more than the buys that are ahead of their sells: one a connection. With sells at
 * their own buy's price it would not be so: where connections interleave, a sell meets another pair's better buy, its
 * own buy stays behind, and the book grows for as long as the load runs.
 */
export class OrderStream {
  /** Bytes from one order to the next. */
  readonly stride: number;
  /** After this many orders all but the ids repeats. */
  readonly period: number;
  /** The template: orders as they were stamped last. */
  readonly template: NativeBytes;

  constructor({ symbols, longestBatch, heartbeats }: OrderStreamOptions) {
    this.stride = wire.NewOrderFrame.frameSize + (heartbeats ? wire.HeartbeatFrame.frameSize : 0);
    this.period = SIDES * PRICES * symbols;
    const frames = this.period + longestBatch;
    this.template = new NativeBytes(frames * this.stride);
    for (let i = 0; i < frames; i++) this.#encode(i, symbols, heartbeats);
  }

  /**
   * Gives `count` orders, of which the first has this phase (its number modulo the period), consecutive ids from
   * idHigh:firstIdLow. Returns the first one's offset in the template; it is valid until the next call.
   */
  stamp(phase: number, count: number, idHigh: number, firstIdLow: number): number {
    const { stride } = this;
    const { view } = this.template;
    const start = phase * stride;
    for (let i = 0, at = start; i < count; i++, at += stride) {
      view.setInt32(at + ORDER_ID_HIGH, idHigh);
      view.setInt32(at + ORDER_ID_LOW, firstIdLow + i);
    }
    return start;
  }

  #encode(i: number, symbols: number, heartbeats: boolean): void {
    const side = i % SIDES;
    const pair = Math.floor(i / SIDES);
    const price = side === wire.Side.Buy ? LOWEST_PRICE + (Math.floor(pair / symbols) % PRICES) : LOWEST_PRICE;
    const at = i * this.stride;
    const { view } = this.template;
    const { Limit } = wire.OrderType;
    const { GTC } = wire.TimeInForce;
    const size = wire.writeNewOrder(view, at, 0, 0, pair % symbols, price, QUANTITY, side, Limit, GTC);
    if (heartbeats) wire.writeHeartbeat(view, at + size, 0, HEARTBEAT_TOKEN);
  }
}
