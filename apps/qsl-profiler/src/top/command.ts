import { checked, command, count, duration, ExitCode } from '@qsl/cli';
import { parseWanted } from './target.ts';

const INTERVAL = { plainUnit: 'ms', minMs: 50, maxMs: 3_600_000 } as const;

/** `qsl-profiler top`. */
export const topCommand = command({
  command: 'top <target>',
  describe: 'Watch a process, or who holds a port: CPU, switches, run-queue delay, queues, drops (Linux)',
  options: (parser) =>
    parser
      .positional(
        'target',
        checked('target', parseWanted, {
          describe: 'Number of a process, or else a port (:9009 means a port only)',
          demandOption: true,
        }),
      )
      .option(
        'interval',
        checked('--interval', duration(INTERVAL), { describe: 'Time between two refreshes', default: '1000ms' }),
      )
      .option(
        'count',
        checked('--count', count({ min: 0, max: 1_000_000_000 }), {
          describe: 'Refreshes; 0: until q or Ctrl-C (default: 0 on a terminal, 1 elsewhere)',
        }),
      )
      .option('json', { type: 'boolean', default: false, describe: 'Print a line of JSON for each refresh' })
      .example('$0 top :9009', 'watch whoever holds port 9009, until q or Ctrl-C')
      .example('$0 top 1234 --json --count 60 > minute.ndjson', 'a minute of it as data')
      .example('$0 top 1234 | cat', 'one refresh as plain text'),
  run: async ({ target, interval, count, json }) => {
    const { watch } = await import('./run.ts');
    await watch({ wanted: target, intervalMs: interval, count, json });
    return ExitCode.OK;
  },
});
