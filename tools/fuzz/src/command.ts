import { availableParallelism } from 'node:os';
import { checked, command, count, parsePath, refuse } from '@qsl/cli';
import { TARGETS } from './targets.ts';

const NAMES = Object.keys(TARGETS);
const MAX_EXECUTIONS = 1e12;

/** Names of targets, separated by commas, in the order of the table; `all` for all of them. */
export function parseTargets(text: string): string[] {
  if (text === 'all') return NAMES;
  const wanted = text.split(',');
  if (!wanted.every((name) => NAMES.includes(name))) refuse(text, `"all" or a list of targets: ${NAMES.join(', ')}`);
  return NAMES.filter((name) => wanted.includes(name));
}

const executions = count({ min: 0, max: MAX_EXECUTIONS });

export const fuzzCommand = command({
  command: '$0',
  describe: 'fuzz, and say what was found',
  options: (parser) =>
    parser
      .option('target', checked('--target', parseTargets, { describe: `all, or some of ${NAMES}`, default: 'all' }))
      .option(
        'executions',
        checked('--executions', executions, {
          describe: 'inputs at full speed, each with its checks; slow targets get their share of that',
          default: '1000000',
        }),
      )
      .option(
        'explore',
        checked('--explore', executions, {
          describe: 'inputs before that with V8’s block coverage on, which are kept where they reach new code',
          default: '1000',
        }),
      )
      .option(
        'seed',
        checked('--seed', count({ min: 0, max: Number.MAX_SAFE_INTEGER }), {
          describe: 'of every choice',
          default: '1',
        }),
      )
      .option(
        'threads',
        checked('--threads', count({ min: 1, max: 256 }), {
          describe: `threads that execute (this machine has ${availableParallelism()})`,
          default: '1',
        }),
      )
      .option('replay', checked('--replay', parsePath, { describe: 'run the inputs of this failure instead' }))
      .option(
        'failures',
        checked('--failures', parsePath, { describe: 'folder for failures', default: 'fuzz-failures' }),
      )
      .option('keep', {
        type: 'boolean',
        default: false,
        describe: 'replace the committed corpus by what the exploration made of it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document (qsl-fuzz/1)' })
      .option('out', checked('--out', parsePath, { describe: 'folder to write fuzz.txt and fuzz.json to' })),
  run: async (options) => {
    const { runFuzz, runReplay } = await import('./run.ts');
    return options.replay === undefined ? runFuzz({ ...options, targets: options.target }) : runReplay(options.replay);
  },
});
