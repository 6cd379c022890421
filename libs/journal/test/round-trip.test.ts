/**
 * Any commands that an engine accepted, written as records and read again, bring a fresh engine to the same state; cut
 * anywhere, to the state that it had after the last whole record. In memory, so thousands of journals cost no disk.
 */
import { type Engine, Reason, RiskGate, type Side, type TimeInForce } from '@qsl/matching-engine';
import fc from 'fast-check';
import t from 'tap';
import { encodeHeader } from '../src/header.ts';
import { SEGMENT_MAGIC } from '../src/layout.ts';
import { sealRecords, writeCancel, writeLimit, writeMarket, writeModify } from '../src/record-writer.ts';
import { Replayer } from '../src/replayer.ts';
import { scanSegment } from '../src/segment-scan.ts';
import { engineFor } from '../src/take-snapshot.ts';
import { CONFIG, stateOf } from './small-journal.ts';

const half = fc.oneof(fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer({ min: 0, max: 3 }));
const price = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 97, max: 103 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2 ** 31, 1_000_000) },
);
const commands = fc.array(
  fc.record({
    kind: fc.constantFrom('limit', 'limit', 'limit', 'market', 'cancel', 'modify'),
    symbol: fc.nat(CONFIG.symbols.length - 1),
    idHigh: half,
    idLow: fc.nat(9),
    side: fc.constantFrom<Side>(0, 1),
    price,
    quantity: fc.integer({ min: 0, max: 12 }),
    timeInForce: fc.constantFrom<TimeInForce>(0, 0, 1),
  }),
  { maxLength: 60, size: 'max' },
);
type Command = typeof commands extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Gives a command to the engine and writes its record at `at`, if it is accepted. Returns the record's length. */
function record(engine: Engine, gate: RiskGate, view: DataView, at: number, command: Command): number {
  const { kind, symbol, idHigh, idLow, side, price, quantity, timeInForce } = command;
  const sequence = engine.lastSequence + 1;
  if (kind === 'limit') {
    if (gate.checkLimit(symbol, side, idHigh, idLow, price, quantity, timeInForce) !== Reason.None) return 0;
    engine.submitLimit(symbol, side, idHigh, idLow, price, quantity, timeInForce);
    return writeLimit(view, at, sequence, symbol, side, idHigh, idLow, price, quantity, timeInForce);
  }
  if (kind === 'market') {
    if (gate.checkMarket(symbol, side, idHigh, idLow, quantity) !== Reason.None) return 0;
    engine.submitMarket(symbol, side, quantity);
    return writeMarket(view, at, sequence, symbol, side, idHigh, idLow, quantity);
  }
  if (kind === 'cancel') {
    if (!engine.cancel(symbol, idHigh, idLow)) return 0;
    return writeCancel(view, at, sequence, symbol, idHigh, idLow);
  }
  if (gate.checkModify(symbol, idHigh, idLow, price, quantity) !== Reason.None) return 0;
  engine.modify(symbol, idHigh, idLow, price, quantity);
  return writeModify(view, at, sequence, symbol, idHigh, idLow, price, quantity);
}

t.test('what was recorded is what is recovered, wherever it is cut', async (t) => {
  const property = fc.property(commands, fc.nat(), (commands, cut) => {
    const bytes = new Uint8Array(4096);
    const view = new DataView(bytes.buffer);
    const header = encodeHeader(SEGMENT_MAGIC, CONFIG, 1);
    bytes.set(header);
    const engine = engineFor(CONFIG);
    const gate = new RiskGate(engine, CONFIG.risk);
    const states = [{ end: header.length, state: JSON.stringify(stateOf(engine)) }];
    for (const command of commands) {
      const at = states.at(-1)!.end;
      const length = record(engine, gate, view, at, command);
      if (length > 0) states.push({ end: at + length, state: JSON.stringify(stateOf(engine)) });
    }
    const written = states.at(-1)!.end;
    sealRecords(view, header.length, written);
    for (const end of [written, header.length + (cut % (written - header.length + 1))]) {
      const fresh = engineFor(CONFIG);
      const replayer = new Replayer(fresh, CONFIG);
      const text = { file: 'cut', view: new DataView(bytes.buffer, 0, end), mayBeTorn: true };
      const scan = scanSegment(text, (records, at) => replayer.replay(records, at));
      const due = states.findLast((state) => state.end <= end)!;
      if (scan.soundBytes !== due.end) throw new Error(`${scan.soundBytes} sound bytes, not ${due.end}`);
      if (JSON.stringify(stateOf(fresh)) !== due.state) throw new Error(`another state, cut at ${end}`);
    }
  });
  fc.assert(property, { numRuns: process.env.QSL_LONG === undefined ? 150 : 20_000 });
  t.pass('no difference found');
});
