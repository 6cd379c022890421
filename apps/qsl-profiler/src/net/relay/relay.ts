import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RuntimeFailure } from '@qsl/cli';
import {
  CONTROL,
  createRelayMemory,
  type Direction,
  type RelayCounts,
  type RelayMemory,
  readCounts,
} from './counters.ts';

export interface RelayStart {
  /** An open file of the namespace in which both interfaces are. */
  namespaceFd: number;
  /** Their numbers: the one towards the load, the one towards the server. */
  interfaces: readonly [number, number];
  delayMs: number;
  lossShare: number;
  seed: number;
}

export interface RelayWork extends RelayStart {
  memory: RelayMemory;
}

/** A thread that passes frames between two interfaces, later and not all of them. */
export interface Relay {
  counts(direction: Direction): RelayCounts;
  /** Aborts when it ends unasked. */
  died: AbortSignal;
  stop(): Promise<void>;
}

const SCRIPT = new URL('./relay.worker.ts', import.meta.url);
const READY_TIMEOUT_MS = 30_000;

/** Starts the relay and waits until it passes frames. Throws RuntimeFailure RELAY_FAILED. */
export async function startRelay(start: RelayStart): Promise<Relay> {
  const memory = createRelayMemory();
  const control = new Int32Array(memory.control);
  const death = new AbortController();
  const worker = new Worker(SCRIPT, { workerData: { ...start, memory } satisfies RelayWork });
  const ended = once(worker, 'exit').catch((error) => error);
  worker.on('error', (cause) => death.abort(relayFailed((cause as Error).message, cause)));
  const { value } = Atomics.waitAsync(control, CONTROL.state, 0, READY_TIMEOUT_MS);
  await Promise.race([value, ended]);
  if (Atomics.load(control, CONTROL.state) === 0) {
    await worker.terminate();
    throw death.signal.aborted ? death.signal.reason : relayFailed('it did not start in time');
  }
  return {
    counts: (direction) => readCounts(memory, direction),
    died: death.signal,
    async stop() {
      Atomics.store(control, CONTROL.stop, 1);
      await ended;
    },
  };
}

function relayFailed(why: string, cause?: unknown): RuntimeFailure {
  return new RuntimeFailure({
    code: 'RELAY_FAILED',
    message: `the relay that delays and drops packets failed: ${why}`,
    remedy: 'Do without --delay and --loss to leave it out.',
    cause,
  });
}
