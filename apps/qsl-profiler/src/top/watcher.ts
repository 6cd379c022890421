import { readStat, readStatus, ticksToMs, unlessGone } from '@qsl/procfs';
import { processTree } from '../children/process-tree.ts';
import { TreeLedger } from '../usage/tree-ledger.ts';
import { type Usage, usageBetween } from '../usage/usage.ts';
import { SCHEMA, type Snapshot } from './snapshot.ts';
import { readSockets } from './sockets.ts';

/** Reads a process and everything it started, again and again. */
export class Watcher {
  readonly #pid: number;
  readonly #clkTck: number;
  readonly #ledger: TreeLedger;
  readonly #startTicks: number;
  #before: Usage;
  #readAt: number;

  /** Throws ProcfsError if there is no such process, or it may not be read. */
  constructor({ pid, clkTck }: { pid: number; clkTck: number }) {
    this.#pid = pid;
    this.#clkTck = clkTck;
    this.#startTicks = readStat({ pid }).startTicks;
    this.#ledger = new TreeLedger(pid);
    this.#before = this.#ledger.read();
    this.#readAt = performance.now();
  }

  /** What happened since the last look. undefined once the process has ended. */
  look(): Snapshot | undefined {
    return unlessGone(() => {
      const stat = readStat({ pid: this.#pid });
      if (stat.startTicks !== this.#startTicks || stat.state === 'Z') return undefined;
      const usage = this.#ledger.read();
      const now = performance.now();
      const snapshot = this.#describe(stat.comm, usageBetween(this.#before, usage), now - this.#readAt);
      this.#before = usage;
      this.#readAt = now;
      return snapshot;
    });
  }

  #describe(name: string, used: Usage, elapsedMs: number): Snapshot {
    const clkTck = this.#clkTck;
    const { onCpuNs, runQueueDelayNs, voluntarySwitches, involuntarySwitches, minorFaults, majorFaults } = used;
    const pids = processTree(this.#pid);
    return {
      schema: SCHEMA,
      kind: 'top',
      utcDate: new Date().toISOString(),
      pid: this.#pid,
      ...{ name, elapsedMs },
      usage: {
        ...{ onCpuNs, runQueueDelayNs, voluntarySwitches, involuntarySwitches, minorFaults, majorFaults },
        userMs: ticksToMs({ ticks: used.userTicks, clkTck }),
        systemMs: ticksToMs({ ticks: used.systemTicks, clkTck }),
        tickMs: ticksToMs({ ticks: 1, clkTck }),
        residentBytes: pids.reduce<number | null>((sum, pid) => addUp(sum, residentBytes(pid)), 0),
        processes: this.#ledger.processes.running,
        threads: this.#ledger.threads.running,
      },
      ...readSockets(pids),
    };
  }
}

/** 0 for a process that has ended meanwhile. */
function residentBytes(pid: number): number | null {
  const status = unlessGone(() => readStatus({ pid }));
  return status === undefined ? 0 : (status.vmRssBytes ?? null);
}

function addUp(sum: number | null, amount: number | null): number | null {
  return sum === null || amount === null ? null : sum + amount;
}
