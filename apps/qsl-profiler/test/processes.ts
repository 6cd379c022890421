import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 240_000;

/** Asks again and again until there is an answer. Throws when that takes minutes. */
export async function pollUntil<Answer>(ask: () => Answer | undefined): Promise<Answer> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await delay(10)) {
    const answer = ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`no answer after ${PATIENCE_MS} ms: ${ask}`);
}

/** Whether a process exists and is no zombie that merely waits to be reaped. */
export function isRunning(pid: number | undefined): boolean {
  const stat = readUnlessGone(`/proc/${pid}/stat`);
  return stat !== undefined && !/^.*\) Z /s.test(stat);
}

/** The process of those marked that has this word among its arguments; undefined as long as there is none. */
export function processRunning(mark: string, argument: string): number | undefined {
  const words = (pid: number) => readUnlessGone(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  return processesMarked(mark).find((pid) => words(pid).includes(argument));
}

/** The processes that were started with this text in their environment. */
export function processesMarked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readUnlessGone(`/proc/${pid}/environ`)?.includes(mark) && isRunning(Number(pid)))
    .map(Number);
}

function readUnlessGone(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
