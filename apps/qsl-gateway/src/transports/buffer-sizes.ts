/** Bytes read from a socket at a time. */
export const RECEIVE_BYTES = 64 * 1024;
/** Space before them for the beginning of a frame that was cut earlier: at least MAX_HELD_BYTES. */
export const RECEIVE_HEADROOM = 64;
/** Space behind the hard limit of unsent replies for the small answers that are written without asking. */
export const REPLY_SLACK = 4096;
