import { os, raw } from '@qsl/posix';
import { lostConnection } from './connection-failure.ts';
import { NativeBytes } from './native-bytes.ts';
import type { Session } from './session.ts';

const { send } = raw;
const { EAGAIN } = os;
const FLAGS = os.MSG_NOSIGNAL | os.MSG_DONTWAIT;

/**
 * Sends `length` bytes from `offset` of `source` in one call. What the socket does not take is copied to session.unsent,
 * for flush(); the caller has writability watched while there is any. Throws RuntimeFailure where the connection is lost.
 */
export function transmit(session: Session, source: NativeBytes, offset: number, length: number): void {
  const taken = session.unsent === undefined ? send(session.fd, source.address + offset, length, FLAGS) : 0;
  if (taken !== length) keep(session, source.bytes.subarray(offset + bytesTaken(session, taken), offset + length));
}

/** Sends what is unsent, as far as the socket takes it. Throws RuntimeFailure where the connection is lost. */
export function flush(session: Session): void {
  const { unsent } = session;
  if (unsent === undefined) return;
  const left = unsent.bytes.byteLength - session.unsentFrom;
  session.unsentFrom += bytesTaken(session, send(session.fd, unsent.address + session.unsentFrom, left, FLAGS));
  if (session.unsentFrom === unsent.bytes.byteLength) session.unsent = undefined;
}

/** What send() returned, as a number of bytes: none where the socket was full. (It does not block, so no EINTR.) */
function bytesTaken(session: Session, result: number): number {
  if (result >= 0) return result;
  if (result === -EAGAIN) return 0;
  throw lostConnection(session, result);
}

/** Copies, for the source is used again at once. This allocates, but only where the gateway does not keep up. */
function keep(session: Session, rest: Uint8Array): void {
  const earlier = session.unsent?.bytes.subarray(session.unsentFrom) ?? new Uint8Array(0);
  const unsent = new NativeBytes(earlier.byteLength + rest.byteLength);
  unsent.bytes.set(earlier);
  unsent.bytes.set(rest, earlier.byteLength);
  session.unsent = unsent;
  session.unsentFrom = 0;
}
