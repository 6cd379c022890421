/**
 * What a journal costs an order: the same load on gateways without one and with one in each mode, all running at the same
 * time and loaded in turns, so that what else the machine does hits all of them alike. Prints per transport CPU time of
 * the gateway for an order (all its threads, from procfs), as a ratio to the gateway without a journal of the same turn,
 * and orders per second.
 * `--against FOLDER` adds the gateway of another checkout, without a journal; `--modes none,sync` leaves some out.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '@qsl/cli';
import { readTasks } from '@qsl/procfs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    orders: { type: 'string', default: '200000' },
    connections: { type: 'string', default: '4' },
    depth: { type: 'string', default: '64' },
    folder: { type: 'string', default: '.' },
    against: { type: 'string' },
    modes: { type: 'string', default: 'none,batch,sync' },
  },
});
const ROUNDS = Number(values.rounds);
const workspace = resolve(import.meta.dirname, '../../..');
const work = mkdtempSync(join(values.folder, '.durability-bench-'));
const children = new Set<ChildProcess>();
exitOnSignals('durability');
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
});
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Variant {
  readonly name: string;
  readonly checkout: string;
  readonly args: readonly string[];
}

interface Turn {
  readonly cpuNs: number;
  readonly ordersPerSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

const variants: readonly Variant[] = [
  { name: 'off', checkout: workspace, args: [] },
  ...(values.against ? [{ name: 'off, against', checkout: resolve(values.against), args: [] }] : []),
  ...values.modes
    .split(',')
    .filter(Boolean)
    .map((mode) => ({
      name: mode,
      checkout: workspace,
      args: ['--durability', mode],
    })),
];

function sourceOf(checkout: string, app: string): string[] {
  return ['--conditions=@qsl/source', join(checkout, 'apps', app, 'src/main.ts')];
}

async function start({ checkout, args }: Variant, transport: string) {
  const all = [...sourceOf(checkout, 'qsl-gateway'), '0', '--max-connections', '16', ...args, transport];
  if (args.length > 0) all.push('--journal', join(work, args.join('') + transport));
  const child = spawn(
    process.execPath,
    all.filter((arg) => arg !== ''),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.add(child);
  let text = '';
  child.stdout.setEncoding('utf8');
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    text += piece;
    const [, port] = /listening on \S+:(\d+) /.exec(text) ?? [];
    if (port !== undefined) return { pid: child.pid!, port, child: child.on('exit', () => {}) };
  }
  throw new Error(`a gateway did not start: ${text}`);
}

function cpuNs(pid: number): number {
  return readTasks({ pid }).tasks.reduce((sum, { schedstat }) => sum + schedstat.onCpuNs, 0);
}

function load(pid: number, port: string): Turn {
  const before = cpuNs(pid);
  const args = [...sourceOf(workspace, 'qsl-client'), 'load', port, '--warmup', '0', '--json'];
  for (const name of ['orders', 'connections', 'depth'] as const) args.push(`--${name}`, values[name]);
  const report = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  const { orders, ordersPerSecond, latency } = report;
  return {
    cpuNs: (cpuNs(pid) - before) / orders.answered,
    ordersPerSecond,
    p50Us: latency.p50Us,
    p99Us: latency.p99Us,
  };
}

function quartiles(figures: readonly number[]): [number, number, number] {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.25), at(0.5), at(0.75)];
}

function report(transport: string, turns: Map<string, Turn[]>): void {
  print(
    `${transport}: ${values.connections} connections, ${values.depth} orders in flight on each, ${ROUNDS} turns of ${values.orders} orders`,
  );
  print('  journal        CPU ns an order   ratio to off [quartiles]   orders/s    p50 us    p99 us');
  const off = turns.get('off')!;
  for (const [name, own] of turns) {
    const [low, middle, high] = quartiles(own.map(({ cpuNs }, i) => cpuNs / off[i]!.cpuNs));
    const median = (of: keyof Turn) => quartiles(own.map((turn) => turn[of]))[1];
    print(
      `  ${name.padEnd(13)}${median('cpuNs').toFixed(0).padStart(17)}   ${middle.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]` +
        `${median('ordersPerSecond').toFixed(0).padStart(16)}${median('p50Us').toFixed(0).padStart(10)}${median('p99Us').toFixed(0).padStart(10)}`,
    );
  }
}

async function compare(transport: string): Promise<void> {
  const gateways = await Promise.all(
    variants.map(async (variant) => ({ name: variant.name, ...(await start(variant, transport)) })),
  );
  try {
    const turns = new Map(gateways.map(({ name }): [string, Turn[]] => [name, []]));
    for (const { pid, port } of gateways) load(pid, port); // warm
    for (let round = 0; round < ROUNDS; round++) {
      // In another order each time: whoever comes first after a change of the weather should not be always the same.
      for (let i = 0; i < gateways.length; i++) {
        const { name, pid, port } = gateways[(i + round) % gateways.length]!;
        turns.get(name)!.push(load(pid, port));
        await setImmediate(); // for signals
      }
    }
    report(transport === '' ? 'threaded' : 'epoll', turns);
  } finally {
    for (const { child } of gateways) child.kill('SIGTERM');
  }
}

for (const transport of ['--epoll', '']) await compare(transport);
