/** Why a connection ended: a closed set, counted by --stats. */
export const CloseCause = {
  /** The peer finished, and got every answer. */
  Peer: 0,
  /** The peer reset the connection, or the network failed under it. */
  Reset: 1,
  /** A bad header, a bad body, or a message that clients may not send. */
  Protocol: 2,
  /** An answer would not have fitted under the hard limit of unsent replies. */
  OutputLimit: 3,
  /** No byte in either direction for --idle-timeout. */
  IdleTimeout: 4,
  /** A frame begun and not finished within --frame-timeout. */
  FrameTimeout: 5,
  /** The gateway stopped. */
  Shutdown: 6,
} as const;
export type CloseCause = (typeof CloseCause)[keyof typeof CloseCause];

/** Names for --stats, by code. */
export const CLOSE_CAUSE_NAMES = [
  'peer',
  'reset',
  'protocol',
  'outputLimit',
  'idleTimeout',
  'frameTimeout',
  'shutdown',
] as const;
