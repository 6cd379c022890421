import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PrerequisiteError, prepareFolder } from '@qsl/cli';
import { clockTicksPerSecond } from '@qsl/posix';
import { writeArtifact } from '../artifact/write.ts';
import { endingOrphans } from '../children/orphans.ts';
import { freePort } from '../children/port.ts';
import type { RunResult } from '../experiments/carry-out.ts';
import { watchMachine } from '../machine/watch.ts';
import { assertRunnable, findOnPath } from '../programs/on-path.ts';
import { createProgress } from '../progress.ts';
import { gatherProvenance, UNAVAILABLE } from '../provenance/provenance.ts';
import { hashFile } from '../provenance/source-hash.ts';
import { findWorkspaceRoot } from '../provenance/workspace.ts';
import { whyPerfMayNotTrace } from '../tracing/perf.ts';
import { assertStraceWorks } from '../tracing/strace.ts';
import { withTemporaryFolder } from '../tracing/temporary-file.ts';
import { buildArtifact, type RunSetting } from './build-artifact.ts';
import { describeWords, withoutFolders } from './describe-command.ts';
import { clientLoad, driverLoad } from './load.ts';
import { type RunFlags, type RunSettings, readSettings } from './options.ts';
import { measureUntraced } from './pass-1.ts';
import { countWithStrace } from './pass-2.ts';
import { countWithPerf } from './pass-3.ts';
import type { Plan } from './plan.ts';
import { reportRun } from './report.ts';
import { fillIn, fillInText } from './words.ts';

const HOST = '127.0.0.1';

/** Profiles a server and writes the artifact. What is missing or wrong is found before anything is started. */
export async function profileServer(flags: RunFlags, signal: AbortSignal): Promise<RunResult> {
  const settings = readSettings(flags);
  assertRunnable('--server', settings.server);
  if (settings.client !== undefined) assertRunnable('--client', settings.client);
  const root = findWorkspaceRoot();
  const out = flags.out ?? path.join(root ?? process.cwd(), 'results');
  await assertPossible();
  prepareFolder(out);
  const clkTck = clockTicksPerSecond();
  const serverName = path.basename(settings.server[0] as string);
  const provenance = gatherProvenance({
    command: ['qsl-profiler', ...process.argv.slice(2).map((arg) => describeWords([withoutFolders(arg)]))].join(' '),
    kind: 'run',
    root,
    programs: {},
    packages: ['qsl-profiler'],
    clkTck,
    transport: `TCP, ${HOST}`,
    load: describeLoad(flags, settings),
    tunables: settings.tunables,
  });
  const setting: Omit<RunSetting, 'machine'> = {
    server: { command: describeWords(settings.server), programSha256: hashProgram(settings.server[0] as string) },
    load: {
      driver: settings.driver ?? 'client',
      command: settings.client === undefined ? null : describeWords(settings.client),
      keepAlive: settings.client === undefined ? flags.keepAlive : null,
      concurrency: settings.client === undefined ? flags.concurrency : null,
    },
    clkTck,
  };
  const progress = createProgress();
  try {
    const machine = watchMachine();
    const passes = await withTemporaryFolder('qsl-run-', (folder) =>
      endingOrphans(async () => {
        const plan: Plan = {
          ...planFor(flags, settings, folder),
          ...{ name: `the server (${serverName})`, host: HOST, clkTck, signal, progress },
          nextPort: portsFrom(flags.port),
          perfRefusal: await whyPerfMayNotTrace(),
        };
        const untraced = await measureUntraced(plan);
        const strace = await countWithStrace(plan);
        return { untraced, strace, perf: await countWithPerf(plan) };
      }),
    );
    const artifact = buildArtifact(provenance, passes, { ...setting, machine: machine() });
    const name = `run_${flags.name ?? serverName.replaceAll(/[^\w.-]/g, '_')}`;
    signal.throwIfAborted();
    return await writeArtifact({ folder: out, name, data: artifact, report: reportRun });
  } finally {
    progress.clear();
  }
}

/** What a plan takes from the flags: commands with their placeholders filled in, and the load. */
function planFor(
  { requests, concurrency, keepAlive, minTicks, readyTimeout }: RunFlags,
  { server, client, configText, exchangeFor }: RunSettings,
  folder: string,
): Pick<Plan, 'wordsFor' | 'load' | 'minTicks' | 'readyTimeoutMs'> {
  const valuesFor = ({ host, port }: { host: string; port: number }) => ({
    ...{ host, folder, port: String(port), requests: String(requests), concurrency: String(concurrency) },
    config: path.join(folder, `config-${port}`),
  });
  return {
    ...{ minTicks, readyTimeoutMs: readyTimeout },
    wordsFor(target) {
      const values = valuesFor(target);
      if (configText !== undefined) writeFileSync(values.config, fillInText(configText, values));
      return fillIn(server, values);
    },
    load:
      client === undefined
        ? driverLoad({ exchangeFor, requests, concurrency, keepAlive })
        : clientLoad({ requests, wordsFor: (target) => fillIn(client, valuesFor(target)) }),
  };
}

async function assertPossible(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new PrerequisiteError({
      code: 'NOT_LINUX',
      message: `run reads procfs and runs strace, which ${process.platform} does not have`,
      remedy: 'Run it on Linux.',
    });
  }
  await assertStraceWorks();
}

function describeLoad({ requests, concurrency, keepAlive }: RunFlags, { client, driver }: RunSettings): string {
  if (client !== undefined) return `${requests} requests by ${describeWords(client)}`;
  const each = keepAlive ? 'connections kept' : 'a connection each';
  return `${requests} requests by the ${driver} driver, ${concurrency} at a time, ${each}`;
}

/** A port for each start: the wanted one and those behind it, or whatever is free. */
function portsFrom(first: number): () => number {
  let next = first;
  return () => freePort(HOST, first === 0 ? 0 : next++);
}

/** Of the file that a shell would run for this word. */
function hashProgram(word: string): string {
  const file = findOnPath(word);
  return file === undefined ? UNAVAILABLE : hashFile(file);
}
