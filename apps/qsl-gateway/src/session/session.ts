import type { Engine, RiskGate, Side, TimeInForce } from '@qsl/matching-engine';
import * as wire from '@qsl/wire-protocol';
import type { CommandLog } from '../journal/command-log.ts';
import type { LiveFeed } from '../market-data/live-feed.ts';
import { Counter, type Counters } from '../shared/counters.ts';
import { CloseCause } from './close-cause.ts';
import type { IoBuffer, ReplyBuffer } from './io-buffers.ts';

/** Limits on the unsent replies of one connection, in bytes. */
export interface OutputLimits {
  /** At this mark a connection's input waits until replies have left. */
  readonly maxOutbufBytes: number;
  /** No answer is begun that would go beyond this. */
  readonly maxOutbufHardBytes: number;
}

/** What the sessions of a thread share. */
export interface Venue {
  readonly engine: Engine;
  readonly risk: RiskGate;
  readonly limits: OutputLimits;
  readonly counters: Counters;
  /** Published to after each command that the engine took; undefined where nothing is. */
  readonly feed: LiveFeed | undefined;
  /** Where accepted commands go; undefined without a journal. */
  readonly log?: CommandLog | undefined;
}

// A module's own constants are folded into the code; imported bindings are re-read at every use.
const { writeAck, writeFill, writeHeartbeatAck, writeReject, readPrice } = wire;
const { HEADER_SIZE } = wire;
const { bodyLength: BODY_LENGTH } = wire.Header;
const NEW_ORDER = wire.NewOrderFrame;
const CANCEL = wire.CancelOrderFrame;
const HEARTBEAT = wire.HeartbeatFrame;
const ACK_SIZE = wire.AckFrame.frameSize;
const FILL_SIZE = wire.FillFrame.frameSize;
const MARKET = wire.OrderType.Market;
const TRUNCATED = wire.DecodeStatus.Truncated;
const { Frames, Orders, Cancels, Heartbeats, Fills, FirstReject } = Counter;
/** The first four bytes of a frame of each type: type and version together. */
const NEW_ORDER_TAG = (NEW_ORDER.type << 16) | wire.VERSION;
const CANCEL_TAG = (CANCEL.type << 16) | wire.VERSION;
const HEARTBEAT_TAG = (HEARTBEAT.type << 16) | wire.VERSION;
const OPEN = -1;
/** Instead of an offset. */
const REFUSED = -1;

/** The longest beginning of a client's frame that can be waiting for its end, in bytes. */
export const MAX_HELD_BYTES = NEW_ORDER.frameSize - 1;

/**
 * One connection's order entry as a pure byte processor: bytes in, bytes out, no socket and no clock. However the
 * stream is cut, the replies are the same. It ends at the first frame that a client may not send; what came before
 * is answered, what comes after is never looked at.
 *
 * Not to be called by two threads at once: the caller holds the engine's lock.
 */
export class Session {
  readonly #venue: Venue;
  readonly #engine: Engine;
  readonly #risk: RiskGate;
  readonly #counters: Counters;
  readonly #feed: LiveFeed | undefined;
  readonly #log: CommandLog | undefined;
  /** The beginning of a frame; made for the first that is cut, as most sessions have none. */
  #held: Uint8Array | undefined = undefined;
  #heldBytes = 0;
  #closeCause: CloseCause | typeof OPEN = OPEN;
  #frames = 0;

  constructor(venue: Venue) {
    this.#venue = venue;
    this.#engine = venue.engine;
    this.#risk = venue.risk;
    this.#counters = venue.counters;
    this.#feed = venue.feed;
    this.#log = venue.log;
  }

  /** Why the session ended; undefined while it goes on. */
  get closeCause(): CloseCause | undefined {
    return this.#closeCause === OPEN ? undefined : this.#closeCause;
  }

  /** Bytes of a frame begun and not finished. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Frames handled so far. */
  get frames(): number {
    return this.#frames;
  }

