/** Changes streams of frames as one who knows the protocol would: whole frames and fields, and now and then plain bytes. */
import type { Random } from '../random.ts';
import type { Input } from '../target.ts';
import { FRAME_BYTES } from '../wire-oracle.ts';
import { copyInto, mutateBytes, openGap, removeBytes } from './bytes.ts';

const Field = { Sequence: 0, Id: 1, Symbol: 2, Price: 3, Quantity: 4, Bit: 5, Reason: 6 } as const;
type Field = (typeof Field)[keyof typeof Field];

const HEADER_BYTES = 16;
/** What a body is made of, by type; the header's sequence is put before each below. */
const BODIES: readonly (readonly Field[])[] = [
  [],
  [Field.Id, Field.Symbol, Field.Price, Field.Quantity, Field.Bit, Field.Bit, Field.Bit],
  [Field.Id, Field.Symbol],
  [Field.Symbol, Field.Price, Field.Quantity],
  [Field.Symbol, Field.Bit, Field.Price, Field.Bit, Field.Price],
  [Field.Id],
  [Field.Id],
  [Field.Id, Field.Id],
  [Field.Id, Field.Reason],
  [Field.Id, Field.Id, Field.Price, Field.Quantity, Field.Id],
];
const WIDTHS: Readonly<Record<Field, number>> = { 0: 8, 1: 8, 2: 4, 3: 8, 4: 4, 5: 1, 6: 1 };

/** What to write: which types, and values that meet each other. */
export interface Vocabulary {
  /** Types of new frames; one that is named twice comes twice as often. */
  readonly types: Uint8Array;
  /** Different ids, prices and sequence numbers in use: few, so that they meet. */
  readonly ids: number;
  readonly prices: number;
  readonly sequences: number;
  /** What an order may ask for; quantities come near to it now and then. */
  readonly limits?: Limits;
}

interface Limits {
  readonly maxOrderQuantity: number;
  readonly maxNotional: number;
}

const MOST_FRAMES = 128;

export class FrameMutator {
  readonly #vocabulary: Vocabulary;
  readonly #maxBytes: number;
  /** Bytes in front of the first frame. */
  readonly #prologue: number;
  /** Where the frames of the input begin, and where the last one ends. */
  readonly #bounds = new Int32Array(MOST_FRAMES + 1);
  #frames = 0;

  constructor(options: { vocabulary: Vocabulary; maxBytes: number; prologue: number }) {
    this.#vocabulary = options.vocabulary;
    this.#maxBytes = options.maxBytes;
    this.#prologue = options.prologue;
  }

