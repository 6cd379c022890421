/** `node:worker_threads` as bundles see it: threads start from the assets of the executable instead of from files. */
import path from 'node:path';
import { getAsset } from 'node:sea';
import { Worker as FileWorker, type WorkerOptions } from 'node:worker_threads';
import { BOOT, bootCall } from '../asset-names.ts';

export * from 'node:worker_threads';

/** A thread that runs the bundle with the base name of `script`: every worker of a program is bundled. */
export class Worker extends FileWorker {
  constructor(script: string | URL, options: WorkerOptions = {}) {
    const bundle = path.posix.basename(String(script));
    super(`${getAsset(BOOT, 'utf8')}\n${bootCall(bundle)}`, { ...options, eval: true });
  }
}
