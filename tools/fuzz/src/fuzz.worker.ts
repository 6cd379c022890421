/** One thread of a run: looks for new code with coverage on, executes at full speed, or runs the inputs of a failure again. */
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.ts';
import { type Executed, execute, type Failure, runList } from './execute.ts';
import { type Explored, explore } from './explore.ts';
import { InputLog } from './input-log.ts';
import { minimise } from './minimise.ts';
import { Random } from './random.ts';
import { TARGETS } from './targets.ts';

export interface ThreadTask {
  readonly phase: 'explore' | 'execute' | 'replay';
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
const result = work();
const used = process.threadCpuUsage(before);
const isNew = result.failure !== undefined && phase !== 'replay';
const tick = () => progress(cell[0]! + 1); // or a long search for a small failure would look like a hang
const failure: Failure | undefined = isNew ? minimise(target, result.failure!, tick) : result.failure;
const message: ThreadResult = { result: { ...result, failure }, cpuNs: (used.user + used.system) * 1000 };
parentPort!.postMessage(message);

function work(): Explored | Executed {
  if (coverage !== undefined) {
    return explore({ target, coverage, corpus, random, executions, log: inputs, progress });
  }
  if (phase === 'execute') return execute({ target, corpus, random, executions, log: inputs, progress });
  return { executions: corpus.length, thorough: corpus.length, failure: runList(target, corpus, inputs) };
}
