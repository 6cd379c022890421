import { PrerequisiteError, UsageError } from '@qsl/cli';
import { getCpuAffinity, hasEpoll } from '@qsl/posix';
import type { GatewayOptions } from './options.ts';
import { startGateway } from './server.ts';
import { summarise } from './stats.ts';

/** Room that small answers may take between the two output limits, in bytes. */
const LEAST_BETWEEN_MARKS = 4096;

/** Refuses what this machine cannot do, or what contradicts itself, before anything is started. */
export function assertPossible({ transport, spin, cpu, output }: GatewayOptions): void {
  if (transport === 'epoll' && !hasEpoll) {
    throw new PrerequisiteError({
      code: 'NO_EPOLL',
      message: 'the epoll transport needs Linux',
      remedy: 'Run without --epoll: the threaded transport gives the same answers.',
    });
  }
  if (spin && transport !== 'epoll') throw new UsageError('--spin goes with --epoll');
  if (cpu !== undefined && !getCpuAffinity().includes(cpu)) {
    throw new UsageError(`--cpu: this process may not run on CPU ${cpu}, only on ${getCpuAffinity().join(', ')}`);
  }
  if (output.maxOutbufHardBytes < output.maxOutbufBytes + LEAST_BETWEEN_MARKS) {
    throw new UsageError(`--max-outbuf-hard must be at least ${LEAST_BETWEEN_MARKS} bytes above --max-outbuf`);
  }
}

/** Serves until SIGINT or SIGTERM, saying where it listens and, at the end, what it did. */
export async function serve(options: GatewayOptions): Promise<void> {
  const gateway = await startGateway(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, gateway.stop);
  process.stdout.write(`${listeningLine(options, gateway.listener)}\n`);
  const stats = await gateway.ended;
  process.stdout.write(`${summarise(stats)}\n`);
  if (options.stats) process.stdout.write(`${JSON.stringify(stats)}\n`);
}

function listeningLine(
  { transport }: GatewayOptions,
  { host, port, family }: { host: string; port: number; family: number },
): string {
  const name = transport === 'epoll' ? 'qsl-gateway epoll' : 'qsl-gateway';
  const endpoint = family === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  const isLoopback = host === '::1' || host.startsWith('127.');
  return `${name} listening on ${endpoint} (no auth, ${isLoopback ? 'localhost only' : 'open to the network'})`;
}
