import { type Failure, runList } from './execute.ts';
import type { Target } from './target.ts';

const MOST_TRIALS = 20_000;

/**
 * A smaller list of smaller inputs that breaks the same rule: inputs are left out, then bytes of each, in halves,
 * quarters, and so on down to single ones (A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input", 2002, in its greedy form), and what bytes remain become 0 where that changes nothing. `tick` is called before
 * each trial.
 */
export function minimise(target: Target, failure: Failure, tick: () => void = () => {}): Failure {
  let best = runList(target, failure.inputs);
  if (best?.rule !== failure.rule) return failure; // it needs more than its inputs
  let trials = 0;

  function improves(inputs: readonly Uint8Array[]): boolean {
    if (trials++ >= MOST_TRIALS) return false;
    tick();
    const found = runList(target, inputs);
    if (found?.rule !== failure.rule) return false;
    best = found;
    return true;
  }

  let inputs = shorten(failure.inputs, improves);
  for (let i = 0; i < inputs.length; i++) {
    const withInput = (bytes: readonly number[]) => inputs.with(i, Uint8Array.from(bytes));
    let bytes = shorten([...inputs[i]!], (some) => improves(withInput(some)));
    for (let at = 0; at < bytes.length; at++) {
      const zeroed = bytes.with(at, 0);
      if (bytes[at] !== 0 && improves(withInput(zeroed))) bytes = zeroed;
    }
    inputs = withInput(bytes);
  }
  return { ...best!, inputs };
}

/** Leaves out parts of a list, large ones first, as long as the rest will do. */
function shorten<Item>(list: readonly Item[], willDo: (rest: readonly Item[]) => boolean): readonly Item[] {
  let items = list;
  for (let part = Math.ceil(items.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let at = 0; at < items.length; ) {
      const rest = [...items.slice(0, at), ...items.slice(at + part)];
      if (willDo(rest)) items = rest;
      else at += part;
    }
  }
  return items;
}
