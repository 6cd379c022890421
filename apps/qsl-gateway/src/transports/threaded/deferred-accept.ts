/**
 * Connections wait in the kernel until they have said something: their first byte, or their end (TCP_DEFER_ACCEPT, tcp(7)).
 * A thread that takes one then finds what to do at once, where it would have slept twice, for the connection and for its
 * first byte. Who says nothing is let in with the kernel's next SYN-ACK, after a second.
 *
 * Not with a cap on connections: those beyond it are closed at once, silent or not. Nor with a short idle timeout, which
 * begins when a connection is let in.
 */
import { diagnostics } from '@qsl/cli';
import { diagnoseTcpSockets, type Listener, os, PosixError, platform, setIntOption } from '@qsl/posix';
import type { GatewayOptions } from '../../options.ts';

const log = diagnostics('threads');

/** The kernel counts in retransmissions of the SYN-ACK. The first comes after a second (TCP_TIMEOUT_INIT). */
const SECONDS = 1;
/** How long the silent may take to be let in: that second, and something for a machine that is busy. */
export const PATIENCE_MS = 2500;
const LOOK_INTERVAL_MS = 20;
/** The shortest idle timeout that is not much longer for that second. */
const LEAST_IDLE_TIMEOUT_MS = 10_000;
/** Of include/net/tcp_states.h. Who has shaken hands and waits for a first byte is still in the first. */
const SYN_RECEIVED = 3;
const LISTENING = 10;

/** Has `listener` defer connections, where nothing speaks against it and the system can. Returns whether it does. */
export function deferAccept({ fd }: Listener, { maxConnections, idleTimeoutMs }: DeferralOptions): boolean {
  const isIdleSoon = idleTimeoutMs > 0 && idleTimeoutMs < LEAST_IDLE_TIMEOUT_MS;
  if (maxConnections > 0 || isIdleSoon || platform !== 'linux') return false;
  setIntOption(fd, os.IPPROTO_TCP, os.TCP_DEFER_ACCEPT, SECONDS);
  return true;
}

type DeferralOptions = Pick<GatewayOptions, 'maxConnections' | 'idleTimeoutMs'>;

/**
 * Calls `done` when nobody waits to be let in any more, at once if nobody does. For the end of a gateway that defers: a
 * peer that has connected and said nothing would never hear of it.
 */
export function letSilentIn(listener: Listener, done: () => void): void {
  if (!hasWaiting(listener)) {
    done();
    return;
  }
  setIntOption(listener.fd, os.IPPROTO_TCP, os.TCP_DEFER_ACCEPT, 0);
  const until = performance.now() + PATIENCE_MS;
  let clearLooks = 0;
  const looking = setInterval(() => {
    clearLooks = hasWaiting(listener) ? 0 : clearLooks + 1;
    // For a moment a connection is neither the kernel's any more nor in the queue for accept.
    if (clearLooks < 2 && performance.now() < until) return;
    clearInterval(looking);
    done();
  }, LOOK_INTERVAL_MS);
}

/** What the kernel says where it would tell, and has no room for the question. */
const NO_ROOM = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'];

/** Whether there may be connections that no thread has. Where the system never says, there are none. */
function hasWaiting({ family, port }: Listener): boolean {
  const inState = (state: number) => diagnoseTcpSockets({ family, localPort: port, states: 1 << state });
  try {
    // In the order in which a connection passes through them.
    return inState(SYN_RECEIVED).length > 0 || inState(LISTENING).some(({ receiveQueue }) => receiveQueue > 0);
  } catch (error) {
    log('whether silent peers wait cannot be seen: %s', error);
    return error instanceof PosixError && NO_ROOM.includes(error.code);
  }
}
