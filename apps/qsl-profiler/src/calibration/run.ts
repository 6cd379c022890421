import path from 'node:path';
import { PrerequisiteError, prepareFolder } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact } from '../artifact/write.ts';
import { freePort } from '../children/port.ts';
import type { RunResult } from '../experiments/carry-out.ts';
import { findGateway, type Transport } from '../gateway/gateway-program.ts';
import { HOST } from '../gateway/running-gateway.ts';
import { watchMachine } from '../machine/watch.ts';
import { createProgress } from '../progress.ts';
import { commandWithoutFolders } from '../provenance/command-line.ts';
import { gatherProvenance } from '../provenance/provenance.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { buildArtifact } from './build-artifact.ts';
import { collectRepetitions } from './collect.ts';
import { type CalibrationSettings, describeFlags } from './options.ts';
import { reportCalibration } from './report.ts';

const ARTIFACT_NAME = 'calibration';
/** Two blocks of the smallest size there is. */
const MIN_ROUNDS = 6;

export interface CalibrationFlags extends CalibrationSettings {
  out: string | undefined;
  gatewayBin: string | undefined;
  transports: readonly Transport[];
  connections: number;
}

/** Measures repetitions until the time is up, draws the comparisons, and writes the artifact. */
export async function runCalibration(flags: CalibrationFlags, signal: AbortSignal): Promise<RunResult> {
  if (process.platform !== 'linux') {
    throw new PrerequisiteError({
      code: 'NOT_LINUX',
      message: `calibrate reads procfs, which ${process.platform} does not have`,
      remedy: 'Run it on Linux.',
    });
  }
  const root = findWorkspaceRoot();
  const folder = flags.out ?? path.join(root ?? process.cwd(), 'results');
  const gateway = findGateway(root, flags.gatewayBin);
  prepareFolder(folder);
  const { durationMs, transports, connections, slowDown, comparisons, seed } = flags;
  const provenance = gatherProvenance({
    command: commandWithoutFolders(process.argv.slice(2)),
    kind: 'calibration',
    root,
    programs: { gateway },
    packages: ['qsl-gateway', 'qsl-profiler'],
    clkTck: clockTicksPerSecond(),
    transport: `${transports.join(' and ')} over TCP, ${HOST}`,
    load: `${connections} sequential round trips a load: connect, NewOrder + Heartbeat, read the replies, close`,
    tunables: describeFlags(flags),
  });
  const progress = createProgress();
  try {
    const machine = watchMachine();
    const collected = await collectRepetitions({
      ...{ gateway, transports, connections, slowDown, durationMs, signal },
      minRounds: MIN_ROUNDS,
      nextPort: () => freePort(HOST, 0),
      onStep: (step) => progress.show(step),
    });
    progress.show(`drawing ${comparisons} comparisons of each size`);
    const artifact = buildArtifact(provenance, collected, { slowDown, comparisons, seed, machine: machine() });
    signal.throwIfAborted();
    return await writeArtifact({ folder, name: ARTIFACT_NAME, data: artifact, report: reportCalibration });
  } finally {
    progress.clear();
  }
}
