import { type Message, MessageType } from '@qsl/wire-protocol';
import { cancelOrder, decodeAll, newOrder, OrderType, Side, TimeInForce } from '../frames.ts';
import type { Peer } from '../peer.ts';
import type { Random } from '../random.ts';

/** A command with all of its terms that mean something: a market order has no price, and never rests. */
export type Command = { readonly id: bigint; readonly symbol: number } & (
  | { readonly kind: 'cancel' }
  | { readonly kind: 'market'; readonly side: Side; readonly quantity: number }
  | {
      readonly kind: 'limit';
      readonly side: Side;
      readonly quantity: number;
      readonly price: bigint;
      readonly timeInForce: TimeInForce;
    }
);

/** An acknowledgement that arrived: the gateway has promised to remember this. */
export type Promised = Command & { readonly sequence: bigint };

export interface PromisedFill {
  readonly taker: bigint;
  readonly maker: bigint;
  readonly price: bigint;
  readonly quantity: number;
  readonly sequence: bigint;
}

/** Orders in flight on one connection. */
const WINDOW = 64;
const SYMBOLS = 2;
const REPLY_HEADER = 16;

/** One connection's orders and cancels, no id ever used twice, and what was answered. */
export class Trader {
  readonly acks: Promised[] = [];
  readonly fills: PromisedFill[] = [];
  rejects = 0;
  sent = 0;
  readonly peer: Peer;
  readonly #random: Random;
  readonly #nextId: () => bigint;
  readonly #inFlight: Command[] = [];
  readonly #acked: Command[] = [];
  #held = Buffer.alloc(0);

  constructor(peer: Peer, random: Random, nextId: () => bigint) {
    this.peer = peer;
    this.#random = random;
    this.#nextId = nextId;
  }

  /** Fills the window, as far as the connection takes frames now. */
  send(): void {
    const frames: Buffer[] = [];
    while (this.#inFlight.length < WINDOW) frames.push(this.#next());
    if (frames.length > 0) this.peer.send(Buffer.concat(frames));
    this.sent += frames.length;
  }

  #next(): Buffer {
    const random = this.#random;
    const target = this.#acked.length > 0 && random(100) < 15 ? this.#acked[random(this.#acked.length)]! : undefined;
    if (target !== undefined) {
      this.#inFlight.push({ kind: 'cancel', id: target.id, symbol: target.symbol });
      return cancelOrder(target);
    }
    const [side, price] = [random(2) === 0 ? Side.Buy : Side.Sell, BigInt(95 + random(11))];
    const order = { id: this.#nextId(), symbol: random(SYMBOLS), side, quantity: 1 + random(12) };
    const orderType = random(10) === 0 ? OrderType.Market : OrderType.Limit;
    const timeInForce = random(10) === 0 ? TimeInForce.IOC : TimeInForce.GTC;
    const isMarket = orderType === OrderType.Market;
    this.#inFlight.push(isMarket ? { kind: 'market', ...order } : { kind: 'limit', ...order, price, timeInForce });
    return newOrder({ ...order, price, orderType, timeInForce });
  }

  /** Takes what has arrived. Returns false at the end of the stream. */
  receive(): boolean {
    const part = this.peer.receiveSome();
    if (part === undefined) return false;
    const bytes = Buffer.concat([this.#held, part]);
    let whole = 0;
    while (bytes.length - whole >= REPLY_HEADER) {
      const end = whole + REPLY_HEADER + bytes.readUInt32BE(whole + 4);
      if (end > bytes.length) break;
      whole = end;
    }
    this.#held = bytes.subarray(whole);
    for (const reply of decodeAll(bytes.subarray(0, whole))) this.#take(reply);
    return true;
  }

  #take(reply: Message): void {
    if (reply.type === MessageType.Fill) {
      const { takerId: taker, makerId: maker, price, quantity, engineSequence: sequence } = reply;
      this.fills.push({ taker, maker, price, quantity, sequence });
      return;
    }
    const request = this.#inFlight.shift();
    if (request === undefined) throw new Error('an answer to nothing');
    if (reply.type === MessageType.Reject) {
      this.rejects++;
      return;
    }
    if (reply.type !== MessageType.Ack || reply.orderId !== request.id) throw new Error('not the answer that is due');
    this.acks.push({ ...request, sequence: reply.engineSequence });
    if (request.kind !== 'cancel') this.#acked.push(request);
  }
}
