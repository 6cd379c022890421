import { ProcfsError, readStat, unlessGone } from '@qsl/procfs';
import { processTree } from '../children/process-tree.ts';
import { type LedgerThreads, ThreadLedger } from './thread-ledger.ts';
import { addUsages, readUsage, type Usage } from './usage.ts';

interface KnownProcess {
  pid: number;
  startTicks: number;
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
  /** Those in the tree, and those that left it and run on: they may be in it again. */
  readonly #known = new Map<string, KnownProcess>();
  /** Of ended ones there may be one for each request: too many to keep more of them than sums. */
  readonly #ended = { processes: 0, threads: 0, usages: [] as Usage[], onCpuNsByName: new Map<string, number>() };
  #running = 0;
  #first: { processes: number; threads: number } | undefined;

  constructor(rootPid: number) {
    this.#rootPid = rootPid;
  }

  /** Reads the whole tree and gives the sums so far. Throws ProcfsError if nothing of it runs. */
  read(): Usage {
    const inTree = new Set(processTree(this.#rootPid).flatMap((pid) => this.#enter(pid) ?? []));
    // A root that has gone is the caller's to explain: it owns the process.
    if (inTree.size === 0) readStat({ pid: this.#rootPid });
    for (const [key, known] of this.#known) if (!inTree.has(key)) this.#leave(key, known);
    this.#running = inTree.size;
    this.#first ??= { processes: this.#known.size, threads: this.#countThreads().all };
    const usages = [...this.#ended.usages, ...Array.from(this.#known.values(), ({ usage }) => usage)];
    if (usages.length === 0) throw neverRan(this.#rootPid);
    return addUsages(usages);
  }

  get processes(): { running: number; started: number; ended: number } {
    const all = this.#ended.processes + this.#known.size;
    return { running: this.#running, started: all - (this.#first?.processes ?? 0), ended: all - this.#running };
  }

  get threads(): LedgerThreads {
    const { all, running } = this.#countThreads();
    return { running, started: all - (this.#first?.threads ?? 0), ended: all - running };
  }

  /** CPU time in ns by process and thread: `nginx` for a thread named as its process, `node/V8Worker` for others. */
  get onCpuNsByName(): Map<string, number> {
    const sums = new Map(this.#ended.onCpuNsByName);
    for (const known of this.#known.values()) addByName(sums, known);
    return sums;
  }

  /** Its key; undefined for a process that has ended meanwhile. */
  #enter(pid: number): string | undefined {
    return unlessGone(() => {
      const { comm: name, startTicks, state } = readStat({ pid });
      // A zombie has no threads left to read; its last reading stands.
      if (state === 'Z') return undefined;
      const key = `${pid}@${startTicks}`;
      const { ledger } = this.#known.get(key) ?? { ledger: new ThreadLedger() };
      this.#known.set(key, { pid, startTicks, name, ledger, usage: readUsage({ pid }, ledger) });
      return key;
    });
  }

  /** Leaves a process that is not in the tree any more with its last reading. */
  #leave(key: string, known: KnownProcess): void {
    known.ledger.enter([]);
    if (!hasEnded(known)) return;
    this.#known.delete(key);
    const ended = this.#ended;
    ended.processes++;
    ended.threads += known.ledger.threads.ended;
    ended.usages = [addUsages([...ended.usages, known.usage])];
    addByName(ended.onCpuNsByName, known);
  }

  #countThreads(): { all: number; running: number } {
    const threads = Array.from(this.#known.values(), ({ ledger }) => ledger.threads);
    const running = threads.reduce((sum, one) => sum + one.running, 0);
    return { running, all: threads.reduce((sum, { ended }) => sum + ended, this.#ended.threads + running) };
  }
}

/** A zombie can be read, but has nothing to enter. */
function neverRan(pid: number): ProcfsError {
  const message = `process ${pid} has ended, and is yet to be reaped. Take the first reading while it still runs.`;
  return new ProcfsError(message, { code: 'QSL_PROCFS_GONE' });
}

function hasEnded({ pid, startTicks }: KnownProcess): boolean {
  const stat = unlessGone(() => readStat({ pid }));
  return stat?.startTicks !== startTicks || stat.state === 'Z';
}

function addByName(sums: Map<string, number>, { name, ledger }: KnownProcess): void {
  for (const [thread, onCpuNs] of ledger.onCpuNsByName) {
    const full = thread === name ? name : `${name}/${thread}`;
    sums.set(full, (sums.get(full) ?? 0) + onCpuNs);
  }
}
