import { checked, parseNumericHost, parsePeerPort } from '@qsl/cli';

type WithDefault<T> = ReturnType<typeof checked<T, { describe: string; default: string }>>;

/** Where the gateway is: what every command takes. */
export const portArgument: WithDefault<number> = checked('port', parsePeerPort, {
  describe: 'TCP port of the gateway',
  default: '9009',
});
/** Numeric, as everywhere in QSL: no name is resolved, and nothing goes to another host by accident. */
export const hostOption: WithDefault<string> = checked('--host', parseNumericHost, {
  describe: 'numeric address of the gateway',
  default: '127.0.0.1',
});

/** `127.0.0.1:9009`, an IPv6 host in brackets. */
export function formatGateway({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
