import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode } from '@qsl/cli';
import { dieOf, Interruption, interruptible } from '../children/interruption.ts';

export interface RunResult {
  /** The artifact's files, the data first. */
  files: string[];
  /** The text of the report. */
  text: string;
}

/** Runs an experiment that signals interrupt, and prints its report or, with `json`, its data. */
export async function carryOut(
  experiment: (signal: AbortSignal) => Promise<RunResult>,
  { json = false }: { json?: boolean } = {},
): Promise<ExitCode> {
  try {
    const { files, text } = await interruptible(experiment);
    process.stdout.write(json ? readFileSync(files[0] as string, 'utf8') : text);
    process.stderr.write(`written: ${files.map((file) => path.relative(process.cwd(), file)).join(', ')}\n`);
    return ExitCode.OK;
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    process.stderr.write(`qsl-profiler: ${error.message}\n`);
    dieOf(error.signal);
    return error.exitCode;
  }
}
