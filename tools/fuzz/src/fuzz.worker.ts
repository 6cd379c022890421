/** One thread of a run: either looks for new code with coverage on, or executes at full speed. */
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.ts';
import { type Executed, execute, type Failure } from './execute.ts';
import { type Explored, explore } from './explore.ts';
import { InputLog } from './input-log.ts';
import { minimise } from './minimise.ts';
import { Random } from './random.ts';
import { TARGETS } from './targets.ts';

export interface ThreadTask {
  readonly phase: 'explore' | 'execute';
  readonly target: string;
  readonly seed: number;
  /** Which of the seed's streams of random numbers: no two threads of a run have the same. */
  readonly stream: number;
  readonly executions: number;
  readonly corpus: readonly Uint8Array[];
  /** Where the inputs since the last restart are kept, for the main thread to read should this one hang. */
  readonly log: SharedArrayBuffer;
  /** One cell: executions so far. */
  readonly done: SharedArrayBuffer;
}

export interface ThreadResult {
  readonly result: Explored | Executed;
  readonly cpuNs: number;
}

const { phase, target: name, seed, stream, executions, corpus, log, done } = workerData as ThreadTask;
const cell = new Float64Array(done);
const choice = TARGETS[name]!;
// Coverage sees only what is loaded after it.
const coverage = phase === 'explore' ? new Coverage(choice.covers) : undefined;
const target = await choice.load();
const random = new Random(seed, stream);
const inputs = new InputLog(log);
const progress = (count: number): void => {
  cell[0] = count;
};

const before = process.threadCpuUsage();
const result =
  coverage === undefined
    ? execute({ target, corpus, random, executions, log: inputs, progress })
    : explore({ target, coverage, corpus, random, executions, log: inputs, progress });
const used = process.threadCpuUsage(before);
const failure: Failure | undefined = result.failure && minimise(target, result.failure);
const message: ThreadResult = { result: { ...result, failure }, cpuNs: (used.user + used.system) * 1000 };
parentPort!.postMessage(message);
