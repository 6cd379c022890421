import { type Bench, whyMissing } from '../bench.ts';
import { type DrivenRun, drive } from '../driver.ts';
import { floor, gateway, withServers } from '../gateway.ts';
import { type Curve, measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import { median } from '../statistics.ts';
import type { Figure, Target } from '../verdict.ts';
import { compareEngines } from './engine.ts';
import { spreadOf } from './spread.ts';

interface Axis {
  readonly name: string;
  readonly sizes: readonly number[];
  /** RESTING,LEVELS,SYMBOLS at a size. */
  readonly workload: (size: number) => string;
}

const AXES: readonly Axis[] = [
  { name: 'resting orders', sizes: [10, 100, 1000, 10_000, 100_000, 1_000_000], workload: (n) => `sized:${n},128,1` },
  { name: 'symbols', sizes: [1, 10, 100, 1000], workload: (n) => `sized:65536,128,${n}` },
  { name: 'price levels', sizes: [2, 100, 10_000, 100_000], workload: (n) => `sized:200000,${n},1` },
];

const BELOW_TEXTBOOK: Target = { bound: 'at most', value: 1 };
const FLAT: Target = { bound: 'at most', value: 1.5 };
const CONNECTIONS = [1, 8, 64, 512, 4096];
const DEPTH = 64;
/** Long sessions, whose beginning and end are next to nothing an order: what a connection costs is for `churn` to say. */
const ORDERS_A_CONNECTION = 512;
/**
 * The costs that are subtracted from each other are noisy, and the ratio of two differences is noisier still: eleven left it
 * too noisy to say. These runs are short, so there are four times as many as a point of another curve has.
 */
const differences = (bench: Bench) => (bench.quick ? 2 : 4) * runsAPoint(bench) + 1;

/** How costs grow: the engine's with what is in its books, the gateway's with its connections. */
export async function measureScaling(bench: Bench): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const axis of AXES) outcomes.push(await engineCurve(bench, axis));
  outcomes.push(await connectionCurve(bench));
  return { rows: outcomes.flatMap(({ rows }) => rows), curves: outcomes.flatMap(({ curves = [] }) => curves) };
}

/** The runs that a point of a curve gets: fewer than a row, as there are many. */
const runsAPoint = ({ runs, quick }: Bench) => (quick ? 1 : Math.min(runs, 5));

async function engineCurve(bench: Bench, { name, sizes, workload }: Axis): Promise<Outcome> {
  const [first, last] = [sizes[0]!, sizes.at(-1)!].map((size) => size.toLocaleString('en'));
  const what = `engine, ${first} to ${last} ${name}, worst`;
  const row = { section: 'scaling', what, against: 'textbook engine', unit: '×', target: BELOW_TEXTBOOK };
  const missing = whyMissing(bench, 'textbook_engine');
  if (missing !== undefined) return { rows: [unavailableRow(row, missing)] };
  const points: { size: number; ours: number; theirs: number; figure: Figure }[] = [];
  const orders = bench.quick ? 300_000 : 2_000_000;
  for (const size of bench.quick ? [sizes[0]!, sizes.at(-1)!] : sizes) {
    bench.progress(`engine, ${size} ${name}`);
    const { ours, theirs, figure } = await compareEngines(bench, workload(size), {
      amount: orders,
      orders,
      runs: runsAPoint(bench),
    });
    points.push({ size, ours: median(ours), theirs: median(theirs), figure });
  }
  const worst = points.toSorted((a, b) => b.figure.value - a.figure.value)[0]!;
  const notes = [`at ${worst.size.toLocaleString('en')} ${name}`];
  const curve: Curve = {
    section: 'scaling',
    title: `engine by ${name}, ns/order`,
    columns: [name, 'ours', 'textbook', 'ratio'],
    points: points.map(({ size, ours, theirs, figure }) => [size, round(ours), round(theirs), round(figure.value, 2)]),
  };
  return { rows: [measuredRow({ ...row, figure: worst.figure, notes })], curves: [curve] };
}

const round = (value: number, digits = 1) => Number(value.toFixed(digits));

