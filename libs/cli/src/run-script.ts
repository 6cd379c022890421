import type { Argv } from 'yargs';
import manifest from '../package.json' with { type: 'json' };
import { type Command, command, type Program } from './command.ts';
import { runCli } from './run-cli.ts';

/** A program of this repository that npm runs and nobody ships: a benchmark, a long test. It does one thing. */
export interface Script<Options> extends Omit<Program, 'version' | 'commands'>, Omit<Command<Options>, 'command'> {
  /** Its positionals, in yargs' notation: `[orders]`. */
  positionals?: string;
}

/** Runs a script as `runCli` runs a program; all packages of the repository have one version, which is the script's too. */
export function runScript<Options>(script: Script<Options>): Promise<void> {
  const { positionals = '', describe, options, run, ...program } = script;
  const only = command({ command: `$0 ${positionals}`.trimEnd(), describe, options, run });
  return runCli({ ...program, version: manifest.version, commands: [only] });
}

/** For a script that has no options. */
export const noOptions = (parser: Argv): Argv<unknown> => parser;
