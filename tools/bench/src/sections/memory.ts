import { setTimeout as delay } from 'node:timers/promises';
import { readStatus } from '@qsl/procfs';
import { type Bench, whyMissing, yardstick } from '../bench.ts';
import { type Command, startHolder, withServer } from '../children.ts';
import { gateway, packedGateway } from '../gateway.ts';
import { measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import type { Target } from '../verdict.ts';
import { runEngine } from './engine.ts';

const MIB = 2 ** 20;
/** An idle gateway is one that has had time to collect what its start left. */
const SETTLE_MS = 3000;
const QUICK_SETTLE_MS = 1000;
const CONNECTIONS = 4096;
const RESTING_ORDERS = 1_000_000;
const IDLE: Target = { bound: 'at most', value: 64 };
const PER_CONNECTION: Target = { bound: 'at most', value: 20 };

function residentBytes(pid: number): number {
  return readStatus({ pid }).vmRssBytes ?? 0;
}

/** What an idle gateway, a resting order and an idle connection keep resident. */
export async function measureMemory(bench: Bench): Promise<Outcome> {
  const cpu = bench.placement.serverCpu;
  const rows: Row[] = [];
  const gateways = [
    { name: 'epoll, source', command: gateway(cpu, '--epoll') },
    { name: 'threaded, source', command: gateway(cpu) },
    { name: 'epoll, executable', command: packedGateway(cpu, '--epoll') },
    { name: 'threaded, executable', command: packedGateway(cpu) },
  ];
  for (const { name, command } of gateways) {
    bench.progress(`idle gateway, ${name}`);
    rows.push(await idleRow(bench, `idle gateway, ${name}`, command));
  }
  bench.progress('idle connections');
  rows.push(await connectionRow(bench), await orderRow(bench));
  return { rows };
}

const settle = ({ quick }: Bench) => delay(quick ? QUICK_SETTLE_MS : SETTLE_MS);

async function idleRow(bench: Bench, what: string, command: Command | undefined): Promise<Row> {
  const row = { section: 'memory', what, against: '', unit: 'MiB', target: IDLE };
  if (command === undefined) return unavailableRow(row, 'npm run package makes the executables');
  await withServer(command, async () => {}); // what it compiled is kept: the first start of all is no idle gateway
  return withServer(command, async ({ pid }) => {
    await settle(bench);
    return measuredRow({ ...row, figure: { value: residentBytes(pid) / MIB } });
  });
}

/** The difference that connections make to the resident set of a gateway that has served as many before. */
async function connectionRow(bench: Bench): Promise<Row> {
  const row = { section: 'memory', what: 'idle epoll connection', against: '', unit: 'KiB', target: PER_CONNECTION };
  const missing = whyMissing(bench, 'load_driver');
  if (missing !== undefined) return unavailableRow(row, missing);
  return withServer(gateway(bench.placement.serverCpu, '--epoll'), async ({ pid, port }) => {
    await settle(bench);
    const before = residentBytes(pid);
    const args = [port, 'hold', CONNECTIONS];
    const { end } = await startHolder({ cpu: bench.placement.driverCpu, file: yardstick(bench, 'load_driver'), args });
    await settle(bench);
    const bytes = (residentBytes(pid) - before) / CONNECTIONS;
    await end();
    const notes = [`${CONNECTIONS} connections; of the process, without what the kernel keeps for a socket`];
    return measuredRow({ ...row, figure: { value: bytes / 1024 }, notes });
  });
}

/** What a million resting orders add to a process. */
async function orderRow(bench: Bench): Promise<Row> {
  bench.progress('resting orders');
  const { residentBytes: bytes } = await runEngine(bench, `sized:${RESTING_ORDERS},1024,1`, 1);
  const notes = [`${RESTING_ORDERS} orders; the benchmark's own ring of ids takes 16 bytes of it`];
  const figure = { value: bytes / RESTING_ORDERS };
  return measuredRow({ section: 'memory', what: 'resting order', against: '', unit: 'B', figure, notes });
}
