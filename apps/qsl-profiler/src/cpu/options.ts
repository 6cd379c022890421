import { UsageError } from '@qsl/cli';
import { assertRunnable } from '../programs/on-path.ts';
import type { Tunable } from '../provenance/provenance.ts';
import { describeFlag } from '../provenance/tunables.ts';
import { withoutFolders } from '../run/describe-command.ts';
import { splitWords } from '../run/words.ts';
import { findTarget, type Wanted } from '../top/target.ts';

export const ACTIONS = ['stat', 'record', 'flamegraph'] as const;
export type Action = (typeof ACTIONS)[number];

/** Who looks at the CPU: perf, or the runtime itself. */
export const SOURCES = ['auto', 'perf', 'v8'] as const;
export type Source = (typeof SOURCES)[number];

/** As texts, for the command line. */
export const DEFAULTS = { frequency: '199', source: 'auto' } as const;

export interface CpuFlags {
  action: Action;
  command: string | undefined;
  target: Wanted | undefined;
  from: string | undefined;
  durationMs: number;
  frequencyHz: number;
  source: Source;
  name: string | undefined;
  out: string | undefined;
}

/** What is looked at. */
export type Subject =
  | { kind: 'command'; words: string[]; described: string }
  | { kind: 'process'; pid: number; durationMs: number; described: string };

/** Finds out what to look at. Throws UsageError. */
export function readSubject({ command, target, durationMs }: CpuFlags): Subject {
  if ((command === undefined) === (target === undefined)) {
    throw new UsageError(
      'give either --command, which is run to its end, or --target, a process that runs or its port',
    );
  }
  if (target !== undefined) {
    const { pid, described } = findTarget(target);
    return { kind: 'process', pid, durationMs, described };
  }
  const words = splitWords('--command', command as string);
  assertRunnable('--command', words);
  return {
    kind: 'command',
    words,
    described: withoutFolders(command as string),
  };
}

export function parseChoice<Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((name) => name === text);
    if (choice === undefined) throw new UsageError(`"${text}" is none of ${choices.join(', ')}`);
    return choice;
  };
}

/** For the header. */
export function describeFlags({
  frequencyHz,
  source,
}: Pick<CpuFlags, 'frequencyHz' | 'source'>): Record<string, Tunable> {
  return {
    '--frequency': describeFlag(String(frequencyHz), String(frequencyHz) === DEFAULTS.frequency),
    '--source': describeFlag(source, source === DEFAULTS.source),
  };
}
