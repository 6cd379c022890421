import { Worker } from 'node:worker_threads';
import type { WorkerData, WorkerMessage } from './worker-data.ts';

/** A worker thread that serves connections. */
export interface ServingThread {
  /** Settles when it is ready to serve; rejects when it ends first. */
  readonly ready: Promise<void>;
  /** Settles when it has ended in order; rejects with what it threw otherwise. */
  readonly ended: Promise<void>;
}

/** Starts a serving thread; `onNoIdleThread` is called whenever it says that nobody waits for connections now. */
export function startServingThread(script: URL, data: WorkerData, onNoIdleThread: () => void): ServingThread {
  const worker = new Worker(script, { workerData: data });
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
