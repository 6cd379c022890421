/** The frame rules of the wire protocol, written down once more from its tables: no code shared with libs/wire-protocol. */

/** Bytes of a frame by its type. */
export const FRAME_BYTES: readonly number[] = [0, 43, 28, 32, 38, 24, 24, 32, 25, 52];
const HEADER_BYTES = 16;

export const Status = {
  Ok: 0,
  Truncated: 1,
  UnsupportedVersion: 2,
  UnknownType: 3,
  BodyTooLarge: 4,
  BodyLengthMismatch: 5,
  InvalidEnumValue: 6,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! * 256 + bytes[at + 1]!;
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2);

/** What the header at `at` is, if only the bytes before `end` are there. */
export function headerStatus(bytes: Uint8Array, at: number, end: number): Status {
  if (end - at < HEADER_BYTES) return Status.Truncated;
  if (u16(bytes, at + 2) !== 1) return Status.UnsupportedVersion;
  const type = u16(bytes, at);
  if (type < 1 || type > 9) return Status.UnknownType;
  return u32(bytes, at + 4) > 4096 ? Status.BodyTooLarge : Status.Ok;
}

/** What the frame at `at` is, taken as one of `type`; of whatever type it says for 0. */
export function frameStatus(bytes: Uint8Array, at: number, end: number, type = 0): Status {
  const header = headerStatus(bytes, at, end);
  if (header !== Status.Ok) return header;
  const said = u16(bytes, at);
  if (type !== 0 && said !== type) return Status.UnknownType;
  const size = FRAME_BYTES[said]!;
  if (u32(bytes, at + 4) !== size - HEADER_BYTES) return Status.BodyLengthMismatch;
  if (end - at < size) return Status.Truncated;
  if (said === 1 && (bytes[at + 40]! > 1 || bytes[at + 41]! > 1 || bytes[at + 42]! > 1)) return Status.InvalidEnumValue;
  return said === 8 && bytes[at + 24]! > 9 ? Status.InvalidEnumValue : Status.Ok;
}
