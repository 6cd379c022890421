import { listTids, readSchedstat, unlessGone } from '@qsl/procfs';
import type { Fault } from './script.ts';

/** What keeps clients from sending, or a gateway from serving them, and is not the gateway's own doing. */
export const CAUSES = ['late client', 'stalled clients', 'stop', 'descriptors', 'starve', 'run queue'] as const;
export type Cause = (typeof CAUSES)[number];

/** How long something stood in the way during a silence, and what did so for longest. */
export interface Hindered {
  readonly ms: number;
  readonly by: Cause | undefined;
}

const [LATE, STALLED] = [CAUSES.indexOf('late client'), CAUSES.indexOf('stalled clients')];
const NO_HINDRANCE: Hindered = { ms: 0, by: undefined };
/** So long between two looks at the clock, and this process was kept from its work: it waits some milliseconds at most. */
const STALL_MS = 100;
/** How often the threads of the gateway are asked how long they waited for a CPU. */
const SAMPLE_MS = 200;
/** A silence that was over so long before the end of its connection has nothing to do with it. */
const RECENT_MS = 5000;
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
  /** How much of the time until each sample has a cause, oldest first. */
  readonly #explained: { readonly atMs: number; readonly totalMs: number }[];
  #explainedMs = 0;
  readonly #readWaits: (pid: number) => ReadonlyMap<number, number>;
  #waitedNs: ReadonlyMap<number, number>;

  /** @param readWaits nanoseconds that each thread of a process has waited for a CPU */
  constructor(pid: number, nowMs: number, readWaits: (pid: number) => ReadonlyMap<number, number> = runQueueWaits) {
    this.#pid = pid;
    this.#notedMs = nowMs;
    this.#sampledMs = nowMs;
    this.#explained = [{ atMs: nowMs, totalMs: 0 }];
    this.#readWaits = readWaits;
    this.#waitedNs = readWaits(pid);
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

  /** The kernel counts a wait when it is over, so that the one it tells of may have begun samples ago. */
  #sample(nowMs: number): void {
    const before = this.#waitedNs;
    this.#waitedNs = this.#readWaits(this.#pid);
    let longestNs = 0;
    for (const [tid, ns] of this.#waitedNs) longestNs = Math.max(longestNs, ns - (before.get(tid) ?? 0));
    const waitedMs = longestNs / 1e6;
    const begun = this.#explained.findLast(({ atMs }) => atMs <= nowMs - waitedMs) ?? this.#explained[0]!;
    this.#add('run queue', Math.max(0, waitedMs - (this.#explainedMs - begun.totalMs)));
    this.#explained.push({ atMs: nowMs, totalMs: this.#explainedMs });
    this.#sampledMs = nowMs;
  }

  #add(cause: Cause, ms: number): void {
    this.spentMs[CAUSES.indexOf(cause)]! += ms;
  }
}

/** The part of one connection's silences in which something stood in the way. */
export class Silence {
  /** The longest so far. */
  longestMs = 0;
  #judged: (Hindered & { readonly endedMs: number })[] = [];
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

  /** What there was of hindrance in the one that had most, of those that were not over long before the last. */
  get hindered(): Hindered {
    const worst = this.#judged.reduce<Hindered>((most, next) => (next.ms > most.ms ? next : most), NO_HINDRANCE);
    return { ms: worst.ms, by: worst.by };
  }

  /** The client sent so much later than its script wants. */
  addLateness(ms: number): void {
    this.#clientLateMs += ms;
  }

  /** Ends it, and begins the next. */
  end(nowMs: number): void {
    const ms = nowMs - this.#sinceMs;
    this.longestMs = Math.max(this.longestMs, ms);
    this.#judged = this.#judged.filter(({ endedMs }) => endedMs >= nowMs - RECENT_MS);
    if (ms > SHORT_MS) this.#judge(ms, nowMs);
    this.#sinceMs = nowMs;
    this.#clientLateMs = 0;
    this.#spentBefore.set(this.#spentMs);
  }

  #judge(ms: number, endedMs: number): void {
    const parts = this.#spentMs.map((spent, i) => spent - this.#spentBefore[i]!);
    // A process that stands still sends late by as much: that is one hindrance, not two.
    parts[LATE] = Math.max(0, this.#clientLateMs - parts[STALLED]!);
    const sum = parts.reduce((total, part) => total + part, 0);
    if (sum <= 0) return;
    this.#judged.push({ ms: Math.min(ms, sum), by: CAUSES[parts.indexOf(Math.max(...parts))], endedMs });
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
