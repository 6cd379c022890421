import type { Artifact } from '../artifact/artifact.ts';
import type { Quantity } from '../artifact/quantity.ts';
import type { Warning } from '../artifact/warning.ts';
import type { EvidenceClass } from './evidence.ts';

/** The JSON artifact. docs/schemas/cpu.v1.schema.json describes it; change both or neither. */
export interface CpuArtifact extends Artifact {
  kind: 'cpu';
  subject: { kind: 'command' | 'process'; described: string; elapsed: Quantity };
  /** How much this machine lets be seen, and who saw it. The class is that of what was used, whatever was asked for. */
  evidence: { class: EvidenceClass; found: string; by: 'perf' | 'v8' | 'procfs' };
  /** null: not counted, see `cpu stat`. */
  counters: Counter[] | null;
  /** null: not sampled, see `cpu record`. */
  profile: Profile | null;
  warnings: Warning<CpuWarningCode>[];
  doesNotProve: string[];
}

export type CpuWarningCode =
  | 'NO_HARDWARE_COUNTERS'
  | 'COUNTERS_SHARED'
  | 'FEW_SAMPLES'
  | 'UNRESOLVED_FRAMES'
  | 'THREADS_NOT_SEEN';

export interface Counter {
  name: string;
  quantity: Quantity;
  /** The share of the time in which it was counted; below 1 the value is extrapolated. */
  countedShare: number;
}

export interface Profile {
  samples: Quantity;
  frequency: Quantity;
  /** Samples with a function that could not be named. */
  unresolvedShare: Quantity;
  /** Samples of threads that waited, which are in no stack; null where waiting is not sampled. */
  idle: Quantity | null;
  /** The functions that took the most themselves; shares of all samples. */
  functions: { name: string; kind: 'js' | 'native' | 'kernel'; selfShare: number; totalShare: number }[];
  /** Folded stacks, `thread;outer;inner samples`; _[j] marks JavaScript, _[k] the kernel. */
  stacks: string[];
}
