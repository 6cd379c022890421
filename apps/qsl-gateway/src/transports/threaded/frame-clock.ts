import { os, setTimeoutOption } from '@qsl/posix';
import type { Session } from '../../session/session.ts';

const { SO_RCVTIMEO } = os;

/** Watches that a frame begun is finished in time, by shortening the receive timeout while one is open. */
export class FrameClock {
  readonly #fd: number;
  readonly #timeoutMs: number;
  readonly #idleTimeoutMs: number;
  #dueAt = Number.POSITIVE_INFINITY;
  #framesBefore = 0;

  constructor(fd: number, timeoutMs: number, idleTimeoutMs: number) {
    this.#fd = fd;
    this.#timeoutMs = timeoutMs;
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  /** To be asked after every receive: whether the frame that is open now has been so for too long. */
  isLate(session: Session): boolean {
    if (this.#timeoutMs === 0) return false;
    if (session.heldBytes === 0) {
      if (this.#dueAt !== Number.POSITIVE_INFINITY) this.#waitFor(this.#idleTimeoutMs);
      this.#dueAt = Number.POSITIVE_INFINITY;
      return false;
    }
    const now = performance.now();
    if (this.#dueAt === Number.POSITIVE_INFINITY || session.frames !== this.#framesBefore) {
      this.#dueAt = now + this.#timeoutMs;
      this.#framesBefore = session.frames;
    }
    const leftMs = this.#dueAt - now;
    if (leftMs <= 0) return true;
    this.#waitFor(this.#idleTimeoutMs === 0 ? leftMs : Math.min(leftMs, this.#idleTimeoutMs));
    return false;
  }

  #waitFor(timeoutMs: number): void {
    setTimeoutOption(this.#fd, SO_RCVTIMEO, timeoutMs);
  }
}
