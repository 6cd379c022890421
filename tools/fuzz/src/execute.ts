import { InputLog } from './input-log.ts';
import { copyInto } from './mutate/bytes.ts';
import type { Random } from './random.ts';
import { BrokenInvariant, type Input, type Target } from './target.ts';

/** One epoch in so many is thorough. */
export const THOROUGH_EVERY = 64;

/** What did not hold, and the inputs that led there. */
export interface Failure {
  readonly rule: string;
  readonly message: string;
  readonly inputs: readonly Uint8Array[];
}

/** What an error of a target means. */
export function failureOf(error: unknown, inputs: readonly Uint8Array[]): Failure {
  if (error instanceof BrokenInvariant) return { rule: error.rule, message: error.message, inputs };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = stack?.split('\n')[1]?.replace(/^.*\/(?=[^/]+$)/, '') ?? '';
  return { rule: `threw ${name}`, message: `threw ${name}: ${message} ${where}`.trim(), inputs };
}

/** Makes `input` one of the corpus, changed. */
export function derive(target: Target, input: Input, corpus: readonly Uint8Array[], random: Random): void {
  const parent = corpus[random.below(corpus.length)]!;
  copyInto(input, input.from, parent, 0, parent.length);
  input.to = input.from + parent.length;
  target.mutate(input, random, corpus[random.below(corpus.length)]!);
}

export interface Execution {
  readonly target: Target;
  readonly corpus: readonly Uint8Array[];
  readonly random: Random;
  readonly executions: number;
  readonly log: InputLog;
  /** Called after each epoch with the executions so far. */
  readonly progress: (done: number) => void;
}

export interface Executed {
  readonly executions: number;
  /** Those in thorough epochs. */
  readonly thorough: number;
  readonly failure: Failure | undefined;
}

/** Runs changed inputs, at full speed and without an allocation of its own, until the number is reached or one fails. */
export function execute({ target, corpus, random, executions, log, progress }: Execution): Executed {
  let done = 0;
  let thorough = 0;
  try {
    for (let epoch = 0; done < executions; epoch++) {
      const isThorough = epoch % THOROUGH_EVERY === 0;
      const count = Math.min(target.epoch, executions - done);
      log.clear();
      target.restart(isThorough);
      for (let i = 0; i < count; i++) {
        const input = log.next();
        derive(target, input, corpus, random);
        log.keep();
        target.run(input);
        done++;
        if (isThorough) thorough++;
      }
      target.finish();
      progress(done);
    }
  } catch (error) {
    return { executions: done + 1, thorough, failure: failureOf(error, log.inputs()) };
  }
  return { executions: done, thorough, failure: undefined };
}

/** What comes of a list of inputs, one after the other from a restart on, with every check. */
export function runList(
  target: Target,
  inputs: readonly Uint8Array[],
  log = InputLog.create({ inputs: inputs.length, maxBytes: target.maxBytes }),
): Failure | undefined {
  log.clear();
  try {
    target.restart(true);
    for (const bytes of inputs) {
      const input = log.next();
      copyInto(input, input.from, bytes, 0, bytes.length);
      input.to = input.from + bytes.length;
      log.keep();
      target.run(input);
    }
    target.finish();
  } catch (error) {
    return failureOf(error, inputs);
  }
  return undefined;
}
