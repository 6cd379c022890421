import { existsSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import { type Bench, script, yardstick } from './bench.ts';
import { type Command, type Server, withServer } from './children.ts';

/** The gateway from source, on a free port. */
export function gateway(cpu: number | undefined, ...args: string[]): Command {
  return { ...script(cpu, 'apps/qsl-gateway/bin/qsl-gateway', '0', ...args), ...traits(args) };
}

const traits = (args: readonly string[]) => ({ matches: true, polls: args.includes('--spin') });

/** The packed gateway, if `npm run package` has made one. */
export function packedGateway(cpu: number | undefined, ...args: string[]): Command | undefined {
  const file = path.join(workspaceRoot, 'dist/bin/qsl-gateway');
  return existsSync(file) ? { cpu, file, args: ['0', ...args], ...traits(args) } : undefined;
}

export function floor(bench: Bench, ...args: string[]): Command {
  const file = yardstick(bench, 'socket_floor');
  const cpu = bench.placement.serverCpu;
  return { cpu, file, args: ['0', ...args], polls: args.includes('spin'), endsBySignal: true };
}

/** Servers by name, started together; `use` has one of them awake at a time, so that one that polls disturbs nobody. */
export async function withServers<Name extends string, Result>(
  commands: Readonly<Record<Name, Command>>,
  work: (servers: Readonly<Record<Name, Server>>) => Promise<Result>,
): Promise<Result> {
  const started: Record<string, Server> = {};
  const startRest = ([next, ...rest]: [string, Command][]): Promise<Result> => {
    if (next === undefined) return work(started as Record<Name, Server>);
    const [name, command] = next;
    return withServer(command, (server) => {
      server.pause();
      started[name] = server;
      return startRest(rest);
    });
  };
  return startRest(Object.entries<Command>(commands));
}
