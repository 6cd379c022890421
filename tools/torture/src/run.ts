import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { artifactOf, describeCommandLine, gatherProvenance, loadNow, writeArtifact } from '@qsl/bench';
import { ExitCode, exitOnSignals, prepareFolder, UsageError } from '@qsl/cli';
import { isScript, playFresh, type SavedScript } from './failure.ts';
import type { TransportName } from './gateway.ts';
import { LONG, SHORT } from './plan.ts';
import { formatReport, isClean, type Report } from './report.ts';
import { parse } from './script.ts';
import { type Run, torture } from './torture.ts';

export interface TortureOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly transports: readonly TransportName[];
  readonly program: string | undefined;
  readonly short: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
}

/** Tortures each transport, prints what came of it, and writes it where asked. 1 where something was wrong. */
export async function runTorture(options: TortureOptions): Promise<ExitCode> {
  const { seed, minutes, transports, program, short, json, out } = options;
  exitOnSignals('torture'); // the gateway must not outlive this program: what ends it is an exit
  if (out !== undefined) prepareFolder(out);
  const provenance = gatherProvenance();
  const runs: Run[] = [];
  for (const transport of transports) {
    const folder = out ?? path.join(tmpdir(), 'qsl-torture-scripts');
    const terms = { transport, program, seed, forMs: minutes * 60_000, amount: short ? SHORT : LONG, folder };
    runs.push(await torture(terms, progress));
  }
  progress('');
  const report: Report = {
    schema: 'qsl-torture/1',
    provenance: { ...provenance, load: [...provenance.load, loadNow()] },
    commandLine: describeCommandLine('torture'),
    gateway: program === undefined ? 'the gateway from source' : 'another program',
    minutes,
    short,
    runs,
  };
  // One transport has files of its own: both can be under torture at the same time.
  const artifact = artifactOf(transports.length === 1 ? `torture_${transports[0]}` : 'torture', report, formatReport);
  process.stdout.write(json ? artifact.contents.json : artifact.contents.txt);
  if (out !== undefined) writeArtifact(out, artifact);
  return isClean(report) ? ExitCode.OK : ExitCode.FAILURE;
}

export interface ReplayOptions {
  readonly file: string;
  readonly times: number;
  readonly program: string | undefined;
}

/** Plays a saved script, each time on a fresh gateway, until it fails. 1 where it does. */
export async function replay({ file, times, program }: ReplayOptions): Promise<ExitCode> {
  exitOnSignals('torture');
  const { transport, round, finding } = readScript(file);
  process.stdout.write(`${round.name}, found: ${finding}\n`);
  for (let time = 1; time <= times; time++) {
    progress(`play ${time} of ${times}`);
    const outcome = await playFresh({ transport, program }, round);
    progress('');
    if (outcome.finding === undefined) continue;
    process.stdout.write(`play ${time}: ${outcome.finding}\n`);
    return ExitCode.FAILURE;
  }
  process.stdout.write(`nothing wrong in ${times} plays\n`);
  return ExitCode.OK;
}

function readScript(file: string): SavedScript {
  let saved: unknown;
  try {
    saved = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--replay: ${file} cannot be read: ${(error as Error).message}`);
  }
  if (isScript(saved)) return saved;
  throw new UsageError(`--replay: ${file} is no script of this program`);
}

/** On a terminal the last line says what is being done. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
