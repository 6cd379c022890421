import type { Coverage } from './coverage.ts';
import { derive, type Failure, failureOf, runList } from './execute.ts';
import type { InputLog } from './input-log.ts';
import type { Random } from './random.ts';
import type { Target } from './target.ts';

export interface Exploration {
  readonly target: Target;
  readonly coverage: Coverage;
  /** Inputs that are there already. */
  readonly corpus: readonly Uint8Array[];
  readonly random: Random;
  readonly executions: number;
  readonly log: InputLog;
  readonly progress: (done: number) => void;
}

export interface Explored {
  /** The smallest inputs that together reach everything that was reached. */
  readonly corpus: readonly Uint8Array[];
  readonly executions: number;
  readonly characters: { readonly reached: number; readonly known: number };
  readonly failure: Failure | undefined;
}

interface Kept {
  readonly input: Uint8Array;
  readonly features: ReadonlySet<number>;
}

/** Runs changed inputs, each from a restart on, and keeps those that reach what none before has reached. */
export function explore({ target, coverage, corpus, random, executions, log, progress }: Exploration): Explored {
  const seen = new Set<number>();
  const kept: Kept[] = [];
  const inputs: Uint8Array[] = [];
  let done = 0;

  function look(input: Uint8Array): void {
    const features = coverage.take();
    if ([...features].every((feature) => seen.has(feature))) return;
    coverage.keep();
    for (const feature of features) seen.add(feature);
    kept.push({ input, features });
    inputs.push(input);
  }

  try {
    for (const input of corpus.length > 0 ? corpus : target.seeds) {
      coverage.take();
      const failure = runList(target, [input], log);
      if (failure !== undefined) return { corpus, executions: done, characters: coverage.characters, failure };
      look(input);
    }
    for (; done < executions; done++) {
      log.clear();
      const input = log.next();
      derive(target, input, inputs, random);
      log.keep();
      target.restart(false);
      coverage.take();
      target.run(input);
      look(log.inputs()[0]!);
      if (done % 256 === 0) progress(done);
    }
  } catch (error) {
    return { corpus, executions: done, characters: coverage.characters, failure: failureOf(error, log.inputs()) };
  }
  return { corpus: smallestCover(kept), executions: done, characters: coverage.characters, failure: undefined };
}

/** For each feature the shortest input that has it, the rarest features first; what those have needs no other. */
function smallestCover(kept: readonly Kept[]): Uint8Array[] {
  const shortest = kept.toSorted((a, b) => a.input.length - b.input.length);
  const owners = new Map<number, Kept[]>();
  for (const each of shortest) {
    for (const feature of each.features) {
      const list = owners.get(feature);
      if (list === undefined) owners.set(feature, [each]);
      else list.push(each);
    }
  }
  const chosen = new Set<Kept>();
  const covered = new Set<number>();
  for (const [feature, list] of [...owners].sort(([, a], [, b]) => a.length - b.length)) {
    if (covered.has(feature)) continue;
    chosen.add(list[0]!);
    for (const other of list[0]!.features) covered.add(other);
  }
  return [...chosen].map(({ input }) => input);
}
