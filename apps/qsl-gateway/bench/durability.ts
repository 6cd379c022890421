/**
 * What a journal costs an order: the same load on gateways without one and with one in each mode, all running at the same
 * time and loaded in turns, so that what else the machine does hits all of them alike. Prints per transport CPU time of
 * the gateway for an order (all its threads, from procfs), as a ratio to the gateway without a journal of the same turn,
 * and orders per second.
 * `--against FOLDER` adds the gateway of another checkout, without a journal; `--modes none,sync` leaves some out.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checked, count, ExitCode, exitOnSignals, makeScratchFolder, parseFolder, refuse, runScript } from '@qsl/cli';
import { readTasks } from '@qsl/procfs';

const MODES = ['none', 'batch', 'sync'];
const GATEWAY = 'apps/qsl-gateway/src/main.ts';
const workspace = resolve(import.meta.dirname, '../../..');
const children = new Set<ChildProcess>();
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Terms {
  readonly rounds: number;
  readonly orders: number;
  readonly connections: number;
  readonly depth: number;
}

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

function variantsOf(
  against: string | undefined,
  modes: readonly string[],
  journalOf: (mode: string) => string,
): Variant[] {
  return [
    { name: 'off', checkout: workspace, args: [] },
    ...(against === undefined ? [] : [{ name: 'off, against', checkout: resolve(against), args: [] }]),
    ...modes.map((mode) => {
      return { name: mode, checkout: workspace, args: ['--durability', mode, '--journal', journalOf(mode)] };
    }),
  ];
}

function sourceOf(checkout: string, app: string): string[] {
  return ['--conditions=@qsl/source', join(checkout, 'apps', app, 'src/main.ts')];
}

async function start({ checkout, args }: Variant, transport: string) {
  const all = [...sourceOf(checkout, 'qsl-gateway'), '0', '--max-connections', '16', ...args, transport];
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

function load({ pid, port }: { pid: number; port: string }, terms: Terms): Turn {
  const before = cpuNs(pid);
  const args = [...sourceOf(workspace, 'qsl-client'), 'load', port, '--warmup', '0', '--json'];
  for (const name of ['orders', 'connections', 'depth'] as const) args.push(`--${name}`, String(terms[name]));
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

function report(transport: string, turns: Map<string, Turn[]>, { connections, depth, rounds, orders }: Terms): void {
  print(
    `${transport}: ${connections} connections, ${depth} orders in flight on each, ${rounds} turns of ${orders} orders`,
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

async function compare(transport: string, variants: readonly Variant[], terms: Terms): Promise<void> {
  const gateways = await Promise.all(
    variants.map(async (variant) => ({ name: variant.name, ...(await start(variant, transport)) })),
  );
  try {
    const turns = new Map(gateways.map(({ name }): [string, Turn[]] => [name, []]));
    for (const gateway of gateways) {
      load(gateway, terms); // warm
      await setImmediate(); // for signals
    }
    for (let round = 0; round < terms.rounds; round++) {
      // In another order each time: whoever comes first after a change of the weather should not be always the same.
      for (let i = 0; i < gateways.length; i++) {
        const gateway = gateways[(i + round) % gateways.length]!;
        turns.get(gateway.name)!.push(load(gateway, terms));
        await setImmediate(); // for signals
      }
    }
    report(transport === '' ? 'threaded' : 'epoll', turns, terms);
  } finally {
    for (const { child } of gateways) child.kill('SIGTERM');
  }
}

/** Modes, separated by commas; none at all are some too. */
function parseModes(text: string): string[] {
  const modes = text.split(',').filter(Boolean);
  return modes.every((mode) => MODES.includes(mode)) ? modes : refuse(text, `a list of modes: ${MODES.join(',')}`);
}

function parseCheckout(text: string): string {
  return existsSync(join(text, GATEWAY)) ? text : refuse(text, `a checkout: it has no ${GATEWAY}`);
}

const atMost = (max: number) => count({ min: 1, max });

runScript({
  name: 'durability',
  summary: 'What a journal costs an order, in each mode of durability.',
  describe: 'load gateways with and without a journal in turns, and print what the journal costs',
  options: (parser) =>
    parser
      .option('rounds', checked('--rounds', atMost(1000), { describe: 'turns of each gateway', default: '15' }))
      .option('orders', checked('--orders', atMost(1e9), { describe: 'in each turn', default: '200000' }))
      .option('connections', checked('--connections', atMost(16), { describe: 'at the same time', default: '4' }))
      .option('depth', checked('--depth', atMost(4096), { describe: 'orders in flight on each', default: '64' }))
      .option('folder', checked('--folder', parseFolder, { describe: 'where journals go', default: '.' }))
      .option('against', checked('--against', parseCheckout, { describe: 'folder of another checkout' }))
      .option('modes', checked('--modes', parseModes, { describe: 'of durability', default: MODES.join(',') })),
  run: async ({ folder, against, modes, ...terms }) => {
    const work = makeScratchFolder(folder, '.durability-bench-');
    exitOnSignals('durability');
    process.on('exit', () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(work, { recursive: true, force: true, maxRetries: 5 });
    });
    for (const transport of ['--epoll', '']) {
      const journalOf = (mode: string) => join(work, `${mode}${transport}`);
      await compare(transport, variantsOf(against, modes, journalOf), terms);
    }
    return ExitCode.OK;
  },
  examples: [
    ['npm run bench:durability -w qsl-gateway', 'all modes on both transports'],
    ['npm run bench:durability -w qsl-gateway -- --modes none,sync --rounds 7', 'two modes, fewer turns'],
  ],
});
