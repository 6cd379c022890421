import type { Argv } from 'yargs';
import type { AnyCommand, Program } from './command.ts';
import { UsageError } from './errors.ts';
import { ExitCode } from './exit-codes.ts';

/** What a command line asks for: text to show, or work to do. */
export type Request = { kind: 'show'; text: string } | { kind: 'run'; run: () => Promise<ExitCode> | ExitCode };

/** Columns of `--help`: as many as the terminal has, but no more than can be read. */
const MAX_WIDTH = 100;

const EXIT_CODES: Record<ExitCode, string> = {
  [ExitCode.OK]: 'success',
  [ExitCode.FAILURE]: 'failure',
  [ExitCode.USAGE]: 'usage or missing prerequisite',
  [ExitCode.UNTRUSTED]: 'untrusted measurement',
  [ExitCode.REGRESSION]: 'regression found',
};

/** Those that any program may end with. */
const COMMON_EXIT_CODES = [ExitCode.OK, ExitCode.FAILURE, ExitCode.USAGE];

/** yargs reports on its own terms; these are the ones that need better words. */
const REWORDED: [RegExp, string][] = [
  [/^Not enough non-option arguments.*$/, 'an argument is missing'],
  [/^Not enough arguments following: (.+)$/, '--$1 needs a value'],
  [/^Missing required arguments?: ([^,]+).*$/, '--$1 is missing'],
];

function exitCodesNote(more: readonly ExitCode[] = []): string {
  const codes = [...COMMON_EXIT_CODES, ...more].map((code) => `${code} ${EXIT_CODES[code]}`);
  return `Exit status: ${codes.join(', ')}.`;
}

/** The lines that answer wrong usage: one per command, and where to find the rest. */
export function shortUsage({ name, commands }: Program): string {
  const lines = commands.map(({ command }) => `${command.replace(/^\$0/, name)} [options]`);
  const full = lines.map((line) => (line.startsWith(name) ? line : `${name} ${line}`));
  return `Usage: ${full.join('\n       ')}\nTry "${name} --help".`;
}

/** yargs names unknown arguments without dashes, and some of them in two spellings; the user typed only one. */
function reword(message: string, args: string[]): string {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ');
  if (unknown !== undefined) {
    const typed = args.filter((arg) => unknown.includes(arg.replace(/^--?/, '').replace(/=.*$/, '')));
    return `unknown argument: ${(typed.length > 0 ? typed : unknown).join(' ')}`;
  }
  const [, name, given, choices] = /Argument: (\S+), Given: ("[^"]*"), Choices: (.+)/.exec(message) ?? [];
  if (choices !== undefined) {
    const label = args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)) ? `--${name}` : name;
    return `${label}: ${given} is none of ${choices.replaceAll('"', '')}`;
  }
  return REWORDED.reduce((words, [pattern, better]) => words.replace(pattern, better), message);
}

/**
 * Whether a number below zero stands behind anything but an option, whose value it may be. With groups of short options yargs takes it for an
 * argument, whose check can then say what is wrong; without, for an unknown option.
 */
function hasNegativeArgument(args: string[]): boolean {
  return args.some((arg, i) => /^-\d+(\.\d+)?$/.test(arg) && !args[i - 1]?.startsWith('-'));
}

/** What yargs lets pass, and would then be ignored or misread. */
function refuseTheIgnored({ command }: AnyCommand, options: Record<string, unknown>, args: string[]): void {
  if (Array.isArray(options['--'])) throw new UsageError(`nothing may follow "--": ${options['--'].join(' ')}`);
  const positionals = Array.from(command.matchAll(/[[<]([a-z-]+)[\]>]/g), ([, name]) => name);
  for (const arg of args) {
    const [, name = '', value] = /^--([^=]+)(=.*)?$/.exec(arg) ?? [];
    if (positionals.includes(name)) throw new UsageError(`${name} is given as an argument, without --${name}`);
    if (value !== undefined && typeof options[name] === 'boolean') throw new UsageError(`--${name} takes no value`);
  }
}

/** Reads a command line. Throws UsageError for one that is not exactly right. Nothing is run, nothing printed. */
export async function parseCommandLine(program: Program, args: string[]): Promise<Request> {
  const { default: yargs } = await import('yargs');
  let request: Request | undefined;
  const parser: Argv = yargs(args)
    .scriptName(program.name)
    .usage(`${program.name}: ${program.summary}`)
    .version(program.version)
    .strict()
    .exitProcess(false)
    .detectLocale(false)
    .wrap(Math.min(MAX_WIDTH, process.stdout.columns ?? MAX_WIDTH))
    .epilogue([program.notes, exitCodesNote(program.exitCodes)].filter((note) => note !== undefined).join('\n\n'))
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': true,
      'short-option-groups': hasNegativeArgument(args),
    })
    .fail((message, error) => {
      if (error instanceof UsageError) throw error;
      throw new UsageError(reword(message ?? error.message, args));
    });
  for (const [line, does] of program.examples ?? []) parser.example(line, does);
  for (const entry of program.commands) {
    parser.command(entry.command, entry.describe, entry.options, (options) => {
      refuseTheIgnored(entry, options as Record<string, unknown>, args);
      request = { kind: 'run', run: () => entry.run(options as never) };
    });
  }
  let shown = '';
  await parser.parseAsync(args, {}, (_error, _options, text) => {
    shown = text;
  });
  if (request === undefined && shown === '') throw new UsageError('a command is missing');
  return request ?? { kind: 'show', text: `${shown}\n` };
}
