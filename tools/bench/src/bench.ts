import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import type { Command } from './children.ts';
import type { Placement } from './cpus.ts';
import type { Yardstick, Yardsticks } from './yardsticks.ts';

/** What every section is measured with. */
export interface Bench {
  /** Pairs of runs, in turn. */
  readonly runs: number;
  /** Less of everything, for a look. */
  readonly quick: boolean;
  readonly placement: Placement;
  readonly yardsticks: Yardsticks;
  /** Says what is being done, where somebody watches. */
  progress(text: string): void;
}

/** The path of a yardstick. Throws for one that is missing: ask `whyMissing` first. */
export function yardstick({ yardsticks }: Bench, name: Yardstick): string {
  const found = yardsticks[name];
  if ('missing' in found) throw new Error(found.missing);
  return found.file;
}

/** Why one of these yardsticks is missing; undefined where all are there. */
export function whyMissing({ yardsticks }: Bench, ...names: Yardstick[]): string | undefined {
  for (const name of names) {
    const found = yardsticks[name];
    if ('missing' in found) return found.missing;
  }
  return undefined;
}

/** A script of the workspace, run from source. */
export function script(cpu: number | undefined, file: string, ...args: (string | number)[]): Command {
  return {
    cpu,
    file: process.execPath,
    args: ['--conditions=@qsl/source', path.join(workspaceRoot, file), ...args],
  };
}

/** Runs that are compared: one of each in turn, the order changing from pair to pair. */
export async function inTurn<Sample>(
  runs: number,
  sides: { readonly ours: () => Promise<Sample>; readonly theirs: () => Promise<Sample> },
): Promise<{ ours: Sample[]; theirs: Sample[] }> {
  const samples = { ours: [] as Sample[], theirs: [] as Sample[] };
  for (let run = 0; run < runs; run++) {
    const order = run % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
    for (const side of order) samples[side].push(await sides[side]());
  }
  return samples;
}
