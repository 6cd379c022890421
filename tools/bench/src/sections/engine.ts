import { type Bench, inTurn, script, whyMissing, yardstick } from '../bench.ts';
import { runToEnd } from '../children.ts';
import { measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import { median } from '../statistics.ts';
import { ratioOf, type Target } from '../verdict.ts';

/** One run of the engine, as programs/engine.ts prints it. */
export interface EngineRun {
  readonly orders: number;
  readonly nsPerOrder: number;
  readonly checksum: number;
  /** What the warm-up added to the process. */
  readonly residentBytes: number;
}

export interface TextbookRun {
  readonly nsPerOrder: number;
  readonly checksum: number;
}

/** Reads the line of textbook_engine. */
export function parseTextbook(text: string): TextbookRun {
  const [, ns, checksum] = /: ([\d.]+) ns\/order over .*, checksum (\d+)$/m.exec(text) ?? [];
  if (ns === undefined || checksum === undefined) throw new Error(`no line of the textbook engine: ${text}`);
  return { nsPerOrder: Number(ns), checksum: Number(checksum) };
}

/** Runs a workload through our engine; `amount` is a share of the usual orders, or their number for a sized one. */
export async function runEngine(bench: Bench, workload: string, amount: number): Promise<EngineRun> {
  const program = script(bench.placement.serverCpu, 'tools/bench/src/programs/engine.ts', workload, amount);
  return JSON.parse(await runToEnd(program)) as EngineRun;
}

export async function runTextbook(bench: Bench, workload: string, orders: number): Promise<TextbookRun> {
  const file = yardstick(bench, 'textbook_engine');
  return parseTextbook(await runToEnd({ cpu: bench.placement.serverCpu, file, args: [orders, workload] }));
}

/** Nanoseconds an order, ours and the textbook's, over runs in turn. Throws where the checksums differ. */
export async function compareEngines(
  bench: Bench,
  workload: string,
  size: { amount: number; orders: number; runs: number },
) {
  const { ours, theirs } = await inTurn<EngineRun | TextbookRun>(size.runs, {
    ours: () => runEngine(bench, workload, size.amount),
    theirs: () => runTextbook(bench, workload, size.orders),
  });
  const checksums = new Set([...ours, ...theirs].map(({ checksum }) => checksum));
  if (checksums.size !== 1)
    throw new Error(`${workload}: the engines disagree: checksums ${[...checksums].join(', ')}`);
  const ns = (runs: readonly { nsPerOrder: number }[]) => runs.map(({ nsPerOrder }) => nsPerOrder);
  return { ours: ns(ours), theirs: ns(theirs), figure: ratioOf(ns(ours), ns(theirs)) };
}

const WORKLOADS: readonly { name: string; workload: string; orders: number; target: Target }[] = [
  { name: 'deep book', workload: 'deep', orders: 10_000_000, target: { bound: 'at most', value: 0.45 } },
  { name: 'shallow book', workload: 'shallow', orders: 10_000_000, target: { bound: 'at most', value: 1 } },
  { name: 'prices to 10^9', workload: 'wide', orders: 10_000_000, target: { bound: 'at most', value: 1 } },
  { name: 'random u64 ids', workload: 'random-ids', orders: 10_000_000, target: { bound: 'at most', value: 1 } },
  { name: 'sweeps of 4,096', workload: 'sweep', orders: 4097 * 2400, target: { bound: 'at most', value: 1 } },
  { name: 'cancels only', workload: 'cancels', orders: 65_536 * 160, target: { bound: 'at most', value: 1 } },
];

export const nsText = (values: readonly number[]) => `${median(values).toFixed(1)} ns/order`;

/** Risk gate and engine against the textbook engine, on every kind of book. */
export async function measureEngine(bench: Bench): Promise<Outcome> {
  const amount = bench.quick ? 0.125 : 0.5;
  const missing = whyMissing(bench, 'textbook_engine');
  const rows: Row[] = [];
  for (const { name, workload, orders, target } of WORKLOADS) {
    const row = { section: 'engine', what: `engine, ${name}`, against: 'textbook engine', unit: '×', target };
    bench.progress(row.what);
    if (missing === undefined) {
      const size = { amount, orders: orders * amount, runs: bench.runs };
      const { ours, theirs, figure } = await compareEngines(bench, workload, size);
      rows.push(measuredRow({ ...row, figure, ours: nsText(ours), theirs: nsText(theirs) }));
    } else {
      const { nsPerOrder } = await runEngine(bench, workload, amount);
      rows.push({ ...unavailableRow(row, missing), ours: nsText([nsPerOrder]) });
    }
  }
  return { rows };
}
