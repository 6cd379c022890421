/** Journals for tests: the flow's commands through an engine, recorded as a gateway records them. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type Engine, takeSnapshot } from '@qsl/matching-engine';
import { CommandKind, OrderFlow } from '@qsl/order-flow';
import type { JournalConfig } from '../src/header.ts';
import { sealRecords, writeCancel, writeLimit, writeMarket, writeModify } from '../src/record-writer.ts';
import { type Recovery, recover } from '../src/recover.ts';
import { SegmentWriter } from '../src/segment-writer.ts';
import { engineFor } from '../src/take-snapshot.ts';

export const CONFIG: JournalConfig = {
  symbols: ['AAPL', 'MSFT', 'Zoë'],
  risk: { maxOrderQuantity: 1000, maxNotional: 1_000_000 },
  maxOrders: 128,
};

/** The whole state that an answer can depend on, queues included. */
export function stateOf(engine: Engine): unknown {
  const sides = Array.from({ length: engine.symbolCount }, (_, symbol) => [
    [...engine.levels(symbol, 0)],
    [...engine.levels(symbol, 1)],
  ]);
  return { ...takeSnapshot(engine), sides };
}

/** Records of `commands` commands of the flow, one at a time, with the state after each; the first is the state before. */
export function recordFlow({ seed, commands }: { seed: number; commands: number }) {
  const flow = new OrderFlow({ seed: BigInt(seed), symbols: CONFIG.symbols.length, orders: commands * 2 });
  const engine = engineFor(CONFIG);
  const records: { bytes: Uint8Array; sequence: number }[] = [];
  const states = [stateOf(engine)];
  while (records.length < commands && flow.next()) {
    const { kind, symbol, id, side, price, quantity, timeInForce } = flow;
    const sequence = engine.lastSequence + 1;
    const view = new DataView(new ArrayBuffer(64));
    let length = 0;
    if (kind === CommandKind.Limit) {
      engine.submitLimit(symbol, side, -1, id, price, quantity, timeInForce);
      length = writeLimit(view, 0, sequence, symbol, side, -1, id, price, quantity, timeInForce);
    } else if (kind === CommandKind.Market) {
      engine.submitMarket(symbol, side, quantity);
      length = writeMarket(view, 0, sequence, symbol, side, -1, id, quantity);
    } else if (kind === CommandKind.Cancel) {
      if (!engine.cancel(symbol, -1, id)) continue;
      length = writeCancel(view, 0, sequence, symbol, -1, id);
    } else {
      if (!engine.modify(symbol, -1, id, price, quantity)) continue;
      length = writeModify(view, 0, sequence, symbol, -1, id, price, quantity);
    }
    sealRecords(view, 0, length);
    records.push({ bytes: new Uint8Array(view.buffer, 0, length), sequence });
    states.push(stateOf(engine));
  }
  return { records, states, engine };
}

export type Recorded = ReturnType<typeof recordFlow>;

/** Appends records to a folder as a gateway does that starts on it. */
export function append(
  folder: string,
  records: Recorded['records'],
  { segmentBytes = 1 << 20, close = false } = {},
): void {
  const { tail, lastSequence } = recovered(folder);
  const setup = { folder, config: CONFIG, segmentBytes, tail, nextSequence: lastSequence + 1 };
  const writer = new SegmentWriter(setup);
  for (const { bytes, sequence } of records) writer.write(bytes, sequence);
  writer.sync();
  if (close) writer.close(recovered(folder).lastSequence + 1);
}

/** What a gateway finds that starts on a folder. */
export function recovered(folder: string): Recovery & { engine: Engine; state: unknown } {
  const engine = engineFor(CONFIG);
  const recovery = recover(folder, engine, CONFIG);
  return { ...recovery, engine, state: stateOf(engine) };
}

/** The journal's files by name. */
export function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name !== 'lock')
    .sort();
}

/** A folder with one file of these bytes. */
export function folderWith(folder: string, name: string, bytes: Uint8Array): string {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(join(folder, name), bytes);
  return folder;
}
