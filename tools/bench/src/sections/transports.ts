import { type Bench, whyMissing } from '../bench.ts';
import type { Server } from '../children.ts';
import { busyNote, type DrivenRun, drive, isSaturated } from '../driver.ts';
import { floor, gateway, withServers } from '../gateway.ts';
import { runBeside } from '../neighbours.ts';
import { cpuNote, measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import { type Figure, figureOf, ratioOf, type Target } from '../verdict.ts';

type Name = 'epoll' | 'threaded' | 'floor' | 'spin' | 'floorSpin';

export interface Load {
  readonly what: string;
  readonly kind: 'pipe' | 'churn';
  readonly numbers: readonly number[];
  /** Runs of the load before the first that counts: V8 compiles what it sees run. */
  readonly warmUps: number;
  /** How often a run of the bench runs it: one that is over in a fraction of a second says little. */
  readonly timesARun: number;
  /** Who is compared with whom, and what is asked of it. */
  readonly pairs: readonly { readonly server: Name; readonly against: Name; readonly target: Target }[];
  readonly compare: 'rate' | 'p50Us';
}

const atLeast = (value: number): Target => ({ bound: 'at least', value });
const atMost = (value: number): Target => ({ bound: 'at most', value });

function loads(quick: boolean): readonly Load[] {
  const churned = quick ? 1500 : 5000;
  const both = atLeast(0.9);
  const churn = (concurrent: number): Load => ({
    what: `churn ${concurrent}`,
    kind: 'churn',
    numbers: [concurrent, churned],
    warmUps: 4,
    timesARun: 4,
    pairs: [
      { server: 'epoll', against: 'floor', target: both },
      { server: 'threaded', against: 'floor', target: both },
    ],
    compare: 'rate',
  });
  return [
    {
      what: 'pipe 8 64',
      kind: 'pipe',
      numbers: [8, 64, quick ? 200_000 : 800_000],
      warmUps: 2,
      timesARun: 5,
      pairs: [
        { server: 'epoll', against: 'floor', target: atLeast(0.6) },
        { server: 'threaded', against: 'floor', target: atLeast(0.4) },
      ],
      compare: 'rate',
    },
    {
      what: 'pipe 1 1',
      kind: 'pipe',
      numbers: [1, 1, quick ? 4000 : 20_000],
      warmUps: 1,
      timesARun: 2,
      pairs: [
        { server: 'epoll', against: 'floor', target: atMost(1.05) },
        { server: 'spin', against: 'floorSpin', target: atMost(1.1) },
      ],
      compare: 'p50Us',
    },
    churn(1),
    churn(16),
  ];
}

const NAMES: Readonly<Record<Name, string>> = {
  epoll: 'epoll gateway',
  threaded: 'threaded gateway',
  floor: 'socket floor',
  spin: 'epoll gateway --spin',
  floorSpin: 'socket floor, spinning',
};

/** The gateway on either transport against the floor of the kernel's socket path. */
export async function measureTransports(bench: Bench): Promise<Outcome> {
  const plans = loads(bench.quick);
  const missing = whyMissing(bench, 'socket_floor', 'load_driver');
  if (missing !== undefined) {
    return { rows: plans.flatMap((load) => load.pairs.map((pair) => unavailableRow(rowOf(load, pair), missing))) };
  }
  const cpu = bench.placement.serverCpu;
  const commands = {
    epoll: gateway(cpu, '--epoll'),
    threaded: gateway(cpu),
    floor: floor(bench),
    spin: gateway(cpu, '--epoll', '--spin'),
    floorSpin: floor(bench, 'spin'),
  };
  const rows = await withServers(commands, async (servers) => {
    const measured: Row[] = [];
    for (const load of plans) measured.push(...(await measureLoad(bench, load, servers)));
    return measured;
  });
  return { rows };
}

function rowOf({ what, compare }: Load, { server, against, target }: Load['pairs'][number]) {
  const asked = compare === 'rate' ? what : `${what}, p50`;
  return { section: 'transports', what: `${NAMES[server]}, ${asked}`, against: NAMES[against], unit: '×', target };
}

async function measureLoad(bench: Bench, load: Load, servers: Readonly<Record<Name, Server>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const yardstick of new Set(load.pairs.map(({ against }) => against))) {
    bench.progress(`${load.what}, ${NAMES[yardstick]}`);
    const pairs = load.pairs.filter(({ against }) => against === yardstick);
    const runs = await runBeside<Name, DrivenRun>({
      sides: pairs.map(({ server }) => server),
      yardstick,
      rounds: bench.runs * (bench.quick ? 1 : load.timesARun),
      warmUps: load.warmUps,
      run: (name) => drive(bench, servers[name], load.kind, ...load.numbers),
    });
    rows.push(...pairs.map((pair) => driverRow(load, pair, runs[pair.server])));
  }
  return rows;
}

interface Sides {
  readonly ours: readonly DrivenRun[];
  readonly theirs: readonly DrivenRun[];
}

/** What is compared, and what where the driver was the limit: the CPU time of the server, or nothing. */
export function driverRow(load: Load, pair: Load['pairs'][number], { ours, theirs }: Sides): Row {
  const of = (side: readonly DrivenRun[], key: keyof DrivenRun) => side.map((run) => run[key]);
  const text = (side: readonly DrivenRun[]) => describe(load, figureOf(of(side, load.compare)));
  const busy = busyNote(ours, theirs, NAMES[pair.against]);
  const row = { ...rowOf(load, pair), ours: text(ours), theirs: text(theirs) };
  const asSeen = ratioOf(of(ours, load.compare), of(theirs, load.compare));
  const wasLimit = isSaturated(ours, theirs);
  if (load.compare === 'p50Us') {
    // One that polls is busy all the time; and what a lone order costs says nothing about how long it takes.
    const measured = measuredRow({ ...row, figure: asSeen, notes: [busy] });
    if (!wasLimit) return measured;
    return { ...measured, verdict: 'too noisy to say', notes: [`${busy}: the round trip is its own`] };
  }
  const cost = cpuNote(of(ours, 'serverCpuNs'), of(theirs, 'serverCpuNs'), pair.target);
  if (!wasLimit) return measuredRow({ ...row, figure: asSeen, notes: [busy, cost] });
  const byCpu = ratioOf(of(theirs, 'serverCpuNs'), of(ours, 'serverCpuNs'));
  return measuredRow({ ...row, figure: byCpu, notes: [`${busy}, saturated: judged by CPU time of the server`, cost] });
}

function describe({ compare, kind }: Load, { value }: Figure): string {
  if (compare === 'p50Us') return `${value.toFixed(1)} us`;
  return kind === 'pipe' ? `${(value / 1e6).toFixed(2)} M orders/s` : `${(value / 1e3).toFixed(1)} k conns/s`;
}
