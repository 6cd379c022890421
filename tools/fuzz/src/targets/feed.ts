import { checkDatagram, FeedReader, Reading } from '@qsl/market-data';
import { FrameMutator } from '../mutate/frames.ts';
import type { Random } from '../random.ts';
import { type Input, mustEqual, type Target } from '../target.ts';
import { FRAME_BYTES, frameStatus, Status } from '../wire-oracle.ts';

const MAX_BYTES = 96;
const EPOCH = 128;
const WINDOW = 2 ** 16;
const TRAILING_BYTES = 7;
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** A subscriber's reader, a datagram an execution: the fault of each, and what its number tells among those before it. */
export function feedTarget(): Target {
  const mutator = new FrameMutator({
    vocabulary: { types: Uint8Array.of(3, 3, 3, 4, 4, 1), ids: 4, prices: 4, sequences: 200 },
    maxBytes: MAX_BYTES,
    prologue: 0,
  });
  const seen = new Set<bigint>();
  let newest = -1n;
  let malformed = 0;
  let reader = new FeedReader();

  /** What the protocol says to a datagram. */
  function faultOf(bytes: Uint8Array, from: number, to: number): number {
    const status = frameStatus(bytes, from, to);
    const type = bytes[from + 1]!;
    const isMarketData = type === 3 || type === 4;
    // A message that is no market data is that, whatever else is wrong behind its header.
    const isOther =
      status === Status.Ok || status > Status.BodyTooLarge || (status === Status.Truncated && to - from >= 16);
    if (!isMarketData && isOther) return Status.UnknownType;
    return status === Status.Ok && to - from !== FRAME_BYTES[type] ? TRAILING_BYTES : status;
  }

  /** What the number of a message tells, from the set of all numbers before it. */
  function readingOf(number: bigint): number {
    const isNew = !seen.has(number);
    seen.add(number);
    if (newest === -1n || number === newest + 1n) {
      newest = number;
      return Reading.InOrder;
    }
    if (number > newest) {
      checkGap(reader.tracker.gap, number - newest - 1n);
      newest = number;
      return Reading.AfterGap;
    }
    return isNew && newest - number < WINDOW ? Reading.OutOfOrder : Reading.Duplicate;
  }

  return {
    maxBytes: MAX_BYTES,
    epoch: EPOCH,
    seeds: [new Uint8Array(0)],
    mutate: (input: Input, random: Random, other: Uint8Array) => mutator.mutate(input, random, other),
    restart(): void {
      seen.clear();
      newest = -1n;
      malformed = 0;
      reader = new FeedReader();
    },
    run({ bytes, view, from, to }: Input): void {
      const fault = faultOf(bytes, from, to);
      mustEqual('checkDatagram', checkDatagram(view, from, to - from), fault);
      const found = reader.read(view, from, to - from);
      if (fault !== Status.Ok) malformed++;
      mustEqual('reading', found, fault === Status.Ok ? readingOf(view.getBigUint64(from + 8)) : Reading.Malformed);
      mustEqual('malformed', reader.malformed, malformed);
    },
    finish(): void {
      const counted = Object.values(reader.faults()).reduce((sum, count) => sum + count, 0);
      mustEqual('faults', counted, malformed);
    },
  };
}

/** A gap is exact below 2^53, and as near as a double can be beyond. */
function checkGap(found: number, expected: bigint): void {
  if (expected <= MOST_EXACT) mustEqual('gap', found, Number(expected));
  else if (!(Math.abs(found / Number(expected) - 1) < 1e-12)) mustEqual('a huge gap', found, Number(expected));
}
