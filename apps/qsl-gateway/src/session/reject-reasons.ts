import { RejectReason } from '@qsl/wire-protocol';

/** Number of reject reason codes, None included. */
export const REJECT_REASONS = Object.keys(RejectReason).length;
