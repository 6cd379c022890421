import { gone, unlessGone } from './errors.ts';
import { type ProcessTarget, taskPlace } from './place.ts';
import { readNames } from './read.ts';
import { readSchedstat, type Schedstat } from './schedstat.ts';
import { readStat, type Stat } from './stat.ts';
import { readStatus, type Status } from './status.ts';

/** One thread, read once. */
export type Task = { tid: number; stat: Stat; status: Status; schedstat: Schedstat };

/** All threads of a process, and those that ended between being listed and being read. */
export type TaskWalk = { tasks: Task[]; vanishedTids: number[] };

/** The thread ids of a process in ascending order. Includes threads of the runtime, not only the program's own. */
export function listTids(target: ProcessTarget): number[] {
  return readNames(taskPlace(target, 'task'))
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads stat, status and schedstat of every thread. No snapshot: threads go on running, start and end meanwhile, and
 * what an ended thread had used is in nobody's schedstat or switch count any more. Throws QSL_PROCFS_GONE only if no
 * thread is left.
 */
export function readTasks(target: ProcessTarget): TaskWalk {
  const walk: TaskWalk = { tasks: [], vanishedTids: [] };
  for (const tid of listTids(target)) {
    const task = unlessGone(() => readTask({ ...target, tid }));
    if (task === undefined) walk.vanishedTids.push(tid);
    else walk.tasks.push(task);
  }
  if (walk.tasks.length === 0) throw gone(taskPlace(target, 'task').file, undefined);
  return walk;
}

function readTask(target: ProcessTarget & { tid: number }): Task {
  return { tid: target.tid, stat: readStat(target), status: readStatus(target), schedstat: readSchedstat(target) };
}
