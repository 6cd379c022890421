import { type AnyCommand, bytes, checked, command, count, duration, parsePort, UsageError } from '@qsl/cli';
import { feedAddress, groupOption, hostOption, interfaceOption } from '../feed-options.ts';

const DEFAULT_COUNT = 20;
const MAX_COUNT = Number.MAX_SAFE_INTEGER;
/** SO_RCVBUF is an int, and Linux doubles it. */
const MAX_RECEIVE_BUFFER = 2 ** 30 - 1;

const parseCount = count({ min: 0, max: MAX_COUNT });
const parseReceiveBuffer = bytes({ min: 1, max: MAX_RECEIVE_BUFFER });

/** `qsl-mdfeed subscribe`. */
export const subscribeCommand: AnyCommand = command({
  command: 'subscribe <port> [messages] [rcvbuf]',
  describe: 'receive market data, and find what was lost',
  options: (parser) =>
    parser
      .positional(
        'port',
        checked('port', parsePort, { describe: 'UDP port to listen on; 0 for a free one', demandOption: true }),
      )
      .positional(
        'messages',
        checked('messages', parseCount, {
          describe: `stop after so many messages; 0 for no limit (default ${DEFAULT_COUNT})`,
        }),
      )
      .positional(
        'rcvbuf',
        checked('rcvbuf', parseReceiveBuffer, {
          describe: "receive buffer to ask for, SO_RCVBUF in bytes (default: the system's)",
        }),
      )
      .option('host', hostOption)
      .option('group', groupOption)
      .option('interface', interfaceOption)
      .option('count', checked('--count', parseCount, { describe: 'the same as the argument messages' }))
      .option(
        'idle-timeout',
        checked('--idle-timeout', duration({ plainUnit: 's' }), {
          describe: 'stop after so long without a datagram; 0 for never',
          default: '3s',
        }),
      )
      .option('quiet', { type: 'boolean', default: false, describe: 'do not print messages and gaps' })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print a JSON document a line (qsl-mdfeed-subscribe/1) instead of text',
      })
      .example('$0 subscribe 9100', 'twenty messages')
      .example('$0 subscribe 9100 0 2048 --quiet', 'no limit, a small buffer, and only what was lost'),
  run: async ({ messages, count, rcvbuf, idleTimeout, quiet, json, ...where }) => {
    if (messages !== undefined && count !== undefined) {
      throw new UsageError('messages and --count say the same: give one of them');
    }
    const { subscribe } = await import('./subscribe.ts');
    return subscribe({
      at: feedAddress(where),
      maxMessages: messages ?? count ?? DEFAULT_COUNT,
      receiveBufferBytes: rcvbuf,
      idleTimeoutMs: idleTimeout,
      quiet,
      json,
    });
  },
});
