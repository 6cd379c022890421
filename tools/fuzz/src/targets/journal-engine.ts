import { engineFor, type JournalConfig, JournalError } from '@qsl/journal';
import { type Engine, MAX_ORDERS_LIMIT, MAX_SYMBOLS_LIMIT } from '@qsl/matching-engine';
import type { ReferenceEngine } from '@qsl/matching-engine/reference';
import { dumpEngine, dumpReference } from '@qsl/matching-engine/reference-dump';
import { BrokenInvariant, mustEqual } from '../target.ts';
import { CONFIG } from './journal-format.ts';

/** The codes that reading a journal may be refused with. */
const CODES = ['JOURNAL_DAMAGED', 'JOURNAL_CONFIG'];

/** An engine to recover into, and the way back to an empty one. */
export function recoveryEngine(): { engine: Engine; empty: () => void } {
  const engine = engineFor(CONFIG);
  const memory = new Int32Array(engine.memory.buffer);
  const pristine = Int32Array.from(memory);
  return { engine, empty: () => memory.set(pristine) };
}

/** What `read` gives; undefined where it refuses in the way it should, naming file, and what to do. */
export function refusable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JournalError) || !CODES.includes(error.code) || !error.message.startsWith('file '))
      throw error;
    return undefined;
  }
}

/** The recovered engine has the books, queues included, and the counters of the reference. */
export function mustBeSame(
  engine: Engine,
  reference: ReferenceEngine,
  totals: { sequence: number; trades: number },
): void {
  mustEqual('last sequence', engine.lastSequence, totals.sequence);
  mustEqual('trades', engine.totalTrades, totals.trades);
  const [found, expected] = [dumpEngine(engine), dumpReference(reference)].map((orders) =>
    orders.map(({ symbol, side, id, price, quantity }) => `${symbol}${side} ${id} ${quantity}@${price}`).join(),
  );
  if (found !== expected) throw new BrokenInvariant('books', `${found}, expected ${expected}`);
}

/** A verdict of the reader against the one that the format calls for. */
export function mustAgree(isTaken: boolean, isSound: boolean): void {
  if (isTaken && !isSound) throw new BrokenInvariant('verdict', 'it was taken, and has to be refused');
  if (!isTaken && isSound) throw new BrokenInvariant('verdict', 'it was refused, and is sound');
}

/** What looks into a journal makes an engine as its header says: it must be one that there can be. */
export function mustBeConfig({ maxOrders, symbols, risk }: JournalConfig): void {
  const isPossible =
    maxOrders >= 1 && maxOrders <= MAX_ORDERS_LIMIT && symbols.length >= 1 && symbols.length <= MAX_SYMBOLS_LIMIT;
  if (!isPossible || !Number.isSafeInteger(risk.maxNotional)) {
    throw new BrokenInvariant('configuration', `${maxOrders} orders, ${symbols.length} symbols, ${risk.maxNotional}`);
  }
}
