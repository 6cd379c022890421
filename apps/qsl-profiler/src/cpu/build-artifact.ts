import type { Artifact } from '../artifact/artifact.ts';
import type { PerfEvidence } from './evidence.ts';
import type { Subject } from './options.ts';
import { BY_PROFILER } from './perf-tool.ts';
import type { Counter, CpuArtifact, Profile } from './result.ts';
import type { Sampled } from './sampled.ts';
import { rankFunctions, writeFolded } from './stacks.ts';
import type { Stat } from './stat.ts';
import { findWarnings } from './warnings.ts';

export const SCHEMA = 'urn:qsl:schema:cpu:1';

/** More than a page has room for; the stacks hold them all. */
const MAX_FUNCTIONS = 100;

const DOES_NOT_PROVE = [
  'That a function is slow: samples say where time went, not how often it was called or whether it need have been.',
  'Waiting: threads that wait for a lock, a socket or a disk take no CPU and are not in the stacks.',
  'The undisturbed program: sampling interrupts it, and names of compiled functions cost memory and time.',
];

const V8_DOES_NOT_PROVE =
  'Which native function: V8 names all functions that one native module makes (system calls through koffi) after one of them.';

export interface Findings {
  subject: Subject;
  evidence: PerfEvidence;
  stat?: Stat;
  sampled?: Sampled;
}

/** Puts what was counted or sampled into the form of the artifact. */
export function buildArtifact(
  provenance: Artifact['provenance'],
  { subject, evidence, stat, sampled }: Findings,
): CpuArtifact {
  const counters: Counter[] | null = stat?.counters ?? null;
  const profile = sampled === undefined ? null : describeProfile(sampled);
  const used = describeEvidence(evidence, sampled);
  return {
    schema: SCHEMA,
    kind: 'cpu',
    claim: 'Evidence for investigation on one machine, not a claim about speed.',
    provenance,
    subject: {
      kind: subject.kind,
      described: subject.described,
      elapsed: {
        value: stat?.elapsedMs ?? sampled?.elapsedMs ?? null,
        unit: 'ms',
        source: stat?.elapsedSource ?? sampled?.elapsedSource ?? BY_PROFILER,
        resolution: 0.001,
      },
    },
    evidence: used,
    counters,
    profile,
    warnings: findWarnings({ evidence: used, counters, sampled }),
    doesNotProve: sampled?.by === 'v8' ? [...DOES_NOT_PROVE, V8_DOES_NOT_PROVE] : DOES_NOT_PROVE,
  };
}

/** The runtime's own sampler sees JavaScript alone, however much perf could have seen. */
function describeEvidence(
  { class: found, found: words }: PerfEvidence,
  sampled: Sampled | undefined,
): CpuArtifact['evidence'] {
  if (sampled?.by === 'v8') {
    return { class: 'constrained', found: `V8's own sampler, JavaScript alone; ${words}`, by: 'v8' };
  }
  return { class: found, found: words, by: found === 'constrained' ? 'procfs' : 'perf' };
}

function describeProfile({ by, stacks, samples, unresolved, idle, frequencyHz }: Sampled): Profile {
  const source = by === 'perf' ? 'perf record, perf script' : 'V8 CPU profile';
  const share = (count: number) => (samples === 0 ? 0 : count / samples);
  return {
    samples: { value: samples, unit: 'samples', source, resolution: 1 },
    frequency: {
      value: frequencyHz,
      unit: 'samples/s',
      source:
        by === 'perf' ? 'asked for, of each thread while it runs' : 'asked for, of each thread, by the wall clock',
      resolution: null,
    },
    unresolvedShare: {
      value: samples === 0 ? null : share(unresolved),
      unit: 'share of samples',
      source: `${source}: a frame without a name`,
      resolution: samples === 0 ? null : 1 / samples,
    },
    idle: idle === null ? null : { value: idle, unit: 'samples', source: `${source}: (idle)`, resolution: 1 },
    functions: rankFunctions(stacks)
      .slice(0, MAX_FUNCTIONS)
      .map(({ name, kind, self, total }) => ({ name, kind, selfShare: share(self), totalShare: share(total) })),
    stacks: writeFolded(stacks),
  };
}
