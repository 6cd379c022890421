import { checked, command, parsePath, refuse } from '@qsl/cli';
import type { DriverName } from './options.ts';

/** `qsl-profiler socket-load`. */
export const socketLoadCommand = command({
  command: 'socket-load',
  describe: 'Compare the transports under concurrent short-lived clients (Linux)',
  options: (parser) =>
    parser
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifact (default: results)' }))
      .option(
        'driver',
        checked('--driver', parseDriver, {
          describe: 'All clients in a single process, or a process each, for comparison (single, process)',
          default: 'single',
        }),
      )
      .option(
        'gateway-bin',
        checked('--gateway-bin', parsePath, {
          describe: 'Load this program instead; it is run with PORT [--epoll] (default: the workspace from source)',
        }),
      )
      .option(
        'client-bin',
        checked('--client-bin', parsePath, { describe: 'Use this qsl-client (default: the workspace from source)' }),
      )
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example('$0 socket-load', '1 to 16 clients; writes results/socket_load_summary.{txt,json}')
      .example(
        'QSL_LOAD_COUNTS="64 512" QSL_LOAD_TRIALS=6 $0 socket-load',
        'more clients, and enough trials for intervals',
      ),
  run: async ({ json, ...flags }) => {
    const { carryOut } = await import('../carry-out.ts');
    const { loadSockets } = await import('./run.ts');
    return carryOut((signal) => loadSockets(flags, signal), { json });
  },
});

function parseDriver(text: string): DriverName {
  return text === 'single' || text === 'process' ? text : refuse(text, 'a driver: single or process');
}
