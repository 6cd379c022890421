import type { Engine } from '../engine.ts';
import type { OrderId } from '../order-id.ts';
import { Reason } from '../order-types.ts';
import type { RiskGate } from '../risk.ts';
import type { SymbolRegistry } from '../symbols.ts';
import type { Command } from './command.ts';
import { formatAnswer, formatReject, formatTrade } from './format.ts';

/** What a command goes through: the risk gate, then the engine. */
export interface Market {
  readonly engine: Engine;
  readonly gate: RiskGate;
  readonly symbols: SymbolRegistry;
}

const NAMES_IN_REJECTS = { limit: 'new_limit', market: 'new_market', cancel: 'cancel', modify: 'modify' } as const;

/**
 * Gives a command to the gate and, if it passes, to the engine.
 * Returns the gate's verdict; after `Reason.None` the engine holds what came of it.
 * @throws RangeError when a symbol more cannot be registered
 */
export function runCommand({ engine, gate, symbols }: Market, command: Command): Reason {
  if (command.kind === 'reg') {
    symbols.register(command.name);
    return Reason.None;
  }
  const { symbol } = command;
  const { high, low } = command.id;
  let reason: Reason;
  switch (command.kind) {
    case 'limit': {
      const { side, price, quantity, timeInForce } = command;
      reason = gate.checkLimit(symbol, side, high, low, price, quantity, timeInForce);
      if (reason === Reason.None) engine.submitLimit(symbol, side, high, low, price, quantity, timeInForce);
      break;
    }
    case 'market': {
      const { side, quantity } = command;
      reason = gate.checkMarket(symbol, side, high, low, quantity);
      if (reason === Reason.None) engine.submitMarket(symbol, side, quantity);
      break;
    }
    case 'cancel':
      reason = gate.checkCancel(symbol, high, low);
      if (reason === Reason.None) engine.cancel(symbol, high, low);
      break;
    case 'modify': {
      const { price, quantity } = command;
      reason = gate.checkModify(symbol, high, low, price, quantity);
      if (reason === Reason.None) engine.modify(symbol, high, low, price, quantity);
      break;
    }
  }
  return reason;
}

/** The lines that state what came of the command just run: a reject, or its events. */
export function* formatOutcome({ engine }: Market, command: Command, reason: Reason): Generator<string> {
  if (command.kind === 'reg') return;
  const { kind, symbol, id } = command;
  if (reason !== Reason.None) {
    yield formatReject(NAMES_IN_REJECTS[kind], id, reason);
    return;
  }
  const answer = kind === 'limit' || kind === 'market' ? 'accept' : kind;
  yield formatAnswer(answer, engine.firstSequence, symbol, id);
  yield* formatTrades(engine, symbol, id);
}

function* formatTrades(engine: Engine, symbol: number, taker: OrderId): Generator<string> {
  for (let i = 0; i < engine.tradeCount; i++) {
    yield formatTrade({
      sequence: engine.firstTradeSequence + i,
      symbol,
      taker,
      maker: { high: engine.tradeMakerHigh(i), low: engine.tradeMakerLow(i) },
      price: engine.tradePrice(i),
      quantity: engine.tradeQuantity(i),
    });
  }
}
