import { bytes, checked, command, count, duration, parsePath, UsageError } from '@qsl/cli';
import { EXPERIMENTS, type ExperimentName } from './experiments.ts';
import { parseImpairment, parseLoss, parseRate } from './path-options.ts';

const QUEUE = { min: 2_000, max: 1024 ** 3 };
const DELAY = { plainUnit: 'ms', minMs: 0, maxMs: 10_000 } as const;

/** `qsl-profiler net`. */
export const netCommand = command({
  command: 'net',
  describe: 'Do the experiments between two network namespaces, with rate, queue, delay and loss (root)',
  options: (parser) =>
    parser
      .option('rate', checked('--rate', parseRate, { describe: 'Rate limit each way', default: '100mbit' }))
      .option(
        'queue',
        checked('--queue', bytes(QUEUE), { describe: 'Bytes that may wait for the rate', default: '64KiB' }),
      )
      .option('delay', checked('--delay', duration(DELAY), { describe: 'Delay one way', default: '0ms' }))
      .option('loss', checked('--loss', parseLoss, { describe: 'Share of packets lost each way', default: '0%' }))
      .option(
        'impairment',
        checked('--impairment', parseImpairment, {
          describe:
            'Who delays and drops: netem in the kernel, a relay in user space, or auto: netem where there is one',
          default: 'auto',
        }),
      )
      .option(
        'seed',
        checked('--seed', count({ min: 0, max: 2 ** 31 - 1 }), { describe: "Of the relay's losses", default: '42' }),
      )
      .option(
        'experiments',
        checked('--experiments', parseExperiments, {
          describe: 'Which, separated by commas',
          default: EXPERIMENTS.join(','),
        }),
      )
      .option('gateway-bin', checked('--gateway-bin', parsePath, { describe: 'Profile this gateway instead' }))
      .option('client-bin', checked('--client-bin', parsePath, { describe: 'Use this qsl-client' }))
      .option('mdfeed-bin', checked('--mdfeed-bin', parsePath, { describe: 'Use this qsl-mdfeed' }))
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifacts (default: results)' }))
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print the data about the path instead of the report',
      })
      .example('$0 net', '100 Mbit/s and a queue of 64 KiB, all three experiments')
      .example('$0 net --delay 5ms --loss 1%', 'the same over a path that delays and drops')
      .example('$0 net --rate 20mbit --queue 16KiB --experiments socket-stress', 'what a short queue drops of a burst')
      .epilogue(
        'Needs root, iproute2 (ip, tc) and util-linux (unshare, nsenter). Namespaces have no names and end with the ' +
          'profiler, however that ends.\n' +
          'QSL_PROFILE_CONNECTIONS (50), QSL_PROFILE_REPETITIONS (1), QSL_STRESS_ORDERS (4000), QSL_STRESS_TRIALS (2), ' +
          'QSL_LOAD_COUNTS ("1 4") and QSL_LOAD_TRIALS (3) have smaller defaults here.',
      ),
  run: async ({ json, rate, queue, delay, loss, ...flags }) => {
    const { carryOut } = await import('../experiments/carry-out.ts');
    const { experimentOverNetwork } = await import('./run.ts');
    const options = { ...flags, rateBitsPerSecond: rate, queueBytes: queue, delayMs: delay, lossShare: loss };
    return carryOut((signal) => experimentOverNetwork(options, signal), { json });
  },
});

function parseExperiments(list: string): ExperimentName[] {
  const names = list.split(',').map((name) => EXPERIMENTS.find((known) => known === name.trim()));
  if (names.some((name) => name === undefined) || new Set(names).size !== names.length) {
    throw new UsageError(`"${list}" is no list of ${EXPERIMENTS.join(', ')}`);
  }
  return names as ExperimentName[];
}
