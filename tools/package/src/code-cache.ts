import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { cacheOf } from './asset-names.ts';

/** V8 orders its tables by a random seed and writes them as they lie; with a fixed one, same code, same cache. */
const FIXED_SEED = '--random-seed=1';

/**
 * Runs a bundled program with `--help`. Gives what that prints, and the file with the code that V8 had compiled by then:
 * it compiles a function when it is first called, and loading a program is most of its start. The code fits the Node
 * that runs this alone: another version or processor ignores it. Throws where the program fails.
 */
export function warmUp(program: string): { help: string; cache: string } {
  const cache = cacheOf(program);
  const warmUpProgram = path.join(import.meta.dirname, 'warm-up.ts');
  const help = execFileSync(process.execPath, [FIXED_SEED, warmUpProgram, program, cache], {
    // What the program sees must not differ between two builds.
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return { help, cache };
}
