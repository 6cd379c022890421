import { UsageError } from '@qsl/cli';
import { diagnoseTcpSockets } from '@qsl/posix';
import { catchesSignal, listTids, readSocketDescriptors, readStat } from '@qsl/procfs';
import { sleep } from '../children/sleep.ts';
import { connectInspector, failed, InspectorSession } from './session.ts';

const SIGUSR1 = 10;
const READY_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** A thread that sleeps in a system call answers when it wakes, which may be never. */
const WORKER_PATIENCE_MS = 2_000;
const LISTENING = 1 << 10;
/** Time to hang up before the inspector goes. */
const CLOSE_DELAY_MS = 100;

/** A thread of the process that can be asked. */
export interface InspectedThread {
  name: string;
  session: InspectorSession;
  patienceMs: number;
}

export interface InspectedProcess {
  pid: number;
  /** For messages: `process 123`. */
  described: string;
  /** For messages: the option or command that wants it. */
  wantedBy: string;
}

/**
 * Does work with the inspector of a Node process that runs already: SIGUSR1 opens it on a port of loopback, and the
 * process closes it again afterwards. The main thread comes first, then the workers there are.
 * Throws UsageError NOT_NODE for another program, which that signal might end; RuntimeFailure for an inspector that fails.
 */
export async function withInspector<Result>(
  { pid, described, wantedBy }: InspectedProcess,
  signal: AbortSignal,
  work: (threads: readonly InspectedThread[]) => Promise<Result>,
): Promise<Result> {
  assertNode(pid, `${wantedBy}: ${described}`);
  const port = await openInspector(pid, signal);
  const { session, close } = await connectInspector(port, signal);
  try {
    await assertSameProcess(session, pid);
    const workers = await attachWorkers(session);
    return await work([{ name: 'main thread', session, patienceMs: READY_TIMEOUT_MS }, ...workers]);
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
  throw new UsageError(`${described} does not run on Node, or has its inspector disabled`, {
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

async function attachWorkers(session: InspectorSession): Promise<InspectedThread[]> {
  const workers = new Map<string, InspectedThread>();
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

/** What was opened by a signal is closed by the process itself, a moment after we have hung up. */
async function closeInspector(session: InspectorSession): Promise<void> {
  const expression = `setTimeout(() => process.getBuiltinModule('node:inspector').close(), ${CLOSE_DELAY_MS}).unref()`;
  await session.ask('Runtime.evaluate', { expression }).catch(() => {});
}
