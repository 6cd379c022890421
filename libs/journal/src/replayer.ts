import { type Engine, nameOfReason, Reason, RiskGate, Side, TimeInForce } from '@qsl/matching-engine';
import type { JournalConfig } from './header.ts';
import * as layout from './layout.ts';
import { readKind, readPrice, readQuantity, readSequence, readTerms } from './record-reader.ts';

const { RECORD_ID_HIGH, RECORD_ID_LOW, RECORD_SYMBOL, TERMS_IMMEDIATE, TERMS_SELL } = layout;
const { Cancel, Close, Limit, Market, Modify } = layout.RecordKind;

/**
 * Gives the commands of records to an engine once more. Each passes the risk gate again and has to reach the very
 * sequence number that it had: a journal that does not fit the engine's state is noticed at its first record.
 */
export class Replayer {
  /** Commands replayed. */
  commands = 0;
  readonly #engine: Engine;
  readonly #risk: RiskGate;

  /** @param engine with the symbols of `config`, and in the state that the first record follows */
  constructor(engine: Engine, config: JournalConfig) {
    this.#engine = engine;
    this.#risk = new RiskGate(engine, config.risk);
  }

  /** Replays a sound record. Returns what is wrong with it, if anything is; nothing was then changed. */
  replay(view: DataView, at: number): string | undefined {
    const due = this.#engine.lastSequence + 1;
    const sequence = readSequence(view, at);
    if (sequence !== due) return `a record has sequence number ${sequence} where ${due} is due`;
    const kind = readKind(view, at);
    if (kind === Close) return undefined;
    const reason = this.#apply(view, at, kind);
    if (reason !== Reason.None) return `a command that was accepted is refused now: ${nameOfReason(reason)}`;
    this.commands++;
    return undefined;
  }

  #apply(view: DataView, at: number, kind: number): Reason {
    const engine = this.#engine;
    const risk = this.#risk;
    const terms = readTerms(view, at);
    const side = (terms & TERMS_SELL) === 0 ? Side.Buy : Side.Sell;
    const idHigh = view.getInt32(at + RECORD_ID_HIGH, true);
    const idLow = view.getInt32(at + RECORD_ID_LOW, true);
    const symbol = view.getUint32(at + RECORD_SYMBOL, true);
    if (kind === Cancel) {
      const reason = risk.checkCancel(symbol, idHigh, idLow);
      if (reason === Reason.None) engine.cancel(symbol, idHigh, idLow);
      return reason;
    }
    const quantity = readQuantity(view, at);
    if (kind === Market) {
      const reason = risk.checkMarket(symbol, side, idHigh, idLow, quantity);
      if (reason === Reason.None) engine.submitMarket(symbol, side, quantity);
      return reason;
    }
    const price = readPrice(view, at);
    if (kind === Modify) {
      const reason = risk.checkModify(symbol, idHigh, idLow, price, quantity);
      if (reason === Reason.None) engine.modify(symbol, idHigh, idLow, price, quantity);
      return reason;
    }
    if (kind !== Limit) throw new RangeError(`${kind} is no kind of record`);
    const timeInForce = (terms & TERMS_IMMEDIATE) === 0 ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel;
    const reason = risk.checkLimit(symbol, side, idHigh, idLow, price, quantity, timeInForce);
    if (reason === Reason.None) engine.submitLimit(symbol, side, idHigh, idLow, price, quantity, timeInForce);
    return reason;
  }
}
