import path from 'node:path';
import { PrerequisiteError, prepareFolder, UsageError } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact, writeSingle } from '../artifact/write.ts';
import type { RunResult } from '../experiments/carry-out.ts';
import { createProgress } from '../progress.ts';
import { gatherProvenance } from '../provenance/provenance.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { describeWords, withoutFolders } from '../run/describe-command.ts';
import { buildArtifact, type Findings } from './build-artifact.ts';
import { findPerfEvidence, type PerfEvidence } from './evidence.ts';
import { renderFlameGraph } from './flame-graph.ts';
import { type CpuFlags, describeFlags, readSubject, type Subject } from './options.ts';
import { recordWithPerf } from './perf-record.ts';
import { readCpuProfile } from './read.ts';
import { reportCpu } from './report.ts';
import type { CpuArtifact } from './result.ts';
import type { Sampled } from './sampled.ts';
import { readFolded } from './stacks.ts';
import { countCpu } from './stat.ts';
import { profileCommand } from './v8-command.ts';
import { profileProcess } from './v8-live.ts';

/** Counts, samples or draws, and writes what came of it. */
export async function lookAtCpu(flags: CpuFlags, signal: AbortSignal): Promise<RunResult> {
  const root = findWorkspaceRoot();
  const out = flags.out ?? path.join(root ?? process.cwd(), 'results');
  if (flags.from !== undefined) return drawRecorded(flags, out);
  if (process.platform !== 'linux') throw notLinux();
  const subject = readSubject(flags);
  const evidence = findPerfEvidence();
  prepareFolder(out);
  const provenance = gatherProvenance({
    command: ['qsl-profiler', ...process.argv.slice(2).map((arg) => describeWords([withoutFolders(arg)]))].join(' '),
    kind: 'cpu',
    root,
    programs: {},
    packages: ['qsl-profiler'],
    clkTck: clockTicksPerSecond(),
    transport: 'none',
    load: subject.described,
    tunables: describeFlags(flags),
  });
  const progress = createProgress();
  try {
    progress.show(`${flags.action}: ${subject.described}`);
    const found = await look(subject, { ...flags, evidence }, signal);
    const artifact = buildArtifact(provenance, { subject, evidence, ...found });
    signal.throwIfAborted();
    return await write(artifact, {
      out,
      name: `cpu_${flags.name ?? nameOf(subject)}`,
      draw: flags.action === 'flamegraph',
    });
  } finally {
    progress.clear();
  }
}

async function look(
  subject: Subject,
  { action, source, frequencyHz, evidence }: CpuFlags & { evidence: PerfEvidence },
  signal: AbortSignal,
): Promise<Pick<Findings, 'stat' | 'sampled'>> {
  if (source === 'perf' && evidence.class === 'constrained') throw noPerf(evidence);
  if (action === 'stat') {
    if (source === 'v8') throw new UsageError('--source v8 samples, it does not count: use record');
    return { stat: await countCpu(subject, { evidence: evidence.class, clkTck: clockTicksPerSecond(), signal }) };
  }
  return { sampled: await sample(subject, { source, frequencyHz, evidence, signal }) };
}

interface SampleOptions {
  source: CpuFlags['source'];
  frequencyHz: number;
  evidence: PerfEvidence;
  signal: AbortSignal;
}

function sample(subject: Subject, { source, frequencyHz, evidence, signal }: SampleOptions): Promise<Sampled> {
  const byRuntime = source === 'v8' || (source === 'auto' && evidence.class === 'constrained');
  if (!byRuntime) return recordWithPerf(subject, { evidence: evidence.class, frequencyHz, signal });
  return subject.kind === 'command'
    ? profileCommand(subject, { frequencyHz, signal })
    : profileProcess(subject, { frequencyHz, signal });
}

async function write(
  artifact: CpuArtifact,
  { out, name, draw }: { out: string; name: string; draw: boolean },
): Promise<RunResult> {
  const { files, text } = await writeArtifact({ folder: out, name, data: artifact, report: reportCpu });
  return draw ? { files: [...files, await drawInto(artifact, out, name)], text } : { files, text };
}

/** Draws what an earlier record wrote. */
async function drawRecorded({ action, from, command, target, name }: CpuFlags, out: string): Promise<RunResult> {
  if (action !== 'flamegraph' || command !== undefined || target !== undefined) {
    throw new UsageError('--from is for flamegraph, which then looks at nothing else');
  }
  const artifact = readCpuProfile(from as string);
  prepareFolder(out);
  const file = await drawInto(
    artifact,
    out,
    name === undefined ? path.basename(from as string, '.json') : `cpu_${name}`,
  );
  return { files: [file], text: '' };
}

function drawInto(artifact: CpuArtifact, out: string, name: string): Promise<string> {
  const { subject, evidence, profile } = artifact;
  const samples = profile?.samples.value ?? 0;
  const svg = renderFlameGraph(readFolded(profile?.stacks ?? []), {
    title: subject.described,
    subtitle: `${samples} samples by ${evidence.by}, ${evidence.class} evidence: ${evidence.found}`,
  });
  return writeSingle({ folder: out, name: `${name}.svg`, content: svg });
}

/** The program's name, or the process's. */
function nameOf(subject: Subject): string {
  const name = subject.kind === 'command' ? path.basename(subject.words[0] as string) : String(subject.pid);
  return name.replaceAll(/[^\w.-]/g, '_');
}

function noPerf({ found }: PerfEvidence): PrerequisiteError {
  return new PrerequisiteError({
    code: 'NO_PERF',
    message: `--source perf: ${found}`,
    remedy: 'Install perf for this kernel and run as root; or use --source v8 for programs that run on Node.',
  });
}

function notLinux(): PrerequisiteError {
  return new PrerequisiteError({
    code: 'NOT_LINUX',
    message: `cpu reads procfs and runs perf, which ${process.platform} does not have`,
    remedy: 'Run it on Linux; cpu flamegraph --from draws anywhere what was recorded there.',
  });
}
