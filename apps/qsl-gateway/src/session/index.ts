/** The session, for those who drive it without a gateway around it. */
export { COUNTER_CELLS } from '../shared/counters.ts';
export { createIoBuffer, ReplyBuffer } from './io-buffers.ts';
export { MAX_HELD_BYTES, Session, type Venue } from './session.ts';
