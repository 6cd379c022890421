import { parseArgs } from 'node:util';
import { hostTarget, TARGET_NAMES, type Target, targetOf } from './targets.ts';

const USAGE = 2;

/**
 * The system that the command line names with `--target`, this machine where it names none. Asked for help, or for what it does
 * not know, it says how it is used and ends the program, with status 0 or 2. Not by the library that other tools have: this
 * runs where nothing is built yet, and under Nx's plain `node`.
 */
export function readTarget({ command, does }: { command: string; does: string }): Target {
  const usage = `Usage: ${command} [--target ${TARGET_NAMES.join('|')}]\n`;
  try {
    const options = { target: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { target, help } = parseArgs({ options }).values;
    if (!help) return target === undefined ? hostTarget() : targetOf(target);
  } catch (error) {
    process.stderr.write(`package: ${(error as Error).message}\n${usage}`);
    process.exit(USAGE);
  }
  process.stdout.write(`${usage}${does}\n`);
  process.exit();
}
