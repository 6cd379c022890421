import { type Frame, foldStack, type Stacks, withoutFolder } from './stacks.ts';

/** A CPU profile as V8 writes it: Profiler.Profile of the Chrome DevTools Protocol. */
export interface V8Profile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  /** Nodes, one a sample. */
  samples?: number[];
  /** µs between samples. */
  timeDeltas?: number[];
}

/** Of the nodes that stand for no function. */
const ROOT = '(root)';
const IDLE = '(idle)';
/** Time in native code that V8 cannot look into, and in its own collector. */
const NATIVE = ['(program)', '(garbage collector)'];

export interface V8Samples {
  stacks: Stacks;
  samples: number;
  /** Samples in which the thread waited; they are in no stack. */
  idle: number;
}

/** Folds a profile; `thread` is the name to go before its stacks. Throws TypeError for what is no profile. */
export function foldV8Profile(profile: V8Profile, thread: string): V8Samples {
  if (!Array.isArray(profile?.nodes)) throw new TypeError('not a CPU profile of V8: it has no nodes');
  const frames = framesByNode(profile);
  const stacks = new Map<string, number>();
  let idle = 0;
  for (const id of profile.samples ?? []) {
    const stack = frames.get(id) ?? [];
    if (stack.at(-1)?.name === IDLE) {
      idle++;
      continue;
    }
    const folded = foldStack(thread, stack);
    stacks.set(folded, (stacks.get(folded) ?? 0) + 1);
  }
  return { stacks, idle, samples: (profile.samples ?? []).length - idle };
}

function framesByNode({ nodes }: V8Profile): Map<number, Frame[]> {
  const frames = new Map<number, Frame[]>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const childIds = new Set(nodes.flatMap(({ children = [] }) => children));
  const walk = nodes.filter(({ id }) => !childIds.has(id)).map(({ id }) => ({ id, above: [] as Frame[] }));
  // Grows while it is walked; recursion would overflow on a deep profile.
  for (const { id, above } of walk) {
    const node = byId.get(id);
    if (node === undefined) continue;
    const own = frameOf(node.callFrame);
    const stack = own === undefined ? above : [...above, own];
    frames.set(id, stack);
    for (const child of node.children ?? []) walk.push({ id: child, above: stack });
  }
  return frames;
}

function frameOf({ functionName, url, lineNumber }: V8Profile['nodes'][0]['callFrame']): Frame | undefined {
  if (functionName === ROOT) return undefined;
  if (NATIVE.includes(functionName)) return { name: functionName, kind: 'native' };
  const name = functionName || '(anonymous)';
  return { name: url === '' ? name : `${name} ${withoutFolder(url)}:${lineNumber + 1}`, kind: 'js' };
}
