import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { PrerequisiteError, prepareFolder, UntrustedMeasurement } from '@qsl/cli';
import { clockTicksPerSecond, enterNetworkNamespace } from '@qsl/posix';
import { networkNamespaceFile } from '@qsl/procfs';
import { writeArtifact } from '../artifact/write.ts';
import { Interruption } from '../children/interruption.ts';
import type { RunResult } from '../experiments/carry-out.ts';
import { commandWithoutFolders } from '../provenance/command-line.ts';
import { gatherProvenance } from '../provenance/provenance.ts';
import { runTool } from '../provenance/run-tool.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { at, currentSite, pathDrained, type Site } from '../site/site.ts';
import { buildArtifact, type Done } from './build-artifact.ts';
import { describePath } from './describe-path.ts';
import { type ExperimentName, makeSmall, runExperiment } from './experiments.ts';
import { timeHandshakes } from './handshakes.ts';
import { type NetworkPath, SERVER_ADDRESS, withNetworkPath } from './network-path.ts';
import type { PathOptions } from './path-options.ts';
import { droppedByQueues, isDrained } from './path-use.ts';
import { reportNet } from './report.ts';

const ARTIFACT_NAME = 'net_path';
const TOOLS = ['unshare', 'nsenter', 'ip', 'tc'];
/** A handshake may be rounded down, and by no more than this. */
const TIMER_SLACK_NS = 100_000;

export interface NetFlags extends PathOptions {
  experiments: readonly ExperimentName[];
  out: string | undefined;
  gatewayBin: string | undefined;
  clientBin: string | undefined;
  mdfeedBin: string | undefined;
}

/** Builds the path, does the experiments over it, and writes their artifacts and one about the path. */
export async function experimentOverNetwork(flags: NetFlags, signal: AbortSignal): Promise<RunResult> {
  assertPossible();
  const root = findWorkspaceRoot();
  const out = flags.out ?? path.join(root ?? process.cwd(), 'results');
  prepareFolder(out);
  makeSmall(process.env);
  const provenance = gatherProvenance({
    command: commandWithoutFolders(process.argv.slice(2)),
    kind: 'net',
    root,
    programs: {},
    packages: ['qsl-profiler'],
    clkTck: clockTicksPerSecond(),
    transport: describePath(flags),
    load: flags.experiments.join(', '),
    tunables: {},
  });
  return withNetworkPath(flags, async (network) => {
    const until = network.died === undefined ? signal : AbortSignal.any([signal, network.died]);
    const handshakes = timeHandshakes(network);
    assertDelayed(handshakes, flags);
    const found = await fromInside(network, () =>
      at(siteOf(network, flags), async () => {
        const done: Done[] = [];
        try {
          for (const kind of flags.experiments) done.push(await measureUse(network, kind, { ...flags, out }, until));
        } catch (error) {
          if (!(error instanceof Interruption)) throw error;
          throw new Interruption(
            error.signal,
            done.flatMap(({ files }) => files),
          );
        }
        return { done, claim: currentSite().claim };
      }),
    );
    const artifact = buildArtifact(provenance, { options: flags, impairer: network.impairer, handshakes, ...found });
    until.throwIfAborted();
    return await writeArtifact({ folder: out, name: ARTIFACT_NAME, data: artifact, report: reportNet });
  });
}

async function measureUse(
  network: NetworkPath,
  kind: ExperimentName,
  flags: NetFlags & { out: string },
  signal: AbortSignal,
): Promise<Done> {
  const use = () => ({ towards: network.use('towards'), back: network.use('back') });
  const before = use();
  const { files } = await runExperiment(kind, flags, signal);
  // What is still under way belongs to this experiment.
  await pathDrained(signal);
  return { kind, files: files.map((file) => path.basename(file)), before, after: use() };
}

function siteOf(network: NetworkPath, options: PathOptions): Parameters<typeof at>[0] {
  const site: Pick<Site, 'datagramsDropped'> = {
    datagramsDropped() {
      const use = network.use('towards');
      return droppedByQueues(use) + (use.relay?.lostDatagrams ?? 0);
    },
  };
  return {
    ...site,
    host: SERVER_ADDRESS,
    wrapper: network.server.wrapper,
    pid: network.server.pid,
    path: describePath(options, network.impairer),
    isDrained: () => isDrained(network.use('towards')) && isDrained(network.use('back')),
  };
}

/**
 * Does work with this thread in the namespace of the load: sockets that it makes and processes that it starts are there.
 * Only the main thread may do that, for it is the one that /proc/self shows.
 */
async function fromInside<Result>({ load }: NetworkPath, work: () => Promise<Result>): Promise<Result> {
  const [own, there] = [openSync(networkNamespaceFile(), 'r'), load.open()];
  enterNetworkNamespace(there);
  try {
    return await work();
  } finally {
    enterNetworkNamespace(own);
    closeSync(own);
    closeSync(there);
  }
}

function assertDelayed(handshakes: number[], { delayMs }: PathOptions): void {
  const least = Math.min(...handshakes);
  if (least >= 2 * delayMs * 1e6 - TIMER_SLACK_NS) return;
  throw new UntrustedMeasurement({
    code: 'PATH_TOO_SHORT',
    message: `a handshake took ${least / 1e6} ms over a path that should take ${2 * delayMs} ms`,
    remedy: 'No artifact is written. Whatever delays packets here does not: try --impairment relay.',
  });
}

function assertPossible(): void {
  const missing = process.platform === 'linux' ? TOOLS.filter((tool) => runTool(tool, ['-V']) === undefined) : [];
  if (process.platform === 'linux' && missing.length === 0) return;
  throw new PrerequisiteError({
    code: process.platform === 'linux' ? 'NO_TOOLS' : 'NOT_LINUX',
    message:
      process.platform === 'linux'
        ? `net needs ${missing.join(', ')} on the PATH`
        : `net needs network namespaces, which ${process.platform} does not have`,
    remedy: 'Run it on Linux as root, with iproute2 and util-linux installed.',
  });
}
