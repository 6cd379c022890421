import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Test } from 'tap';
import type { Behaviour } from './behaviours.ts';

/** Starts all behaviours in a thread of their own, so that they go on while the load driver blocks this one. */
export async function startBehaviours(t: Test): Promise<Record<Behaviour, number>> {
  const worker = new Worker(new URL('./behaviour-server.ts', import.meta.url));
  t.teardown(() => worker.terminate());
  const [ports] = await once(worker, 'message');
  return ports as Record<Behaviour, number>;
}
