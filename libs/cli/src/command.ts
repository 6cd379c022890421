import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { ExitCode } from './exit-codes.ts';

export interface Command<Options> {
  /** In yargs' notation: `$0 [port]` for what the program does without a subcommand, `replay <file>` for one. */
  command: string;
  describe: string;
  /** Declares options and positionals; see `checked`. */
  options: (parser: Argv) => Argv<Options>;
  /**
   * Does the work, with options that are all valid. Import what is heavy in here, so that `--help` need not load it.
   * Gives the exit code, or throws, which is answered in one place for all apps.
   */
  run: (options: ArgumentsCamelCase<Options>) => Promise<ExitCode> | ExitCode;
}

/** A command whose options type is known only to itself. */
export type AnyCommand = Command<unknown>;

/** Declares a command with its types checked; what comes out fits into a list with others. */
export function command<Options>(definition: Command<Options>): AnyCommand {
  return definition as unknown as AnyCommand;
}

/** A program: its commands and what `--help` says around them. */
export interface Program {
  name: string;
  summary: string;
  version: string;
  commands: AnyCommand[];
  /** Command lines with what they do; `$0` stands for the program's name. */
  examples?: [commandLine: string, does: string][];
  /** Exit codes that it has besides success, failure and usage, which all programs have. */
  exitCodes?: ExitCode[];
  /** Closing lines of `--help`: environment variables, files. */
  notes?: string;
  /** Called once when whoever read stdout has gone. Default: exit at once, with status 0. */
  onOutputClosed?: () => void;
}
