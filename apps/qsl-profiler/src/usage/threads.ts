import {
  listTids,
  type ProcessTarget,
  ProcfsError,
  readSchedstat,
  readStat,
  readStatus,
  type Schedstat,
  unlessGone,
} from '@qsl/procfs';

/** What one thread has used since it began. */
export interface ThreadUsage {
  tid: number;
  /** Up to 15 bytes that the thread chose; threads of one kind share it. */
  name: string;
  /** With the tid it identifies the thread: tids are used again. Ticks since boot. */
  startTicks: number;
  /** null where the kernel keeps no scheduling statistics. */
  schedstat: Schedstat | null;
  voluntarySwitches: number;
  involuntarySwitches: number;
}

/** Reads every thread of a process. Those that end while being read are left out. */
export function readThreads(target: ProcessTarget): ThreadUsage[] {
  return listTids(target).flatMap((tid) => readThread({ ...target, tid }) ?? []);
}

function readThread(target: ProcessTarget & { tid: number }): ThreadUsage | undefined {
  return unlessGone(() => {
    const { comm: name, startTicks } = readStat(target);
    const { voluntarySwitches, involuntarySwitches } = readStatus(target);
    const schedstat = schedstatIfKept(target);
    return { tid: target.tid, name, startTicks, schedstat, voluntarySwitches, involuntarySwitches };
  });
}

/** A kernel built without SCHED_INFO has no such file; one told not to account writes zeros. */
function schedstatIfKept(target: ProcessTarget & { tid: number }): Schedstat | null {
  try {
    const schedstat = readSchedstat(target);
    return schedstat.timeslices === 0 ? null : schedstat;
  } catch (error) {
    if (error instanceof ProcfsError && error.code === 'QSL_PROCFS_UNAVAILABLE') return null;
    throw error;
  }
}
