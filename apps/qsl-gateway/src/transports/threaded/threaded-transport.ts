import { os, raw, setTimeoutOption } from '@qsl/posix';
import { type GatewayOptions, STOP_GRACE_MS } from '../../options.ts';
import { Control } from '../../shared/shared-state.ts';
import { type ServingThread, startServingThread } from '../serving-thread.ts';
import type { Transport, TransportSetup } from '../transport.ts';

/** Threads that wait for connections from the start. */
const WARM_THREADS = 4;
/** The most threads there can be without a cap on connections; beyond it connections wait in the kernel's backlog. */
const THREAD_LIMIT = 1024;

/** How many threads `options` can lead to. At a cap one more than connections, to turn away those beyond it. */
export function maxThreads({ maxConnections }: GatewayOptions): number {
  return maxConnections === 0 ? THREAD_LIMIT : Math.min(maxConnections + 1, THREAD_LIMIT);
}

/** Starts the first threads of the threaded transport, and waits until they serve. */
export async function startThreadedTransport(setup: TransportSetup): Promise<Transport> {
  const { options, listener, shared } = setup;
  setTimeoutOption(listener.fd, os.SO_RCVTIMEO, options.idleTimeoutMs);
  setTimeoutOption(listener.fd, os.SO_SNDTIMEO, options.idleTimeoutMs);
  const pool = new ThreadPool(setup);
  await pool.grow(Math.min(WARM_THREADS, maxThreads(options)));
  return {
    ended: pool.ended,
    stop: () => {
      Atomics.store(shared.control, Control.Stopping, 1);
      Atomics.notify(shared.control, Control.Stopping);
      raw.shutdown(listener.fd, os.SHUT_RDWR); // wakes the threads that wait in accept4
      wakeConnections(shared.descriptors, os.SHUT_RD);
      setTimeout(() => wakeConnections(shared.descriptors, os.SHUT_RDWR), STOP_GRACE_MS).unref();
    },
  };
}

/** Warm threads: as many as connections were ever served at once, and some that wait; none is ended before the stop. */
class ThreadPool {
  readonly ended: Promise<void>;
  readonly #setup: TransportSetup;
  readonly #script = new URL('./connection.worker.ts', import.meta.url);
  #size = 0;
  #living = 0;
  #growing = false;
  #settle: { resolve: () => void; reject: (reason: unknown) => void };

  constructor(setup: TransportSetup) {
    this.#setup = setup;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#settle = { resolve, reject };
  }

  /** Adds `count` threads, within the limit, and waits until they serve. */
  async grow(count: number): Promise<void> {
    const size = Math.min(this.#size + count, maxThreads(this.#setup.options));
    this.#growing = true;
    const added: ServingThread[] = [];
    while (this.#size < size) added.push(this.#start(this.#size++));
    await Promise.all(added.map((thread) => thread.ready));
    this.#growing = false;
  }

  #start(thread: number): ServingThread {
    const { options, listener, shared } = this.#setup;
    const data = { options, shared, thread, listenerFd: listener.fd, wakeFd: -1 };
    const started = startServingThread(this.#script, data, () => this.#growOnDemand());
    this.#living++;
    started.ended.then(() => {
      this.#living--;
      if (this.#living === 0) this.#settle.resolve();
    }, this.#settle.reject);
    return started;
  }

  /** Nobody waits for connections: double the threads, so that a storm is met in a few steps. */
  #growOnDemand(): void {
    const { control } = this.#setup.shared;
    if (this.#growing || Atomics.load(control, Control.Stopping) !== 0 || Atomics.load(control, Control.Idle) > 0)
      return;
    this.grow(this.#size).then(() => this.#growOnDemand(), this.#settle.reject);
  }
}

/** Ends the waiting of threads in recv (SHUT_RD: what has arrived is still read) or in send as well (SHUT_RDWR). */
function wakeConnections(descriptors: Int32Array, how: number): void {
  for (let thread = 0; thread < descriptors.length; thread++) {
    const published = Atomics.load(descriptors, thread);
    if (published !== 0) raw.shutdown(published - 1, how);
  }
}
