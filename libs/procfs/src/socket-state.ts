/** Socket states by the kernel's number, from include/net/tcp_states.h. Number 0 is none. */
const SOCKET_STATES = [
  undefined,
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
  'BOUND_INACTIVE',
] as const;

/** UDP borrows two of these: CLOSE is a socket without, ESTABLISHED one with a fixed peer (connect(2)). */
export type SocketState = NonNullable<(typeof SOCKET_STATES)[number]>;

/** The name of a state; undefined for one that this table does not know. */
export function socketStateOf(code: number): SocketState | undefined {
  return SOCKET_STATES[code];
}
