import path from 'node:path';
import { artifactOf, describeCommandLine, gatherProvenance, loadNow, writeArtifact } from '@qsl/bench';
import { ExitCode, exitOnSignals, prepareFolder, UsageError } from '@qsl/cli';
import { readCorpus, writeCorpus } from './corpus.ts';
import { fuzzTarget } from './fuzz-target.ts';
import { readReplay, writeReplay } from './replay.ts';
import { formatReport, type Report, type TargetReport } from './report.ts';
import { TARGETS } from './targets.ts';
import { runThread } from './threads.ts';

export interface FuzzOptions {
  readonly targets: readonly string[];
  readonly executions: number;
  readonly explore: number;
  readonly seed: number;
  readonly threads: number;
  readonly failures: string;
  readonly keep: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
}

/** Fuzzes what was asked for, prints what came of it, and writes it where asked. 1 where something was found. */
export async function runFuzz(options: FuzzOptions): Promise<ExitCode> {
  const { targets: names, executions, explore, seed, threads, failures, keep, json, out } = options;
  exitOnSignals('fuzz');
  if (out !== undefined) prepareFolder(out);
  const provenance = gatherProvenance();
  const targets: TargetReport[] = [];
  for (const name of names) {
    const share = TARGETS[name]!.share;
    const corpus = readCorpus(name);
    const asked = { name, corpus, seed, threads, explore, executions: Math.ceil(executions * share) };
    const { explored, failure, ...report } = await fuzzTarget(asked, progress);
    if (keep && failure === undefined) writeCorpus(name, explored);
    const file = failure && writeReplay(failures, name, failure);
    targets.push({
      ...report,
      ...(failure && { failure: { rule: failure.rule, message: failure.message, file: file! } }),
    });
    progress('');
  }
  const report: Report = {
    schema: 'qsl-fuzz/1',
    provenance: { ...provenance, load: [...provenance.load, loadNow()] },
    settings: { commandLine: describeCommandLine('fuzz'), executions, explore, seed, threads },
    targets,
  };
  const artifact = artifactOf('fuzz', report, formatReport);
  process.stdout.write(json ? artifact.contents.json : artifact.contents.txt);
  if (out !== undefined) writeArtifact(out, artifact);
  return targets.some(({ failure }) => failure) ? ExitCode.FAILURE : ExitCode.OK;
}

/** Runs the inputs of a failure, and says whether it is still one. */
export async function runReplay(file: string): Promise<ExitCode> {
  const { target: name, inputs } = readReplay(file);
  const choice = TARGETS[name];
  if (choice === undefined) throw new UsageError(`${path.basename(file)} is of "${name}", which is no target`);
  const { maxBytes } = await choice.load();
  const task = { phase: 'replay', target: name, seed: 0, stream: 0, executions: 0, corpus: inputs } as const;
  const found = await runThread(task, { inputs: inputs.length, maxBytes, progress: () => {} });
  const failure = 'crash' in found ? found.crash : found.result.failure;
  const outcome = failure === undefined ? 'everything holds' : failure.message;
  process.stdout.write(`${name}, ${inputs.length} inputs: ${outcome}\n`);
  return failure === undefined ? ExitCode.OK : ExitCode.FAILURE;
}

/** On a terminal the last line says what is being done. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
