import { assertSameConfig, Replayer, type SegmentScan, scanSegment } from '@qsl/journal';
import { mutateBytes, openGap, removeBytes } from '../mutate/bytes.ts';
import { Random } from '../random.ts';
import { type Input, mustEqual, type Target } from '../target.ts';
import { mustAgree, mustBeConfig, mustBeSame, recoveryEngine, refusable } from './journal-engine.ts';
import { CONFIG, readSegment, sealHeader, sealRecord } from './journal-format.ts';
import { randomSegment, referenceEngine } from './journal-seeds.ts';

const MAX_BYTES = 1400;
/** The first byte says, by its lowest bit, whether the segment is the last of its journal; the file follows. */
const PROLOGUE = 1;
const MOST_RECORDS = 64;

/** Recovery from one segment: what is taken, how much of it, and the engine that comes of it; or a coded refusal. */
export function segmentTarget(): Target {
  const { engine, empty } = recoveryEngine();
  const scratch = new Uint8Array(MAX_BYTES);
  const bounds = new Int32Array(MOST_RECORDS + 1);
  const random = new Random(1, 1);
  const seeds = [0, 1, 8, 30].map((tries, i) => Uint8Array.of(i & 1, ...randomSegment(random, tries, i > 1)));

  /** Offsets of the records as their lengths have it, and of the end. Returns how many there are. */
  function walk({ view, from, to }: Input): number {
    let count = 0;
    let at = from + PROLOGUE + (to - from > 16 + PROLOGUE ? view.getUint16(from + PROLOGUE + 12, true) : 0);
    while (at + 16 <= to && count < MOST_RECORDS) {
      bounds[count] = at;
      const length = view.getUint16(at + 4, true);
      if (length < 16 || at + length > to) break;
      at += length;
      count++;
    }
    bounds[count] = Math.min(at, to);
    return count;
  }

  /** Changes one byte of a record, mostly within a small range, and often makes its sum right again. */
  function changeRecord({ bytes, view, to }: Input, at: number, length: number, random: Random): void {
    const field = 4 + random.below(length - 4);
    bytes[at + field] = random.oneIn(4) ? random.next() : random.below(12) + (field === 32 ? 95 : 0);
    if (!random.oneIn(3)) sealRecord(new DataView(view.buffer, view.byteOffset, to), at);
  }

  function change(input: Input, random: Random, other: Uint8Array): void {
    const count = walk(input);
    const record = random.below(Math.max(count, 1));
    const [at, end] = [bounds[record]!, bounds[Math.min(record + 1, count)]!];
    const choice = random.below(12);
    if (count === 0 || choice === 0) mutateBytes(input, MAX_BYTES, random, input.from + PROLOGUE);
    else if (choice < 6) changeRecord(input, at, end - at, random);
    else if (choice === 6) removeBytes(input, at, end - at);
    else if (choice === 7 && openGap(input, MAX_BYTES, end, end - at)) input.bytes.copyWithin(end, at, end);
    else if (choice === 8) input.bytes[input.from] = random.below(2);
    else if (choice === 9) {
      const tail = Math.min(random.below(48), MAX_BYTES - (input.to - input.from));
      input.bytes.fill(random.oneIn(2) ? 0 : 0xff, input.to, input.to + tail);
      input.to += tail;
    } else if (choice === 10) {
      const from = PROLOGUE + random.below(Math.max(other.length - PROLOGUE, 1));
      const part = other.subarray(from, from + MAX_BYTES - (input.to - input.from));
      input.bytes.set(part, input.to);
      input.to += part.length;
    } else {
      const file = input.from + PROLOGUE;
      input.bytes[file + random.below(Math.min(64, input.to - file))] = random.below(64);
      if (!random.oneIn(4)) sealHeader(new DataView(input.view.buffer, input.view.byteOffset + file, input.to - file));
    }
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: 16,
    seeds,
    mutate(input: Input, random: Random, other: Uint8Array): void {
      for (let changes = 1 + random.below(3); changes > 0; changes--) change(input, random, other);
    },
    restart: () => {},
    run({ bytes, from, to }: Input): void {
      const length = Math.max(to - from - PROLOGUE, 0);
      scratch.set(bytes.subarray(to - length, to));
      const view = new DataView(scratch.buffer, 0, length);
      const mayBeTorn = to > from && (bytes[from]! & 1) === 1;
      empty();
      const replayer = new Replayer(engine, CONFIG);
      const found = refusable((): SegmentScan => {
        const scan = scanSegment({ file: 'file', view, mayBeTorn }, (record, at) => replayer.replay(record, at));
        mustBeConfig(scan.header.config);
        assertSameConfig('file', scan.header.config, CONFIG);
        return scan;
      });
      const reference = referenceEngine();
      const expected = readSegment(view, mayBeTorn, reference);
      mustAgree(found !== undefined, expected !== undefined);
      mustEqual('sound bytes', found?.soundBytes, expected?.soundBytes);
      mustEqual('torn bytes', found?.tornBytes, expected?.tornBytes);
      mustEqual('records', found?.records, expected?.records);
      mustEqual('closed', found && Number(found.isClosed), expected && Number(expected.isClosed));
      const totals = { sequence: reference.lastSequence, trades: reference.totalTrades };
      if (expected !== undefined) mustBeSame(engine, reference, totals);
    },
    finish: () => {},
  };
}
