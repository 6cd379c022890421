import { checked, command, parsePath } from '@qsl/cli';

/** `qsl-profiler socket-stress`. */
export const socketStressCommand = command({
  command: 'socket-stress',
  describe: 'Show what bursts of market data lose, by the size of the receive buffer',
  options: (parser) =>
    parser
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifact (default: results)' }))
      .option('search', {
        type: 'boolean',
        default: false,
        describe: 'Also look for the highest paced rate without loss, for each buffer',
      })
      .option(
        'mdfeed-bin',
        checked('--mdfeed-bin', parsePath, { describe: 'Use this qsl-mdfeed (default: the workspace from source)' }),
      )
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example('$0 socket-stress', 'small, default and large buffer; writes results/socket_stress_summary.{txt,json}')
      .example(
        'QSL_STRESS_TRIALS=6 $0 socket-stress --search',
        'enough trials for intervals, and the highest rate without loss',
      ),
  run: async ({ json, ...flags }) => {
    const { carryOut } = await import('../carry-out.ts');
    const { stressSockets } = await import('./run.ts');
    return carryOut((signal) => stressSockets(flags, signal), { json });
  },
});
