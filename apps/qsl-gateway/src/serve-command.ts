import {
  bytes,
  checked,
  command,
  count,
  duration,
  ExitCode,
  parseNumericHost,
  parsePath,
  parsePeerPort,
  parsePort,
  refuse,
  UsageError,
} from '@qsl/cli';
import type { Endpoint } from '@qsl/posix';
import { DURABILITIES, type Durability, type JournalOptions, SEGMENT_BYTES } from './journal/durability.ts';
import type { GatewayOptions } from './options.ts';

const DEFAULT_PORT = '9009';
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** `qsl-gateway [port] [--epoll]`: serve until a signal says stop. */
export const serveCommand = command({
  command: '$0 [port]',
  describe: 'Serve order entry over TCP until SIGINT or SIGTERM',
  options: (parser) =>
    parser
      .positional('port', checked('port', parsePort, { describe: 'TCP port; 0 for a free one', default: DEFAULT_PORT }))
      .option('epoll', { type: 'boolean', default: false, describe: 'One thread and an epoll set (Linux)' })
      .option(
        'host',
        checked('--host', (text) => text, { describe: 'Numeric IPv4 or IPv6 address', default: '127.0.0.1' }),
      )
      .option('spin', { type: 'boolean', default: false, describe: 'With --epoll: poll instead of sleeping' })
      .option('cold', {
        type: 'boolean',
        default: false,
        describe: 'With --epoll: start sooner, and slow: rehearse no orders first',
      })
      .option('cpu', checked('--cpu', count({ min: 0, max: 4095 }), { describe: 'CPU to pin the serving threads to' }))
      .option('symbols', checked('--symbols', parseSymbols, { describe: 'Symbols, ids from 0', default: 'AAPL,MSFT' }))
      .option(
        'max-orders',
        checked('--max-orders', count({ min: 1, max: 2 ** 24 }), {
          describe: 'Orders that can rest at once',
          default: '1048576',
        }),
      )
      .option(
        'max-order-quantity',
        checked('--max-order-quantity', count({ min: 1, max: 2 ** 32 - 1 }), {
          describe: 'Largest quantity of one order',
          default: '1000000',
          group: 'Risk limits:',
        }),
      )
      .option(
        'max-notional',
        checked('--max-notional', count({ min: 1, max: MAX_SAFE }), {
          describe: 'Largest price x quantity of one limit order',
          default: '1000000000',
          group: 'Risk limits:',
        }),
      )
      .option(
        'max-connections',
        checked('--max-connections', count({ min: 0, max: 1_000_000 }), {
          describe: 'Connections served at once (threads: 1023 at most); more are closed at once. 0: no cap',
          default: '0',
          group: 'Connection limits:',
        }),
      )
      .option(
        'max-outbuf',
        checked('--max-outbuf', bytes({ min: 1024, max: 2 ** 30 }), {
          describe: 'Unsent replies at which a connection is no longer read',
          default: '1MiB',
          group: 'Connection limits:',
        }),
      )
      .option(
        'max-outbuf-hard',
        checked('--max-outbuf-hard', bytes({ min: 8192, max: 2 ** 30 }), {
          describe: 'Unsent replies that no answer may exceed',
          default: '8MiB',
          group: 'Connection limits:',
        }),
      )
      .option(
        'idle-timeout',
        checked('--idle-timeout', duration({ plainUnit: 's' }), {
          describe: 'End a connection without a byte either way for so long. 0: never',
          default: '60s',
          group: 'Connection limits:',
        }),
      )
      .option(
        'frame-timeout',
        checked('--frame-timeout', duration({ plainUnit: 's' }), {
          describe: 'End a connection whose frame is not whole after so long. 0: never',
          default: '10s',
          group: 'Connection limits:',
        }),
      )
      .option(
        'md-port',
        checked('--md-port', parsePeerPort, { describe: 'Send market data to this UDP port', group: 'Market data:' }),
      )
      .option(
        'md-host',
        checked('--md-host', parseNumericHost, {
          describe: 'With --md-port: numeric address to send to (default 127.0.0.1)',
          group: 'Market data:',
        }),
      )
      .option(
        'journal',
        checked('--journal', parsePath, {
          describe: 'Folder that keeps accepted commands; what it holds is recovered first',
          group: 'Journal:',
        }),
      )
      .option(
        'durability',
        checked('--durability', parseDurability, {
          describe: 'When a reply may leave: none and batch do not wait for the disk, sync does',
          defaultDescription: 'sync',
          group: 'Journal:',
        }),
      )
      .option(
        'journal-segment',
        checked('--journal-segment', bytes({ min: 4096, max: 2 ** 30 }), {
          describe: 'Size at which the next file of the journal is begun',
          defaultDescription: '64MiB',
          group: 'Journal:',
        }),
      )
      .option(
        'metrics',
        checked('--metrics', parsePort, {
          describe: 'Serve metrics for Prometheus on this port of loopback; 0 for a free one',
        }),
      )
      .option('stats', { type: 'boolean', default: false, describe: 'Print what was done as one JSON line at exit' }),
  run: async (given) => {
    const options: GatewayOptions = {
      transport: given.epoll ? 'epoll' : 'threaded',
      host: given.host,
      port: given.port,
      symbols: given.symbols,
      risk: { maxOrderQuantity: given.maxOrderQuantity, maxNotional: given.maxNotional },
      maxOrders: given.maxOrders,
      maxConnections: given.maxConnections,
      output: { maxOutbufBytes: given.maxOutbuf, maxOutbufHardBytes: given.maxOutbufHard },
      idleTimeoutMs: given.idleTimeout,
      frameTimeoutMs: given.frameTimeout,
      spin: given.spin,
      rehearse: !given.cold,
      cpu: given.cpu,
      marketData: marketDataEndpoint(given),
      journal: journalOptions(given),
      metricsPort: given.metrics,
      stats: given.stats,
    };
    const { assertPossible, serve } = await import('./serve.ts');
    assertPossible(options);
    await serve(options);
    return ExitCode.OK;
  },
});

function marketDataEndpoint({
  mdPort,
  mdHost,
}: {
  mdPort: number | undefined;
  mdHost: string | undefined;
}): Endpoint | undefined {
  if (mdPort !== undefined) return { host: mdHost ?? '127.0.0.1', port: mdPort };
  if (mdHost !== undefined) throw new UsageError('--md-host goes with --md-port');
  return undefined;
}

interface JournalArguments {
  readonly journal: string | undefined;
  readonly durability: Durability | undefined;
  readonly journalSegment: number | undefined;
}

/** An option that has no effect without --journal is a mistake. */
function journalOptions({ journal, durability, journalSegment }: JournalArguments): JournalOptions | undefined {
  if (journal !== undefined) {
    return { folder: journal, durability: durability ?? 'sync', segmentBytes: journalSegment ?? SEGMENT_BYTES };
  }
  const alone = durability !== undefined ? '--durability' : '--journal-segment';
  if (durability !== undefined || journalSegment !== undefined) throw new UsageError(`${alone} goes with --journal`);
  return undefined;
}

function parseDurability(text: string): Durability {
  return DURABILITIES.find((name) => name === text) ?? refuse(text, 'none, batch or sync');
}

/** Symbols separated by commas, each named once. */
function parseSymbols(text: string): string[] {
  const names = text.split(',');
  const areNames = names.every((name) => /^[^\s,]+$/.test(name));
  if (!areNames || new Set(names).size !== names.length) refuse(text, 'a list of different symbols such as AAPL,MSFT');
  return names;
}
