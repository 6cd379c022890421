/**
 * Checks and field readers for frames in place: no copy, no object, no exception.
 *
 * A check takes the bytes [offset, end) of a view and reads nothing outside them, nor outside the view should `end` lie
 * beyond it. Bytes behind the declared body are not looked at: framing belongs to the session. The readers check nothing;
 * use them on a frame that passed. A view whose buffer was detached is the caller's error, and the one thing that throws.
 */
import { DecodeStatus } from './decode-error.ts';
import * as layout from './layout.ts';

// Constants of this module, not exported: see layout.ts. Plain numbers, because V8 inlines by bytecode size, and a number
// takes half the bytecode of an object's field: what is inlined into a caller's loop shares one budget of 920 bytes.
const { HEADER_SIZE, MAX_BODY, VERSION } = layout;
const { type: TYPE, version: VERSION_FIELD, bodyLength: BODY_LENGTH } = layout.Header;
const { NewOrder: NEW_ORDER, CancelOrder: CANCEL_ORDER, Heartbeat: HEARTBEAT, Reject: REJECT } = layout.MessageType;
const { side: SIDE, orderType: ORDER_TYPE, timeInForce: TIME_IN_FORCE } = layout.NewOrderFrame;
const { reason: REASON } = layout.RejectFrame;
const {
  Ok: OK,
  Truncated: TRUNCATED,
  UnsupportedVersion: UNSUPPORTED_VERSION,
  UnknownType: UNKNOWN_TYPE,
  BodyTooLarge: BODY_TOO_LARGE,
  BodyLengthMismatch: BODY_LENGTH_MISMATCH,
  InvalidEnumValue: INVALID_ENUM_VALUE,
} = DecodeStatus;
const LAST_REASON = layout.RejectReason.StorageExhausted;
/** The one frame size of each type, in bytes; type codes are consecutive and begin with 1. */
const FRAME_SIZES = Uint8Array.of(
  layout.NewOrderFrame.frameSize,
  layout.CancelOrderFrame.frameSize,
  layout.MdTradeFrame.frameSize,
  layout.MdTopOfBookFrame.frameSize,
  layout.HeartbeatFrame.frameSize,
  layout.HeartbeatAckFrame.frameSize,
  layout.AckFrame.frameSize,
  layout.RejectFrame.frameSize,
  layout.FillFrame.frameSize,
);
const LAST_TYPE = FRAME_SIZES.length;
/** What one type code is worth in the header's first 32 bits, which are type and version. */
const TYPE_UNIT = 2 ** 16;
const TWO_32 = 2 ** 32;

/** Checks the header alone, in this order: Truncated (fewer than 16 bytes), UnsupportedVersion, UnknownType, BodyTooLarge. */
export function checkHeader(view: DataView, offset: number, end: number): DecodeStatus {
  if (!holds(view, offset, HEADER_SIZE, end)) return TRUNCATED;
  if (view.getUint16(offset + VERSION_FIELD) !== VERSION) return UNSUPPORTED_VERSION;
  const type = view.getUint16(offset + TYPE);
  if (type === 0 || type > LAST_TYPE) return UNKNOWN_TYPE;
  return view.getUint32(offset + BODY_LENGTH) > MAX_BODY ? BODY_TOO_LARGE : OK;
}

/**
 * Checks a whole frame of `type`: as checkHeader, then UnknownType (another type, or none that exists), BodyLengthMismatch
 * (`body_len` is not the type's size), Truncated (body not all there), InvalidEnumValue.
 */
export function checkFrame(view: DataView, offset: number, end: number, type: number): DecodeStatus {
  // A good frame passes on three comparisons, in no particular order; a bad one is looked at again to name its first fault.
  const frameSize = FRAME_SIZES[type - 1]; // undefined for no type, and no frame holds that many bytes
  if (
    !holds(view, offset, frameSize, end) ||
    view.getUint32(offset) !== type * TYPE_UNIT + VERSION ||
    view.getUint32(offset + BODY_LENGTH) !== frameSize - HEADER_SIZE
  ) {
    return explainFault(view, offset, end, type);
  }
  if (type === NEW_ORDER) return checkNewOrderEnums(view, offset);
  if (type === REJECT && view.getUint8(offset + REASON) > LAST_REASON) return INVALID_ENUM_VALUE;
  return OK;
}

