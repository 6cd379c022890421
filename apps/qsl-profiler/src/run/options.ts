import { readFileSync } from 'node:fs';
import { UsageError } from '@qsl/cli';
import { connectExchange, type Exchange, echoExchange } from '../drive/exchange.ts';
import { httpExchange } from '../drive/http-exchange.ts';
import type { Tunable } from '../provenance/provenance.ts';
import { describeFlag } from '../provenance/tunables.ts';
import { splitWords } from './words.ts';

export const DRIVERS = ['connect', 'echo', 'http'] as const;
export type DriverName = (typeof DRIVERS)[number];

export interface RunFlags {
  server: string;
  client: string | undefined;
  driver: string | undefined;
  config: string | undefined;
  requests: number;
  concurrency: number;
  keepAlive: boolean;
  path: string;
  payload: number;
  port: number;
  minTicks: number;
  readyTimeout: number;
  name: string | undefined;
  out: string | undefined;
}

/** What the flags come to. */
export interface RunSettings {
  /** Words of the server's command line, placeholders in them. */
  server: string[];
  /** The same of a stranger's client; undefined for a driver of our own. */
  client: string[] | undefined;
  driver: DriverName | undefined;
  /** The text of the configuration file, placeholders in it. */
  configText: string | undefined;
  exchangeFor: (target: { host: string; port: number }) => Exchange;
  tunables: Record<string, Tunable>;
}

/** The first of this many ports is the one that was asked for: pass 1, strace and its controls, perf and its attempts. */
const SERVER_STARTS = 8;

/** Checks what no single flag can know. Throws UsageError. */
export function readSettings(flags: RunFlags): RunSettings {
  const { client, config, port } = flags;
  if (client !== undefined && flags.driver !== undefined) {
    throw new UsageError('--client and --driver exclude each other: either a program of yours makes the load, or ours');
  }
  if (client !== undefined && flags.keepAlive) {
    throw new UsageError('--keep-alive goes with --driver: how a --client connects is its own affair');
  }
  const server = splitWords('--server', flags.server);
  const clientWords = client === undefined ? undefined : splitWords('--client', client);
  const configText = config === undefined ? undefined : readConfig(config);
  if (port === 0 && !mentions('port', server, configText)) {
    throw new UsageError('--server: {port} is nowhere in it: where shall the server listen?', {
      remedy: 'Put {port} where the port belongs, in the command or in a --config, or name a fixed one with --port.',
    });
  }
  if (configText !== undefined && !mentions('config', server)) {
    throw new UsageError('--config: {config} is nowhere in --server: the server would not see it');
  }
  if (port > 0 && port + SERVER_STARTS > 65536) {
    throw new UsageError(`--port: ${port} leaves no room for the ${SERVER_STARTS} ports in a row that a run takes`);
  }
  const driver = client === undefined ? parseDriver(flags.driver ?? 'connect') : undefined;
  if (driver === 'connect' && flags.keepAlive) {
    throw new UsageError('--keep-alive: --driver connect makes a connection for each request, and nothing else', {
      remedy: 'Leave --keep-alive out, or have --driver echo or http make the requests.',
    });
  }
  return {
    server,
    client: clientWords,
    driver,
    configText,
    exchangeFor: exchangeOf(driver, flags),
    tunables: describe(flags),
  };
}

export function parseDriver(text: string): DriverName {
  const driver = DRIVERS.find((name) => name === text);
  if (driver === undefined) throw new UsageError(`--driver: "${text}" is none of ${DRIVERS.join(', ')}`);
  return driver;
}

function exchangeOf(
  driver: DriverName | undefined,
  { path, payload, keepAlive }: RunFlags,
): RunSettings['exchangeFor'] {
  if (driver === 'http') return (target) => httpExchange({ ...target, path, keepAlive });
  if (driver === 'echo') return () => echoExchange(payload);
  return () => connectExchange;
}

function mentions(name: string, words: string[], text = ''): boolean {
  return [...words, text].some((word) => word.includes(`{${name}}`));
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`--config: ${(cause as Error).message}`);
  }
}

/** As texts, for the command line. */
export const DEFAULTS = { requests: '500', concurrency: '1', payload: '64', minTicks: '0' } as const;

function describe(flags: RunFlags): Record<string, Tunable> {
  const given = (value: number, standard: string) => describeFlag(String(value), String(value) === standard);
  return {
    '--requests': given(flags.requests, DEFAULTS.requests),
    '--concurrency': given(flags.concurrency, DEFAULTS.concurrency),
    '--payload': given(flags.payload, DEFAULTS.payload),
    '--min-ticks': given(flags.minTicks, DEFAULTS.minTicks),
  };
}

/** A name for files: what a shell and a file system take without quoting. */
export function parseName(text: string): string {
  if (/^[\w][\w.-]{0,63}$/.test(text)) return text;
  throw new UsageError(`"${text}" is not a name: letters, digits, ".", "_" and "-", at most 64`);
}

/** A path of a URL. */
export function parseUrlPath(text: string): string {
  if (/^\/[!-~]*$/.test(text)) return text;
  throw new UsageError(`"${text}" is not the path of a URL: it begins with / and holds no blank`);
}
