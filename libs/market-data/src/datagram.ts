import * as wire from '@qsl/wire-protocol';

/** Why a datagram is no market data message: the protocol's decode errors, and one of datagrams. */
export const DatagramFault = {
  None: wire.DecodeStatus.Ok,
  Truncated: wire.DecodeStatus.Truncated,
  UnsupportedVersion: wire.DecodeStatus.UnsupportedVersion,
  /** Of a message that is no market data, too. */
  UnknownType: wire.DecodeStatus.UnknownType,
  BodyTooLarge: wire.DecodeStatus.BodyTooLarge,
  BodyLengthMismatch: wire.DecodeStatus.BodyLengthMismatch,
  /** Bytes follow the message, and a datagram holds one message. */
  TrailingBytes: 7,
} as const;
export type DatagramFault = (typeof DatagramFault)[keyof typeof DatagramFault];

// Constants of this module, not exported: V8 folds them into the code, where it would re-read an imported binding.
const { checkFrame, checkHeader, readType } = wire;
const { type: TRADE, frameSize: TRADE_BYTES } = wire.MdTradeFrame;
const { type: TOP, frameSize: TOP_BYTES } = wire.MdTopOfBookFrame;
const { None: NONE, Truncated: TRUNCATED, UnknownType: UNKNOWN_TYPE, TrailingBytes: TRAILING_BYTES } = DatagramFault;
const { HEADER_SIZE } = wire;

/**
 * Checks that the `length` bytes at `offset` are one market data message and nothing else. Reads nothing outside of them.
 * What was cut because it did not fit its buffer fails like what is too long: give it room for more than a message.
 */
export function checkDatagram(view: DataView, offset: number, length: number): DatagramFault {
  if (length < HEADER_SIZE) return TRUNCATED;
  const type = readType(view, offset);
  if (type === TRADE) return checkMessage(view, offset, length, TRADE, TRADE_BYTES);
  if (type === TOP) return checkMessage(view, offset, length, TOP, TOP_BYTES);
  const fault = checkHeader(view, offset, offset + length) as DatagramFault;
  return fault === NONE ? UNKNOWN_TYPE : fault;
}

function checkMessage(view: DataView, offset: number, length: number, type: number, bytes: number): DatagramFault {
  // A market data message has no field with a domain of its own, so this cannot be InvalidEnumValue.
  const fault = checkFrame(view, offset, offset + length, type) as DatagramFault;
  return fault === NONE && length !== bytes ? TRAILING_BYTES : fault;
}
