import { ExitCode, exitOnSignals, prepareFolder } from '@qsl/cli';
import { platform } from '@qsl/posix';
import { artifactOf, writeArtifact } from './artifact.ts';
import type { Bench } from './bench.ts';
import { allowedCpus, choosePlacement } from './cpus.ts';
import { gatherProvenance, loadNow } from './provenance.ts';
import { formatReport, type Report } from './report.ts';
import type { Outcome } from './row.ts';
import { SECTIONS } from './sections.ts';
import { buildYardsticks } from './yardsticks.ts';

export interface BenchOptions {
  /** As typed, for the report. */
  readonly commandLine: string;
  readonly sections: readonly string[];
  readonly runs: number;
  readonly quick: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
}

/** Measures what was asked for, prints it, and writes it where asked. 3 where a row is too noisy to say. */
export async function runBench({ commandLine, sections, runs, quick, json, out }: BenchOptions): Promise<ExitCode> {
  exitOnSignals('bench');
  if (out !== undefined) prepareFolder(out);
  const provenance = gatherProvenance();
  const placement = choosePlacement(allowedCpus);
  const bench: Bench = { runs, quick, placement, yardsticks: buildYardsticks(), progress };
  const outcomes: Outcome[] = [];
  for (const name of sections) outcomes.push(await measure(name, bench));
  progress('');
  const report: Report = {
    schema: 'qsl-bench/1',
    provenance: { ...provenance, load: [...provenance.load, loadNow()] },
    settings: { commandLine, runs, quick, sections, placement: placement.note },
    rows: outcomes.flatMap(({ rows }) => rows),
    curves: outcomes.flatMap(({ curves = [] }) => curves),
  };
  const artifact = artifactOf('bench', report, formatReport);
  process.stdout.write(json ? artifact.contents.json : artifact.contents.txt);
  if (out !== undefined) writeArtifact(out, artifact);
  return report.rows.some(({ verdict }) => verdict === 'too noisy to say') ? ExitCode.UNTRUSTED : ExitCode.OK;
}

async function measure(name: string, bench: Bench): Promise<Outcome> {
  const { measure: measureSection, needsLinux } = SECTIONS[name]!;
  if (!needsLinux || platform === 'linux') return measureSection(bench);
  const row = { section: name, what: name, against: '', unit: '', verdict: 'unavailable' as const };
  return { rows: [{ ...row, notes: ['needs Linux'] }] };
}

/** On a terminal the last line says what is being measured. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