  /**
   * Handles the bytes [from, to) of `input`, appending what they call for to `replies`. `from` leaves room for
   * MAX_HELD_BYTES before it, where the beginning of a frame cut earlier is put back.
   *
   * Returns `to`; or, where replies reached the mark (with `backlogBytes` that wait elsewhere), or leave too little room for
   * the next answer, the offset to go on from when they have left. After the end of the session everything is swallowed.
   */
  receive(input: IoBuffer, from: number, to: number, replies: ReplyBuffer, backlogBytes: number): number {
    if (this.#closeCause !== OPEN) return to;
    let at = this.#putBack(input.bytes, from);
    const view = input.view;
    const { maxOutbufBytes, maxOutbufHardBytes } = this.#venue.limits;
    const mark = maxOutbufBytes - backlogBytes;
    const hardMark = maxOutbufHardBytes - backlogBytes;
    const start = replies.length;
    let end = start;
    let [frames, orders] = [0, 0];
    const tradesBefore = this.#engine.totalTrades;
    while (at < to && end < mark) {
      const available = to - at;
      const tag = available >= HEADER_SIZE ? view.getInt32(at) : 0;
      const bodyLength = available >= HEADER_SIZE ? view.getInt32(at + BODY_LENGTH) : 0;
      if (tag === NEW_ORDER_TAG && bodyLength === NEW_ORDER.bodySize && available >= NEW_ORDER.frameSize) {
        const answered = this.#newOrder(view, at, replies.view, end, hardMark);
        if (answered === REFUSED) {
          if (end > start) this.#awaitRoom();
          break;
        }
        end = answered;
        at += NEW_ORDER.frameSize;
        orders++;
      } else if (tag === CANCEL_TAG && bodyLength === CANCEL.bodySize && available >= CANCEL.frameSize) {
        end = this.#cancel(view, at, replies.view, end);
        at += CANCEL.frameSize;
      } else if (tag === HEARTBEAT_TAG && bodyLength === HEARTBEAT.bodySize && available >= HEARTBEAT.frameSize) {
        end = this.#heartbeat(view, at, replies.view, end);
        at += HEARTBEAT.frameSize;
      } else if (mayBecomeRequest(view, at, to)) {
        this.#hold(input.bytes, at, to);
        at = to;
        break;
      } else {
        this.#closeCause = CloseCause.Protocol;
        break;
      }
      frames++;
    }
    replies.length = end;
    this.#frames += frames;
    this.#counters[Frames]! += frames;
    this.#counters[Orders]! += orders;
    this.#counters[Fills]! += this.#engine.totalTrades - tradesBefore;
    return this.#closeCause === OPEN ? at : to;
  }

  /** Answers a whole NewOrder at `end` of the replies. Returns their new end, or REFUSED, with nothing done, where it ends the session. */
  #newOrder(view: DataView, at: number, replies: DataView, end: number, hardMark: number): number {
    const side = view.getUint8(at + NEW_ORDER.side);
    const orderType = view.getUint8(at + NEW_ORDER.orderType);
    const timeInForce = view.getUint8(at + NEW_ORDER.timeInForce);
    if ((side | orderType | timeInForce) > 1) {
      this.#closeCause = CloseCause.Protocol; // InvalidEnumValue: each of the three is 0 or 1
      return REFUSED;
    }
    const idHigh = view.getInt32(at + NEW_ORDER.orderIdHigh);
    const idLow = view.getInt32(at + NEW_ORDER.orderIdLow);
    const symbol = view.getUint32(at + NEW_ORDER.symbol);
    const price = readPrice(view, at + NEW_ORDER.priceHigh);
    const quantity = view.getUint32(at + NEW_ORDER.quantity);
    const isMarket = orderType === MARKET;
    const reason = isMarket
      ? this.#risk.checkMarket(symbol, side, idHigh, idLow, quantity)
      : this.#risk.checkLimit(symbol, side, idHigh, idLow, price, quantity, timeInForce as TimeInForce);
    if (reason !== 0) return this.#reject(replies, end, idHigh, idLow, reason);
    if (!this.#answerFits(hardMark - end, symbol, side as Side, isMarket, price, quantity)) {
      this.#closeCause = CloseCause.OutputLimit;
      return REFUSED;
    }
    const engine = this.#engine;
    if (isMarket) engine.submitMarket(symbol, side as Side, quantity);
    else engine.submitLimit(symbol, side as Side, idHigh, idLow, price, quantity, timeInForce as TimeInForce);
    const log = this.#log;
    if (log !== undefined) {
      const sequence = engine.firstSequence;
      if (isMarket) log.market(sequence, symbol, side, idHigh, idLow, quantity);
      else log.limit(sequence, symbol, side, idHigh, idLow, price, quantity, timeInForce);
    }
    let answered = this.#ack(replies, end, idHigh, idLow);
    if (engine.lastTradeCount() > 0) answered = this.#fills(replies, answered, idHigh, idLow);
    if (this.#feed !== undefined) this.#feed.publish(symbol);
    return answered;
  }

  /**
   * Goes on, for now, where an answer did not fit beside others that nobody has tried to send yet: how many those are, is how
   * the stream was cut.
   */
  #awaitRoom(): void {
    if (this.#closeCause === CloseCause.OutputLimit) this.#closeCause = OPEN;
  }

  /** Whether the whole answer to an accepted order fits in `room`. Counts fills only where a bound does not settle it. */
  #answerFits(room: number, symbol: number, side: Side, isMarket: boolean, price: number, quantity: number): boolean {
    if (ACK_SIZE + quantity * FILL_SIZE <= room) return true;
    const mostFills = Math.min(quantity, this.#engine.ordersOn(symbol, (side ^ 1) as Side));
    if (ACK_SIZE + mostFills * FILL_SIZE <= room) return true;
    const fillsThatFit = Math.floor((room - ACK_SIZE) / FILL_SIZE);
    if (fillsThatFit < 0) return false;
    const fills = isMarket
      ? this.#engine.countMarketFills(symbol, side, quantity, fillsThatFit)
      : this.#engine.countFills(symbol, side, price, quantity, fillsThatFit);
    return fills <= fillsThatFit;
  }

  #ack(replies: DataView, end: number, idHigh: number, idLow: number): number {
    const engine = this.#engine;
    return end + writeAck(replies, end, idHigh, idLow, engine.firstSequenceHigh(), engine.firstSequenceLow());
  }

