import { spawnSync } from 'node:child_process';
import { RuntimeFailure } from '@qsl/cli';
import { withTemporaryFile } from '../tracing/temporary-file.ts';
import type { EvidenceClass } from './evidence.ts';
import type { Subject } from './options.ts';
import { parsePerfScript } from './perf-script.ts';
import { NODE_OPTIONS_FOR_PERF, runPerf } from './perf-tool.ts';
import type { Sampled } from './sampled.ts';
import { V8Leftovers } from './v8-leftovers.ts';

/** As text, a minute of samples of a busy machine. */
const MAX_SCRIPT_BYTES = 1024 ** 3;
/** `thread pid/tid`, which opens each sample. */
const SAMPLE_HEAD = /^\S.*\s(\d+)\/\d+\s*$/gm;

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
    const leftovers = new V8Leftovers();
    try {
      const watched = await runPerf({
        args,
        subject,
        env,
        signal,
        meanwhile: (pid, ended) => leftovers.watch(pid, ended),
      });
      const text = readSamples(file);
      for (const [, pid] of text.matchAll(SAMPLE_HEAD)) leftovers.add(Number(pid));
      return { by: 'perf', ...watched, frequencyHz, idle: null, threadsNotSeen: 0, ...parsePerfScript(text) };
    } finally {
      if (subject.kind === 'command') await leftovers.remove();
    }
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
