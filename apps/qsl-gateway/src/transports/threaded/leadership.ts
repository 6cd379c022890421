/**
 * Leader/followers (D. Schmidt and others, POSA 2): which of the threads without a connection waits for the next one.
 * Those that lead wait in accept4, as many as there are seats; the others follow, which is to sleep. Followers are a
 * stack: the one that worked last, whose code and data are still in the caches, is the next to be woken.
 *
 *               a seat is free
 *    join ──────────────────────▶ leads ──▶ accepts, serves as long as that does not block ──▶ leads
 *      │                            ▲                                 │
 *      └─▶ follows ─────────────────┘                                 └──▶ pass, then serves alone ──▶ join
 *                    the last leader passes
 *
 * While anybody follows, somebody leads. All of it is one word, changed by compare-and-exchange: whoever gives the last
 * seat up and whoever is about to sleep cannot miss each other.
 */

import { setTimeout as delay } from 'node:timers/promises';

// The word: a count of changes to the stack (15 bits), the leaders (6), the top of the stack plus one (11).
const TOP_BITS = 11;
const TOP_MASK = (1 << TOP_BITS) - 1;
const LEADER = 1 << TOP_BITS;
const LEADERS_MASK = 0x3f;
/** A word that was read before another thread left the stack and came back differs from what is there now. */
const CHANGE = LEADER * (LEADERS_MASK + 1);
/** No word looks like that: there are not so many threads. */
const DISSOLVED = -1;

const STATE = 0;
const SEATS = 1;
/** Cells of each thread, from a cache line of their own on: who is below it in the stack, and whether it sleeps. */
const FIRST_THREAD = 16;
const CELLS = 2;
const BELOW = 0;
const SIGNAL = 1;
const SLEEPS = 0;
const LEADS = 1;

/** How often untilLed looks. */
const LOOKS = 10;

/** The most threads that may lead at a time. */
export const MAX_SEATS = LEADERS_MASK;

/** Memory for `threads` threads (at most 2,046), of which `seats` may lead at a time: at least one, at most MAX_SEATS. */
export function createLeadership({ threads, seats }: { threads: number; seats: number }): Int32Array {
  const bytes = (FIRST_THREAD + threads * CELLS) * Int32Array.BYTES_PER_ELEMENT;
  const memory = new Int32Array(new SharedArrayBuffer(bytes));
  memory[SEATS] = seats;
  return memory;
}

const leadersOf = (state: number) => (state >> TOP_BITS) & LEADERS_MASK;

/** Whether anybody waits for connections, or will before it waits for anything else. */
export function hasLeader(memory: Int32Array): boolean {
  return leadersOf(Atomics.load(memory, STATE)) > 0;
}

/**
 * Settles when somebody leads, or when nobody was seen to in `graceMs`. It looks more than once: short sessions in a row
 * leave nobody to lead for a moment, again and again.
 */
export async function untilLed(memory: Int32Array, graceMs: number): Promise<void> {
  for (let look = 0; look < LOOKS && !hasLeader(memory); look++) await delay(graceMs / LOOKS);
}

/** Wakes all followers: from here on whoever joins leads. For the end. */
export function dissolve(memory: Int32Array): void {
  const state = Atomics.exchange(memory, STATE, DISSOLVED);
  if (state === DISSOLVED) return;
  for (let top = state & TOP_MASK; top > 0; ) {
    const below = memory[cellOf(top - 1, BELOW)]!;
    wake(memory, top - 1);
    top = below;
  }
}

const cellOf = (thread: number, cell: number) => FIRST_THREAD + thread * CELLS + cell;

function wake(memory: Int32Array, thread: number): void {
  const signal = cellOf(thread, SIGNAL);
  Atomics.store(memory, signal, LEADS);
  Atomics.notify(memory, signal, 1);
}

/** One thread's part in it. */
export class Leadership {
  readonly #memory: Int32Array;
  readonly #thread: number;
  readonly #signal: number;

  constructor(memory: Int32Array, thread: number) {
    this.#memory = memory;
    this.#thread = thread;
    this.#signal = cellOf(thread, SIGNAL);
  }

  /** Takes a seat, or a place on the stack. Does not wait. */
  join(): void {
    const memory = this.#memory;
    for (;;) {
      const state = Atomics.load(memory, STATE);
      Atomics.store(memory, this.#signal, LEADS);
      if (state === DISSOLVED) return;
      if (leadersOf(state) < memory[SEATS]!) {
        if (this.#change(state, state + LEADER)) return;
      } else {
        memory[cellOf(this.#thread, BELOW)] = state & TOP_MASK;
        Atomics.store(memory, this.#signal, SLEEPS);
        if (this.#change(state, ((state & ~TOP_MASK) | (this.#thread + 1)) + CHANGE)) return;
      }
    }
  }

  /** After join: whether this thread need not wait. */
  get leads(): boolean {
    return Atomics.load(this.#memory, this.#signal) === LEADS;
  }

  /** Waits, after join, until this thread leads. */
  awaitLead(): void {
    while (!this.leads) Atomics.wait(this.#memory, this.#signal, SLEEPS);
  }

  /**
   * Gives the lead up, to a follower where no other leader is left. To be called before the thread waits for anything
   * but connections. Returns false if nobody waits for them any more.
   */
  pass(): boolean {
    const memory = this.#memory;
    for (;;) {
      const state = Atomics.load(memory, STATE);
      if (state === DISSOLVED) return true;
      const leaders = leadersOf(state);
      const top = state & TOP_MASK;
      if (leaders > 1 || top === 0) {
        if (this.#change(state, state - LEADER)) return leaders > 1;
      } else {
        const below = memory[cellOf(top - 1, BELOW)]!;
        if (this.#change(state, ((state & ~TOP_MASK) | below) + CHANGE)) {
          wake(memory, top - 1);
          return true;
        }
      }
    }
  }

  #change(from: number, to: number): boolean {
    return Atomics.compareExchange(this.#memory, STATE, from, to | 0) === from;
  }
}
