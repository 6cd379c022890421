import { type AnyCommand, checked, command, count, duration } from '@qsl/cli';
import { OrderType, Side, TimeInForce } from '@qsl/wire-protocol';
import { hostOption, portArgument } from '../gateway-options.ts';
import { oneOf, parseAnyPrice, parseId } from './parse.ts';

const MAX_COUNT = 100_000;
const U32 = { min: 0, max: 2 ** 32 - 1 };
const ORDER = 'The order:';
const SESSION = 'The session:';

const side = oneOf({ buy: Side.Buy, sell: Side.Sell });
const type = oneOf({ limit: OrderType.Limit, market: OrderType.Market });
const tif = oneOf({ gtc: TimeInForce.GTC, ioc: TimeInForce.IOC });

/** `qsl-client` without a subcommand. */
export const oneShotCommand: AnyCommand = command({
  command: '$0 [port]',
  describe: 'send one order and a heartbeat, and print what the gateway answers',
  options: (parser) =>
    parser
      .positional('port', portArgument)
      .option('id', checked('--id', parseId, { group: ORDER, describe: 'order id (default 1)' }))
      .option('symbol', checked('--symbol', count(U32), { group: ORDER, describe: 'symbol number (default 0)' }))
      .option('side', checked('--side', side, { group: ORDER, describe: 'buy (default) or sell' }))
      .option('price', checked('--price', parseAnyPrice, { group: ORDER, describe: 'price (default 100; market 0)' }))
      .option('quantity', checked('--quantity', count(U32), { group: ORDER, describe: 'quantity (default 5)' }))
      .option('type', checked('--type', type, { group: ORDER, describe: 'limit (default) or market' }))
      .option('tif', checked('--tif', tif, { group: ORDER, describe: 'time in force: gtc (default) or ioc' }))
      .option('cancel', {
        type: 'boolean',
        default: false,
        group: ORDER,
        describe: 'cancel the order instead of sending it',
      })
      .option(
        'count',
        checked('--count', count({ min: 1, max: MAX_COUNT }), {
          group: ORDER,
          describe: 'how many, with rising ids (default 1)',
        }),
      )
      .option('no-order', { type: 'boolean', default: false, group: SESSION, describe: 'send no order' })
      .option('token', checked('--token', parseId, { group: SESSION, describe: "the heartbeat's token (default 42)" }))
      .option('no-heartbeat', { type: 'boolean', default: false, group: SESSION, describe: 'send no heartbeat' })
      .option('host', { ...hostOption, group: SESSION })
      .option(
        'timeout',
        checked('--timeout', duration({ plainUnit: 's', minMs: 1 }), {
          group: SESSION,
          describe: 'give up after this long without a byte',
          default: '5s',
        }),
      )
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'print one JSON document (schema qsl-client-exchange/1)',
      }),
  run: async ({ host, port, timeout: timeoutMs, json, ...request }) => {
    const { runOneShot } = await import('./main.ts');
    return runOneShot(request, { host, port, timeoutMs, json });
  },
});
