import { errnoName, os } from '@qsl/posix';

/**
 * What became of the datagrams, as far as the sender can know. A datagram is lost here in one of two ways: the kernel did
 * not take it (its errno), or it took it and was told that nobody listens (ECONNREFUSED).
 *
 * That news comes late: the kernel keeps it until the next send on the connected socket, which fails for it without
 * having tried, and so is to be repeated. sendmmsg(2) hides even that: the call stops before the datagram, reports those
 * it has sent, and "the error code is lost". A batch that stops short and goes on without an error is the trace of one
 * refusal, for no other error of a blocking UDP socket goes away by itself. On loopback every refused datagram makes one
 * (the ICMP answer is there before send returns); over a network several may melt into one.
 */
export class SendLedger {
  /** Datagrams that the kernel took. */
  sent = 0;
  /** Bytes of all messages, sent or not. */
  bytes = 0;
  /** Datagrams known to be lost on this side. */
  failed = 0;
  readonly #failures = new Map<number, number>();

  /** A datagram that had been taken was refused by the other side. */
  refuse(): void {
    this.fail(os.ECONNREFUSED);
  }

  /** A datagram was not taken, or is known not to have arrived. */
  fail(errno: number): void {
    this.failed++;
    this.#failures.set(errno, (this.#failures.get(errno) ?? 0) + 1);
  }

  /** The failed ones by the name of the errno. */
  failures(): Record<string, number> {
    return Object.fromEntries([...this.#failures].map(([errno, count]) => [errnoName(errno), count]));
  }
}