/**
 * What an order costs the epoll gateway by connections: beyond the floor, and in all. The kernel's share of it changes
 * several times over by itself (sleeps, wake-ups, sockets that are not in the cache), as the note beside it says; only the
 * rest is the gateway's to keep flat. Both are judged.
 */
async function connectionCurve(bench: Bench): Promise<Outcome> {
  const over = `1 to ${CONNECTIONS.at(-1)} connections`;
  const common = { section: 'scaling', against: 'itself', unit: '×' };
  const added = { ...common, what: `epoll gateway beyond the floor, ${over}`, target: FLAT };
  const whole = { ...common, what: `epoll gateway and kernel, ${over}`, target: FLAT };
  const missing = whyMissing(bench, 'socket_floor', 'load_driver');
  if (missing !== undefined) return { rows: [unavailableRow(added, missing), unavailableRow(whole, missing)] };
  const commands = { ours: gateway(bench.placement.serverCpu, '--epoll'), floor: floor(bench) };
  const leastOrders = bench.quick ? 300_000 : 600_000;
  const samples = new Map(CONNECTIONS.map((count) => [count, { ours: [] as DrivenRun[], floor: [] as DrivenRun[] }]));
  await withServers(commands, async (servers) => {
    for (let run = -1; run < differences(bench); run++) {
      for (const [count, sides] of samples) {
        bench.progress(`${count} connections`);
        const orders = Math.max(leastOrders, count * ORDERS_A_CONNECTION);
        for (const side of run % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const)) {
          const result = await drive(bench, servers[side], 'pipe', count, DEPTH, orders);
          if (run >= 0) sides[side].push(result);
        }
      }
    }
  });
  const points = [...samples].map(([count, { ours, floor }]) => {
    const beyond = ours.map(({ serverCpuNs }, run) => serverCpuNs - floor[run]!.serverCpuNs);
    return { count, ours: costs(ours), floor: costs(floor), beyond };
  });
  const curve: Curve = {
    section: 'scaling',
    title: `epoll gateway by connections, ${DEPTH} orders in flight on each, CPU time of the server, ns/order`,
    columns: ['connections', 'ours', 'socket floor', 'beyond it', 'driver busy'],
    points: points.map(({ count, ours, floor, beyond }) => {
      const busy = [samples.get(count)!.ours, samples.get(count)!.floor].map((side) =>
        median(side.map((run) => run.busy)),
      );
      const shares = busy.map((share) => `${(100 * share).toFixed(0)} %`).join(', ');
      return [count, ...[ours, floor, beyond].map((list) => round(median(list))), shares];
    }),
  };
  const alone = spreadOf(points.map(({ floor }) => floor)).figure;
  const kernel = `the floor by itself: ${alone === undefined ? 'without limit' : `${round(alone.value)} ×`}`;
  const rows: Row[] = [
    spreadRow(
      added,
      points.map(({ count, beyond }) => ({ count, costs: beyond })),
    ),
    spreadRow(
      whole,
      points.map(({ count, ours }) => ({ count, costs: ours })),
      kernel,
    ),
  ];
  return { rows, curves: [curve] };
}

const costs = (runs: readonly DrivenRun[]) => runs.map(({ serverCpuNs }) => serverCpuNs);

interface Point {
  readonly count: number;
  /** Of each run. */
  readonly costs: readonly number[];
}

/** The dearest point of a curve against the cheapest. */
export function spreadRow(
  row: Parameters<typeof unavailableRow>[0],
  points: readonly Point[],
  ...notes: string[]
): Row {
  const { dearest, cheapest, figure } = spreadOf(points.map((point) => point.costs));
  const medians = points.map((point) => median(point.costs));
  const ours = `${Math.min(...medians).toFixed(0)} to ${Math.max(...medians).toFixed(0)} ns/order`;
  const where = `by CPU time of the server, ${points[dearest]!.count} connections to ${points[cheapest]!.count}`;
  if (figure !== undefined) return measuredRow({ ...row, figure, ours, notes: [where, ...notes] });
  const all = points.flatMap((point) => point.costs);
  const lost = `${all.filter((cost) => cost <= 0).length} of ${all.length} differences were lost in noise: 0 or less`;
  return { ...row, ours, verdict: 'too noisy to say', notes: [where, lost, ...notes] };
}
