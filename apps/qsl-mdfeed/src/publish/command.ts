import { type AnyCommand, checked, command, count, parsePeerPort, refuse } from '@qsl/cli';
import { parseUint64 } from '@qsl/wire-protocol';
import { feedAddress, groupOption, hostOption, interfaceOption } from '../feed-options.ts';

const MAX_ORDERS = 2 ** 31 - 1;
const MAX_RATE = 10_000_000;
/** sendmmsg(2) takes no more at a time: UIO_MAXIOV. */
const MAX_BATCH = 1024;
/**
 * By measurement: a datagram costs 3.9 us of CPU time sent alone, 3.0 in batches of 8, and 2.7 to 2.9 from 16 up to 1024
 * (bench/send-path.ts, medians of four runs on a busy machine). More than this only makes the bursts longer.
 */
const DEFAULT_BATCH = 64;

function parseSeed(text: string): bigint {
  return parseUint64(text) ?? refuse(text, 'a seed: a whole number from 0 to 18446744073709551615');
}

/** `qsl-mdfeed publish`. */
export const publishCommand: AnyCommand = command({
  command: 'publish <port> [seed] [orders]',
  describe: 'send the market data of a synthetic order flow',
  options: (parser) =>
    parser
      .positional('port', checked('port', parsePeerPort, { describe: 'UDP port to send to', demandOption: true }))
      .positional('seed', checked('seed', parseSeed, { describe: 'seed of the flow, any u64', default: '42' }))
      .positional(
        'orders',
        checked('orders', count({ min: 0, max: MAX_ORDERS }), { describe: 'commands of the flow', default: '200' }),
      )
      .option('host', hostOption)
      .option('group', groupOption)
      .option('interface', interfaceOption)
      .option(
        'rate',
        checked('--rate', count({ min: 1, max: MAX_RATE }), {
          describe: 'messages a second, each at its planned time (default: back to back)',
        }),
      )
      .option(
        'batch',
        checked('--batch', count({ min: 1, max: MAX_BATCH }), {
          describe: 'datagrams a system call, at most (sendmmsg, Linux)',
          default: String(DEFAULT_BATCH),
        }),
      )
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (qsl-mdfeed-publish/1) instead of text',
      })
      .example('$0 publish 9100 42 20000', 'the feed of 20,000 orders, back to back')
      .example('$0 publish 9100 42 20000 --rate 50000 --json', '50,000 messages a second, and how late they were'),
  run: async ({ seed, orders, rate, batch, json, ...where }) => {
    const { publish } = await import('./publish.ts');
    return publish({ to: feedAddress(where), seed, orders, ratePerSecond: rate, batch, json });
  },
});
