import { availableParallelism } from 'node:os';
import { os, raw, setTimeoutOption } from '@qsl/posix';
import { type GatewayOptions, STOP_GRACE_MS } from '../../options.ts';
import { Control, Stop } from '../../shared/shared-state.ts';
import { wakeAtExit } from '../exit-guard.ts';
import { startServingThread } from '../serving-thread.ts';
import type { Transport, TransportSetup } from '../transport.ts';
import { deferAccept, letSilentIn } from './deferred-accept.ts';
import { createLeadership, dissolve, hasLeader, MAX_SEATS, untilLed } from './leadership.ts';
import { ThreadPool } from './thread-pool.ts';

/**
 * Threads from the start: one that serves, and one to pass the lead to. Each keeps some 15 MB, and an idle gateway is to
 * stay below 64 MiB. None rehearses: a thread that is started because a connection waits should serve it.
 */
const WARM_THREADS = 2;
/** The most threads there can be without a cap on connections; beyond it connections wait in the kernel's backlog. */
const THREAD_LIMIT = 1024;
/**
 * How long nobody waits for connections before threads are added: starting one takes longer. V8 compiles on the serving
 * threads themselves, which keeps one from its next connection for up to 40 ms.
 */
const GROWTH_GRACE_MS = 60;
/** How long after a thread could not be started the next one is tried. */
const RETRY_MS = 1000;
/** How long a stop leaves threads to see it by themselves before those that wait in recv are woken, again and again. */
const WAKE_INTERVAL_MS = 50;

/** How many threads `options` can lead to. At a cap one more than connections, to turn away those beyond it. */
export function maxThreads({ maxConnections }: GatewayOptions): number {
  return maxConnections === 0 ? THREAD_LIMIT : Math.min(maxConnections + 1, THREAD_LIMIT);
}

/** How many threads wait in accept4 at a time: as many as can run at a time. */
function seatsFor({ cpu }: GatewayOptions): number {
  return cpu === undefined ? Math.min(availableParallelism(), MAX_SEATS) : 1;
}

/** Starts the first threads of the threaded transport, and waits until they serve. */
export async function startThreadedTransport(setup: TransportSetup): Promise<Transport> {
  const { options, listener, shared } = setup;
  setTimeoutOption(listener.fd, os.SO_RCVTIMEO, options.idleTimeoutMs);
  setTimeoutOption(listener.fd, os.SO_SNDTIMEO, options.idleTimeoutMs);
  const defers = deferAccept(listener, options);
  const threads = maxThreads(options);
  const leadership = createLeadership({ threads, seats: seatsFor(options) });
  const pool = createPool(setup, threads, leadership);
  const forgetExit = wakeAtExit(() => {
    stopAccepting(setup, leadership, Stop.Exiting);
    shutDownAll(shared.descriptors);
  });
  pool.ended.then(forgetExit, () => {}); // when one thread failed, the others still block
  await pool.grow(WARM_THREADS);
  return {
    ended: pool.ended,
    stop: () => {
      if (defers) tellThreads(setup, Stop.Closing);
      wakeUntilEnded(shared.descriptors, pool.ended);
      const end = () => stopAccepting(setup, leadership, Stop.Closed);
      if (defers) letSilentIn(listener, end);
      else end();
    },
  };
}

/** Ends what keeps threads of a stopping gateway: waiting for peers at once, sending to them when the grace is over. */
function wakeUntilEnded(descriptors: Int32Array, ended: Promise<void>): void {
  const graceEndsAt = performance.now() + STOP_GRACE_MS;
  const waking = setInterval(() => {
    if (performance.now() < graceEndsAt) wakeWaiting(descriptors);
    else shutDownAll(descriptors);
  }, WAKE_INTERVAL_MS).unref();
  ended.then(
    () => clearInterval(waking),
    () => {},
  );
}

function createPool({ options, listener, shared }: TransportSetup, limit: number, leadership: Int32Array): ThreadPool {
  const script = new URL('./connection.worker.ts', import.meta.url);
  const pool = new ThreadPool({
    limit,
    start: (thread) => {
      const data = { options, shared, thread, listenerFd: listener.fd, wakeFd: -1, leadership };
      return startServingThread(script, data, () => pool.growOnDemand());
    },
    isShort: () => Atomics.load(shared.control, Control.Stopping) === Stop.No && !hasLeader(leadership),
    grace: () => untilLed(leadership, GROWTH_GRACE_MS),
    retryMs: RETRY_MS,
  });
  return pool;
}

/** Threads with a connection see it at their next read. */
function tellThreads({ shared }: TransportSetup, stop: number): void {
  Atomics.store(shared.control, Control.Stopping, stop);
  Atomics.notify(shared.control, Control.Stopping);
}

/** Tells all threads to end, and ends the waiting of those in accept4. */
function stopAccepting(setup: TransportSetup, leadership: Int32Array, stop: number): void {
  tellThreads(setup, stop);
  dissolve(leadership);
  raw.shutdown(setup.listener.fd, os.SHUT_RDWR);
}

/**
 * Ends the waiting of threads in recv; what has arrived is still read. Only theirs: once its receiving side is shut
 * down, a socket that ends the stream answers further bytes with a reset, which would destroy replies on their way to
 * a peer that is slow to read and goes on sending (tcp_rcv_state_process in the kernel).
 */
function wakeWaiting(descriptors: Int32Array): void {
  for (let thread = 0; thread < descriptors.length; thread++) {
    const cell = Atomics.load(descriptors, thread);
    if (cell < 0) raw.shutdown(-cell - 1, os.SHUT_RD);
  }
}

/** Ends all waiting, in send as well. */
function shutDownAll(descriptors: Int32Array): void {
  for (let thread = 0; thread < descriptors.length; thread++) {
    const cell = Atomics.load(descriptors, thread);
    if (cell !== 0) raw.shutdown(Math.abs(cell) - 1, os.SHUT_RDWR);
  }
}
