/**
 * What a check of incoming bytes found. Small integers, so that a check returns one without allocating.
 * Truncated always means "more bytes may make it whole"; every other error is final, whatever follows.
 */
export const DecodeStatus = {
  Ok: 0,
  /** Fewer bytes than the header, or than the body it declares. */
  Truncated: 1,
  /** The header's version is not the one of this protocol. */
  UnsupportedVersion: 2,
  /** No such message type, or not the one that was asked for. */
  UnknownType: 3,
  /** `body_len` is above MAX_BODY. */
  BodyTooLarge: 4,
  /** `body_len` is not the size that the type has. */
  BodyLengthMismatch: 5,
  /** A side, order type, time in force or reason outside its domain. */
  InvalidEnumValue: 6,
} as const;
export type DecodeStatus = (typeof DecodeStatus)[keyof typeof DecodeStatus];

/** Any status but Ok. */
export type DecodeError = Exclude<DecodeStatus, typeof DecodeStatus.Ok>;

const statusNames = Object.keys(DecodeStatus);

/** The name of a status (`Truncated`): stable, fit for logs and JSON. */
export function statusName(status: DecodeStatus): string {
  return statusNames[status] ?? `Unknown(${status})`;
}
