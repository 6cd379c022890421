import type { Executed, Failure } from './execute.ts';
import type { Explored } from './explore.ts';
import type { TargetReport } from './report.ts';
import { TARGETS } from './targets.ts';
import { type Outcome, runThread } from './threads.ts';

export interface FuzzRequest {
  readonly name: string;
  readonly corpus: readonly Uint8Array[];
  readonly seed: number;
  readonly threads: number;
  readonly explore: number;
  readonly executions: number;
}

export interface Fuzzed extends Omit<TargetReport, 'failure'> {
  /** The corpus after the exploration. */
  readonly explored: readonly Uint8Array[];
  readonly failure: Failure | undefined;
}

/** Explores on one thread, then executes on the others with what was found: the seed's first stream, then one a thread. */
export async function fuzzTarget(request: FuzzRequest, progress: (text: string) => void): Promise<Fuzzed> {
  const { name, corpus, seed, threads, explore, executions } = request;
  const { maxBytes, epoch } = await TARGETS[name]!.load();
  const task = { target: name, seed, corpus };
  const terms = { inputs: epoch, maxBytes };
  const look = await runThread(
    { ...task, phase: 'explore', stream: 0, executions: explore },
    { ...terms, progress: (done) => progress(`${name}: explored ${done} of ${explore}`) },
  );
  const found = resultOf<Explored>(look);
  const report = { name, explored: found?.corpus ?? corpus, characters: found?.characters ?? { reached: 0, known: 0 } };
  const nothing = { exploredExecutions: found?.executions ?? 0, executions: 0, thorough: 0, cpuSeconds: 0, seconds: 0 };
  const failure = failureOf(look);
  const inputs = { inputs: report.explored.length, inputBytes: sum(report.explored.map(({ length }) => length)) };
  if (failure !== undefined) return { ...report, ...nothing, ...inputs, failure };

  const counts = new Array<number>(threads).fill(0);
  const started = performance.now();
  const outcomes = await Promise.all(
    counts.map((_, thread) => {
      const share = Math.floor(executions / threads) + (thread < executions % threads ? 1 : 0);
      const each = { ...task, corpus: report.explored, phase: 'execute' as const, stream: 1 + thread };
      const count = (done: number) => {
        counts[thread] = done;
        progress(`${name}: ${sum(counts)} of ${executions}`);
      };
      return runThread({ ...each, executions: share }, { ...terms, progress: count });
    }),
  );
  const done = outcomes.map((outcome) => resultOf<Executed>(outcome));
  return {
    ...report,
    ...nothing,
    ...inputs,
    executions: sum(done.map((each) => each?.executions ?? 0)),
    thorough: sum(done.map((each) => each?.thorough ?? 0)),
    cpuSeconds: sum(outcomes.map((outcome) => ('cpuNs' in outcome ? outcome.cpuNs / 1e9 : 0))),
    seconds: (performance.now() - started) / 1000,
    failure: outcomes.map(failureOf).find((each) => each !== undefined),
  };
}

function resultOf<Result>(outcome: Outcome): Result | undefined {
  return 'crash' in outcome ? undefined : (outcome.result as Result);
}

function failureOf(outcome: Outcome): Failure | undefined {
  return 'crash' in outcome ? outcome.crash : outcome.result.failure;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
