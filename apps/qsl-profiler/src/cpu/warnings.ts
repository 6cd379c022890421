import type { Warning } from '../artifact/warning.ts';
import type { Counter, CpuArtifact, CpuWarningCode } from './result.ts';
import type { Sampled } from './sampled.ts';

/** Below this a share of a tenth is known to ± 6 per cent of all samples at best. */
const FEW_SAMPLES = 100;
/** Stacks with unnamed frames are fit for little. */
const MANY_UNRESOLVED = 0.05;

export interface Judged {
  evidence: CpuArtifact['evidence'];
  counters: Counter[] | null;
  sampled: Sampled | undefined;
}

/** Judges what was found. */
export function findWarnings({ evidence, counters, sampled }: Judged): Warning<CpuWarningCode>[] {
  return [...judgeCounters(evidence, counters), ...(sampled === undefined ? [] : judgeSamples(sampled))];
}

function judgeCounters(evidence: CpuArtifact['evidence'], counters: Counter[] | null): Warning<CpuWarningCode>[] {
  const warnings: Warning<CpuWarningCode>[] = [];
  if (counters !== null && evidence.class !== 'full') {
    warnings.push({
      code: 'NO_HARDWARE_COUNTERS',
      text: 'The processor shows no counters here: how much time went is known, why (cache, branches) is not.',
      remedy: 'Use a machine, or a virtual machine, that shows its performance counters.',
    });
  }
  if (counters?.some(({ countedShare, quantity }) => quantity.value !== null && countedShare < 1)) {
    warnings.push({
      code: 'COUNTERS_SHARED',
      text: 'Some events had a counter for part of the time only: their values are extrapolated.',
      remedy: 'Repeat; or count fewer events at a time with perf itself.',
    });
  }
  return warnings;
}

function judgeSamples({ samples, unresolved, threadsNotSeen }: Sampled): Warning<CpuWarningCode>[] {
  const warnings: Warning<CpuWarningCode>[] = [];
  if (samples < FEW_SAMPLES) {
    warnings.push({
      code: 'FEW_SAMPLES',
      text: `The profile rests on ${samples} samples: shares mean little.`,
      remedy: 'Raise --duration or --frequency, or give the program more to do.',
    });
  }
  if (samples > 0 && unresolved / samples > MANY_UNRESOLVED) {
    warnings.push({
      code: 'UNRESOLVED_FRAMES',
      text: `${((unresolved / samples) * 100).toFixed(0)} % of the samples have a function that perf cannot name, such as code that V8 compiled.`,
      remedy:
        'Have perf start the program (--command), or start it with NODE_OPTIONS="--perf-basic-prof --interpreted-frames-native-stack"; or use --source v8.',
    });
  }
  if (threadsNotSeen > 0) {
    warnings.push({
      code: 'THREADS_NOT_SEEN',
      text: `${threadsNotSeen} worker threads slept in a system call and did not answer: they are missing.`,
      remedy: 'Look while they are busy, or use --source perf.',
    });
  }
  return warnings;
}
