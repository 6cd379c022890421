/**
 * The lock that serialises the engine between threads: held for one batch of frames, never across a system call.
 * A futex mutex on one shared int32 (U. Drepper, "Futexes Are Tricky", mutex 2), with a short spin before sleeping,
 * because a batch takes microseconds and waking a thread takes longer.
 */
const FREE = 0;
const HELD = 1;
const CONTENDED = 2;
const SPINS = 200;

export const ENGINE_LOCK_BYTES = 64; // a cache line of its own

export class EngineLock {
  readonly #cell: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cell = new Int32Array(memory, 0, 1);
  }

  acquire(): void {
    const cell = this.#cell;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.compareExchange(cell, 0, FREE, HELD) === FREE) return;
    }
    while (Atomics.exchange(cell, 0, CONTENDED) !== FREE) Atomics.wait(cell, 0, CONTENDED);
  }

  release(): void {
    if (Atomics.exchange(this.#cell, 0, FREE) === CONTENDED) Atomics.notify(this.#cell, 0, 1);
  }
}
