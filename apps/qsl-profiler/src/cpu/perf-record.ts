import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { RuntimeFailure } from '@qsl/cli';
import { withTemporaryFile } from '../tracing/temporary-file.ts';
import type { EvidenceClass } from './evidence.ts';
import type { Subject } from './options.ts';
import { parsePerfScript } from './perf-script.ts';
import { NODE_OPTIONS_FOR_PERF, runPerf } from './perf-tool.ts';
import type { Sampled } from './sampled.ts';

/** As text, a minute of samples of a busy machine. */
const MAX_SCRIPT_BYTES = 1024 ** 3;
/** Where V8 leaves the names of compiled functions, and perf looks for them. */
const MAP_FOLDER = '/tmp';

export interface RecordOptions {
  evidence: EvidenceClass;
  frequencyHz: number;
  signal: AbortSignal;
}

/**
 * Samples with perf: by cycles where the machine counts them, by the kernel's clock where it does not. Node programs that
 * it starts name their functions; one that runs already may not.
 */
export async function recordWithPerf(subject: Subject, options: RecordOptions): Promise<Sampled> {
  const { evidence, frequencyHz, signal } = options;
  return withTemporaryFile(async (file) => {
    const event = evidence === 'full' ? 'cycles' : 'cpu-clock';
    const args = ['record', '-q', '-e', event, '-F', String(frequencyHz), '--call-graph', 'fp', '-o', file];
    const env: Record<string, string> = subject.kind === 'command' ? { NODE_OPTIONS: NODE_OPTIONS_FOR_PERF } : {};
    const startedAt = performance.now();
    await runPerf({ args, subject, env, signal });
    const elapsedMs = performance.now() - startedAt;
    const text = readSamples(file);
    if (subject.kind === 'command') await removeMaps(text);
    return { by: 'perf', elapsedMs, frequencyHz, idle: null, threadsNotSeen: 0, ...parsePerfScript(text) };
  });
}

function readSamples(file: string): string {
  const { status, stdout, stderr } = spawnSync('perf', ['script', '-i', file, '-F', 'comm,pid,tid,ip,sym,dso'], {
    encoding: 'utf8',
    maxBuffer: MAX_SCRIPT_BYTES,
    env: { ...process.env, LC_ALL: 'C', PERF_CONFIG: '/dev/null' },
  });
  if (status === 0) return stdout;
  throw new RuntimeFailure({
    code: 'PERF_SCRIPT_FAILED',
    message: `perf cannot read its own samples: ${stderr.trim().split('\n')[0] ?? ''}`,
    remedy: 'Lower --frequency or --duration; or use --source v8.',
  });
}

/** Of the processes that were started here: their numbers are in the samples. */
async function removeMaps(text: string): Promise<void> {
  const pids = new Set(Array.from(text.matchAll(/^\S.*\s(\d+)\/\d+\s*$/gm), ([, pid]) => pid));
  for (const pid of pids) await rm(`${MAP_FOLDER}/perf-${pid}.map`, { force: true });
}
