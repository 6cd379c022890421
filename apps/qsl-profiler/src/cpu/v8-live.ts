import { sleep } from '../children/sleep.ts';
import { type InspectedThread, withInspector } from '../inspector/live.ts';
import type { InspectorSession } from '../inspector/session.ts';
import type { Subject } from './options.ts';
import { BY_PROFILER } from './perf-tool.ts';
import type { Sampled } from './sampled.ts';
import { mergeProfiles } from './v8-command.ts';
import { foldV8Profile, type V8Profile, type V8Samples } from './v8-profile.ts';

const US_PER_SECOND = 1e6;

/**
 * Has a Node process that runs already sample itself for a time, its worker threads too, as far as they run JavaScript
 * meanwhile. Throws as withInspector does.
 */
export function profileProcess(
  { pid, durationMs, described }: Subject & { kind: 'process' },
  { frequencyHz, signal }: { frequencyHz: number; signal: AbortSignal },
): Promise<Sampled> {
  return withInspector({ pid, described, wantedBy: '--source v8' }, signal, async (threads) => {
    const interval = Math.max(1, Math.round(US_PER_SECOND / frequencyHz));
    const sampling = await answered(threads, async ({ session, patienceMs }) => {
      await session.ask('Profiler.enable', {}, patienceMs);
      await session.ask('Profiler.setSamplingInterval', { interval }, patienceMs);
      await session.ask('Profiler.start', {}, patienceMs);
    });
    // Threads that do not answer are waited for before and after, which is no sampling.
    const startedAt = performance.now();
    await sleep(durationMs, signal);
    const elapsedMs = performance.now() - startedAt;
    const profiles = await answered(
      sampling.map(({ thread }) => thread),
      ({ name, session, patienceMs }) => stopProfiling(name, session, patienceMs),
    );
    const merged = mergeProfiles(profiles.map(({ value }) => value));
    return {
      ...merged,
      elapsedMs,
      elapsedSource: BY_PROFILER,
      frequencyHz,
      threadsNotSeen: threads.length - profiles.length,
    };
  });
}

/** Asks all threads at once; those that do not answer are left out, but the main one must. */
async function answered<Value>(
  threads: readonly InspectedThread[],
  ask: (thread: InspectedThread) => Promise<Value>,
): Promise<{ thread: InspectedThread; value: Value }[]> {
  const settled = await Promise.allSettled(threads.map(ask));
  const [first] = settled;
  if (first?.status === 'rejected') throw first.reason;
  return settled.flatMap((outcome, i) =>
    outcome.status === 'fulfilled' ? [{ thread: threads[i] as InspectedThread, value: outcome.value }] : [],
  );
}

async function stopProfiling(name: string, session: InspectorSession, patienceMs: number): Promise<V8Samples> {
  const { profile } = await session.ask('Profiler.stop', {}, patienceMs);
  return foldV8Profile(profile as V8Profile, name);
}
