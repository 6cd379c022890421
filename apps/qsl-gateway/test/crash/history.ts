import {
  FileLoader,
  type JournalConfig,
  listFolder,
  RecordKind,
  Replayer,
  readId,
  readKind,
  readSequence,
  readSymbol,
  scanSegment,
} from '@qsl/journal';
import { DEFAULT_RISK_LIMITS, type Engine, takeSnapshot } from '@qsl/matching-engine';
import type { Promised, PromisedFill, Trader } from './trader.ts';

/** A gateway's, unless told otherwise. */
export const CONFIG: JournalConfig = { symbols: ['AAPL', 'MSFT'], risk: DEFAULT_RISK_LIMITS, maxOrders: 2 ** 20 };

/** What a journal says happened. */
export interface History {
  readonly answers: ReadonlyMap<bigint, Omit<Promised, 'sequence'>>;
  readonly fills: ReadonlyMap<bigint, Omit<PromisedFill, 'sequence'>>;
}

/** Gives the commands that a folder's journal has behind `model`'s last sequence to it, and tells what they did. */
export function catchUp(folder: string, model: Engine): History {
  const answers = new Map<bigint, Omit<Promised, 'sequence'>>();
  const fills = new Map<bigint, Omit<PromisedFill, 'sequence'>>();
  const before = model.lastSequence;
  const replayer = new Replayer(model, CONFIG);
  const loader = new FileLoader();
  const visit = (view: DataView, at: number): string | undefined => {
    if (readSequence(view, at) <= before || readKind(view, at) === RecordKind.Close) return undefined;
    const fault = replayer.replay(view, at);
    if (fault !== undefined) return fault;
    const id = readId(view, at);
    const kind = readKind(view, at) === RecordKind.Cancel ? 'cancel' : 'order';
    answers.set(BigInt(model.firstSequence), { kind, id, symbol: readSymbol(view, at) });
    for (let i = 0; i < model.tradeCount; i++) {
      const maker = (BigInt(model.tradeMakerHigh(i) >>> 0) << 32n) | BigInt(model.tradeMakerLow(i) >>> 0);
      const fill = { taker: id, maker, price: BigInt(model.tradePrice(i)), quantity: model.tradeQuantity(i) };
      fills.set(BigInt(model.firstTradeSequence + i), fill);
    }
    return undefined;
  };
  for (const { file } of listFolder(folder).segments) {
    scanSegment({ file, view: loader.load(file), mayBeTorn: true }, visit);
  }
  return { answers, fills };
}

/** Everything that an answer can depend on, as text. */
export function stateOf(engine: Engine): string {
  const queues = Array.from({ length: engine.symbolCount * 2 }, (_, book) => [
    ...engine.levels(book >>> 1, (book & 1) as 0 | 1),
  ]);
  return JSON.stringify({ ...takeSnapshot(engine), queues });
}

/** What traders were told that is not in the history, as text. */
export function lostPromises(traders: readonly Trader[], { answers, fills }: History): string[] {
  const acks = traders.flatMap((trader) => trader.acks).filter((ack) => !isKept(ack, answers.get(ack.sequence)));
  const trades = traders.flatMap((trader) => trader.fills).filter((fill) => !isKept(fill, fills.get(fill.sequence)));
  return [...acks, ...trades].map((told) =>
    JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

function isKept<Told extends object>(told: Told, kept: Partial<Told> | undefined): boolean {
  return kept !== undefined && Object.entries(kept).every(([name, value]) => told[name as keyof Told] === value);
}
