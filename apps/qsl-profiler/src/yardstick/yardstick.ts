import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { connectTcp, type Listener, listenTcp, os, PosixError, pin, raw } from '@qsl/posix';
import { ProcfsError, readSchedstat } from '@qsl/procfs';

/** Changes whenever the work does: figures relative to different yardsticks do not compare. */
export const YARDSTICK = 'echo-67-bytes/1';

const HOST = '127.0.0.1';
/** As long as the request of a round trip to a gateway. */
const MESSAGE_BYTES = 67;
/** Round trips until most of its code is compiled, unless the machine is too busy for that. */
const WARM_UP = 2_000;
const WARM_UP_MS = 1_000;
/** Between two looks at the clock, and at signals. */
const SLICE = 25;
const NS_PER_MS = 1e6;

/** What a fixed number of the yardstick's round trips took. */
export interface YardstickReading {
  /** CPU time of its server, in ns; null where the kernel does not tell. */
  cpuNs: number | null;
  /** Each round trip, in ns. */
  times: number[];
}

/**
 * A fixed piece of work to measure others by: connect, send 67 bytes, read them back, close, against an echo server in a
 * thread of the profiler. It makes the system calls of a gateway's round trip and does nothing else, so what slows the
 * machine down (a busy neighbour, a lower clock, a shared core) slows both. Measured in turn with a gateway, their ratio
 * stays when the machine's speed does not.
 */
export class Yardstick {
  readonly #worker: Worker;
  readonly #listener: number;
  readonly #port: number;
  readonly #tid: number;
  readonly #message = pin(new DataView(new ArrayBuffer(MESSAGE_BYTES)));

  private constructor(worker: Worker, listener: Listener, tid: number) {
    this.#worker = worker;
    this.#listener = listener.fd;
    this.#port = listener.port;
    this.#tid = tid;
  }

  /** Starts the server, and makes enough round trips to have it warm. */
  static async start(): Promise<Yardstick> {
    const listener = listenTcp({ host: HOST, port: 0 });
    const script = new URL('./yardstick.worker.ts', import.meta.url);
    const worker = new Worker(script, { workerData: { listener: listener.fd } });
    const [tid] = (await once(worker, 'message')) as [number];
    const yardstick = new Yardstick(worker, listener, tid);
    const until = performance.now() + WARM_UP_MS;
    for (let made = 0; made < WARM_UP && performance.now() < until; made += SLICE) {
      yardstick.measure(SLICE);
      await nextTurn();
    }
    return yardstick;
  }

  /** Makes so many round trips, one after the other. Throws PosixError if one breaks. */
  measure(count: number): YardstickReading {
    const before = this.#cpuNs();
    const times = Array.from({ length: count }, () => this.#roundTrip());
    const after = this.#cpuNs();
    return { cpuNs: before === null || after === null ? null : after - before, times };
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    raw.shutdown(this.#listener, os.SHUT_RDWR);
    await ended;
    raw.close(this.#listener);
  }

  #roundTrip(): number {
    const startedAt = performance.now();
    const fd = connectTcp({ host: HOST, port: this.#port });
    try {
      const sent = raw.send(fd, this.#message, MESSAGE_BYTES, os.MSG_NOSIGNAL);
      const received = raw.recv(fd, this.#message, MESSAGE_BYTES, 0);
      if (sent < 0 || received < 0) throw new PosixError({ call: 'recv', errno: -Math.min(sent, received) });
    } finally {
      raw.close(fd);
    }
    return (performance.now() - startedAt) * NS_PER_MS;
  }

  #cpuNs(): number | null {
    try {
      return readSchedstat({ pid: process.pid, tid: this.#tid }).onCpuNs;
    } catch (error) {
      if (error instanceof ProcfsError) return null;
      throw error;
    }
  }
}

/** Does the work with a yardstick, and ends it whatever happens. */
export async function withYardstick<Result>(work: (yardstick: Yardstick) => Promise<Result>): Promise<Result> {
  const yardstick = await Yardstick.start();
  try {
    return await work(yardstick);
  } finally {
    await yardstick.stop();
  }
}
