import { BUFFER_NAMES, type BufferName } from './buffers.ts';
import { type RateSearch, searchRate } from './search.ts';
import { runTrial, type Trial, type TrialSetup } from './trial.ts';

/** One paced rate, fed until it passed or could no longer pass. */
export interface RateProbe {
  ratePerSecond: number;
  lossless: boolean;
  trials: Trial[];
}

export type RateLimits = Record<BufferName, RateSearch<RateProbe>>;

/** A rate counts as lossless when so many feeds of it came through whole … */
const WHOLE_FEEDS = 2;
/** … out of this many at most: one stall of the machine is none of the buffer's doing. */
const MAX_FEEDS = 3;
/** A slow feed takes this long and not longer. */
const FEED_SECONDS = 1;
const MIN_MESSAGES = 500;
const LOWEST_RATE = 200;
const MAX_PROBES = 12;

export interface RateLimitOptions {
  setup: TrialSetup;
  /** Of a whole feed. */
  orders: number;
  /** The trials made back to back: they tell how fast that is, and how many messages an order makes. */
  trials: readonly Trial[];
  onProbe: (buffer: BufferName, ratePerSecond: number) => void;
}

/** Finds the highest paced rate without loss for each buffer. */
export async function findRateLimits({ setup, orders, trials, onProbe }: RateLimitOptions): Promise<RateLimits> {
  const high = Math.max(
    LOWEST_RATE,
    Math.round(Math.max(...trials.map(({ publishedPerSecond }) => publishedPerSecond))),
  );
  const messagesPerOrder = Math.max(...trials.map(({ published }) => published)) / orders;
  const search = (buffer: BufferName) =>
    searchRate({ low: LOWEST_RATE, high, maxProbes: MAX_PROBES }, async (ratePerSecond): Promise<RateProbe> => {
      onProbe(buffer, ratePerSecond);
      const messages = Math.max(MIN_MESSAGES, ratePerSecond * FEED_SECONDS);
      const feed = { orders: Math.min(orders, Math.ceil(messages / messagesPerOrder)), ratePerSecond };
      const done: Trial[] = [];
      const whole = () => done.filter(({ ledger }) => ledger.lost === 0).length;
      // As long as it may still come either way.
      while (whole() < WHOLE_FEEDS && done.length - whole() <= MAX_FEEDS - WHOLE_FEEDS) {
        done.push(await runTrial(setup, buffer, feed));
      }
      return { ratePerSecond, lossless: whole() === WHOLE_FEEDS, trials: done };
    });
  const limits: Partial<RateLimits> = {};
  for (const buffer of BUFFER_NAMES) limits[buffer] = await search(buffer);
  return limits as RateLimits;
}
