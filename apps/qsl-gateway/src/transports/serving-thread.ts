import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { INLINING_FLAGS } from '@qsl/matching-engine';
import type { FeedSenderData } from '../market-data/feed-sender.ts';
import type { WorkerData, WorkerMessage } from './worker-data.ts';

/** A worker thread that serves connections, or sends what they publish. */
export interface ServingThread {
  /** Settles when it is ready to serve; rejects when it ends first. */
  readonly ready: Promise<void>;
  /** Settles when it has ended in order; rejects with what it threw otherwise. */
  readonly ended: Promise<void>;
}

/**
 * V8's helper threads compile for all isolates of the process, and a job that runs out of memory waits there until its
 * isolate's own thread collects garbage. One that blocks in a system call does not: a few such jobs hold up everybody's,
 * and when threads end, Node waits for the jobs while they wait for the threads, for ever (nodejs/node#54918). So
 * functions are compiled on the thread that runs them, which costs it a few milliseconds while it warms up.
 */
const COMPILE_ON_THE_SERVING_THREAD = ['--no-concurrent-recompilation', '--no-concurrent-sparkplug'];

/**
 * A thread allocates while it starts, and little afterwards: V8 would keep the 4 MB of room for new objects that the
 * start filled. Both halves of it are meant here.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 1 };

/** Starts a serving thread; `onNoIdleThread` is called whenever it says that nobody waits for connections now. */
export function startServingThread(
  script: URL,
  data: WorkerData | FeedSenderData,
  onNoIdleThread: () => void,
): ServingThread {
  for (const flag of [...COMPILE_ON_THE_SERVING_THREAD, ...INLINING_FLAGS]) setFlagsFromString(flag);
  const worker = new Worker(script, { workerData: data, resourceLimits: RESOURCE_LIMITS });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a serving thread ended with ${code}`))));
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => (message.kind === 'ready' ? resolve() : onNoIdleThread()));
    ended.then(() => reject(new Error('a serving thread ended before it was ready')), reject);
  });
  return { ready, ended };
}
