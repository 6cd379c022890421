/**
 * What --md-port costs the order path: two epoll gateways, one with market data and one without, are driven in turn by
 * `qsl-client load` (8 connections, 64 orders in flight on each), each on one CPU with the driver on another. Compared are the
 * CPU time that an order takes of the serving thread, and the rates, which on a busy machine say little.
 *
 * Market data goes to a socket that nobody reads: a subscriber would need a CPU of its own. `market-data-cost.ts [ROUNDS] [ORDERS]`
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { getPriority, loadavg } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checked, count, ExitCode, exitOnSignals, runScript } from '@qsl/cli';
import { getCpuAffinity, setCpuAffinity } from '@qsl/posix';
import { readTasks } from '@qsl/procfs';

const USUAL_PRIORITY = getPriority(); // a child inherits it: under nice(1) it is not 0
const GATEWAY = fileURLToPath(new URL('../bin/qsl-gateway', import.meta.url));
const CLIENT = fileURLToPath(new URL('../../qsl-client/bin/qsl-client', import.meta.url));
const CPUS = getCpuAffinity();
const DRIVER_CPU = CPUS[0]!;
const GATEWAY_CPU = CPUS.at(-1)!;

interface Gateway {
  pid: number;
  port: number;
  stop: () => Promise<string>;
}

interface Run {
  ratePerSecond: number;
  servingNsPerOrder: number;
}

function startProgram(cpu: number, args: readonly string[]) {
  setCpuAffinity([cpu]); // a child inherits the CPUs of the thread that starts it
  const child = spawn(process.execPath, ['--conditions=@qsl/source', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  setCpuAffinity(CPUS);
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

async function startGateway(args: readonly string[]): Promise<Gateway> {
  const child = startProgram(GATEWAY_CPU, [GATEWAY, '0', '--epoll', '--stats', ...args]);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const port = () => Number(/listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  while (Number.isNaN(port())) await once(child.stdout, 'data');
  const stop = async () => {
    child.kill();
    await once(child, 'close');
    return text.trimEnd().split('\n').at(-2)!;
  };
  return { pid: child.pid!, port: port(), stop };
}

/** CPU time of the threads at the usual priority: all but the one that sends market data. */
function servingNs(pid: number): number {
  const tasks = readTasks({ pid }).tasks.filter(({ tid }) => getPriority(tid) === USUAL_PRIORITY);
  return tasks.reduce((sum, { schedstat }) => sum + schedstat.onCpuNs, 0);
}

function drive({ pid, port }: Gateway, orders: number): Run {
  const before = servingNs(pid);
  const args = [
    'load',
    String(port),
    '--orders',
    String(orders),
    '--warmup',
    '0',
    '--json',
    '--cpu',
    String(DRIVER_CPU),
  ];
  const { stdout } = spawnSync(process.execPath, ['--conditions=@qsl/source', CLIENT, ...args], { encoding: 'utf8' });
  const servingNsPerOrder = (servingNs(pid) - before) / orders;
  return { ratePerSecond: JSON.parse(stdout).ordersPerSecond, servingNsPerOrder };
}

function quartiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]!);
  return `${median!.toFixed(2)} (${low!.toFixed(2)}-${high!.toFixed(2)})`;
}

async function measure({ rounds, orders }: { rounds: number; orders: number }): Promise<ExitCode> {
  exitOnSignals('market-data-cost'); // gateways and loads end with an exit
  const sink = createSocket('udp4').bind(0, '127.0.0.1');
  await once(sink, 'listening');
  const without = await startGateway([]);
  const publishing = await startGateway(['--md-port', String(sink.address().port)]);
  for (const gateway of [without, publishing]) drive(gateway, orders);
  const pairs: [Run, Run][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? drive(without, orders) : undefined;
    const second = drive(publishing, orders);
    pairs.push([first ?? drive(without, orders), second]);
    await setImmediate(); // for signals
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!.toFixed(0);
  process.stdout.write(
    [
      `${rounds} rounds in turn, ${orders} orders each, load ${loadavg()[0]!.toFixed(1)}`,
      `serving thread, CPU time an order: ${median(pairs.map(([run]) => run.servingNsPerOrder))} ns without, ` +
        `${median(pairs.map(([, run]) => run.servingNsPerOrder))} ns with market data`,
      `  ratio ${quartiles(pairs.map(([a, b]) => b.servingNsPerOrder / a.servingNsPerOrder))}`,
      `rate, with to without: ${quartiles(pairs.map(([a, b]) => b.ratePerSecond / a.ratePerSecond))}`,
      await publishing.stop(),
      '',
    ].join('\n'),
  );
  await without.stop();
  sink.close();
  return ExitCode.OK;
}

const atMost = (max: number) => count({ min: 1, max });

runScript({
  name: 'market-data-cost',
  summary: 'What --md-port costs the order path.',
  positionals: '[rounds] [orders]',
  describe: 'load two gateways in turn, and print what market data costs the serving thread',
  options: (parser) =>
    parser
      .positional('rounds', checked('rounds', atMost(1000), { describe: 'turns of each gateway', default: '9' }))
      .positional('orders', checked('orders', atMost(1e9), { describe: 'in each turn', default: '500000' })),
  run: ({ rounds, orders }) => measure({ rounds, orders }),
  examples: [['npm run bench:market-data -w qsl-gateway -- 3 200000', 'less of both than by default']],
});
