import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  checked,
  command,
  count,
  type ExitCode,
  PrerequisiteError,
  parseExecutable,
  parsePath,
  refuse,
} from '@qsl/cli';
import { hasEpoll } from '@qsl/posix';
import type { TransportName } from './gateway.ts';

const TRANSPORTS: Readonly<Record<string, readonly TransportName[]>> = {
  epoll: ['epoll'],
  threaded: ['threaded'],
  both: ['epoll', 'threaded'],
};
const MOST_MINUTES = 24 * 60;

function parseTransport(text: string): readonly TransportName[] {
  return Object.hasOwn(TRANSPORTS, text) ? TRANSPORTS[text]! : refuse(text, 'epoll, threaded or both');
}

/** Minutes, with fractions. */
function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || minutes > MOST_MINUTES) refuse(text, `a number of minutes up to ${MOST_MINUTES}`);
  return minutes;
}

/** A path as it is meant: from where npm was called. */
function fromCaller(text: string): string {
  return path.resolve(process.env.INIT_CWD ?? '.', text);
}

function parseFile(text: string): string {
  const file = fromCaller(text);
  return existsSync(file) ? file : refuse(text, 'a file that exists');
}

export const tortureCommand = command({
  command: '$0',
  describe: 'torture a gateway, and compare every byte that it answers with a model',
  options: (parser) =>
    parser
      .option(
        'seed',
        checked('--seed', count({ min: 0, max: 2 ** 32 - 1 }), { describe: 'repeats all scripts', default: '1' }),
      )
      .option('minutes', checked('--minutes', parseMinutes, { describe: 'for each transport', default: '1' }))
      .option(
        'transport',
        checked('--transport', parseTransport, { describe: 'epoll, threaded or both', default: 'both' }),
      )
      .option(
        'gateway',
        checked('--gateway', (text) => parseExecutable(fromCaller(text)), {
          describe: 'another program than the gateway from source',
        }),
      )
      .option('short', {
        type: 'boolean',
        default: false,
        describe: 'less of everything in a round: for tests, not for the record',
      })
      .option('replay', checked('--replay', parseFile, { describe: 'play a saved script instead' }))
      .option(
        'times',
        checked('--times', count({ min: 1, max: 10_000 }), {
          describe: 'with --replay: so often, or until it fails',
          default: '20',
        }),
      )
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (qsl-torture/1) instead of text',
      })
      .option(
        'out',
        checked('--out', (text) => fromCaller(parsePath(text)), {
          describe:
            'folder for torture.txt and torture.json (torture_epoll… of one transport), and the script of a failure',
        }),
      ),
  run: async ({ seed, minutes, transport, gateway, short, replay: file, times, json, out }): Promise<ExitCode> => {
    if (!hasEpoll) {
      throw new PrerequisiteError({
        code: 'NO_LINUX',
        message: 'this program plays its clients with epoll, and looks into the gateway through procfs',
        remedy: 'Run it on Linux.',
      });
    }
    const { runTorture, replay } = await import('./run.ts');
    if (file !== undefined) return replay({ file, times, program: gateway });
    return runTorture({ seed, minutes, transports: transport, program: gateway, short, json, out });
  },
});
