import { isDeepStrictEqual } from 'node:util';
import {
  FileLoader,
  type JournalConfig,
  listFolder,
  RecordKind,
  Replayer,
  readId,
  readKind,
  readPrice,
  readQuantity,
  readSequence,
  readSymbol,
  readTerms,
  scanSegment,
  TERMS_IMMEDIATE,
  TERMS_SELL,
} from '@qsl/journal';
import { DEFAULT_RISK_LIMITS, type Engine, takeSnapshot } from '@qsl/matching-engine';
import { Side, TimeInForce } from '../frames.ts';
import type { Command, PromisedFill, Trader } from './trader.ts';

/** A gateway's, unless told otherwise. */
export const CONFIG: JournalConfig = { symbols: ['AAPL', 'MSFT'], risk: DEFAULT_RISK_LIMITS, maxOrders: 2 ** 20 };

/** What a journal says happened. */
export interface History {
  /** Commands by the number of their answers. */
  readonly answers: ReadonlyMap<bigint, Command>;
  readonly fills: ReadonlyMap<bigint, Omit<PromisedFill, 'sequence'>>;
}

/** Gives the commands that a folder's journal has behind `model`'s last sequence to it, and tells what they did. */
export function catchUp(folder: string, model: Engine): History {
  const answers = new Map<bigint, Command>();
  const fills = new Map<bigint, Omit<PromisedFill, 'sequence'>>();
  const before = model.lastSequence;
  const replayer = new Replayer(model, CONFIG);
  const loader = new FileLoader();
  const visit = (view: DataView, at: number): string | undefined => {
    if (readSequence(view, at) <= before || readKind(view, at) === RecordKind.Close) return undefined;
    const fault = replayer.replay(view, at);
    if (fault !== undefined) return fault;
    const command = readCommand(view, at);
    answers.set(BigInt(model.firstSequence), command);
    for (let i = 0; i < model.tradeCount; i++) {
      const maker = (BigInt(model.tradeMakerHigh(i) >>> 0) << 32n) | BigInt(model.tradeMakerLow(i) >>> 0);
      const fill = { taker: command.id, maker, price: BigInt(model.tradePrice(i)), quantity: model.tradeQuantity(i) };
      fills.set(BigInt(model.firstTradeSequence + i), fill);
    }
    return undefined;
  };
  for (const { file } of listFolder(folder).segments) {
    scanSegment({ file, view: loader.load(file), mayBeTorn: true }, visit);
  }
  return { answers, fills };
}

/** The command of a limit order's, a market order's or a cancel's record, from its own bytes and not from what the engine made of it. */
function readCommand(view: DataView, at: number): Command {
  const [kind, terms] = [readKind(view, at), readTerms(view, at)];
  const target = { id: readId(view, at), symbol: readSymbol(view, at) };
  if (kind === RecordKind.Cancel) return { kind: 'cancel', ...target };
  const side = (terms & TERMS_SELL) === 0 ? Side.Buy : Side.Sell;
  const order = { ...target, side, quantity: readQuantity(view, at) };
  if (kind === RecordKind.Market) return { kind: 'market', ...order };
  const timeInForce = (terms & TERMS_IMMEDIATE) === 0 ? TimeInForce.GTC : TimeInForce.IOC;
  return { kind: 'limit', ...order, price: BigInt(readPrice(view, at)), timeInForce };
}

/** Everything that an answer can depend on, as text. */
export function stateOf(engine: Engine): string {
  const queues = Array.from({ length: engine.symbolCount * 2 }, (_, book) => [
    ...engine.levels(book >>> 1, (book & 1) as 0 | 1),
  ]);
  return JSON.stringify({ ...takeSnapshot(engine), queues });
}

/** What traders were told that is not in the history, as text. */
export function lostPromises(
  traders: readonly Pick<Trader, 'acks' | 'fills'>[],
  { answers, fills }: History,
): string[] {
  const acks = traders.flatMap((trader) => trader.acks).filter((ack) => !isKept(ack, answers.get(ack.sequence)));
  const trades = traders.flatMap((trader) => trader.fills).filter((fill) => !isKept(fill, fills.get(fill.sequence)));
  return [...acks, ...trades].map((told) =>
    JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

/** Whether all that was told under a number is there under it, and nothing else. */
function isKept<Told extends { readonly sequence: bigint }>(told: Told, kept: object | undefined): boolean {
  return isDeepStrictEqual(told, { ...kept, sequence: told.sequence });
}
