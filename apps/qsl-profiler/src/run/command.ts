import { checked, command, count, duration, parsePath, parsePort } from '@qsl/cli';
import { DEFAULTS, parseName, parseUrlPath } from './options.ts';

const MAX_TICKS = 1_000_000;
/** The least for which a median has an interval; the most whose times are worth keeping. */
const REQUESTS = { min: 6, max: 1_000_000 };
const CONCURRENCY = { min: 1, max: 10_000 };
const PAYLOAD = { min: 1, max: 1024 ** 2 };
const READY = { plainUnit: 's', minMs: 100, maxMs: 600_000 } as const;

const text = (value: string) => value;

/** `qsl-profiler run`. */
export const runCommand = command({
  command: 'run',
  describe: 'Profile any TCP server (Linux, strace): run it, drive it, count what a request costs',
  options: (parser) =>
    parser
      .option(
        'server',
        checked('--server', text, { describe: 'Command line of the server; {port} is filled in', demandOption: true }),
      )
      .option(
        'client',
        checked('--client', text, { describe: 'Command line of a client that makes --requests requests and ends' }),
      )
      .option(
        'driver',
        checked('--driver', text, { describe: 'Or a driver of our own: connect, echo or http (default: connect)' }),
      )
      .option(
        'config',
        checked('--config', parsePath, {
          describe: 'A file for the server: {port} in it is filled in, {config} in --server becomes its path',
        }),
      )
      .option(
        'requests',
        checked('--requests', count(REQUESTS), { describe: 'Requests of a load', default: DEFAULTS.requests }),
      )
      .option(
        'concurrency',
        checked('--concurrency', count(CONCURRENCY), {
          describe: 'Requests under way at a time',
          default: DEFAULTS.concurrency,
        }),
      )
      .option('keep-alive', {
        type: 'boolean',
        default: false,
        describe: 'Keep connections, instead of one for each request (--driver echo or http)',
      })
      .option('path', checked('--path', parseUrlPath, { describe: 'What --driver http asks for', default: '/' }))
      .option(
        'payload',
        checked('--payload', count(PAYLOAD), {
          describe: 'Bytes that --driver echo sends',
          default: DEFAULTS.payload,
        }),
      )
      .option(
        'port',
        checked('--port', parsePort, { describe: 'First of eight ports in a row (0: free ones)', default: '0' }),
      )
      .option(
        'min-ticks',
        checked('--min-ticks', count({ min: 0, max: MAX_TICKS }), {
          describe: 'Repeat the load until the user/system split rests on so many clock ticks',
          default: DEFAULTS.minTicks,
        }),
      )
      .option(
        'ready-timeout',
        checked('--ready-timeout', duration(READY), {
          describe: 'How long the server may take to listen',
          default: '60s',
        }),
      )
      .option(
        'name',
        checked('--name', parseName, {
          describe: "For the artifact's files, run_NAME (default: the server's program)",
        }),
      )
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifact (default: results)' }))
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example(
        "$0 run --server 'redis-server --port {port} --save \"\"' --client 'redis-benchmark -p {port} -n {requests} -t ping_mbulk -q'",
        '',
      )
      .example("$0 run --server 'nginx -c {config}' --config nginx.conf --driver http --keep-alive", '')
      .example("$0 run --server 'qsl-gateway {port} --epoll' --driver connect --requests 2000", 'our own gateway')
      .epilogue(
        'Command lines are split into words without a shell: blanks separate, \'…\' and "…" hold together, a backslash ' +
          "quotes. A character that needs a shell is an error: say it to one, sh -c '…'.\n" +
          'Placeholders: {port} {host} {requests} {concurrency} {config}, and {folder}, a temporary folder.\n' +
          'A server must stay in the foreground. It and everything it started are ended afterwards.',
      ),
  run: async ({ json, ...flags }) => {
    const { carryOut } = await import('../experiments/carry-out.ts');
    const { profileServer } = await import('./run.ts');
    return carryOut((signal) => profileServer(flags, signal), { json });
  },
});
