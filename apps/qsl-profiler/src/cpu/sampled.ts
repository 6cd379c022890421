import type { Watched } from './perf-tool.ts';
import type { Stacks } from './stacks.ts';

/** What a sampler brought. */
export interface Sampled extends Watched {
  by: 'perf' | 'v8';
  stacks: Stacks;
  samples: number;
  unresolved: number;
  /** null: threads that wait are not sampled. */
  idle: number | null;
  frequencyHz: number;
  /** Threads that did not answer and are missing. */
  threadsNotSeen: number;
}
