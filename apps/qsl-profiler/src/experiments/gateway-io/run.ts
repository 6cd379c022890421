import path from 'node:path';
import { PrerequisiteError, prepareFolder } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact } from '../../artifact/write.ts';
import { freePort } from '../../children/port.ts';
import { findGateway, pairOrder, TRANSPORTS, type Transport } from '../../gateway/gateway-program.ts';
import { HOST } from '../../gateway/running-gateway.ts';
import { watchMachine } from '../../machine/watch.ts';
import { createProgress } from '../../progress.ts';
import { commandWithoutFolders } from '../../provenance/command-line.ts';
import { gatherProvenance } from '../../provenance/provenance.ts';
import { findWorkspaceRoot } from '../../provenance/workspace.ts';
import { artifactNameHere, currentSite } from '../../site/site.ts';
import { whyPerfMayNotTrace } from '../../tracing/perf.ts';
import { assertStraceWorks } from '../../tracing/strace.ts';
import { withYardstick } from '../../yardstick/yardstick.ts';
import type { RunResult } from '../carry-out.ts';
import { buildArtifact, type Passes } from './build-artifact.ts';
import { type GatewayIoFlags, readTunables } from './options.ts';
import { measureUntraced } from './pass-1.ts';
import { countWithStrace } from './pass-2.ts';
import { countWithPerf } from './pass-3.ts';
import type { Plan } from './plan.ts';
import { measureRepetition, type Repetition } from './repetition.ts';
import { reportGatewayIo } from './report.ts';

const ARTIFACT_NAME = 'socket_profile_loopback';

/** Profiles both transports and writes the artifact. What is missing or wrong is found before anything is started. */
export async function profileGatewayIo(flags: GatewayIoFlags, signal: AbortSignal): Promise<RunResult> {
  const tunables = readTunables(process.env, flags);
  const root = findWorkspaceRoot();
  const folder = flags.out ?? path.join(root ?? process.cwd(), 'results');
  const program = findGateway(root, flags.gatewayBin);
  await assertPossible();
  prepareFolder(folder);
  const clkTck = clockTicksPerSecond();
  const provenance = gatherProvenance({
    command: commandWithoutFolders(process.argv.slice(2)),
    kind: 'gateway-io',
    root,
    programs: { gateway: program },
    packages: ['qsl-gateway', 'qsl-profiler'],
    clkTck,
    transport: `${TRANSPORTS.join(' and ')} over TCP, ${currentSite().path}`,
    load: `${tunables.connections} sequential round trips: connect, NewOrder + Heartbeat, read the replies, close`,
    tunables: tunables.described,
  });
  const progress = createProgress();
  const { connections, repetitions, minTicks } = tunables;
  const perfRefusal = await whyPerfMayNotTrace();
  const plan: Plan = {
    ...{ program, connections, repetitions, minTicks, clkTck, perfRefusal, signal, progress },
    nextPort: portsFrom(tunables.port),
  };
  try {
    const machine = watchMachine();
    const once = { threaded: await runPasses(plan, 'threaded'), epoll: await runPasses(plan, 'epoll') };
    const repeated = await repeat(plan);
    const passes = {
      threaded: { ...once.threaded, repetitions: repeated.threaded },
      epoll: { ...once.epoll, repetitions: repeated.epoll },
    };
    const artifact = buildArtifact(provenance, passes, { clkTck, machine: machine() });
    signal.throwIfAborted();
    return await writeArtifact({
      folder,
      name: artifactNameHere(ARTIFACT_NAME),
      data: artifact,
      report: reportGatewayIo,
    });
  } finally {
    progress.clear();
  }
}

async function runPasses(plan: Plan, transport: Transport): Promise<Omit<Passes, 'repetitions'>> {
  const untraced = await measureUntraced(plan, transport);
  const strace = await countWithStrace(plan, transport);
  return { untraced, strace, perf: await countWithPerf(plan, transport) };
}

/** Fresh gateways of both transports in turn, so that whatever changes from one to the next hits both alike. */
async function repeat(plan: Plan): Promise<Record<Transport, Repetition[]>> {
  plan.progress.show('the yardstick warms up');
  return withYardstick(async (yardstick) => {
    const repetitions: Record<Transport, Repetition[]> = { threaded: [], epoll: [] };
    for (let pair = 0; pair < plan.repetitions; pair++) {
      for (const transport of pairOrder(pair)) {
        plan.progress.show(`repetition ${pair + 1} of ${plan.repetitions}: ${transport}`);
        repetitions[transport].push(await measureRepetition(plan, { transport, yardstick }));
      }
    }
    return repetitions;
  });
}

async function assertPossible(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new PrerequisiteError({
      code: 'NOT_LINUX',
      message: `gateway-io reads procfs and runs strace, which ${process.platform} does not have`,
      remedy: 'Run it on Linux.',
    });
  }
  await assertStraceWorks();
}

/** A port for each start: the wanted one and those behind it, or whatever is free. */
function portsFrom(first: number): () => number {
  let next = first;
  return () => freePort(HOST, first === 0 ? 0 : next++);
}
