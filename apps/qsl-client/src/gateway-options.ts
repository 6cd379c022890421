import { isIP } from 'node:net';
import { checked, parsePort, refuse } from '@qsl/cli';

/** A numeric address, as everywhere in QSL: no name is resolved, and nothing goes to another host by accident. */
export function parseHost(text: string): string {
  if (isIP(text) === 0 || text.includes('%')) refuse(text, 'a numeric IPv4 or IPv6 address, such as 127.0.0.1 or ::1');
  return text;
}

function parseGatewayPort(text: string): number {
  const port = parsePort(text);
  if (port === 0) refuse(text, 'a port to connect to: 1 to 65535');
  return port;
}

type WithDefault<T> = ReturnType<typeof checked<T, { describe: string; default: string }>>;

/** Where the gateway is: what every command takes. */
export const portArgument: WithDefault<number> = checked('port', parseGatewayPort, {
  describe: 'TCP port of the gateway',
  default: '9009',
});
export const hostOption: WithDefault<string> = checked('--host', parseHost, {
  describe: 'numeric address of the gateway',
  default: '127.0.0.1',
});

/** `127.0.0.1:9009`, an IPv6 host in brackets. */
export function formatGateway({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
