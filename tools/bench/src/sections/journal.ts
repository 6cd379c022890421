import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bench, whyMissing } from '../bench.ts';
import { type DrivenRun, drive } from '../driver.ts';
import { gateway, withServers } from '../gateway.ts';
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
  const cpu = bench.placement.serverCpu;
  const journaled = (mode: Mode) => gateway(cpu, '--epoll', '--journal', path.join(folder, mode), '--durability', mode);
  const commands = {
    plain: gateway(cpu, '--epoll'),
    none: journaled('none'),
    batch: journaled('batch'),
    sync: journaled('sync'),
  };
  try {
    return await withServers(commands, async (servers) => {
      const runs = {
        plain: [] as DrivenRun[],
        none: [] as DrivenRun[],
        batch: [] as DrivenRun[],
        sync: [] as DrivenRun[],
      };
      for (let run = -1; run < bench.runs; run++) {
        for (const mode of ['plain', ...MODES] as const) {
          bench.progress(`journal, ${mode}`);
          const orders = ordersOf(mode, bench.quick);
          const result = await drive(bench, servers[mode], 'pipe', CONNECTIONS, DEPTH, orders);
          if (run >= 0) runs[mode].push(result);
        }
      }
      return { rows: MODES.map((mode) => costRow(mode, runs[mode], runs.plain)) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowOf(mode: Mode) {
  const what = `epoll gateway --durability ${mode}, CPU an order`;
  return { section: 'journal', what, against: 'without a journal', unit: '×' };
}

function costRow(mode: Mode, ours: readonly DrivenRun[], plain: readonly DrivenRun[]): Row {
  const costs = (runs: readonly DrivenRun[]) => runs.map(({ serverCpuNs }) => serverCpuNs);
  const rates = (runs: readonly DrivenRun[]) => figureOf(runs.map(({ rate }) => rate)).value / 1e6;
  const text = (runs: readonly DrivenRun[]) => `${figureOf(costs(runs)).value.toFixed(0)} ns/order`;
  return measuredRow({
    ...rowOf(mode),
    figure: ratioOf(costs(ours), costs(plain)),
    ours: text(ours),
    theirs: text(plain),
    notes: [`${rates(ours).toFixed(3)} M orders/s, and ${rates(plain).toFixed(2)} without a journal`],
  });
}
