// How much the epoll loop does for one before it turns to the next, and the slots that are no connection's.

/** Events taken from the kernel at a time. */
export const MAX_EVENTS = 256;
/** New connections taken before the connected get their turn again. */
export const ACCEPTS_PER_WAKEUP = 64;
/** Reads of 64 KiB from one connection before the others get their turn. */
export const READS_PER_WAKEUP = 4;
/** Replies of several connections are held back, to leave one after the other, as long as they are no more than this. */
export const DEFERRED_BYTES = 64 * 1024;
/** Ticks without connections before the ticker rests: short-lived connections in a row must not restart it each time. */
export const QUIET_TICKS = 8;

// Slots of the descriptors that are no connections.
export const LISTENER = 0xffffffff;
export const WAKE = 0xfffffffe;
export const TICKER = 0xfffffffd;
