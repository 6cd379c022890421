import { checked, command, count, parsePath } from '@qsl/cli';
import { TRANSPORTS } from '../gateway/gateway-program.ts';
import { DEFAULTS, parseDuration, parsePercent } from './options.ts';

/** `qsl-profiler calibrate`. */
export const calibrateCommand = command({
  command: 'calibrate',
  describe: 'Measure how often compare is wrong, and how often it finds a real slow-down (Linux)',
  options: (parser) =>
    parser
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifact (default: results)' }))
      .option(
        'duration',
        checked('--duration', parseDuration, {
          describe: 'How long to measure',
          default: DEFAULTS.duration,
        }),
      )
      .option('transport', {
        choices: ['both', ...TRANSPORTS] as const,
        default: 'both',
        describe: 'Which gateways; one alone has twice the rounds in the same time',
      })
      .option(
        'connections',
        checked('--connections', count({ min: 6, max: 100_000 }), {
          describe: 'Round trips of a load',
          default: '500',
        }),
      )
      .option(
        'slow-down',
        checked('--slow-down', parsePercent, {
          describe: 'By how many per cent of a round trip to slow each down',
          default: DEFAULTS.slowDown,
        }),
      )
      .option(
        'comparisons',
        checked('--comparisons', count({ min: 1, max: 100_000 }), {
          describe: 'Comparisons of each size',
          default: DEFAULTS.comparisons,
        }),
      )
      .option(
        'seed',
        checked('--seed', count({ min: 0, max: 2 ** 32 - 1 }), { describe: 'Of the draw', default: DEFAULTS.seed }),
      )
      .option(
        'gateway-bin',
        checked('--gateway-bin', parsePath, {
          describe: "The gateway to measure: this project's, from source or packed (default: its own)",
        }),
      )
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example('$0 calibrate', 'eight minutes; writes results/calibration.{txt,json}')
      .example('$0 calibrate --transport epoll --duration 4m --slow-down 5', 'one transport, and a smaller slow-down'),
  run: async ({ json, duration: durationMs, transport, ...flags }) => {
    const { carryOut } = await import('../experiments/carry-out.ts');
    const transports = TRANSPORTS.filter((one) => transport === 'both' || transport === one);
    const { runCalibration } = await import('./run.ts');
    return carryOut((signal) => runCalibration({ ...flags, transports, durationMs }, signal), { json });
  },
});
