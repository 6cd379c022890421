import { ExitCode, PrerequisiteError, UsageError } from '@qsl/cli';
import { formatEndpoint, getCpuAffinity, hasEpoll, type Listener, platform } from '@qsl/posix';
import { recoveryLine } from './journal/gateway-journal.ts';
import type { MetricsServer } from './metrics/metrics-server.ts';
import { readGateway } from './metrics/reading.ts';
import type { GatewayOptions } from './options.ts';
import { type Gateway, startGateway } from './server.ts';
import { releaseStartUpPages } from './start-up-pages.ts';
import { summarise } from './stats.ts';

/** Room that small answers may take between the two output limits, in bytes. */
const LEAST_BETWEEN_MARKS = 4096;

/** What options may ask of a machine. */
export interface Machine {
  readonly hasEpoll: boolean;
  /** The CPUs that threads may be pinned to; undefined where the system has no such call. */
  readonly cpus: () => readonly number[] | undefined;
}

const thisMachine: Machine = { hasEpoll, cpus: () => (platform === 'linux' ? getCpuAffinity() : undefined) };

/** Refuses what the machine cannot do, or what contradicts itself, before anything is started. */
export function assertPossible(options: GatewayOptions, machine = thisMachine): void {
  const { transport, spin, rehearse, cpu, output } = options;
  if (transport === 'epoll' && !machine.hasEpoll) {
    throw new PrerequisiteError({
      code: 'NO_EPOLL',
      message: 'the epoll transport needs Linux',
      remedy: 'Run without --epoll: the threaded transport gives the same answers.',
    });
  }
  if (spin && transport !== 'epoll') throw new UsageError('--spin goes with --epoll');
  if (!rehearse && transport !== 'epoll') throw new UsageError('--cold goes with --epoll');
  if (cpu !== undefined) assertCpu(cpu, machine.cpus());
  if (output.maxOutbufHardBytes < output.maxOutbufBytes + LEAST_BETWEEN_MARKS) {
    throw new UsageError(`--max-outbuf-hard must be at least ${LEAST_BETWEEN_MARKS} bytes above --max-outbuf`);
  }
}

function assertCpu(cpu: number, cpus: readonly number[] | undefined): void {
  if (cpus === undefined) {
    throw new PrerequisiteError({
      code: 'NO_AFFINITY',
      message: 'pinning threads to a CPU needs Linux',
      remedy: 'Run without --cpu.',
    });
  }
  if (!cpus.includes(cpu)) {
    throw new UsageError(`--cpu: this process may not run on CPU ${cpu}, only on ${cpus.join(', ')}`);
  }
}

/** Serves until SIGINT or SIGTERM, saying where it listens and, at the end, what it did. Ends the process with status 0. */
export async function serve(options: GatewayOptions): Promise<void> {
  const gateway = await startGateway(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, gateway.stop);
  if (options.marketData) process.stdout.write(`market data goes to ${formatEndpoint(options.marketData)}\n`);
  if (gateway.journal) process.stdout.write(`${recoveryLine(gateway.journal, gateway.restingOrders)}\n`);
  const metrics = options.metricsPort === undefined ? undefined : await serveMetrics(options.metricsPort, gateway);
  process.stdout.write(`${listeningLine(options, gateway.listener)}\n`);
  releaseStartUpPages();
  if (metrics) process.stdout.write(`qsl-gateway metrics on ${metrics.url}\n`);
  const stats = await gateway.ended;
  metrics?.close();
  process.stdout.write(`${summarise(stats)}\n`);
  if (options.stats) process.stdout.write(`${JSON.stringify(stats)}\n`);
  // Left to itself Node winds up slowly, and gives signals their fatal default back before it has gone: a second Ctrl-C
  // would turn an orderly end into a death by signal.
  process.stdout.write('', () => process.exit(ExitCode.OK));
}

/** Loads what serves metrics only where they are asked for: it would double the time to start. */
async function serveMetrics(port: number, gateway: Gateway): Promise<MetricsServer> {
  const { startMetrics } = await import('./metrics/metrics-server.ts');
  return startMetrics(port, () => readGateway(gateway));
}

/** The line that says where a gateway listens, and who can reach it. */
export function listeningLine(
  { transport }: Pick<GatewayOptions, 'transport'>,
  { host, port, family }: Omit<Listener, 'fd'>,
): string {
  const name = transport === 'epoll' ? 'qsl-gateway epoll' : 'qsl-gateway';
  const endpoint = family === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  const isLoopback = host === '::1' || host.startsWith('127.');
  return `${name} listening on ${endpoint} (no auth, ${isLoopback ? 'localhost only' : 'open to the network'})`;
}
