import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';

export { delay };

/** Lets signals, timers and children have their turn. */
export const otherTurns = (): Promise<void> => immediate();

const LOOK_MS = 20;

/** Waits until something is so, looking again and again. Returns how long that took, in ms; Infinity where it never was. */
export async function until(isSo: () => boolean, withinMs: number): Promise<number> {
  const from = performance.now();
  while (!isSo()) {
    if (performance.now() - from > withinMs) return Number.POSITIVE_INFINITY;
    await delay(LOOK_MS);
  }
  return performance.now() - from;
}

/** Waits until a value has stayed the same for a while, or patience ends. */
export async function untilSteady(
  read: () => number,
  { forMs, withinMs }: { forMs: number; withinMs: number },
): Promise<void> {
  const end = performance.now() + withinMs;
  let [last, since] = [read(), performance.now()];
  while (performance.now() - since < forMs && performance.now() < end) {
    await delay(LOOK_MS);
    const value = read();
    if (value !== last) [last, since] = [value, performance.now()];
  }
}
