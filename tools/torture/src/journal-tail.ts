import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  decodeHeader,
  listFolder,
  RecordKind,
  readId,
  readKind,
  readPrice,
  readQuantity,
  readSequence,
  readSymbol,
  readTerms,
  SEGMENT_MAGIC,
  soundRecordAt,
  TERMS_IMMEDIATE,
  TERMS_SELL,
} from '@qsl/journal';
import type { ReferenceCancel, ReferenceLimit, ReferenceMarket } from '@qsl/matching-engine/reference';

/** A command that the gateway accepted, with the number of its first event. */
export interface Accepted {
  readonly sequence: number;
  readonly command: ReferenceLimit | ReferenceMarket | ReferenceCancel;
}

/** Reads the journal of a gateway that goes on writing, each record once. */
export class JournalTail {
  readonly #folder: string;
  /** The file that is being read, and how far. */
  #file: string | undefined;
  #offset = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What has been added since. */
  read(): Accepted[] {
    const accepted: Accepted[] = [];
    for (;;) {
      const files = listFolder(this.#folder).segments.map(({ file }) => file);
      // A later segment exists only when the one before is whole; looked for before this one is read to its end.
      const next = this.#file === undefined ? files[0] : files[files.indexOf(this.#file) + 1];
      if (this.#file !== undefined) this.#readOn(this.#file, accepted);
      if (next === undefined) return accepted;
      this.#file = next;
      this.#offset = 0;
    }
  }

  #readOn(file: string, accepted: Accepted[]): void {
    const view = load(file, this.#offset);
    const end = view.byteLength;
    let at = this.#offset === 0 && end > 0 ? decodeHeader(SEGMENT_MAGIC, view, end, file).length : 0;
    for (let length = soundRecordAt(view, at, end); length > 0; length = soundRecordAt(view, at, end)) {
      accepted.push({ sequence: readSequence(view, at), command: commandAt(view, at) });
      at += length;
    }
    this.#offset += at;
  }
}

/** Everything behind `offset`. */
function load(file: string, offset: number): DataView {
  const fd = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(fd).size - offset);
    const length = readSync(fd, bytes, 0, bytes.length, offset);
    return new DataView(bytes.buffer, 0, length);
  } finally {
    closeSync(fd);
  }
}

function commandAt(view: DataView, at: number): Accepted['command'] {
  const kind = readKind(view, at);
  const named = { id: readId(view, at), symbol: readSymbol(view, at) };
  if (kind === RecordKind.Cancel) return { kind: 'cancel', ...named };
  const terms = readTerms(view, at);
  const order = { ...named, side: (terms & TERMS_SELL) === 0 ? 'B' : 'S', quantity: readQuantity(view, at) };
  if (kind === RecordKind.Market) return { kind: 'market', ...order };
  if (kind !== RecordKind.Limit) throw new RangeError(`${kind} is no kind of command that a client can send`);
  const timeInForce = (terms & TERMS_IMMEDIATE) === 0 ? 'GTC' : 'IOC';
  return { kind: 'limit', ...order, price: BigInt(readPrice(view, at)), timeInForce };
}
