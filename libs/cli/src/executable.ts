import { accessSync, constants, statSync } from 'node:fs';
import { refuse } from './checked.ts';

/**
 * The path of a program that can be run: a file, with the permission to execute it (access(2), X_OK). Whether the kernel knows
 * its format shows only when it is run. Throws UsageError.
 */
export function parseExecutable(text: string): string {
  try {
    if (!statSync(text).isFile()) throw new Error('it is no file');
    accessSync(text, constants.X_OK);
    return text;
  } catch (cause) {
    return refuse(text, `a program that can be run: ${(cause as Error).message}`);
  }
}