  #fills(replies: DataView, end: number, takerHigh: number, takerLow: number): number {
    const engine = this.#engine;
    const count = engine.lastTradeCount();
    let at = end;
    for (let i = 0; i < count; i++) {
      at += writeFill(
        replies,
        at,
        takerHigh,
        takerLow,
        engine.tradeMakerHigh(i),
        engine.tradeMakerLow(i),
        engine.tradePriceHigh(i),
        engine.tradePriceLow(i),
        engine.tradeQuantity(i),
        engine.tradeSequenceHigh(i),
        engine.tradeSequenceLow(i),
      );
    }
    return at;
  }

  #cancel(view: DataView, at: number, replies: DataView, end: number): number {
    const idHigh = view.getInt32(at + CANCEL.orderIdHigh);
    const idLow = view.getInt32(at + CANCEL.orderIdLow);
    const symbol = view.getUint32(at + CANCEL.symbol);
    const reason = this.#risk.checkCancel(symbol, idHigh, idLow);
    this.#counters[Cancels]!++;
    if (reason !== 0) return this.#reject(replies, end, idHigh, idLow, reason);
    this.#engine.cancel(symbol, idHigh, idLow);
    this.#log?.cancel(this.#engine.firstSequence, symbol, idHigh, idLow);
    const answered = this.#ack(replies, end, idHigh, idLow);
    if (this.#feed !== undefined) this.#feed.publish(symbol);
    return answered;
  }

  #heartbeat(view: DataView, at: number, replies: DataView, end: number): number {
    const tokenHigh = view.getInt32(at + HEARTBEAT.tokenHigh);
    const tokenLow = view.getInt32(at + HEARTBEAT.tokenLow);
    this.#counters[Heartbeats]!++;
    return end + writeHeartbeatAck(replies, end, tokenHigh, tokenLow);
  }

  #reject(replies: DataView, end: number, idHigh: number, idLow: number, reason: number): number {
    this.#counters[FirstReject + reason]!++;
    return end + writeReject(replies, end, idHigh, idLow, reason);
  }

  /** Keeps the beginning of a frame until its end arrives. */
  #hold(bytes: Uint8Array, from: number, to: number): void {
    this.#held ??= new Uint8Array(MAX_HELD_BYTES);
    const held = this.#held;
    for (let i = from; i < to; i++) held[i - from] = bytes[i]!;
    this.#heldBytes = to - from;
  }

  /** Puts a held beginning back in front of the bytes that follow it. Returns where it starts. */
  #putBack(bytes: Uint8Array, from: number): number {
    if (this.#heldBytes === 0) return from;
    const start = from - this.#heldBytes;
    const held = this.#held!;
    for (let i = start; i < from; i++) bytes[i] = held[i - start]!;
    this.#heldBytes = 0;
    return start;
  }
}

/**
 * Whether bytes that are no whole request yet can still become one. A header that names another type, version or
 * body size never can, and is refused at once instead of when its body has arrived.
 */
function mayBecomeRequest(view: DataView, at: number, to: number): boolean {
  const header = wire.checkHeader(view, at, to);
  if (header !== wire.DecodeStatus.Ok) return header === TRUNCATED;
  const type = wire.readType(view, at);
  return wire.isClientMessage(type) && wire.checkFrame(view, at, to, type) === TRUNCATED;
}
