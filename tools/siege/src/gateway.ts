import path from 'node:path';
import { type Command, type Server, script, startServer } from '@qsl/bench';
import { diagnoseTcpSockets } from '@qsl/posix';
import { readSocketDescriptors, readStatus } from '@qsl/procfs';

export const TRANSPORTS = ['epoll', 'threaded'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** What is besieged, and how. */
export interface Siege {
  readonly transport: TransportName;
  /** Pairs of measurements that are compared. */
  readonly runs: number;
  /** An executable to besiege in place of the source. */
  readonly gateway: string | undefined;
  /** Less of everything: enough to see that an attack works. */
  readonly short: boolean;
}

/** As much of what a gateway prints at its end as is looked at here. */
export interface GatewayStats {
  readonly accepted: number;
  readonly shed: number;
  readonly closed: Readonly<Record<'peer' | 'reset' | 'outputLimit' | 'idleTimeout' | 'frameTimeout', number>>;
  readonly orders: number;
  readonly fills: number;
  readonly acceptBackoffs: number;
  readonly highWater: { readonly connections: number; readonly backlogBytes: number };
  readonly restingOrders: number;
}

/** A gateway under attack. */
export interface Besieged {
  readonly server: Server;
  readonly pid: number;
  readonly port: number;
  /** Ends it in order. Throws where it does not end so, or has died before. */
  stop(): Promise<GatewayStats>;
}

interface StartTerms {
  readonly args?: readonly string[];
  /** A program that becomes the gateway: `sh -c 'ulimit …; exec "$0" "$@"'`. */
  readonly wrapper?: readonly string[];
}

/** Starts a gateway on a free port. */
export async function startGateway(siege: Siege, { args = [], wrapper = [] }: StartTerms = {}): Promise<Besieged> {
  const server = await startServer(wrapped(gatewayCommand(siege, args), wrapper));
  return {
    server,
    pid: server.pid,
    port: server.port,
    stop: async () => {
      await server.stop();
      const output = await server.output();
      const line = output.trimEnd().split('\n').at(-1) ?? '';
      if (!line.startsWith('{')) throw new Error(`the gateway did not end in order: ${output}`);
      return JSON.parse(line) as GatewayStats;
    },
  };
}

function gatewayCommand({ transport, gateway }: Siege, args: readonly string[]): Command {
  const all = ['0', '--stats', ...(transport === 'epoll' ? ['--epoll'] : []), ...args];
  if (gateway !== undefined) return { cpu: undefined, file: path.resolve(gateway), args: all };
  return script(undefined, 'apps/qsl-gateway/bin/qsl-gateway', ...all);
}

/** The command run by another program, which becomes it. */
export function wrapped(command: Command, [program, ...rest]: readonly string[]): Command {
  const { file, args } = command;
  return program === undefined ? command : { ...command, file: program, args: [...rest, file, ...args] };
}

/** Memory that is really there, in bytes. */
export function residentBytes({ pid }: { pid: number }): number {
  return readStatus({ pid }).vmRssBytes ?? 0;
}

/** Sockets that it holds: the listener, connections, and what Node has. */
export function socketsHeld({ pid }: { pid: number }): number {
  return readSocketDescriptors({ pid }).length;
}

const LISTEN = 10;
const ESTABLISHED = 1;

/** Connections that wait in the kernel to be accepted. */
export function waitingConnections({ port }: { port: number }): number {
  return diagnoseTcpSockets({ family: 4, localPort: port, states: 1 << LISTEN })[0]?.receiveQueue ?? 0;
}

/** Connections that are open between somebody and the gateway, accepted or not. */
export function openConnections({ port }: { port: number }): number {
  return diagnoseTcpSockets({ family: 4, localPort: port, states: 1 << ESTABLISHED }).length;
}
