import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import type { LockingWork } from '../../test/fixtures/locking-worker.ts';
import { ENGINE_LOCK_BYTES, EngineLock } from './engine-lock.ts';

const SCRIPT = new URL('../../test/fixtures/locking-worker.ts', import.meta.url);

function startWorker(lock: SharedArrayBuffer, counter: Float64Array, rounds: number): Worker {
  return new Worker(SCRIPT, { workerData: { lock, counter, rounds } satisfies LockingWork, execArgv: [] });
}

t.test('no count is lost between threads that lock', async (t) => {
  const [threads, rounds] = [4, 10_000];
  const lock = new SharedArrayBuffer(ENGINE_LOCK_BYTES);
  const counter = new Float64Array(new SharedArrayBuffer(32 * Float64Array.BYTES_PER_ELEMENT));
  const workers = Array.from({ length: threads }, () => startWorker(lock, counter, rounds));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  t.same([...new Set(counter)], [threads * rounds]);
});

t.test('a thread that finds the lock held sleeps, and its release wakes it', async (t) => {
  const memory = new SharedArrayBuffer(ENGINE_LOCK_BYTES);
  const counter = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const lock = new EngineLock(memory);
  lock.acquire();
  const workers = [1, 2, 3].map(() => startWorker(memory, counter, 1));
  const ended = Promise.all(workers.map((worker) => once(worker, 'exit')));
  const isContended = () => Atomics.load(new Int32Array(memory), 0) === 2;
  while (!isContended()) await nextTurn();
  t.equal(counter[0], 0, 'nobody got in');
  lock.release();
  await ended;
  t.equal(counter[0], 3);
  t.equal(Atomics.load(new Int32Array(memory), 0), 0, 'free in the end');
});
