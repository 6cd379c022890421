import { readSequence, SegmentWriter, sealRecords, type WriterSetup } from '@qsl/journal';
import { EngineLock } from '../shared/engine-lock.ts';
import { type Durability, WRITE_INTERVAL_MS } from './durability.ts';
import { bufferOf, JournalControl, type JournalMemory, JournalTotal, LATENCY_BOUNDS_S } from './journal-memory.ts';

const { Failed, Generation, Length, LengthHighWater, Sleeping, Stopping, Turns, Urgent, Written } = JournalControl;

export interface JournalWriterSetup {
  readonly memory: JournalMemory;
  /** The engine's. */
  readonly lock: SharedArrayBuffer;
  readonly durability: Durability;
  readonly writer: WriterSetup;
}

/** The journal's own thread: swaps the buffers, writes the full one, and says so. */
export class JournalWriter {
  readonly #control: Int32Array;
  readonly #totals: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #lock: EngineLock;
  readonly #durability: Durability;
  readonly #segments: SegmentWriter;

  /** @throws JournalError where the folder cannot be written to */
  constructor({ memory, lock, durability, writer }: JournalWriterSetup) {
    this.#control = memory.control;
    this.#totals = memory.totals;
    this.#bytes = new Uint8Array(memory.buffers);
    this.#view = new DataView(memory.buffers);
    this.#lock = new EngineLock(lock);
    this.#durability = durability;
    this.#segments = new SegmentWriter(writer);
  }

  /**
   * Writes until told to stop, and then what is left and the mark of an orderly stop.
   * @param lastSequence asks for the engine's, at the end
   * @throws JournalError for the first failure, when nothing waits for it any more
   */
  run(lastSequence: () => number): void {
    const control = this.#control;
    try {
      for (;;) {
        const stopping = Atomics.load(control, Stopping) !== 0;
        const isIdle = !this.#writeGeneration();
        if (isIdle && stopping) break;
        if (isIdle) this.#sleep();
        else if (this.#durability !== 'sync') this.#rest();
      }
      this.#segments.close(lastSequence() + 1);
    } catch (error) {
      this.#fail();
      throw error;
    }
  }

  /** Swaps the buffers and writes the full one. Returns false when it is empty. */
  #writeGeneration(): boolean {
    const control = this.#control;
    this.#lock.acquire();
    const generation = control[Generation]!;
    const length = control[Length]!;
    if (length > 0) {
      control[Generation] = (generation + 1) | 0;
      Atomics.store(control, Length, 0);
    }
    this.#lock.release();
    if (length === 0) return false;
    Atomics.notify(control, Generation);
    if (length > control[LengthHighWater]!) Atomics.store(control, LengthHighWater, length);
    this.#write(bufferOf(generation), length);
    Atomics.store(control, Written, generation);
    Atomics.add(control, Turns, 1);
    Atomics.notify(control, Turns);
    return true;
  }

  #write(from: number, length: number): void {
    const beganMs = performance.now();
    const commands = sealRecords(this.#view, from, from + length);
    this.#segments.write(this.#bytes.subarray(from, from + length), readSequence(this.#view, from));
    if (this.#durability !== 'none') this.#segments.sync();
    this.#count(commands, length, (performance.now() - beganMs) / 1000);
  }

  #count(commands: number, bytes: number, seconds: number): void {
    const totals = this.#totals;
    totals[JournalTotal.Commits]! += 1;
    totals[JournalTotal.Commands]! += commands;
    totals[JournalTotal.Bytes]! += bytes;
    totals[JournalTotal.Seconds]! += seconds;
    if (seconds > totals[JournalTotal.SlowestSeconds]!) totals[JournalTotal.SlowestSeconds] = seconds;
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_S.length && seconds > LATENCY_BOUNDS_S[bucket]!) bucket++;
    totals[JournalTotal.FirstBucket + bucket]! += 1;
  }

  /** Until somebody has something to write. */
  #sleep(): void {
    const control = this.#control;
    Atomics.store(control, Sleeping, 1);
    // Whoever appends after this sees the cell; what was appended before is seen here.
    const isAwaited = Atomics.load(control, Length) > 0 || Atomics.load(control, Stopping) !== 0;
    if (!isAwaited) Atomics.wait(control, Sleeping, 1);
    Atomics.store(control, Sleeping, 0);
  }

  /** Lets commands gather. */
  #rest(): void {
    Atomics.wait(this.#control, Urgent, 0, WRITE_INTERVAL_MS);
    if (Atomics.load(this.#control, Stopping) === 0) Atomics.store(this.#control, Urgent, 0);
  }

  /** Nothing more is accepted, and nobody waits in vain. */
  #fail(): void {
    const control = this.#control;
    this.#lock.acquire();
    Atomics.store(control, Failed, 1);
    Atomics.add(control, Generation, 1);
    this.#lock.release();
    Atomics.notify(control, Generation);
    Atomics.add(control, Turns, 1);
    Atomics.notify(control, Turns);
  }
}
