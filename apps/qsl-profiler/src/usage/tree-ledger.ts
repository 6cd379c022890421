import { isGone, readStat } from '@qsl/procfs';
import { processTree } from '../children/process-tree.ts';
import { type LedgerThreads, ThreadLedger } from './thread-ledger.ts';
import { readUsage, type Usage } from './usage.ts';

interface KnownProcess {
  name: string;
  usage: Usage;
  ledger: ThreadLedger;
}

/**
 * Keeps the last known usage of a process and of everything it started, as ThreadLedger does for threads: a process that
 * has ended stays in the sums with its last reading, one that came and went between two readings is missed.
 */
export class TreeLedger {
  readonly #rootPid: number;
  readonly #known = new Map<string, KnownProcess>();
  #running = 0;
  #first = 0;

  constructor(rootPid: number) {
    this.#rootPid = rootPid;
  }

  /** Reads the whole tree and gives the sums so far. Throws ProcfsError if nothing of it runs. */
  read(): Usage {
    const pids = processTree(this.#rootPid);
    const running = pids.filter((pid) => this.#enter(pid));
    // A root that has gone is the caller's to explain: it owns the process.
    if (running.length === 0) readStat({ pid: this.#rootPid });
    this.#running = running.length;
    if (this.#first === 0) this.#first = this.#known.size;
    return this.#sum();
  }

  get processes(): { running: number; started: number; ended: number } {
    const known = this.#known.size;
    return { running: this.#running, started: known - this.#first, ended: known - this.#running };
  }

  get threads(): LedgerThreads {
    const all = Array.from(this.#known.values(), ({ ledger }) => ledger.threads);
    const total = (key: keyof LedgerThreads) => all.reduce((sum, threads) => sum + threads[key], 0);
    return { running: total('running'), started: total('started'), ended: total('ended') };
  }

  /** CPU time in ns by process and thread: `nginx` for a thread named as its process, `node/V8Worker` for others. */
  get onCpuNsByName(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { name, ledger } of this.#known.values()) {
      for (const [thread, onCpuNs] of ledger.onCpuNsByName) {
        const full = thread === name ? name : `${name}/${thread}`;
        sums.set(full, (sums.get(full) ?? 0) + onCpuNs);
      }
    }
    return sums;
  }

  /** False for a process that has ended meanwhile. */
  #enter(pid: number): boolean {
    try {
      const { comm: name, startTicks, state } = readStat({ pid });
      // A zombie has no threads left to read; its last reading stands.
      if (state === 'Z') return false;
      const key = `${pid}@${startTicks}`;
      const { ledger } = this.#known.get(key) ?? { ledger: new ThreadLedger() };
      this.#known.set(key, { name, ledger, usage: readUsage({ pid }, ledger) });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  #sum(): Usage {
    const usages = Array.from(this.#known.values(), ({ usage }) => usage);
    const [first, ...others] = usages as [Usage, ...Usage[]];
    const keys = Object.keys(first) as (keyof Usage)[];
    const total = (key: keyof Usage) =>
      others.reduce<number | null>((sum, usage) => addUp(sum, usage[key]), first[key]);
    return Object.fromEntries(keys.map((key) => [key, total(key)])) as unknown as Usage;
  }
}

/** A single process that the kernel says nothing of does not take the others' figures away. */
function addUp(sum: number | null, amount: number | null): number | null {
  return sum === null ? amount : amount === null ? sum : sum + amount;
}
