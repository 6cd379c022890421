import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bench, whyMissing } from '../bench.ts';
import { busyNote, type DrivenRun, drive } from '../driver.ts';
import { gateway, withServers } from '../gateway.ts';
import { runBeside } from '../neighbours.ts';
import { measuredRow, type Outcome, type Row, unavailableRow } from '../row.ts';
import { figureOf, ratioOf } from '../verdict.ts';

const MODES = ['none', 'batch', 'sync'] as const;
type Mode = (typeof MODES)[number];

const CONNECTIONS = 8;
const DEPTH = 64;

/** A disk that syncs takes some 20 times as long. */
const ordersOf = (mode: Mode | 'plain', quick: boolean) => (mode === 'sync' ? 40_000 : 400_000) / (quick ? 4 : 1);

/** What each durability of the journal costs an order, against a gateway without one. */
export async function measureJournal(bench: Bench): Promise<Outcome> {
  const missing = whyMissing(bench, 'load_driver');
  if (missing !== undefined) return { rows: MODES.map((mode) => unavailableRow(rowOf(mode), missing)) };
  const folder = mkdtempSync(path.join(tmpdir(), 'qsl-bench-journal-'));
  // A signal ends the process without `finally`. Gateways that have just been killed may still hold the folder.
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeFolder);
  try {
    return await measureModes(bench, folder);
  } finally {
    removeFolder();
    process.off('exit', removeFolder);
  }
}

function measureModes(bench: Bench, folder: string): Promise<Outcome> {
  const cpu = bench.placement.serverCpu;
  const journaled = (mode: Mode) => gateway(cpu, '--epoll', '--journal', path.join(folder, mode), '--durability', mode);
  const commands = {
    plain: gateway(cpu, '--epoll'),
    none: journaled('none'),
    batch: journaled('batch'),
    sync: journaled('sync'),
  };
  return withServers(commands, async (servers) => {
    const runs = await runBeside<Mode | 'plain', DrivenRun>({
      sides: MODES,
      yardstick: 'plain',
      rounds: bench.runs,
      warmUps: 1,
      run: (mode) => {
        bench.progress(`journal, ${mode}`);
        return drive(bench, servers[mode], 'pipe', CONNECTIONS, DEPTH, ordersOf(mode, bench.quick));
      },
    });
    return { rows: MODES.map((mode) => costRow(mode, runs[mode])) };
  });
}

function rowOf(mode: Mode) {
  const what = `epoll gateway --durability ${mode}, CPU an order`;
  return { section: 'journal', what, against: 'without a journal', unit: '×' };
}

function costRow(mode: Mode, { ours, theirs: plain }: Record<'ours' | 'theirs', readonly DrivenRun[]>): Row {
  const costs = (runs: readonly DrivenRun[]) => runs.map(({ serverCpuNs }) => serverCpuNs);
  const rates = (runs: readonly DrivenRun[]) => figureOf(runs.map(({ rate }) => rate)).value / 1e6;
  const text = (runs: readonly DrivenRun[]) => `${figureOf(costs(runs)).value.toFixed(0)} ns/order`;
  return measuredRow({
    ...rowOf(mode),
    figure: ratioOf(costs(ours), costs(plain)),
    ours: text(ours),
    theirs: text(plain),
    notes: [
      `${rates(ours).toFixed(3)} M orders/s, and ${rates(plain).toFixed(2)} without a journal`,
      busyNote(ours, plain, 'gateway without a journal'),
    ],
  });
}
