/**
 * The engine against the naive reference: after every command of a random sequence both say the same, print the same
 * snapshot and hold the same orders in the same order. The engine is driven through two attachments in turn, as two
 * threads that take the lock by turns would.
 */
import fc from 'fast-check';
import t from 'tap';
import { Engine } from '../src/engine.ts';
import { RiskGate } from '../src/risk.ts';
import { takeSnapshot } from '../src/snapshot.ts';
import { SymbolRegistry } from '../src/symbols.ts';
import { parseCommand } from '../src/transcript/command.ts';
import { formatSnapshot } from '../src/transcript/format.ts';
import { TranscriptLine } from '../src/transcript/line.ts';
import { replay } from '../src/transcript/replay.ts';
import { formatOutcome, type Market, runCommand } from '../src/transcript/run.ts';
import { dumpEngine, dumpReference } from './dump.ts';
import { fuzzRuns } from './fuzz-runs.ts';
import { imbalances } from './pools.ts';
import { type Scenario, scenarios } from './random-commands.ts';
import { ReferenceEngine, type ReferenceLimits } from './reference-engine.ts';
import {
  commandLine,
  outcomeLines,
  snapshotLines,
  type TranscriptCommand,
  transcriptLines,
} from './reference-transcript.ts';

/** One engine, seen through two attachments. */
function marketsOf(limits: ReferenceLimits): [Market, Market] {
  const first = Engine.create({ maxOrders: limits.maxOrders, maxSymbols: 3 }, { shared: true, hashSeed: 7 });
  const second = Engine.attach(first.memory.buffer);
  const symbols = new SymbolRegistry(first);
  const risk = { maxOrderQuantity: Number(limits.maxOrderQuantity), maxNotional: Number(limits.maxNotional) };
  return [
    { engine: first, gate: new RiskGate(first, risk), symbols },
    { engine: second, gate: new RiskGate(second, risk), symbols },
  ];
}

function run(market: Market, text: string): string[] {
  const command = parseCommand(new TranscriptLine('model', 1, text));
  const reason = runCommand(market, command);
  return [...formatOutcome(market, command, reason)];
}

/** Fails the case unless what was found is what was expected. */
function same(what: string, found: unknown, expected: unknown): void {
  const [left, right] = [found, expected].map((value) => JSON.stringify(value, bigintsAsText));
  if (left !== right) throw new Error(`${what}: ${left}, expected ${right}`);
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function checkInvariants(engine: Engine): void {
  same('memory', imbalances(engine), []);
  for (let symbol = 0; symbol < engine.symbolCount; symbol++) {
    if (engine.bestBid(symbol) >= engine.bestAsk(symbol)) throw new Error(`symbol ${symbol} is crossed`);
  }
}

/** The fills that a new order will have, as counted beforehand. */
function countFills({ engine }: Market, command: TranscriptCommand): number | undefined {
  if (command.kind !== 'limit' && command.kind !== 'market') return undefined;
  const side = command.side === 'B' ? 0 : 1;
  const { symbol, quantity } = command;
  if (command.kind === 'market') return engine.countMarketFills(symbol, side, quantity, Number.MAX_SAFE_INTEGER);
  return engine.countFills(symbol, side, Number(command.price), quantity, Number.MAX_SAFE_INTEGER);
}

function runScenario({ limits, commands }: Scenario): void {
  const markets = marketsOf(limits);
  const reference = new ReferenceEngine(limits);
  commands.forEach((command, turn) => {
    const market = markets[turn % 2]!;
    const expected = outcomeLines(reference, command);
    const wasAccepted = expected[0]?.startsWith('evt accept');
    const counted = wasAccepted ? countFills(market, command) : undefined;
    const text = commandLine(command);
    same(text, run(market, text), expected);
    if (wasAccepted) same('fills counted', counted, expected.length - 1);
    same('snapshot', [...formatSnapshot(takeSnapshot(market.engine))], snapshotLines(reference));
    for (const { engine } of markets) same('orders', dumpEngine(engine), dumpReference(reference));
    checkInvariants(market.engine);
  });
}

t.test('every command has the outcome, and leaves the book, of the reference', async (t) => {
  fc.assert(fc.property(scenarios, runScenario), fuzzRuns(300));
  t.pass('no difference found');
});

t.test('no order is filled beyond what was submitted', async (t) => {
  const property = fc.property(scenarios, ({ limits, commands }) => {
    const [market] = marketsOf(limits);
    const left = new Map<string, number>(); // by symbol and id, of the last submission
    for (const command of commands) {
      const [answer, ...trades] = run(market, commandLine(command));
      if (command.kind === 'reg' || !answer?.startsWith('evt')) continue;
      if ('quantity' in command) left.set(`${command.symbol} ${command.id}`, command.quantity);
      for (const trade of trades) {
        const [, , , symbol, taker, maker, , quantity] = trade.split(' ');
        for (const id of [taker, maker]) {
          const remaining = left.get(`${symbol} ${id}`)! - Number(quantity);
          if (!(remaining >= 0)) throw new Error(`${trade}: over-filled by ${-remaining}`);
          left.set(`${symbol} ${id}`, remaining);
        }
      }
    }
  });
  fc.assert(property, fuzzRuns(300));
  t.pass('no over-fill found');
});

t.test('a whole transcript is the one that the reference writes, however its text is cut', async (t) => {
  const property = fc.property(scenarios, fc.integer({ min: 1, max: 400 }), ({ limits, commands }, pieceLength) => {
    const expected = transcriptLines(limits, commands);
    const text = `${expected.join('\n')}\n`;
    const pieces = text.match(new RegExp(`[^]{1,${pieceLength}}`, 'g'))!;
    const options = { file: 'model', maxOrders: limits.maxOrders, maxSymbols: 3, whenFull: 'reject' } as const;
    same('transcript', [...replay(pieces, options)], expected);
  });
  fc.assert(property, fuzzRuns(100));
  t.pass('no difference found');
});
