import { parseCount } from './number.ts';
import { type TaskTarget, taskPlace } from './place.ts';
import { readText } from './read.ts';
import { columnsOf, completeText } from './text.ts';

/**
 * /proc/<pid>/schedstat, see Documentation/scheduler/sched-stats.rst. Always of one thread: without a tid that is the
 * main thread, not the process, so sum over readTasks. Nanoseconds from the scheduler's own clock, up to 2^53 - 1 ns
 * (104 days). The time of a thread that is running this moment is brought up to date at the scheduler's next tick,
 * 1 to 10 ms later.
 *
 * Three zeros for a thread that has run mean that the kernel keeps no scheduling statistics: not that it used no CPU.
 */
export type Schedstat = {
  /** Time spent on a CPU. */
  onCpuNs: number;
  /** Time spent runnable, waiting on a run queue for a CPU. */
  runQueueDelayNs: number;
  /** How many times it was put on a CPU. */
  timeslices: number;
};

/** Reads /proc/<pid>/schedstat or, with a tid, /proc/<pid>/task/<tid>/schedstat. */
export function readSchedstat(target: TaskTarget): Schedstat {
  const place = taskPlace(target, 'schedstat');
  return parseSchedstat(readText(place), place.file);
}

/** Parses the text of a schedstat file. */
export function parseSchedstat(text: string, file = '/proc/<pid>/schedstat'): Schedstat {
  const [onCpu, runDelay, timeslices] = columnsOf(completeText(text, file));
  return {
    onCpuNs: parseCount(onCpu, { file, field: 'time on CPU' }),
    runQueueDelayNs: parseCount(runDelay, { file, field: 'run-queue delay' }),
    timeslices: parseCount(timeslices, { file, field: 'timeslices' }),
  };
}
