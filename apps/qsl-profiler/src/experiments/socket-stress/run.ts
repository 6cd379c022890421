import path from 'node:path';
import { PrerequisiteError, prepareFolder } from '@qsl/cli';
import { bindUdp, clockTicksPerSecond, openUdp, PosixError, raw } from '@qsl/posix';
import { readNetCore } from '@qsl/procfs';
import { writeArtifact } from '../../artifact/write.ts';
import { watchMachine } from '../../machine/watch.ts';
import { findProgram } from '../../programs/program.ts';
import { createProgress } from '../../progress.ts';
import { commandWithoutFolders } from '../../provenance/command-line.ts';
import { gatherProvenance } from '../../provenance/provenance.ts';
import { findWorkspaceRoot } from '../../provenance/workspace.ts';
import { artifactNameHere, currentSite } from '../../site/site.ts';
import type { RunResult } from '../carry-out.ts';
import { type BufferLimits, trialOrder } from './buffers.ts';
import { buildArtifact } from './build-artifact.ts';
import { readTunables, type SocketStressFlags } from './options.ts';
import { findRateLimits } from './rate-limits.ts';
import { reportSocketStress } from './report.ts';
import { runTrial, type Trial, type TrialSetup } from './trial.ts';

const ARTIFACT_NAME = 'socket_stress_summary';
const HOST = '127.0.0.1';

/** Stresses the three buffers and writes the artifact. What is missing or wrong is found before anything is started. */
export async function stressSockets(flags: SocketStressFlags, signal: AbortSignal): Promise<RunResult> {
  const tunables = readTunables(process.env, flags);
  const root = findWorkspaceRoot();
  const folder = flags.out ?? path.join(root ?? process.cwd(), 'results');
  const program = findProgram({ name: 'qsl-mdfeed', root, binary: flags.mdfeedBin, option: '--mdfeed-bin' });
  assertFree(tunables.port);
  prepareFolder(folder);
  const { orders, trials: count, seed, port, smallBytes, largeBytes } = tunables;
  const provenance = gatherProvenance({
    command: commandWithoutFolders(process.argv.slice(2)),
    kind: 'socket-stress',
    root,
    programs: { feed: program },
    packages: ['qsl-mdfeed', 'qsl-profiler'],
    clkTck: clockTicksPerSecond(),
    transport: `UDP, ${currentSite().path}, one message a datagram`,
    load: `the market data of ${orders} orders, back to back, ${count} times for each buffer`,
    tunables: tunables.described,
  });
  const requested = { small: smallBytes, default: null, large: largeBytes };
  const setup: TrialSetup = { program, port, seed, requested, signal };
  const progress = createProgress();
  try {
    const machine = watchMachine();
    const order = trialOrder(count);
    const trials: Trial[] = [];
    for (const buffer of order) {
      progress.show(`trial ${trials.length + 1} of ${order.length}: ${buffer} buffer`);
      trials.push(await runTrial(setup, buffer, { orders }));
    }
    const onProbe = (buffer: string, rate: number) => progress.show(`search: ${buffer} buffer at ${rate}/s`);
    const rateLimits = flags.search ? await findRateLimits({ setup, orders, trials, onProbe }) : undefined;
    const artifact = buildArtifact(provenance, {
      requested,
      limits: readLimits(),
      trials,
      rateLimits,
      machine: machine(),
    });
    signal.throwIfAborted();
    return await writeArtifact({
      folder,
      name: artifactNameHere(ARTIFACT_NAME),
      data: artifact,
      report: reportSocketStress,
    });
  } finally {
    progress.clear();
  }
}

function readLimits(): BufferLimits {
  if (process.platform !== 'linux') return { defaultBytes: null, maxBytes: null };
  const { rmemDefaultBytes, rmemMaxBytes } = readNetCore();
  return { defaultBytes: rmemDefaultBytes ?? null, maxBytes: rmemMaxBytes ?? null };
}

/** A port that somebody else holds is found before the first trial. */
function assertFree(port: number): void {
  const fd = openUdp();
  try {
    bindUdp(fd, { host: HOST, port });
  } catch (cause) {
    if (!(cause instanceof PosixError)) throw cause;
    throw new PrerequisiteError({
      code: 'PORT_TAKEN',
      message: `UDP port ${port} cannot be used: ${cause.message}`,
      remedy: 'Choose another with QSL_STRESS_PORT, or leave that unset to take a free one.',
      cause,
    });
  } finally {
    raw.close(fd);
  }
}