/** As checkFrame, for whatever type the header names. */
export function checkAnyFrame(view: DataView, offset: number, end: number): DecodeStatus {
  return holds(view, offset, HEADER_SIZE, end) ? checkFrame(view, offset, end, view.getUint16(offset)) : TRUNCATED;
}

/** Whether a client may send this type: an order, a cancel or a heartbeat. The rest are replies and market data. */
export function isClientMessage(type: number): boolean {
  return type === NEW_ORDER || type === CANCEL_ORDER || type === HEARTBEAT;
}

/** The header's type code. */
export function readType(view: DataView, offset: number): number {
  return view.getUint16(offset + TYPE);
}

/** The header's `body_len`, in bytes. */
export function readBodyLength(view: DataView, offset: number): number {
  return view.getUint32(offset + BODY_LENGTH);
}

/**
 * The upper half of the u64 at `at`, as an int32: bit for bit, so two ids are equal exactly when both halves are, but
 * the sign means nothing. Signed because V8 keeps any int32, and not any u32, as a small integer without allocating.
 */
export function readHighHalf(view: DataView, at: number): number {
  return view.getInt32(at);
}

/** The lower half of the u64 at `at`: see readHighHalf. */
export function readLowHalf(view: DataView, at: number): number {
  return view.getInt32(at + 4);
}

/**
 * The i64 price at `at` as a double: exact for a safe integer. Beyond that it is rounded, once and monotonically, so it keeps
 * its sign and a magnitude of at least 2^53, and never turns into a safe integer. Risk therefore judges it as it would the
 * true value: a negative one is no price, and a positive one times any quantity exceeds any notional limit below 2^53.
 */
export function readPrice(view: DataView, at: number): number {
  // The product is exact (a 32-bit integer times a power of two), so the sum is the only operation that can round.
  return view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
}

/** The u64 sequence number at `at` as a double: exact for a safe integer, at least 2^53 for any other. */
export function readSequence(view: DataView, at: number): number {
  return view.getUint32(at) * TWO_32 + view.getUint32(at + 4);
}

/** The i64 at `at`, exact. Allocates: for tools and tests. */
export function readInt64(view: DataView, at: number): bigint {
  return view.getBigInt64(at);
}

/** The u64 at `at`, exact. Allocates: for tools and tests. */
export function readUint64(view: DataView, at: number): bigint {
  return view.getBigUint64(at);
}

/**
 * Whether [offset, offset + size) lies before `end` and inside the view; not so for a negative or NaN offset.
 * The view's end is found by touching the last byte, which V8 compiles to one comparison. Asking for `byteLength` is a
 * call into the runtime: 5 ns, more than the rest of the check.
 */
function holds(view: DataView, offset: number, size: number, end: number): boolean {
  if (!(offset >= 0 && offset + size <= end)) return false;
  try {
    view.getUint8(offset + size - 1);
    return true;
  } catch {
    return false;
  }
}

/** The first fault, in the protocol's order, of a frame known to have one in front of its enumerations. */
function explainFault(view: DataView, offset: number, end: number, type: number): DecodeStatus {
  const status = checkHeader(view, offset, end);
  if (status !== OK) return status;
  if (view.getUint16(offset + TYPE) !== type) return UNKNOWN_TYPE;
  if (view.getUint32(offset + BODY_LENGTH) !== FRAME_SIZES[type - 1] - HEADER_SIZE) return BODY_LENGTH_MISMATCH;
  return TRUNCATED;
}

/** The three domains are all {0, 1}: the union of the values exceeds 1 exactly when one of them does. */
function checkNewOrderEnums(view: DataView, offset: number): DecodeStatus {
  const sideAndType = view.getUint8(offset + SIDE) | view.getUint8(offset + ORDER_TYPE);
  return (sideAndType | view.getUint8(offset + TIME_IN_FORCE)) > 1 ? INVALID_ENUM_VALUE : OK;
}
