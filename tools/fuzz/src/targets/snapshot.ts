import { assertSameConfig, restoreSnapshot, snapshotHeader } from '@qsl/journal';
import type { ReferenceEngine } from '@qsl/matching-engine/reference';
import { mutateBytes, removeBytes } from '../mutate/bytes.ts';
import { Random } from '../random.ts';
import type { Input, Target } from '../target.ts';
import { mustAgree, mustBeSame, recoveryEngine, refusable } from './journal-engine.ts';
import { CONFIG, headerBytes, sealHeader, sumOf } from './journal-format.ts';
import { randomSnapshot, referenceEngine, sealSnapshot, snapshotBody } from './journal-seeds.ts';

const MAX_BYTES = 480;
const [FIRST_ORDER, ORDER_BYTES] = [16, 24];
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** Recovery from a snapshot: the very orders that are in it, or a coded refusal. */
export function snapshotTarget(): Target {
  const { engine, empty } = recoveryEngine();
  const scratch = new Uint8Array(MAX_BYTES);
  const random = new Random(1, 2);
  const seeds = [0, 4, 12, 60].map((tries) => randomSnapshot(random, tries));

  /** A change of the body, its sum and its number of orders mostly made right again. */
  function changeBody(input: Input, random: Random): void {
    const file = new DataView(input.view.buffer, input.view.byteOffset + input.from, input.to - input.from);
    const body = snapshotBody(file);
    const orders = Math.floor((file.byteLength - body - FIRST_ORDER) / ORDER_BYTES);
    const field = random.below(Math.max(file.byteLength - body, 1));
    const at = input.from + body + FIRST_ORDER + ORDER_BYTES * random.below(Math.max(orders, 1));
    if (orders > 0 && random.oneIn(5)) removeBytes(input, at, ORDER_BYTES);
    else if (orders > 0 && random.oneIn(3)) {
      const target = at + random.below(ORDER_BYTES);
      if (target < input.to)
        input.bytes[target] = random.oneIn(3) ? random.next() : random.below(4) + (target - at === 16 ? 96 : 0);
    } else if (body + field < file.byteLength) input.bytes[input.from + body + field] = random.below(20);
    const now = new DataView(input.view.buffer, input.view.byteOffset + input.from, input.to - input.from);
    const count = Math.floor((now.byteLength - body - FIRST_ORDER) / ORDER_BYTES);
    if (count >= 0 && !random.oneIn(6)) now.setUint32(body + 4, count, true);
    if (!random.oneIn(6)) sealSnapshot(now);
  }

  function changeHeader(input: Input, random: Random): void {
    const length = Math.min(64, input.to - input.from);
    if (length === 0) return;
    input.bytes[input.from + random.below(length)] = random.below(64);
    const file = new DataView(input.view.buffer, input.view.byteOffset + input.from, input.to - input.from);
    if (!random.oneIn(4)) sealHeader(file);
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: 16,
    seeds,
    mutate(input: Input, random: Random): void {
      for (let changes = 1 + random.below(3); changes > 0; changes--) {
        const choice = random.below(12);
        if (choice === 0) mutateBytes(input, MAX_BYTES, random, input.from);
        else if (choice === 1) changeHeader(input, random);
        else changeBody(input, random);
      }
    },
    restart: () => {},
    run({ bytes, from, to }: Input): void {
      scratch.set(bytes.subarray(from, to));
      const view = new DataView(scratch.buffer, 0, to - from);
      empty();
      const isTaken = refusable(() => {
        const header = snapshotHeader('file', view);
        assertSameConfig('file', header.config, CONFIG);
        restoreSnapshot({ file: 'file', view }, header, engine);
        return true;
      });
      const reference = referenceEngine();
      const expected = readSnapshot(view, reference);
      mustAgree(isTaken === true, expected !== undefined);
      if (expected !== undefined) mustBeSame(engine, reference, expected);
    },
    finish: () => {},
  };
}

/** The counters of a snapshot that is to be taken; undefined for one to refuse. Gives its orders to `engine`. */
function readSnapshot(view: DataView, engine: ReferenceEngine): { sequence: number; trades: number } | undefined {
  const body = headerBytes(view, 'QSL-SNAP');
  if (body === 0 || view.byteLength < body + FIRST_ORDER) return undefined;
  if (view.getInt32(body, true) !== sumOf(view, body + 4, view.byteLength)) return undefined;
  const orders = view.getUint32(body + 4, true);
  if (view.byteLength !== body + FIRST_ORDER + orders * ORDER_BYTES) return undefined;
  const [sequence, trades] = [view.getBigUint64(24, true), view.getBigUint64(body + 8, true)];
  if (sequence > MOST || trades > MOST) return undefined;
  for (let at = body + FIRST_ORDER; at < view.byteLength; at += ORDER_BYTES) {
    const book = view.getUint32(at + 12, true);
    const outcome = engine.apply({
      kind: 'limit',
      symbol: book >>> 1,
      id: view.getBigUint64(at, true),
      side: (book & 1) === 0 ? 'B' : 'S',
      price: view.getBigUint64(at + 16, true),
      quantity: view.getUint32(at + 8, true),
      timeInForce: 'GTC',
    });
    if ('reject' in outcome || outcome.events.length > 1) return undefined;
  }
  return { sequence: Number(sequence), trades: Number(trades) };
}
