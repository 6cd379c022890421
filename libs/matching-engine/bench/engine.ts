/**
 * Nanoseconds and heap bytes for an order through the risk gate and the engine, on each workload of workloads.ts.
 * Each workload has a process of its own: with a second engine in a thread V8 no longer takes the views of memory for
 * constants (see src/commands.ts). The orders of a workload run in rounds, whose median and quartiles are printed. Exits with 1 when a checksum
 * is not the expected one, or when the order path allocated.
 */
import { spawnSync } from 'node:child_process';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { ExitCode, runScript } from '@qsl/cli';
import { heapBytesOf } from './heap-growth.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const ROUNDS = 20;
/** An object an order would be tens of bytes. */
const TOLERATED_BYTES_PER_ORDER = 0.01;

/** When garbage collections began, on the clock of `performance`. */
const collectionTimesMs: number[] = [];
const observer = new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) collectionTimesMs.push(startTime);
});

interface Result {
  readonly nsPerOrder: readonly number[];
  readonly heapBytesPerOrder: number;
  readonly collections: number;
  readonly checksum: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function measure({ warmUpOrders, orders, start }: Workload): Promise<Result> {
  const workload = start();
  workload.run(warmUpOrders);
  const ordersPerRound = orders / ROUNDS;
  const nsPerOrder: number[] = [];
  const heapBytes: number[] = [];
  const startMs = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    heapBytes.push(heapBytesOf(() => nsPerOrder.push(workload.run(ordersPerRound) / ordersPerRound)));
  }
  const endMs = performance.now();
  await setTimeout(10); // collections are reported to the observer some turns later
  return {
    nsPerOrder: nsPerOrder.sort((a, b) => a - b),
    heapBytesPerOrder: median(heapBytes) / ordersPerRound,
    collections: collectionTimesMs.filter((time) => time >= startMs && time <= endMs).length,
    checksum: workload.checksum(),
  };
}

function describe({ name, expectedChecksum }: Workload, result: Result): { row: string; failed: boolean } {
  const quantile = (q: number) => result.nsPerOrder[Math.floor(q * (ROUNDS - 1))]!.toFixed(1).padStart(8);
  const heap = result.heapBytesPerOrder.toFixed(4).padStart(10);
  const wrong = result.checksum !== expectedChecksum;
  const allocates = result.heapBytesPerOrder > TOLERATED_BYTES_PER_ORDER || result.collections > 0;
  const verdict = [wrong ? `WRONG: expected ${expectedChecksum}` : '', allocates ? 'ALLOCATES' : ''].join(' ').trim();
  const figures = `${quantile(0.5)}${quantile(0.25)}${quantile(0.75)}${heap}${String(result.collections).padStart(5)}`;
  const row = `${name.padEnd(18)}${figures}${String(result.checksum).padStart(12)}  ${verdict}`.trimEnd();
  return { row, failed: wrong || allocates };
}

async function run(workload: Workload): Promise<boolean> {
  observer.observe({ entryTypes: ['gc'] });
  const { row, failed } = describe(workload, await measure(workload));
  observer.disconnect();
  process.stdout.write(`${row}\n`);
  return !failed;
}

/** Each workload in a process of its own, one after the other. */
function runAll(): boolean {
  const titles = ['median', 'p25', 'p75'].map((title) => title.padStart(8)).join('');
  process.stdout.write(`ns of CPU time per order in ${ROUNDS} rounds, heap bytes per order, garbage collections\n`);
  process.stdout.write(`${'workload'.padEnd(18)}${titles}${'heap'.padStart(10)}   gc    checksum\n`);
  const statuses = WORKLOADS.map(({ yardstick }) => {
    const args = [...process.execArgv, import.meta.filename, yardstick];
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
  });
  return statuses.every((status) => status === 0);
}

runScript({
  name: 'engine',
  summary: 'What an order through the risk gate and the engine costs, on each workload.',
  positionals: '[workload]',
  describe: 'measure one workload, or each in a process of its own',
  options: (parser) =>
    parser.positional('workload', {
      type: 'string',
      choices: WORKLOADS.map(({ yardstick }) => yardstick),
      describe: 'the only one to run',
    }),
  run: async ({ workload: only }) => {
    const chosen = WORKLOADS.find(({ yardstick }) => yardstick === only);
    const isGood = chosen === undefined ? runAll() : await run(chosen);
    return isGood ? ExitCode.OK : ExitCode.FAILURE;
  },
  examples: [
    ['npm run bench -w @qsl/matching-engine', 'all workloads'],
    ['npm run bench -w @qsl/matching-engine -- deep', 'one'],
  ],
});
