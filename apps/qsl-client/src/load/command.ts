import { type AnyCommand, checked, command, count, duration } from '@qsl/cli';
import { hostOption, portArgument } from '../gateway-options.ts';
import { MAX_CONNECTIONS, MAX_DEPTH } from './limits.ts';

const MAX_ORDERS = 1e12;
const MAX_RATE = 1e9;
const MAX_CPU = 8191;
const MAX_SYMBOLS = 1024;
const MAX_ID_BASE = 2 ** 32 - MAX_CONNECTIONS;
const KIND = 'What to send:';
const EXTENT = 'How much:';
const DRIVER = 'The driver:';

/** `qsl-client load`. */
export const loadCommand: AnyCommand = command({
  command: 'load [port]',
  describe: 'put load on a gateway and measure it (Linux)',
  options: (parser) =>
    parser
      .positional('port', portArgument)
      .option('host', hostOption)
      .option(
        'connections',
        checked('--connections', count({ min: 1, max: MAX_CONNECTIONS }), {
          group: KIND,
          describe: 'long sessions, or with --churn the most connections open at a time (default 8)',
        }),
      )
      .option(
        'depth',
        checked('--depth', count({ min: 1, max: MAX_DEPTH }), {
          group: KIND,
          describe: `the most orders in flight on one connection (default 64; with --rate ${MAX_DEPTH})`,
        }),
      )
      .option('churn', {
        type: 'boolean',
        default: false,
        group: KIND,
        describe: 'a connection for each order: connect, order and heartbeat, half-close, read to the end, close',
      })
      .option(
        'rate',
        checked('--rate', count({ min: 1, max: MAX_RATE }), {
          group: KIND,
          describe:
            'open loop: orders per second by a timetable, latency counted from the planned time (default: closed loop, each answer calls for the next order)',
        }),
      )
      .option(
        'symbols',
        checked('--symbols', count({ min: 1, max: MAX_SYMBOLS }), {
          group: KIND,
          describe: "how many of the gateway's symbols to trade",
          default: '2',
        }),
      )
      .option(
        'id-base',
        checked('--id-base', count({ min: 0, max: MAX_ID_BASE }), {
          group: KIND,
          describe: "upper half of the first connection's order ids (default: random, so that runs do not meet)",
        }),
      )
      .option(
        'orders',
        checked('--orders', count({ min: 1, max: MAX_ORDERS }), { group: EXTENT, describe: 'orders to measure' }),
      )
      .option(
        'duration',
        checked('--duration', duration({ plainUnit: 's', minMs: 1 }), {
          group: EXTENT,
          describe: 'how long to measure, in place of --orders (default 5s)',
        }),
      )
      .option(
        'warmup',
        checked('--warmup', duration({ plainUnit: 's' }), {
          group: EXTENT,
          describe: 'how long to send before measuring (default 500ms; with --churn 0)',
        }),
      )
      .option(
        'timeout',
        checked('--timeout', duration({ plainUnit: 's', minMs: 1 }), {
          group: EXTENT,
          describe: 'give up after this long without a byte while answers are due',
          default: '5s',
        }),
      )
      .option(
        'cpu',
        checked('--cpu', count({ min: 0, max: MAX_CPU }), {
          group: DRIVER,
          describe: 'bind the driver to this CPU; the gateway should have another',
        }),
      )
      .option('spin', {
        type: 'boolean',
        default: false,
        group: DRIVER,
        describe: 'poll instead of sleeping: takes the wake-up out of the latencies, and a whole CPU',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (schema qsl-client-load/1) instead of text',
      })
      .example('$0 load 9009 --connections 8 --depth 64', 'the rate that a gateway sustains, for five seconds')
      .example(
        '$0 load 9009 --rate 50000 --duration 10s --cpu 0',
        'latency at a rate that does not wait for the gateway',
      ),
  run: async ({ json, duration: durationMs, rate, warmup, timeout, idBase, ...options }) => {
    const { loadAndPrint } = await import('./main.ts');
    const request = { ...options, durationMs, ratePerSecond: rate, warmupMs: warmup, timeoutMs: timeout, idBase };
    return loadAndPrint(request, { json });
  },
});
