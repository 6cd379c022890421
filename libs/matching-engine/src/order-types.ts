/** Codes shared by commands, transcripts and the wire. The numbers are those of the wire protocol. */

export const Side = { Buy: 0, Sell: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

export const TimeInForce = { GoodTillCancel: 0, ImmediateOrCancel: 1 } as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/** Why a command was refused; `None` means that it was not. */
export const Reason = {
  None: 0,
  UnknownSymbol: 1,
  InvalidPrice: 2,
  InvalidQuantity: 3,
  InvalidSide: 4,
  MaxQuantityExceeded: 5,
  MaxNotionalExceeded: 6,
  DuplicateOrderId: 7,
  UnknownOrder: 8,
  StorageExhausted: 9,
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

const REASON_NAMES = Object.keys(Reason);

/** The name of a reason code (0 to 9), as transcripts print it. */
export function nameOfReason(reason: Reason): string {
  return REASON_NAMES[reason]!;
}
