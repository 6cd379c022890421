import { printable } from '../artifact/printable.ts';

/** Where a frame's code lives. */
export type FrameKind = 'js' | 'native' | 'kernel';

/** One function on a stack. `name` holds no folder and no ";", which separates frames. */
export interface Frame {
  name: string;
  kind: FrameKind;
}

/** How often each stack was seen, outermost frame first, the name of the thread before all. */
export type Stacks = ReadonlyMap<string, number>;

/** Marks of frames in folded stacks, as flamegraph.pl has them; native code has none. */
const MARKS: Readonly<Record<FrameKind, string>> = { js: '_[j]', native: '', kernel: '_[k]' };
/** Deeper stacks are cut at the outer end, where recursion repeats itself. */
const MAX_DEPTH = 128;

/** One line of folded stacks without its count: `thread;outer;inner_[k]`. */
export function foldStack(thread: string, frames: readonly Frame[]): string {
  const kept = frames.slice(-MAX_DEPTH).map(({ name, kind }) => `${foldName(name)}${MARKS[kind]}`);
  return [foldName(thread), ...kept].join(';');
}

/** On one line, and in one piece. */
function foldName(name: string): string {
  return printable(name).replaceAll(';', ':');
}

/** The frames of a folded stack, the thread first. */
export function unfoldStack(stack: string): Frame[] {
  return stack.split(';').map((frame) => {
    if (frame.endsWith(MARKS.js)) return { name: frame.slice(0, -MARKS.js.length), kind: 'js' };
    if (frame.endsWith(MARKS.kernel)) return { name: frame.slice(0, -MARKS.kernel.length), kind: 'kernel' };
    return { name: frame, kind: 'native' };
  });
}

/** Lines of folded stacks, `thread;outer;inner 12`, the most frequent first. */
export function writeFolded(stacks: Stacks): string[] {
  return [...stacks]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([stack, samples]) => `${stack} ${samples}`);
}

/** Reads lines of folded stacks. Throws RangeError for a line that is none. */
export function readFolded(lines: readonly string[]): Stacks {
  const stacks = new Map<string, number>();
  for (const line of lines) {
    const [, stack, samples] = /^(.+) (\d+(?:\.\d+)?)$/.exec(line) ?? [];
    if (stack === undefined) throw new RangeError(`not a folded stack: "${line.slice(0, 80)}"`);
    stacks.set(stack, (stacks.get(stack) ?? 0) + Number(samples));
  }
  return stacks;
}

export function countSamples(stacks: Stacks): number {
  return [...stacks.values()].reduce((sum, samples) => sum + samples, 0);
}

/** What one function took. */
export interface FunctionShare extends Frame {
  /** Samples in which it was the innermost. */
  self: number;
  /** Samples in which it was anywhere. */
  total: number;
}

/** Functions by what they took themselves, the largest first. Threads are none. */
export function rankFunctions(stacks: Stacks): FunctionShare[] {
  const functions = new Map<string, FunctionShare>();
  for (const [stack, samples] of stacks) {
    const frames = unfoldStack(stack).slice(1);
    const seen = new Set<string>();
    for (const [depth, frame] of frames.entries()) {
      const key = `${frame.kind} ${frame.name}`;
      const entry = functions.get(key) ?? { ...frame, self: 0, total: 0 };
      functions.set(key, entry);
      if (!seen.has(key)) entry.total += samples;
      seen.add(key);
      if (depth === frames.length - 1) entry.self += samples;
    }
  }
  return [...functions.values()].sort((a, b) => b.self - a.self || b.total - a.total || (a.name < b.name ? -1 : 1));
}

/** The last part of a path or of a file URL: folders are nobody's business. */
export function withoutFolder(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}
