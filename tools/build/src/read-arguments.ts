import { parseArgs } from 'node:util';

const USAGE = 2;

export interface Usage {
  /** Opens messages: `npm test`. */
  name: string;
  /** What may follow the name and npm's `--`, in the notation of command lines. */
  takes?: string;
  /** What it does, and its environment variables: whole lines. */
  does: string;
}

/**
 * The arguments of this program, for one that takes no options. Asked for help, or given what it does not know, it says how it
 * is used and ends the program, with status 0 or 2. Not by the library that other tools have: these programs run under a
 * plain `node`, where nothing is built yet.
 */
export function readArguments({ name, takes = '', does }: Usage): string[] {
  const usage = `Usage: ${name}${takes === '' ? '' : ` -- ${takes}`}\n`;
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean' } },
      allowPositionals: takes !== '',
    });
    if (!values.help) return positionals;
  } catch (error) {
    process.stderr.write(`${name}: ${(error as Error).message}\n${usage}`);
    process.exit(USAGE);
  }
  process.stdout.write(`${usage}${does}\n`);
  process.exit();
}
