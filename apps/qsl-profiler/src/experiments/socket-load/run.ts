import path from 'node:path';
import { PrerequisiteError, prepareFolder, RuntimeFailure } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact } from '../../artifact/write.ts';
import { freePort } from '../../children/port.ts';
import { findGateway, type Transport } from '../../gateway/gateway-program.ts';
import { HOST } from '../../gateway/running-gateway.ts';
import { watchMachine } from '../../machine/watch.ts';
import { findProgram } from '../../programs/program.ts';
import { createProgress } from '../../progress.ts';
import { commandWithoutFolders } from '../../provenance/command-line.ts';
import { gatherProvenance } from '../../provenance/provenance.ts';
import { findWorkspaceRoot } from '../../provenance/workspace.ts';
import { artifactNameHere, currentSite } from '../../site/site.ts';
import { withYardstick } from '../../yardstick/yardstick.ts';
import type { RunResult } from '../carry-out.ts';
import { buildArtifact } from './build-artifact.ts';
import { type Cell, type CellSetup, measureCell } from './cell.ts';
import { processDriver, singleProcessDriver } from './drivers.ts';
import { readTunables, type SocketLoadFlags } from './options.ts';
import { assertPossible } from './prerequisites.ts';
import { reportSocketLoad } from './report.ts';

const ARTIFACT_NAME = 'socket_load_summary';

/** Loads both transports, cell by cell, and writes the artifact. What is missing or wrong is found before anything is started. */
export async function loadSockets(flags: SocketLoadFlags, signal: AbortSignal): Promise<RunResult> {
  const tunables = readTunables(process.env, flags);
  const root = findWorkspaceRoot();
  const folder = flags.out ?? path.join(root ?? process.cwd(), 'results');
  const gateway = findGateway(root, flags.gatewayBin);
  const client = findProgram({ name: 'qsl-client', root, binary: flags.clientBin, option: '--client-bin' });
  const { counts, trials, allowPartial } = tunables;
  assertPossible(Math.max(...counts));
  const portFor = portsFrom(tunables.port);
  assertFree(portFor);
  prepareFolder(folder);
  const { driver } = flags;
  const provenance = gatherProvenance({
    command: commandWithoutFolders(process.argv.slice(2)),
    kind: 'socket-load',
    root,
    programs: { gateway, client },
    packages: ['qsl-gateway', 'qsl-client', 'qsl-profiler'],
    clkTck: clockTicksPerSecond(),
    transport: `threaded and epoll over TCP, ${currentSite().path}`,
    load: `${counts.join(', ')} clients at once, ${trials} trials each: connect, NewOrder + Heartbeat, read all replies, close`,
    tunables: tunables.described,
  });
  const progress = createProgress();
  const setup: Omit<CellSetup, 'yardstick'> = {
    ...{ gateway, client, trials, allowPartial, portFor, signal },
    driver: driver === 'single' ? singleProcessDriver(client) : processDriver(client),
    onStep: (step) => progress.show(step),
  };
  try {
    const machine = watchMachine();
    progress.show('the yardstick warms up');
    const cells = await withYardstick(async (yardstick) => {
      const measured: Cell[] = [];
      for (const clients of counts) measured.push(await measureCell({ ...setup, yardstick }, clients));
      return measured;
    });
    const artifact = buildArtifact(provenance, { driver, cells, machine: machine() });
    signal.throwIfAborted();
    return await writeArtifact({
      folder,
      name: artifactNameHere(ARTIFACT_NAME),
      data: artifact,
      report: reportSocketLoad,
    });
  } finally {
    progress.clear();
  }
}

/** The first port for the threaded gateway and the next for the epoll gateway, or whatever is free. */
function portsFrom(first: number): (transport: Transport) => number {
  return (transport) => freePort(HOST, first === 0 ? 0 : first + (transport === 'epoll' ? 1 : 0));
}

/** A port that somebody else holds is found before the first cell. */
function assertFree(portFor: (transport: Transport) => number): void {
  try {
    portFor('threaded');
    portFor('epoll');
  } catch (error) {
    if (!(error instanceof RuntimeFailure)) throw error;
    const { code, message, remedy } = error;
    throw new PrerequisiteError({ code, message, ...(remedy === undefined ? {} : { remedy }), cause: error });
  }
}
