import { Worker } from 'node:worker_threads';
import type { Failure } from './execute.ts';
import type { ThreadResult, ThreadTask } from './fuzz.worker.ts';
import { InputLog } from './input-log.ts';

/** A thread that has finished no epoch for so long hangs: an epoch takes some milliseconds. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 500;

type Assignment = Omit<ThreadTask, 'log' | 'done'>;

/** What came of a thread; a hang or a crash of it is a failure with the inputs that led there. */
export type Outcome = ThreadResult | { readonly crash: Failure };

interface Terms {
  readonly inputs: number;
  readonly maxBytes: number;
  /** Called now and then with the executions so far. */
  readonly progress: (done: number) => void;
}

/** Runs one task on a thread of its own. */
export async function runThread(task: Assignment, { inputs, maxBytes, progress }: Terms): Promise<Outcome> {
  const log = InputLog.create({ inputs, maxBytes });
  const done = new SharedArrayBuffer(8);
  const cell = new Float64Array(done);
  const workerData: ThreadTask = { ...task, log: log.memory, done };
  const worker = new Worker(new URL('./fuzz.worker.ts', import.meta.url), { workerData });
  // Whichever comes first: a thread that has said what it found ends, and both may be told in one turn of the loop.
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const crash = (rule: string, message: string) =>
    resolve({ crash: { rule, message: `${rule}: ${message}`, inputs: log.inputs() } });
  worker.on('message', (result: ThreadResult) => resolve(result));
  worker.on('error', (error: Error) => crash('crash', error.message));
  worker.on('exit', (code) => crash('crash', `the thread ended with status ${code}`));
  let [last, since] = [-1, performance.now()];
  const look = setInterval(() => {
    progress(cell[0]!);
    if (cell[0] !== last) [last, since] = [cell[0]!, performance.now()];
    else if (performance.now() - since > PATIENCE_MS) crash('hang', `no end after ${PATIENCE_MS / 1000} s`);
  }, LOOK_MS);
  try {
    return await promise;
  } finally {
    clearInterval(look);
    await worker.terminate();
  }
}
