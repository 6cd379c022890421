/**
 * What steady work leaves on V8's heap, to the byte.
 *
 * `used_heap_size` counts objects, where `total_allocated_bytes` counts the whole buffer that the next objects will lie in,
 * some 250 KB, at each reading. Reading it allocates, but always the same, which is taken off.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapCodeStatistics, getHeapStatistics } from 'node:v8';

/** So many rounds in a row without new code: V8 takes no more than two or three to optimise what has become hot. */
const SETTLED_ROUNDS = 8;
const MOST_ROUNDS = 200;
const MOST_WINDOWS = 3;

export interface HeapGrowth {
  /** Rounds before those that count. */
  readonly warmUpRounds: number;
  readonly bytes: number;
  /** Of them, code that V8 compiled in spite of that, and what belongs to it. */
  readonly codeBytes: number;
  /** Garbage collections meanwhile: if there were any, `bytes` says nothing. */
  readonly collections: number;
}

function usedHeapBytes(): number {
  return getHeapStatistics().used_heap_size;
}

function codeBytes(): number {
  return getHeapCodeStatistics().code_and_metadata_size;
}

/** What `run` leaves behind, in bytes, unless it is collected. */
export function heapBytesOf(run: () => void): number {
  const before = usedHeapBytes();
  run();
  return usedHeapBytes() - before - READING_BYTES;
}

const READING_BYTES = Array.from({ length: 9 }, () => -usedHeapBytes() + usedHeapBytes()).sort((a, b) => a - b)[4]!;

/**
 * Repeats `round` until V8 has settled, that is until it compiles nothing any more: what it compiles lies on the heap as
 * well, once for each function, and not for each order. Returns how many rounds that took.
 * @throws Error when V8 does not settle
 */
function settle(round: () => void): number {
  let quiet = 0;
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
    const before = codeBytes();
    round();
    quiet = codeBytes() === before ? quiet + 1 : 0;
    if (quiet === SETTLED_ROUNDS) return rounds;
  }
  throw new Error(`V8 still compiles after ${MOST_ROUNDS} rounds`);
}

/**
 * What `rounds` rounds of steady work leave on the heap, after as many as V8 takes to settle. Where it compiled in spite of
 * that, the work was not steady yet, and they are measured anew, up to MOST_WINDOWS times.
 */
export async function measureHeapGrowth(round: () => void, rounds: number): Promise<HeapGrowth> {
  const collectionTimesMs: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) collectionTimesMs.push(startTime);
  });
  observer.observe({ entryTypes: ['gc'] });
  const repeat = () => {
    for (let i = 0; i < rounds; i++) round();
  };
  let warmUpRounds = settle(round);
  for (let windows = 1; ; windows++, warmUpRounds += rounds) {
    const codeBefore = codeBytes();
    const startMs = performance.now();
    const bytes = heapBytesOf(repeat);
    const endMs = performance.now();
    const compiled = codeBytes() - codeBefore;
    if (compiled !== 0 && windows < MOST_WINDOWS) continue;
    await delay(10); // collections are reported to the observer some turns later
    observer.disconnect();
    const collections = collectionTimesMs.filter((time) => time >= startMs && time <= endMs).length;
    return { warmUpRounds, bytes, codeBytes: compiled, collections };
  }
}