  mutate(input: Input, random: Random, other: Uint8Array): void {
    if (input.to - input.from < this.#prologue) {
      input.bytes.fill(0, input.to, input.from + this.#prologue);
      input.to = input.from + this.#prologue;
    }
    // However the parent was cut: what reaches new code by many small pieces would make every execution slow.
    else if (this.#prologue > 0 && random.oneIn(2)) input.bytes[input.from] = random.next();
    for (let changes = 1 + random.below(4); changes > 0; changes--) this.#change(input, random, other);
  }

  #change(input: Input, random: Random, other: Uint8Array): void {
    this.#walk(input);
    const choice = random.below(20);
    if (this.#frames === 0 || choice < 6) this.#insert(input, random);
    else if (choice < 12) this.#changeField(input, random);
    else if (choice === 12) this.#remove(input, random);
    else if (choice === 13) this.#repeat(input, random);
    else if (choice < 16) this.#append(input, random, other);
    else if (choice < 18) this.#changePrologue(input, random);
    else if (choice === 18 && random.oneIn(2)) this.#spoilHeader(input, random);
    else if (random.oneIn(3)) mutateBytes(input, this.#maxBytes, random, input.from + this.#prologue);
  }

  #walk({ bytes, from, to }: Input): void {
    let at = from + this.#prologue;
    let frames = 0;
    for (;;) {
      this.#bounds[frames] = at;
      const size = to - at >= HEADER_BYTES && bytes[at] === 0 ? (FRAME_BYTES[bytes[at + 1]!] ?? 0) : 0;
      if (size === 0 || at + size > to || frames === MOST_FRAMES) break;
      at += size;
      frames++;
    }
    this.#frames = frames;
  }

  #insert(input: Input, random: Random): void {
    const { types } = this.#vocabulary;
    const type = types[random.below(types.length)]!;
    const size = FRAME_BYTES[type]!;
    const at = this.#bounds[random.below(this.#frames + 1)]!;
    if (!openGap(input, this.#maxBytes, at, size)) return;
    const { view } = input;
    view.setInt32(at, (type << 16) | 1);
    view.setInt32(at + 4, size - HEADER_BYTES);
    this.#writeField(view, at + 8, Field.Sequence, random);
    let field = at + HEADER_BYTES;
    for (const kind of BODIES[type]!) {
      this.#writeField(view, field, kind, random);
      field += WIDTHS[kind];
    }
  }

  #changeField(input: Input, random: Random): void {
    const at = this.#bounds[random.below(this.#frames)]!;
    const body = BODIES[input.bytes[at + 1]!]!;
    const chosen = random.below(body.length + 1) - 1;
    if (chosen === -1) {
      this.#writeField(input.view, at + 8, Field.Sequence, random);
      return;
    }
    let field = at + HEADER_BYTES;
    for (let i = 0; i < chosen; i++) field += WIDTHS[body[i]!];
    this.#writeField(input.view, field, body[chosen]!, random);
  }

  #remove(input: Input, random: Random): void {
    const frame = random.below(this.#frames);
    removeBytes(input, this.#bounds[frame]!, this.#bounds[frame + 1]! - this.#bounds[frame]!);
  }

  #repeat(input: Input, random: Random): void {
    const frame = random.below(this.#frames);
    const [at, end] = [this.#bounds[frame]!, this.#bounds[frame + 1]!];
    if (openGap(input, this.#maxBytes, end, end - at)) input.bytes.copyWithin(end, at, end);
  }

  /** Puts the frames of another input behind these, as many as there is room for. */
  #append(input: Input, random: Random, other: Uint8Array): void {
    const end = this.#bounds[random.below(this.#frames + 1)]!;
    const count = Math.min(other.length - this.#prologue, this.#maxBytes - (end - input.from));
    if (count <= 0) return;
    copyInto(input, end, other, this.#prologue, this.#prologue + count);
    input.to = end + count;
  }

  #changePrologue(input: Input, random: Random): void {
    if (this.#prologue > 0) input.bytes[input.from + random.below(this.#prologue)] = random.next();
  }

  #spoilHeader(input: Input, random: Random): void {
    input.bytes[this.#bounds[random.below(this.#frames)]! + random.below(8)] = random.below(64);
  }

  #writeField(view: DataView, at: number, field: Field, random: Random): void {
    const { ids, prices, sequences, limits } = this.#vocabulary;
    switch (field) {
      case Field.Sequence:
        view.setInt32(at, random.oneIn(16) ? random.next() : 0);
        view.setInt32(at + 4, random.below(sequences));
        break;
      case Field.Id:
        view.setInt32(at, random.oneIn(16) ? random.next() : 0);
        view.setInt32(at + 4, random.oneIn(64) ? random.next() : random.below(ids));
        break;
      case Field.Symbol:
        view.setInt32(at, random.oneIn(48) ? random.next() >>> random.below(32) : random.below(2));
        break;
      case Field.Price:
        this.#writePrice(view, at, prices, random);
        break;
      case Field.Quantity:
        if (limits !== undefined && random.oneIn(16)) view.setInt32(at, quantityAtLimit(view, at, limits, random));
        else view.setInt32(at, random.oneIn(32) ? random.next() >>> random.below(32) : random.below(10));
        break;
      case Field.Bit:
        view.setInt8(at, random.oneIn(200) ? random.next() : random.below(2));
        break;
      default:
        view.setInt8(at, random.below(12));
    }
  }

  /** Mostly close to each other; else around a power of two, negative ones included. */
  #writePrice(view: DataView, at: number, prices: number, random: Random): void {
    if (!random.oneIn(24)) {
      view.setInt32(at, 0);
      view.setInt32(at + 4, 100 + random.below(prices));
      return;
    }
    const bit = random.below(64);
    const near = random.below(3) - 1;
    view.setInt32(at, (bit < 32 ? 0 : 1 << (bit - 32)) - (near < 0 && bit >= 32 ? 1 : 0));
    view.setInt32(at + 4, (bit < 32 ? 1 << bit : 0) + near);
  }
}

/** Next to the largest quantity, or to the largest that the price allows, which is the field before: that, one less, one more. */
function quantityAtLimit(
  view: DataView,
  at: number,
  { maxOrderQuantity, maxNotional }: Limits,
  random: Random,
): number {
  const price = view.getInt32(at - 8) * 2 ** 32 + view.getUint32(at - 4);
  const most = random.oneIn(2) && price > 0 ? Math.floor(maxNotional / price) : maxOrderQuantity;
  return most + random.below(3) - 1;
}
