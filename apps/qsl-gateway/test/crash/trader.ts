import { type Message, MessageType } from '@qsl/wire-protocol';
import { cancelOrder, decodeAll, newOrder, OrderType, Side, TimeInForce } from '../frames.ts';
import type { Peer } from '../peer.ts';
import type { Random } from '../random.ts';

/** An acknowledgement that arrived: the gateway has promised to remember this. */
export interface Promised {
  readonly kind: 'order' | 'cancel';
  readonly id: bigint;
  readonly symbol: number;
  readonly sequence: bigint;
}

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
  readonly #inFlight: Omit<Promised, 'sequence'>[] = [];
  readonly #acked: Omit<Promised, 'sequence'>[] = [];
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
      this.#inFlight.push({ ...target, kind: 'cancel' });
      return cancelOrder(target);
    }
    const order = { kind: 'order', id: this.#nextId(), symbol: random(SYMBOLS) } as const;
    this.#inFlight.push(order);
    return newOrder({
      ...order,
      side: random(2) === 0 ? Side.Buy : Side.Sell,
      price: BigInt(95 + random(11)),
      quantity: 1 + random(12),
      orderType: random(10) === 0 ? OrderType.Market : OrderType.Limit,
      timeInForce: random(10) === 0 ? TimeInForce.IOC : TimeInForce.GTC,
    });
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
    if (request.kind === 'order') this.#acked.push(request);
  }
}
