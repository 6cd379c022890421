/**
 * Messages as objects, for tools, tests, the client and the feed's printing. Not for the hot path: each is an allocation,
 * and its 64-bit fields are BigInts so that every value on the wire is exact.
 */
import type { MessageType, OrderType, RejectReason, Side, TimeInForce } from './layout.ts';

type Codes = typeof MessageType;

/** `sequence` is the header's seq: the client's own numbering, 0 in a reply, md_seq in market data. */
interface Framed<Type extends MessageType> {
  readonly type: Type;
  readonly sequence: bigint;
}

export interface NewOrderMessage extends Framed<Codes['NewOrder']> {
  readonly orderId: bigint;
  readonly symbol: number;
  readonly price: bigint;
  readonly quantity: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
}

export interface CancelOrderMessage extends Framed<Codes['CancelOrder']> {
  readonly orderId: bigint;
  readonly symbol: number;
}

export interface MdTradeMessage extends Framed<Codes['MdTrade']> {
  readonly symbol: number;
  readonly price: bigint;
  readonly quantity: number;
}

/** A side without orders is null. */
export interface MdTopOfBookMessage extends Framed<Codes['MdTopOfBook']> {
  readonly symbol: number;
  readonly bid: bigint | null;
  readonly ask: bigint | null;
}

export interface HeartbeatMessage extends Framed<Codes['Heartbeat']> {
  readonly token: bigint;
}

export interface HeartbeatAckMessage extends Framed<Codes['HeartbeatAck']> {
  readonly token: bigint;
}

/** `engineSequence` is the number of the request's first event. */
export interface AckMessage extends Framed<Codes['Ack']> {
  readonly orderId: bigint;
  readonly engineSequence: bigint;
}

export interface RejectMessage extends Framed<Codes['Reject']> {
  readonly orderId: bigint;
  readonly reason: RejectReason;
}

export interface FillMessage extends Framed<Codes['Fill']> {
  readonly takerId: bigint;
  readonly makerId: bigint;
  readonly price: bigint;
  readonly quantity: number;
  readonly engineSequence: bigint;
}

/** Any message of the protocol; `type` tells which. */
export type Message =
  | NewOrderMessage
  | CancelOrderMessage
  | MdTradeMessage
  | MdTopOfBookMessage
  | HeartbeatMessage
  | HeartbeatAckMessage
  | AckMessage
  | RejectMessage
  | FillMessage;
