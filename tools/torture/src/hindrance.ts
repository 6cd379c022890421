import { isGone, listTids, readSchedstat } from '@qsl/procfs';
import type { Fault } from './script.ts';

/** What keeps clients from sending, or a gateway from serving them, and is not the gateway's own doing. */
export const CAUSES = ['late client', 'stalled clients', 'stop', 'descriptors', 'starve', 'run queue'] as const;
export type Cause = (typeof CAUSES)[number];

/** How long something stood in the way during a silence, and what did so for longest. */
export interface Hindered {
  readonly ms: number;
  readonly by: Cause | undefined;
}

/** So long between two looks at the clock, and this process was kept from its work: it waits some milliseconds at most. */
const STALL_MS = 100;
/** How often the threads of the gateway are asked how long they waited for a CPU. */
const SAMPLE_MS = 200;
/** No deadline is so short that a silence up to this would matter. */
const SHORT_MS = 100;

/**
 * Measures for how long this process stood still, a fault was in effect that keeps a gateway from serving, or a thread of
 * the gateway waited for a CPU. A moment counts once: for the fault, for this process, or else for the wait.
 */
export class Hindrance {
  /** Milliseconds of each cause so far, in the order of CAUSES. */
  readonly spentMs = new Float64Array(CAUSES.length);
  readonly #pid: number;
  #notedMs: number;
  #sampledMs: number;
  /** Of the time since the last sample, that which has a cause. */
  #explainedMs = 0;
  #waitedNs: ReadonlyMap<number, number>;

  constructor(pid: number, nowMs: number) {
    this.#pid = pid;
    this.#notedMs = nowMs;
    this.#sampledMs = nowMs;
    this.#waitedNs = runQueueWaits(pid);
  }

  /** To be called again and again. @param inEffect the faults since the last time */
  note(nowMs: number, inEffect: readonly Fault['kind'][]): void {
    const passedMs = nowMs - this.#notedMs;
    this.#notedMs = nowMs;
    const fault = inEffect.find((kind) => kind === 'stop' || kind === 'descriptors' || kind === 'starve');
    const cause = fault ?? (passedMs >= STALL_MS ? 'stalled clients' : undefined);
    if (cause !== undefined) {
      this.#add(cause, passedMs);
      this.#explainedMs += passedMs;
    }
    if (nowMs - this.#sampledMs >= SAMPLE_MS) this.#sample(nowMs);
  }

  #sample(nowMs: number): void {
    const before = this.#waitedNs;
    this.#waitedNs = runQueueWaits(this.#pid);
    let longestNs = 0;
    for (const [tid, ns] of this.#waitedNs) longestNs = Math.max(longestNs, ns - (before.get(tid) ?? 0));
    const waitedMs = Math.min(longestNs / 1e6, nowMs - this.#sampledMs);
    this.#add('run queue', Math.max(0, waitedMs - this.#explainedMs));
    this.#explainedMs = 0;
    this.#sampledMs = nowMs;
  }

  #add(cause: Cause, ms: number): void {
    this.spentMs[CAUSES.indexOf(cause)]! += ms;
  }
}

/** The part of one connection's silences in which something stood in the way. */
export class Silence {
  /** The longest so far: the time, and what there was of hindrance in the one that had most. */
  longestMs = 0;
  hindered: Hindered = { ms: 0, by: undefined };
  readonly #spentMs: Float64Array;
  readonly #spentBefore: Float64Array;
  #sinceMs: number;
  #clientLateMs = 0;

  constructor(spentMs: Float64Array, nowMs: number) {
    this.#spentMs = spentMs;
    this.#spentBefore = spentMs.slice();
    this.#sinceMs = nowMs;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** The client sent so much later than its script wants. */
  addLateness(ms: number): void {
    this.#clientLateMs += ms;
  }

  /** Ends it, and begins the next. */
  end(nowMs: number): void {
    const ms = nowMs - this.#sinceMs;
    this.longestMs = Math.max(this.longestMs, ms);
    if (ms > Math.max(SHORT_MS, this.hindered.ms)) this.#judge(ms);
    this.#sinceMs = nowMs;
    this.#clientLateMs = 0;
    this.#spentBefore.set(this.#spentMs);
  }

  #judge(ms: number): void {
    const parts = this.#spentMs.map((spent, i) => spent - this.#spentBefore[i]!);
    parts[CAUSES.indexOf('late client')] = this.#clientLateMs;
    const hinderedMs = Math.min(
      ms,
      parts.reduce((sum, part) => sum + part, 0),
    );
    if (hinderedMs <= this.hindered.ms) return;
    this.hindered = { ms: hinderedMs, by: CAUSES[parts.indexOf(Math.max(...parts))] };
  }
}

/** How long each thread has waited for a CPU since it began; nothing of a process that is gone. */
function runQueueWaits(pid: number): Map<number, number> {
  const waits = new Map<number, number>();
  for (const tid of unlessGone(() => listTids({ pid })) ?? []) {
    const ns = unlessGone(() => readSchedstat({ pid, tid }).runQueueDelayNs);
    if (ns !== undefined) waits.set(tid, ns);
  }
  return waits;
}

function unlessGone<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
