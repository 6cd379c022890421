import { type Frame, foldStack, type Stacks, withoutFolder } from './stacks.ts';

export interface PerfSamples {
  stacks: Stacks;
  samples: number;
  /** Samples with a frame whose function perf could not name. */
  unresolved: number;
}

/** How V8 names the code that it compiles, for perf: a kind, how it was compiled (~ ^ + *, o for on-stack, ' for one context), a place. */
const JIT_NAME = /^(?:JS|Script|Eval|Function|LazyCompile|Callback|Wasm):(?:o?[~^+*]'?)?(.*?) ?(\S*?):(\d+):\d+$/;
const BUILTIN = /^Builtins_/;
const UNKNOWN = '[unknown]';
/** As perf writes its files: the kernel itself, `[veth]`, `/lib/modules/…/x.ko.xz`, or the kernel's symbols in a file. */
const KERNEL_FILE = /^\[(?!unknown|vdso|vsyscall|heap|stack|anon|uprobes)|\.ko(?:\.\w+)?$|(?:^|\/)vmlinux[^/]*$/;
/** The upper half of a 64-bit address space, less the page of vsyscalls, whose file has its own name. */
const KERNEL_ADDRESS = /^ffff[0-9a-f]{12}$/;
const USER_PAGE = '[vsyscall]';

/**
 * Parses `perf script -F comm,tid,ip,sym,dso`: a line with thread and number, a line for each frame from the innermost
 * outwards (address, function, file in parentheses), and an empty line.
 */
export function parsePerfScript(text: string): PerfSamples {
  const stacks = new Map<string, number>();
  let samples = 0;
  let unresolved = 0;
  for (const block of text.split('\n\n')) {
    const [head = '', ...lines] = block.split('\n').filter((line) => line.trim() !== '');
    const thread = /^(.*?)\s+\d+(?:\/\d+)?\s*$/.exec(head)?.[1]?.trim();
    if (thread === undefined || lines.length === 0) continue;
    const frames = lines.map(parseFrame).reverse();
    const stack = foldStack(thread, frames);
    stacks.set(stack, (stacks.get(stack) ?? 0) + 1);
    samples++;
    if (frames.some(({ name }) => name === UNKNOWN)) unresolved++;
  }
  return { stacks, samples, unresolved };
}

function parseFrame(line: string): Frame {
  const [, address = '', symbol = UNKNOWN, file = ''] =
    /^\s*([0-9a-f]+) (.*) \(([^()]*(?:\([^()]*\))?[^()]*)\)$/.exec(line) ?? [];
  const isKernel = KERNEL_FILE.test(file) || (KERNEL_ADDRESS.test(address) && file !== USER_PAGE);
  if (isKernel) return { name: symbol, kind: 'kernel' };
  const [, name, place, row] = JIT_NAME.exec(symbol) ?? [];
  if (name !== undefined && place !== undefined) {
    return { name: `${name || '(anonymous)'} ${withoutFolder(place)}:${row}`, kind: 'js' };
  }
  if (symbol !== UNKNOWN)
    return { name: symbol.replace(/\+0x[0-9a-f]+$/, ''), kind: BUILTIN.test(symbol) ? 'js' : 'native' };
  return { name: UNKNOWN, kind: 'native' };
}
