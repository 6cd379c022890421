import { os, raw } from '@qsl/posix';
import { NativeBytes } from './native-bytes.ts';
import type { ReplyScanner } from './reply-scanner.ts';
import type { Session } from './session.ts';

const { recv } = raw;
const { MSG_DONTWAIT } = os;
/** The most that one recv takes: more than the replies to the largest batch of orders. */
export const RECEIVE_BYTES = 512 * 1024;
/** Room in front of what is received, for the beginning of a frame that came before. */
const CARRY_ROOM = 64;

/**
 * Receives into one buffer for all connections: it stays in the cache, and ten thousand connections need no more of it.
 * What is left of a frame waits in its session, and is put in front of what comes next:
 *
 *      |      carried | received …                |
 *                     ^ CARRY_ROOM, where every recv goes
 */
export class ReplyReader {
  readonly scanner: ReplyScanner;
  readonly #buffer = new NativeBytes(CARRY_ROOM + RECEIVE_BYTES);

  constructor(scanner: ReplyScanner) {
    this.scanner = scanner;
  }

  /**
   * One recv, and every whole frame in it taken. Returns what recv did: bytes, 0 for the end of the stream, or the negated
   * errno (it does not block, so never EINTR). Throws ReplyMismatch.
   */
  read(session: Session): number {
    const address = this.#buffer.address + CARRY_ROOM;
    const received = recv(session.fd, address, RECEIVE_BYTES, MSG_DONTWAIT);
    if (received <= 0) return received;
    const end = CARRY_ROOM + received;
    const from = session.carried === 0 ? CARRY_ROOM : this.#putCarriedInFront(session);
    const rest = this.scanner.scan(session, this.#buffer.view, from, end);
    session.carried = end - rest;
    if (rest < end) session.carry.set(this.#buffer.bytes.subarray(rest, end));
    return received;
  }

  #putCarriedInFront(session: Session): number {
    const from = CARRY_ROOM - session.carried;
    for (let i = 0; i < session.carried; i++) this.#buffer.bytes[from + i] = session.carry[i] as number;
    return from;
  }
}
