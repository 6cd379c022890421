import { setImmediate as nextTurn } from 'node:timers/promises';
import { RuntimeFailure, UntrustedMeasurement } from '@qsl/cli';
import { EpollSet, os, PosixError } from '@qsl/posix';
import { sleep } from '../children/sleep.ts';
import type { Exchange } from './exchange.ts';
import { Lane } from './lane.ts';

export interface DrivePlan {
  host: string;
  port: number;
  exchange: Exchange;
  requests: number;
  /** Requests under way at any time. */
  concurrency: number;
  /** One connection a lane instead of one a request. */
  keepAlive: boolean;
  /** Aborts the load: the user's wish, or the server's death. */
  signal: AbortSignal;
  /** Called every 20 ms or so. */
  onPause?: (done: number) => void;
}

export interface DriveOutcome {
  /** The time of every request in ns, connecting included where it connects, in the order of their ends. */
  times: Float64Array;
  wallNs: number;
  /** Connections made. */
  connections: number;
  /** Of the connections, as they closed. */
  rttUs: number[];
  retransmits: number;
  /** CPU time of this process meanwhile. */
  driverCpuNs: number;
}

const NS_PER_MS = 1e6;
const NS_PER_US = 1e3;
/** How long the load may keep the event loop from turning: what Ctrl-C and a dying server wait for. */
const TURN_MS = 20;
const REQUEST_TIMEOUT_MS = 10_000;
const DEATH_NEWS_MS = 300;

/**
 * Makes requests in a closed loop: each lane has one under way, and the next when that is answered.
 * Throws UntrustedMeasurement WRONG_REPLY, RuntimeFailure LOAD_FAILED or NO_REPLY, or the reason of the signal.
 */
export async function drive(plan: DrivePlan): Promise<DriveOutcome> {
  const { signal } = plan;
  const run = new DriveRun(plan);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  try {
    run.begin();
    let turnedAt = startedAt;
    while (run.done < plan.requests) {
      run.turn(TURN_MS);
      const now = performance.now();
      if (now - turnedAt < TURN_MS) continue;
      run.assertInTime(now);
      plan.onPause?.(run.done);
      await nextTurn();
      signal.throwIfAborted();
      turnedAt = performance.now();
    }
    const wallNs = (performance.now() - startedAt) * NS_PER_MS;
    const { user, system } = process.cpuUsage(cpuBefore);
    return { ...run.close(), wallNs, driverCpuNs: (user + system) * NS_PER_US };
  } catch (error) {
    signal.throwIfAborted();
    // The news of a server's death come a little later than the broken connection.
    await sleep(DEATH_NEWS_MS, signal);
    throw error instanceof PosixError ? brokenOff(run.done, error) : error;
  } finally {
    run.close();
  }
}

class DriveRun {
  readonly #plan: DrivePlan;
  readonly #lanes: Lane[];
  readonly #startedAt: number[];
  readonly #set: EpollSet;
  readonly #times: Float64Array;
  readonly #rttUs: number[] = [];
  #retransmits = 0;
  #connections = 0;
  #begun = 0;
  #isClosed = false;
  done = 0;

  constructor(plan: DrivePlan) {
    const { exchange, requests, concurrency } = plan;
    this.#plan = plan;
    this.#lanes = Array.from({ length: Math.min(concurrency, requests) }, () => new Lane(exchange));
    this.#startedAt = this.#lanes.map(() => Number.POSITIVE_INFINITY);
    this.#set = EpollSet.open(this.#lanes.length);
    this.#times = new Float64Array(requests);
  }

  begin(): void {
    for (const [slot, lane] of this.#lanes.entries()) this.#beginRequest(lane, slot);
  }

  /** Waits for sockets and serves those that are ready. */
  turn(timeoutMs: number): void {
    const ready = this.#set.wait(timeoutMs);
    if (ready < 0 && ready !== -os.EINTR) throw new PosixError({ call: 'epoll_wait', errno: -ready });
    for (let i = 0; i < ready; i++) {
      const slot = this.#set.slot(i);
      const lane = this.#lanes[slot] as Lane;
      if (lane.generation === this.#set.generation(i) && lane.fd >= 0) this.#advance(lane, slot);
    }
  }

  assertInTime(now: number): void {
    if (this.#startedAt.every((startedAt) => now - startedAt < REQUEST_TIMEOUT_MS)) return;
    throw new RuntimeFailure({
      code: 'NO_REPLY',
      message: `a request was not answered within ${REQUEST_TIMEOUT_MS / 1000} s (${this.done} were)`,
      remedy: 'Check that the server speaks what the driver asks (--driver connect|echo|http).',
    });
  }

  /** Closes everything, once, and gives what was found. */
  close(): Omit<DriveOutcome, 'wallNs' | 'driverCpuNs'> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      for (const lane of this.#lanes) this.#endConnection(lane);
      this.#set.close();
    }
    return {
      times: this.#times,
      connections: this.#connections,
      rttUs: this.#rttUs,
      retransmits: this.#retransmits,
    };
  }

  #beginRequest(lane: Lane, slot: number): void {
    if (this.#begun === this.#plan.requests) {
      this.#startedAt[slot] = Number.POSITIVE_INFINITY;
      return;
    }
    this.#begun++;
    this.#startedAt[slot] = performance.now();
    const isNew = lane.open(this.#plan);
    lane.begin();
    if (!isNew) return;
    this.#connections++;
    const events = os.EPOLLIN | os.EPOLLOUT | os.EPOLLET;
    this.#set.add(lane.fd, events, slot, lane.generation);
  }

  /** Serves a lane until it has to wait. A request on a connection that lives on gets no event of its own. */
  #advance(lane: Lane, slot: number): void {
    const { generation } = lane;
    while (this.#startedAt[slot] !== Number.POSITIVE_INFINITY && lane.generation === generation) {
      const state = lane.advance();
      if (state === 'more') return;
      if (state !== 'done' && state !== 'last') throw wrongReply(this.done, state.wrong);
      this.#times[this.done++] = (performance.now() - (this.#startedAt[slot] as number)) * NS_PER_MS;
      if (!this.#plan.keepAlive || !lane.isReusable) this.#endConnection(lane);
      this.#beginRequest(lane, slot);
    }
  }

  #endConnection(lane: Lane): void {
    if (lane.fd < 0) return;
    try {
      const { rttUs, totalRetransmits } = lane.info;
      this.#rttUs.push(rttUs);
      this.#retransmits += totalRetransmits;
    } finally {
      lane.close();
    }
  }
}

function brokenOff(done: number, cause: PosixError): RuntimeFailure {
  return new RuntimeFailure({
    code: 'LOAD_FAILED',
    message: `the load broke off after ${done} requests, though the server lives: ${cause.message}`,
    remedy: 'Run the server by hand to see what it does with its connections.',
    cause,
  });
}

function wrongReply(done: number, what: string): UntrustedMeasurement {
  return new UntrustedMeasurement({
    code: 'WRONG_REPLY',
    message: `the reply after ${done} others is not what was asked for: ${what}`,
    remedy: 'No artifact is written. Check that the server speaks what the driver asks (--driver, --path).',
  });
}
