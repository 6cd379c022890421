import { readFile } from 'node:fs/promises';
import { unlessGone } from '@qsl/procfs';
import type { Quantity } from '../artifact/quantity.ts';
import { childEnvironment } from '../children/environment.ts';
import { runToEnd } from '../children/run-to-end.ts';
import { sleep } from '../children/sleep.ts';
import { describeUsage, METRIC_NAMES, METRICS } from '../experiments/gateway-io/metrics.ts';
import { withTemporaryFile } from '../tracing/temporary-file.ts';
import { TreeLedger } from '../usage/tree-ledger.ts';
import { type Usage, usageBetween } from '../usage/usage.ts';
import type { EvidenceClass } from './evidence.ts';
import type { Subject } from './options.ts';
import { type PerfCount, parsePerfStat } from './perf-stat.ts';
import { BY_PROFILER, commandFailed, runPerf, type Watched } from './perf-tool.ts';
import type { Counter } from './result.ts';

const EVENTS = [
  ...['task-clock', 'context-switches', 'cpu-migrations', 'minor-faults', 'major-faults'],
  ...['cycles', 'instructions', 'branches', 'branch-misses', 'cache-references', 'cache-misses'],
];
const READING_MS = 50;

export interface Stat extends Watched {
  counters: Counter[];
}

/** Counts with perf where it may count, and with procfs where it may not. */
export async function countCpu(
  subject: Subject,
  { evidence, clkTck, signal }: { evidence: EvidenceClass; clkTck: number; signal: AbortSignal },
): Promise<Stat> {
  return evidence === 'constrained' ? countWithProcfs(subject, clkTck, signal) : countWithPerf(subject, signal);
}

async function countWithPerf(subject: Subject, signal: AbortSignal): Promise<Stat> {
  return withTemporaryFile(async (file) => {
    const watched = await runPerf({ args: ['stat', '-x', ',', '-o', file, '-e', EVENTS.join(',')], subject, signal });
    return { ...watched, counters: parsePerfStat(await readFile(file, 'utf8')).map(describeCount) };
  });
}

function describeCount({ event, value, unit, countedShare }: PerfCount): Counter {
  const isTime = unit === 'msec';
  const quantity: Quantity = {
    value,
    unit: isTime ? 'ms' : 'events',
    source: `perf stat -e ${event}`,
    resolution: isTime ? 0.01 : 1,
  };
  return { name: event, quantity, countedShare };
}

/** A process is read at the ends of its time; a command again and again, since what it starts may end before it does. */
async function countWithProcfs(subject: Subject, clkTck: number, signal: AbortSignal): Promise<Stat> {
  const startedAt = performance.now();
  const usage = subject.kind === 'process' ? await watchProcess(subject, signal) : await watchCommand(subject, signal);
  const described = describeUsage(usage, clkTck);
  return {
    elapsedMs: performance.now() - startedAt,
    elapsedSource: BY_PROFILER,
    counters: METRIC_NAMES.map((name) => ({ name: METRICS[name].label, quantity: described[name], countedShare: 1 })),
  };
}

async function watchProcess({ pid, durationMs }: Subject & { kind: 'process' }, signal: AbortSignal): Promise<Usage> {
  const ledger = new TreeLedger(pid);
  const before = ledger.read();
  await sleep(durationMs, signal);
  return usageBetween(before, ledger.read());
}

async function watchCommand({ words, described }: Subject & { kind: 'command' }, signal: AbortSignal): Promise<Usage> {
  const [file = '', ...args] = words;
  let last: Usage | undefined;
  const command = { name: `"${described}"`, file, args, env: childEnvironment() };
  const { ending, failure } = await runToEnd(command, signal, async (pid, ended) => {
    const ledger = new TreeLedger(pid);
    while (!ended.aborted) {
      last = unlessGone(() => ledger.read()) ?? last;
      await sleep(READING_MS, ended).catch(() => {});
    }
  });
  if (ending.code !== 0 || last === undefined) throw commandFailed(failure);
  return last;
}
