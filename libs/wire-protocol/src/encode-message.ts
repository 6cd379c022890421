import { HEADER_SIZE, MessageType, RejectReason, VERSION } from './layout.ts';
import type { Message } from './message.ts';

/** A field's value lies outside its domain, so it has no encoding. */
export class FieldRangeError extends RangeError {
  readonly code = 'ERR_WIRE_FIELD_RANGE';
}

interface Domain {
  /** On the wire, in bytes. */
  readonly size: 1 | 4 | 8;
  readonly min: bigint;
  readonly max: bigint;
}

const BINARY: Domain = { size: 1, min: 0n, max: 1n };
const REASON: Domain = { size: 1, min: 0n, max: BigInt(RejectReason.StorageExhausted) };
const U32: Domain = { size: 4, min: 0n, max: 2n ** 32n - 1n };
const U64: Domain = { size: 8, min: 0n, max: 2n ** 64n - 1n };
const I64: Domain = { size: 8, min: -(2n ** 63n), max: 2n ** 63n - 1n };

type Field = readonly [name: string, domain: Domain, value: number | bigint];

/**
 * The frame of a message, with every 64-bit field exact.
 * Throws FieldRangeError, naming the field, for a value that is no integer or outside its domain.
 */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const fields = bodyFields(message);
  const bodySize = fields.reduce((size, [, domain]) => size + domain.size, 0);
  const bytes = new Uint8Array(HEADER_SIZE + bodySize);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, message.type);
  view.setUint16(2, VERSION);
  view.setUint32(4, bodySize);
  let at = 8;
  for (const field of [['sequence', U64, message.sequence] as const, ...fields]) at += writeField(view, at, field);
  return bytes;
}

/** The body's fields in wire order. Lists them rather than using layout.ts's offsets: each is a check on the other. */
function bodyFields(message: Message): Field[] {
  switch (message.type) {
    case MessageType.NewOrder:
      return [
        ['orderId', U64, message.orderId],
        ['symbol', U32, message.symbol],
        ['price', I64, message.price],
        ['quantity', U32, message.quantity],
        ['side', BINARY, message.side],
        ['orderType', BINARY, message.orderType],
        ['timeInForce', BINARY, message.timeInForce],
      ];
    case MessageType.CancelOrder:
      return [
        ['orderId', U64, message.orderId],
        ['symbol', U32, message.symbol],
      ];
    case MessageType.MdTrade:
      return [
        ['symbol', U32, message.symbol],
        ['price', I64, message.price],
        ['quantity', U32, message.quantity],
      ];
    case MessageType.MdTopOfBook:
      return [
        ['symbol', U32, message.symbol],
        ['bidPresent', BINARY, message.bid === null ? 0 : 1],
        ['bid', I64, message.bid ?? 0n],
        ['askPresent', BINARY, message.ask === null ? 0 : 1],
        ['ask', I64, message.ask ?? 0n],
      ];
    case MessageType.Heartbeat:
    case MessageType.HeartbeatAck:
      return [['token', U64, message.token]];
    case MessageType.Ack:
      return [
        ['orderId', U64, message.orderId],
        ['engineSequence', U64, message.engineSequence],
      ];
    case MessageType.Reject:
      return [
        ['orderId', U64, message.orderId],
        ['reason', REASON, message.reason],
      ];
    case MessageType.Fill:
      return [
        ['takerId', U64, message.takerId],
        ['makerId', U64, message.makerId],
        ['price', I64, message.price],
        ['quantity', U32, message.quantity],
        ['engineSequence', U64, message.engineSequence],
      ];
  }
}

/** Writes one field and returns its size in bytes. */
function writeField(view: DataView, at: number, [name, { size, min, max }, value]: Field): number {
  const isInteger = typeof value === 'bigint' || Number.isInteger(value);
  if (!isInteger || value < min || value > max) {
    throw new FieldRangeError(`${name} is ${value}; give an integer from ${min} to ${max}`);
  }
  if (size === 1) view.setUint8(at, Number(value));
  else if (size === 4) view.setUint32(at, Number(value));
  else view.setBigInt64(at, BigInt(value)); // modulo 2^64: writes a u64 as well
  return size;
}
