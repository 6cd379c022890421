import { existsSync } from 'node:fs';
import path from 'node:path';
import { workspaceRoot } from '@qsl/build';
import { type Bench, script, yardstick } from './bench.ts';
import { type Command, type Server, startServer } from './children.ts';

/** The gateway from source, on a free port. */
export function gateway(cpu: number | undefined, ...args: string[]): Command {
  return script(cpu, 'apps/qsl-gateway/bin/qsl-gateway', '0', ...args);
}

/** The packed gateway, if `npm run package` has made one. */
export function packedGateway(cpu: number | undefined, ...args: string[]): Command | undefined {
  const file = path.join(workspaceRoot, 'dist/bin/qsl-gateway');
  return existsSync(file) ? { cpu, file, args: ['0', ...args] } : undefined;
}

export function floor(bench: Bench, ...args: string[]): Command {
  return { cpu: bench.placement.serverCpu, file: yardstick(bench, 'socket_floor'), args: ['0', ...args] };
}

/** Servers by name, started together; `use` has one of them awake at a time, so that one that polls disturbs nobody. */
export async function withServers<Name extends string, Result>(
  commands: Readonly<Record<Name, Command>>,
  work: (servers: Readonly<Record<Name, Server>>) => Promise<Result>,
): Promise<Result> {
  const started: [string, Server][] = [];
  try {
    for (const [name, command] of Object.entries<Command>(commands)) {
      const server = await startServer(command);
      server.pause();
      started.push([name, server]);
    }
    return await work(Object.fromEntries(started) as Record<Name, Server>);
  } finally {
    for (const [, server] of started) await server.stop();
  }
}
