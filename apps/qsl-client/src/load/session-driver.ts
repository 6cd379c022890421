import { runClosedLoop } from './closed-loop.ts';
import { ConnectionTable } from './connection-table.ts';
import type { EventSource } from './event-source.ts';
import { Latencies } from './latency.ts';
import { runOpenLoop } from './open-loop.ts';
import { OrderStream } from './order-stream.ts';
import type { Driver, Goal } from './phase.ts';
import { Pipeline } from './pipeline.ts';
import type { LoadPlan } from './plan.ts';
import { ReplyReader } from './reply-reader.ts';
import { ReplyScanner } from './reply-scanner.ts';

const MS_PER_SECOND = 1000;

/** Long sessions with many orders in flight, in a closed or an open loop. */
export class SessionDriver implements Driver {
  readonly source: EventSource;
  readonly scanner: ReplyScanner;
  readonly latencies: Latencies = new Latencies();
  readonly delays: Latencies = new Latencies();
  readonly connections = undefined;
  readonly #table: ConnectionTable;
  readonly #pipeline: Pipeline;
  /** Orders per millisecond, undefined in a closed loop. */
  readonly #ratePerMs: number | undefined;

  /** Connects. Throws RuntimeFailure or PosixError. */
  constructor({ gateway, connections, depth, ratePerSecond, timeoutMs, symbols, idBase, spin }: LoadPlan) {
    const { latencies } = this;
    this.#ratePerMs = ratePerSecond === undefined ? undefined : ratePerSecond / MS_PER_SECOND;
    this.scanner = new ReplyScanner({ firstIdHigh: idBase, idHighs: connections });
    this.#table = ConnectionTable.open({ ...gateway, connections, depth, firstIdHigh: idBase, spin, timeoutMs });
    this.source = this.#table.source;
    this.#pipeline = new Pipeline({
      table: this.#table,
      stream: new OrderStream({ symbols, longestBatch: depth, heartbeats: false }),
      reader: new ReplyReader(this.scanner),
      latencies,
      depth,
      stepMs: this.#ratePerMs === undefined ? 0 : 1 / this.#ratePerMs,
      timeoutMs,
    });
  }

  get now(): number {
    return this.#pipeline.now;
  }

  get sent(): number {
    return this.#pipeline.sent;
  }

  begin(): void {
    this.#pipeline.begin();
  }

  run({ orders, durationMs }: Goal): void {
    if (this.#ratePerMs === undefined) runClosedLoop(this.#pipeline, { orders, durationMs });
    else runOpenLoop(this.#pipeline, { orders, ratePerMs: this.#ratePerMs, delays: this.delays });
  }

  settle(): void {
    this.#pipeline.settle();
  }

  close(): void {
    this.#table.close();
  }
}
