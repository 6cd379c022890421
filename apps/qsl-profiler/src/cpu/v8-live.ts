import { UsageError } from '@qsl/cli';
import { diagnoseTcpSockets } from '@qsl/posix';
import { catchesSignal, listTids, readSocketDescriptors, readStat } from '@qsl/procfs';
import { sleep } from '../children/sleep.ts';
import { connectInspector, failed, InspectorSession } from './inspector.ts';
import type { Subject } from './options.ts';
import type { Sampled } from './sampled.ts';
import { mergeProfiles } from './v8-command.ts';
import { foldV8Profile, type V8Profile, type V8Samples } from './v8-profile.ts';

const SIGUSR1 = 10;
const READY_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** A thread that sleeps in a system call answers when it wakes, which may be never. */
const WORKER_PATIENCE_MS = 2_000;
const US_PER_SECOND = 1e6;
const LISTENING = 1 << 10;
/** Time to hang up before the inspector goes. */
const CLOSE_DELAY_MS = 100;

/** A thread of the process that can be asked. */
interface Thread {
  name: string;
  session: InspectorSession;
  patienceMs: number;
}

/**
 * Has a Node process that runs already sample itself for a time: SIGUSR1 opens its inspector on a port of loopback, which
 * is closed again afterwards. Worker threads are sampled too, as far as they run JavaScript meanwhile.
 * Throws UsageError NOT_NODE for another program, which that signal might end; RuntimeFailure for an inspector that fails.
 */
export async function profileProcess(
  { pid, durationMs, described }: Subject & { kind: 'process' },
  { frequencyHz, signal }: { frequencyHz: number; signal: AbortSignal },
): Promise<Sampled> {
  assertNode(pid, described);
  const port = await openInspector(pid, signal);
  const { session, close } = await connectInspector(port, signal);
  try {
    await assertSameProcess(session, pid);
    const workers = await attachWorkers(session);
    const threads = [{ name: 'main thread', session, patienceMs: READY_TIMEOUT_MS }, ...workers];
    const interval = Math.max(1, Math.round(US_PER_SECOND / frequencyHz));
    const startedAt = performance.now();
    const sampling = await answered(threads, async ({ session, patienceMs }) => {
      await session.ask('Profiler.enable', {}, patienceMs);
      await session.ask('Profiler.setSamplingInterval', { interval }, patienceMs);
      await session.ask('Profiler.start', {}, patienceMs);
    });
    await sleep(durationMs, signal);
    const profiles = await answered(
      sampling.map(({ thread }) => thread),
      ({ name, session, patienceMs }) => stopProfiling(name, session, patienceMs),
    );
    const elapsedMs = performance.now() - startedAt;
    const merged = mergeProfiles(profiles.map(({ value }) => value));
    return { ...merged, elapsedMs, frequencyHz, threadsNotSeen: threads.length - profiles.length };
  } finally {
    await closeInspector(session);
    close();
  }
}

/** SIGUSR1 ends a program that does not know it; other programs mean something else by it (nginx reopens its logs). */
function assertNode(pid: number, described: string): void {
  const names = listTids({ pid }).map((tid) => readStat({ pid, tid }).comm);
  const isNode = names.some((name) => /^(?:node|node-MainThread|node-V8Worker|V8Worker)$/.test(name));
  if (isNode && catchesSignal({ pid }, SIGUSR1)) return;
  throw new UsageError(`--source v8: ${described} does not run on Node, or has its inspector disabled`, {
    code: 'NOT_NODE',
    remedy: 'Use --source perf.',
  });
}

/** Sends the signal and gives the port on which the process then listens and did not before. */
async function openInspector(pid: number, signal: AbortSignal): Promise<number> {
  const before = listeningPorts(pid);
  process.kill(pid, 'SIGUSR1');
  for (const deadline = performance.now() + READY_TIMEOUT_MS; performance.now() < deadline; ) {
    await sleep(POLL_MS, signal);
    const [port] = listeningPorts(pid).filter((candidate) => !before.includes(candidate));
    if (port !== undefined) return port;
  }
  throw failed('INSPECTOR_REFUSED', 'it was not opened; it may be open already, or its port (9229) is taken');
}

function listeningPorts(pid: number): number[] {
  const inodes = new Set(readSocketDescriptors({ pid }).map(({ inode }) => inode));
  return diagnoseTcpSockets({ family: 4, states: LISTENING })
    .filter(({ inode }) => inodes.has(inode))
    .map(({ localPort }) => localPort);
}

async function assertSameProcess(session: InspectorSession, pid: number): Promise<void> {
  const { result } = await session.ask('Runtime.evaluate', { expression: 'process.pid', returnByValue: true });
  const { value } = result as { value?: unknown };
  if (value !== pid) throw failed('INSPECTOR_REFUSED', `it is that of process ${value}, not of ${pid}`);
}

async function attachWorkers(session: InspectorSession): Promise<Thread[]> {
  const workers = new Map<string, Thread>();
  session.on('NodeWorker.attachedToWorker', ({ sessionId }) => {
    const id = String(sessionId);
    const send = (message: string) => void session.ask('NodeWorker.sendMessageToWorker', { sessionId: id, message });
    workers.set(id, { name: 'worker thread', session: new InspectorSession(send), patienceMs: WORKER_PATIENCE_MS });
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => {
    workers.get(String(sessionId))?.session.receive(String(message));
  });
  await session.ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
  return [...workers.values()];
}

/** Asks all threads at once; those that do not answer are left out, but the main one must. */
async function answered<Value>(
  threads: readonly Thread[],
  ask: (thread: Thread) => Promise<Value>,
): Promise<{ thread: Thread; value: Value }[]> {
  const settled = await Promise.allSettled(threads.map(ask));
  const [first] = settled;
  if (first?.status === 'rejected') throw first.reason;
  return settled.flatMap((outcome, i) =>
    outcome.status === 'fulfilled' ? [{ thread: threads[i] as Thread, value: outcome.value }] : [],
  );
}

async function stopProfiling(name: string, session: InspectorSession, patienceMs: number): Promise<V8Samples> {
  const { profile } = await session.ask('Profiler.stop', {}, patienceMs);
  return foldV8Profile(profile as V8Profile, name);
}

/** What was opened by a signal is closed by the process itself, a moment after we have hung up. */
async function closeInspector(session: InspectorSession): Promise<void> {
  const expression = `setTimeout(() => process.getBuiltinModule('node:inspector').close(), ${CLOSE_DELAY_MS}).unref()`;
  await session.ask('Runtime.evaluate', { expression }).catch(() => {});
}
