import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ProcfsError, readWorkingFolder } from '@qsl/procfs';
import { processTree } from '../children/process-tree.ts';
import { sleep } from '../children/sleep.ts';

/** Where V8 leaves the names of compiled functions, and perf looks for them. */
const MAP_FOLDER = '/tmp';
const LOOK_MS = 50;

/**
 * What V8 leaves behind for --perf-basic-prof: /tmp/perf-<pid>.map, and an empty isolate-<address>-<pid>-v8.log in the
 * working folder, for which it can be told no other place (--logfile is not allowed in NODE_OPTIONS). Processes and
 * folders are noted while they run, and processes from the samples too.
 */
export class V8Leftovers {
  readonly #pids = new Set<number>();
  readonly #folders = new Set<string>([process.cwd()]);

  /** Notes the processes that descend from one, until it ends. */
  async watch(pid: number, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      for (const member of processTree(pid)) this.#note(member);
      await sleep(LOOK_MS, ended).catch(() => {});
    }
  }

  /** Notes a process that was sampled. */
  add(pid: number): void {
    this.#pids.add(pid);
  }

  async remove(): Promise<void> {
    for (const pid of this.#pids) {
      await rm(path.join(MAP_FOLDER, `perf-${pid}.map`), { force: true });
      for (const folder of this.#folders) {
        for (const log of globSync(`isolate-*-${pid}-v8.log`, { cwd: folder })) await rm(path.join(folder, log));
      }
    }
  }

  #note(pid: number): void {
    try {
      this.#folders.add(readWorkingFolder({ pid }));
      this.#pids.add(pid);
    } catch (error) {
      // Gone, or not ours.
      if (!(error instanceof ProcfsError)) throw error;
    }
  }
}
