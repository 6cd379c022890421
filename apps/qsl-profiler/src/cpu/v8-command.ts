import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RuntimeFailure } from '@qsl/cli';
import { childEnvironment } from '../children/environment.ts';
import { runToEnd } from '../children/run-to-end.ts';
import { withTemporaryFolder } from '../tracing/temporary-file.ts';
import type { Subject } from './options.ts';
import { BY_PROFILER, commandFailed } from './perf-tool.ts';
import type { Sampled } from './sampled.ts';
import { foldV8Profile, type V8Profile, type V8Samples } from './v8-profile.ts';

const US_PER_SECOND = 1e6;

/**
 * Runs a command in which every Node process, each of its threads on its own, samples itself and leaves a profile when
 * it ends: --cpu-prof. A process that is killed leaves none.
 * Throws RuntimeFailure COMMAND_FAILED or NO_PROFILE, PrerequisiteError NO_TEMPORARY_FOLDER.
 */
export async function profileCommand(
  { words, described }: Subject & { kind: 'command' },
  { frequencyHz, signal }: { frequencyHz: number; signal: AbortSignal },
): Promise<Sampled> {
  return withTemporaryFolder('qsl-cpu-', async (folder) => {
    const [file = '', ...args] = words;
    const interval = Math.max(1, Math.round(US_PER_SECOND / frequencyHz));
    const options = `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=${interval}`;
    const env = { ...childEnvironment(), NODE_OPTIONS: options };
    const startedAt = performance.now();
    const { ending, failure } = await runToEnd({ name: `"${described}"`, file, args, env }, signal);
    const elapsedMs = performance.now() - startedAt;
    if (ending.code !== 0) throw commandFailed(failure);
    const profiles = globSync('*.cpuprofile', { cwd: folder }).map((name) =>
      readProfile(path.join(folder, name), name),
    );
    if (profiles.length === 0) throw noProfile(described);
    return { ...mergeProfiles(profiles), elapsedMs, elapsedSource: BY_PROFILER, frequencyHz, threadsNotSeen: 0 };
  });
}

/** What several threads brought, together. */
export function mergeProfiles(
  profiles: readonly V8Samples[],
): Pick<Sampled, 'by' | 'stacks' | 'samples' | 'idle' | 'unresolved'> {
  const stacks = new Map<string, number>();
  for (const profile of profiles) {
    for (const [stack, samples] of profile.stacks) stacks.set(stack, (stacks.get(stack) ?? 0) + samples);
  }
  const sum = (amount: (profile: V8Samples) => number) =>
    profiles.reduce((total, profile) => total + amount(profile), 0);
  return { by: 'v8', stacks, samples: sum(({ samples }) => samples), idle: sum(({ idle }) => idle), unresolved: 0 };
}

/** CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile; thread 0 is the main one. */
function readProfile(file: string, name: string): V8Samples {
  const thread = name.split('.').at(-3) === '0' ? 'main thread' : 'worker thread';
  return foldV8Profile(JSON.parse(readFileSync(file, 'utf8')) as V8Profile, thread);
}

function noProfile(described: string): RuntimeFailure {
  return new RuntimeFailure({
    code: 'NO_PROFILE',
    message: `"${described}" left no CPU profile: no program that runs on Node ended in it by itself`,
    remedy: "V8's sampler knows JavaScript alone; for other programs use --source perf.",
  });
}
