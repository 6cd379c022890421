// Not the whole library: every serving thread would keep it.
import { writeCancel, writeLimit, writeMarket } from '@qsl/journal/record-writer';
import type { EngineLock } from '../shared/engine-lock.ts';
import { BUFFER_BYTES, bufferOf, JournalControl, type JournalMemory } from './journal-memory.ts';

const { Failed, Generation, Length, Sleeping, Turns, Urgent, Written } = JournalControl;

/**
 * A serving thread's end of the journal: takes accepted commands, and waits until they are safe. What it is
 * given, and `due`, under the engine's lock; `wake` and `awaitWritten` without it.
 */
export class CommandLog {
  readonly #control: Int32Array;
  readonly #view: DataView;

  constructor({ buffers, control }: JournalMemory) {
    this.#control = control;
    this.#view = new DataView(buffers);
  }

  limit(
    sequence: number,
    symbol: number,
    side: number,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    timeInForce: number,
  ): void {
    const length = this.#control[Length]!;
    const at = bufferOf(this.#control[Generation]!) + length;
    this.#control[Length] =
      length + writeLimit(this.#view, at, sequence, symbol, side, idHigh, idLow, price, quantity, timeInForce);
  }

  market(sequence: number, symbol: number, side: number, idHigh: number, idLow: number, quantity: number): void {
    const length = this.#control[Length]!;
    const at = bufferOf(this.#control[Generation]!) + length;
    this.#control[Length] = length + writeMarket(this.#view, at, sequence, symbol, side, idHigh, idLow, quantity);
  }

  cancel(sequence: number, symbol: number, idHigh: number, idLow: number): void {
    const length = this.#control[Length]!;
    const at = bufferOf(this.#control[Generation]!) + length;
    this.#control[Length] = length + writeCancel(this.#view, at, sequence, symbol, idHigh, idLow);
  }

  /**
   * The generation to wait for before anything is told about the engine as it is now. It covers the commands of others
   * too: an answer must not speak of an order that a crash could still undo.
   */
  get due(): number {
    const generation = this.#control[Generation]!;
    return this.#control[Length]! > 0 ? generation : (generation - 1) | 0;
  }

  /** Lets the journal's thread know that there is something to write. Costs a load while it is awake. */
  wake(): void {
    const control = this.#control;
    if (Atomics.load(control, Length) > BUFFER_BYTES / 2) this.#hurry();
    if (Atomics.load(control, Sleeping) === 1 && Atomics.compareExchange(control, Sleeping, 1, 0) === 1) {
      Atomics.notify(control, Sleeping, 1);
    }
  }

  /**
   * Comes back under the lock with room for the records of so many bytes of frames, which it may have to wait for
   * without the lock. Returns false, under the lock as well, where the journal has failed.
   */
  makeRoom(lock: EngineLock, frameBytes: number): boolean {
    const control = this.#control;
    while (Atomics.load(control, Failed) === 0) {
      if (control[Length]! + frameBytes <= BUFFER_BYTES) return true;
      const generation = control[Generation]!;
      lock.release();
      this.#hurry();
      this.wake();
      Atomics.wait(control, Generation, generation); // a failure moves it on as well
      lock.acquire();
    }
    return false;
  }

  /** Waits until a generation is written. Returns false where that failed, and never will be. */
  awaitWritten(generation: number): boolean {
    const control = this.#control;
    for (;;) {
      const turn = Atomics.load(control, Turns);
      if (((Atomics.load(control, Written) - generation) | 0) >= 0) return true;
      if (Atomics.load(control, Failed) !== 0) return false;
      Atomics.wait(control, Turns, turn);
    }
  }

  /** There is no time to wait for the end of the interval. */
  #hurry(): void {
    if (Atomics.compareExchange(this.#control, Urgent, 0, 1) === 0) Atomics.notify(this.#control, Urgent);
  }
}
