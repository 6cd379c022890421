import { build, type Histogram } from 'hdr-histogram-js';

const NS_PER_MS = 1e6;
/** An hour. The histogram grows for more; this only sets its first size (about 300 KB). */
const HIGHEST_NS = 3.6e12;
const SIGNIFICANT_DIGITS = 3;

export interface LatencySummary {
  count: number;
  minUs: number;
  meanUs: number;
  p50Us: number;
  p90Us: number;
  p99Us: number;
  p999Us: number;
  maxUs: number;
}

const NOTHING: LatencySummary = { count: 0, minUs: 0, meanUs: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 };

/**
 * Latencies in an HdrHistogram of nanoseconds, exact to three significant digits.
 * A record costs about 50 ns, as much as an order may cost in all: orders that share both their times, as those of one
 * send answered in one recv do, are recorded in one call.
 */
export class Latencies {
  readonly #histogram: Histogram = build({
    highestTrackableValue: HIGHEST_NS,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    bitBucketSize: 64,
  });
  #minNs = Number.POSITIVE_INFINITY;
  #sumNs = 0;

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Records one latency, in ms, for `count` orders. */
  record(latencyMs: number, count: number): void {
    const ns = Math.max(0, Math.round(latencyMs * NS_PER_MS));
    if (ns < this.#minNs) this.#minNs = ns;
    this.#sumNs += ns * count;
    this.#histogram.recordValueWithCount(ns, count);
  }

  /** Records `count` latencies, the first `latencyMs` and each next one `stepMs` less: orders due one after the other. */
  recordRamp(latencyMs: number, stepMs: number, count: number): void {
    for (let i = 0; i < count; i++) this.record(latencyMs - i * stepMs, 1);
  }

  /** Forgets everything. */
  reset(): void {
    this.#histogram.reset();
    this.#minNs = Number.POSITIVE_INFINITY;
    this.#sumNs = 0;
  }

  /** The figures in microseconds, all 0 when nothing was recorded. */
  summarise(): LatencySummary {
    const histogram = this.#histogram;
    const us = (ns: number) => Math.round(ns) / 1000;
    const percentile = (p: number) => us(Math.min(histogram.getValueAtPercentile(p), histogram.maxValue));
    const count = histogram.totalCount;
    if (count === 0) return NOTHING;
    return {
      count,
      minUs: us(this.#minNs),
      meanUs: us(this.#sumNs / count),
      p50Us: percentile(50),
      p90Us: percentile(90),
      p99Us: percentile(99),
      p999Us: percentile(99.9),
      maxUs: us(histogram.maxValue),
    };
  }
}
