import { spawnSync } from 'node:child_process';
import { perfVersion } from '../tracing/perf.ts';
import { parsePerfStat } from './perf-stat.ts';

/**
 * How much perf can say of a CPU on this machine.
 *
 * full         the processor's own counters: cycles, instructions, samples by cycles
 * partial      the kernel's clocks only: time on CPU, switches, faults, samples by time
 * constrained  perf is missing or may not measure; what is left is the runtime's own profile
 */
export type EvidenceClass = 'full' | 'partial' | 'constrained';

export interface PerfEvidence {
  class: EvidenceClass;
  /** What was found, in one sentence. */
  found: string;
}

const PATIENCE_MS = 10_000;
const HARDWARE = ['cycles', 'instructions'];
const SOFTWARE = ['task-clock'];

/** Tries perf on a program that does nothing. */
export function findPerfEvidence(): PerfEvidence {
  const version = perfVersion();
  if (version === undefined) return { class: 'constrained', found: 'perf is not on the PATH' };
  const events = [...HARDWARE, ...SOFTWARE].join(',');
  const { status, stderr } = spawnSync('perf', ['stat', '-x', ',', '-e', events, '--', 'true'], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    env: { ...process.env, LC_ALL: 'C', PERF_CONFIG: '/dev/null' },
  });
  return classify({ version, status, text: stderr });
}

/** Judges what `perf stat` made of the program that does nothing. */
export function classify({
  version,
  status,
  text,
}: {
  version: string;
  status: number | null;
  text: string;
}): PerfEvidence {
  const counts = parsePerfStat(text);
  const countsEvents = (names: string[]) =>
    names.every((name) => counts.some(({ event, value }) => event.replace(/:.*$/, '') === name && value !== null));
  if (status !== 0 || !countsEvents(SOFTWARE)) {
    return { class: 'constrained', found: `perf ${version} may not count here (exit ${status ?? 'by signal'})` };
  }
  if (!countsEvents(HARDWARE)) {
    return { class: 'partial', found: `perf ${version} counts the kernel's clocks, but no cycles and no instructions` };
  }
  // The kernel's part is hidden where perf appends :u by itself, see kernel.perf_event_paranoid.
  if (counts.some(({ event }) => event.endsWith(':u'))) {
    return { class: 'partial', found: `perf ${version} counts cycles in user space only` };
  }
  return { class: 'full', found: `perf ${version} counts cycles and instructions, in user space and kernel` };
}
