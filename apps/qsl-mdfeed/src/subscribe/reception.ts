import { os, PosixError } from '@qsl/posix';
import type { Inbox } from './inbox.ts';

/** How long receiving goes on before signals, timers and closed pipes get their turn. */
const SLICE_MS = 50;

export type EndReason = 'count' | 'idle' | 'signal';

export interface ReceptionOptions {
  inbox: Inbox;
  /** 0 for never. */
  idleTimeoutMs: number;
  /** Aborted when a signal asks for the end. */
  stop: AbortSignal;
  /** Called after every batch. */
  afterBatch: () => void;
}

/** When datagrams came in, on the clock of performance.now(). */
class ArrivalTimes {
  firstMs = Number.NaN;
  lastMs = Number.NaN;

  note(nowMs: number): void {
    if (Number.isNaN(this.firstMs)) this.firstMs = nowMs;
    this.lastMs = nowMs;
  }

  get elapsedMs(): number {
    return Number.isNaN(this.firstMs) ? 0 : this.lastMs - this.firstMs;
  }
}

/** Receives until there are enough messages, or none for too long, or a signal comes. Throws PosixError. */
export async function receive(options: ReceptionOptions): Promise<{ end: EndReason; elapsedMs: number }> {
  const { inbox, idleTimeoutMs, stop } = options;
  const times = new ArrivalTimes();
  let quietSinceMs = performance.now();
  const ended = (end: EndReason) => ({ end, elapsedMs: times.elapsedMs });
  while (!inbox.isFull) {
    await eventLoopTurn();
    if (stop.aborted) {
      takeWhatWaits(options, times);
      return ended('signal');
    }
    if (receiveSlice(options, times)) quietSinceMs = performance.now();
    else if (idleTimeoutMs > 0 && performance.now() - quietSinceMs >= idleTimeoutMs) return ended('idle');
  }
  return ended('count');
}

/** Receives for a slice of time, or until nothing comes within the socket's timeout. Returns whether anything came. */
function receiveSlice({ inbox, afterBatch }: ReceptionOptions, times: ArrivalTimes): boolean {
  const untilMs = performance.now() + SLICE_MS;
  let nowMs = 0;
  while (nowMs < untilMs && !inbox.isFull) {
    if (!takeBatch(inbox, { wait: true })) return nowMs > 0;
    nowMs = performance.now();
    times.note(nowMs);
    afterBatch();
  }
  return true;
}

/** What is in the socket's buffer when a signal comes has been received all the same. A publisher that goes on sending cannot hold this up. */
function takeWhatWaits({ inbox, afterBatch }: ReceptionOptions, times: ArrivalTimes): void {
  const untilMs = performance.now() + SLICE_MS;
  while (performance.now() < untilMs && !inbox.isFull && takeBatch(inbox, { wait: false })) {
    times.note(performance.now());
    afterBatch();
  }
}

/** Whether a batch came. */
function takeBatch(inbox: Inbox, { wait }: { wait: boolean }): boolean {
  let result = inbox.take({ wait });
  // A signal, and be it the one that wakes a stopped process, says nothing about what is in the buffer.
  if (result === -os.EINTR) result = inbox.take({ wait: false });
  if (result > 0) return true;
  if (result === -os.EAGAIN) return false;
  throw new PosixError({ call: 'recvmmsg', errno: -result });
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
