import type { Input } from './target.ts';

const COUNT = 0;
const FIRST_BOUND = 1;

/**
 * The inputs since the last restart, one behind the other in shared memory: each is made where it is kept, so nothing is
 * copied, and what a thread was doing can be read even when it never comes back.
 */
export class InputLog {
  readonly memory: SharedArrayBuffer;
  readonly #bounds: Int32Array;
  readonly #input: Input;

  static create(capacity: { inputs: number; maxBytes: number }): InputLog {
    const head = 8 + FIRST_BOUND + capacity.inputs + 1;
    const memory = new SharedArrayBuffer(4 * head + (capacity.inputs + 1) * capacity.maxBytes);
    new Int32Array(memory, 0, 1)[0] = head;
    return new InputLog(memory);
  }

  /** Opens the log of another thread. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    const head = new Int32Array(memory, 0, 1)[0]!;
    this.#bounds = new Int32Array(memory, 4, head - 1);
    this.#input = {
      bytes: new Uint8Array(memory, 4 * head),
      view: new DataView(memory, 4 * head),
      from: 0,
      to: 0,
    };
  }

  clear(): void {
    this.#bounds[COUNT] = 0;
  }

  /** An empty input behind the last one. */
  next(): Input {
    const input = this.#input;
    input.from = this.#bounds[FIRST_BOUND + this.#bounds[COUNT]!]!;
    input.to = input.from;
    return input;
  }

  /** Keeps the input that was made last. To be called before it is run. */
  keep(): void {
    const count = this.#bounds[COUNT]! + 1;
    this.#bounds[FIRST_BOUND + count] = this.#input.to;
    this.#bounds[COUNT] = count;
  }

  /** Copies of all inputs. */
  inputs(): Uint8Array[] {
    const bounds = this.#bounds;
    return Array.from({ length: bounds[COUNT]! }, (_, i) =>
      Uint8Array.from(this.#input.bytes.subarray(bounds[FIRST_BOUND + i], bounds[FIRST_BOUND + i + 1])),
    );
  }
}
