import { RuntimeFailure, UntrustedMeasurement } from '@qsl/cli';
import { isGone } from '@qsl/procfs';
import { childEnvironment } from '../children/environment.ts';
import { waitUntilListening } from '../children/listener.ts';
import { OwnedChild } from '../children/owned-child.ts';
import { processTree } from '../children/process-tree.ts';
import { sleep } from '../children/sleep.ts';
import { drive } from '../drive/drive.ts';
import { connectExchange } from '../drive/exchange.ts';
import { settle } from '../gateway/settle.ts';
import { TreeLedger } from '../usage/tree-ledger.ts';

/** In which the news of a child's death arrive for certain. */
const DEATH_NEWS_MS = 1_000;
/** CPU time of a clock tick, where the kernel keeps nothing finer. */
const TICK_NS = 10e6;

export interface ServerStart {
  /** How messages call it. */
  name: string;
  words: readonly string[];
  host: string;
  port: number;
  readyTimeoutMs: number;
  /** A command that runs the server as its own descendant, such as a tracer; the server's words follow it. */
  wrapper?: readonly string[];
  signal: AbortSignal;
}

/** A server that accepts connections and has come to rest. */
export interface RunningServer {
  host: string;
  port: number;
  /** The process that was started, of which all others descend. */
  rootPid: number;
  /** Aborts at the user's wish or when the server dies. */
  signal: AbortSignal;
  /** All its processes at this moment. */
  pids(): number[];
  /** Waits until none of them computes any more. */
  settle(): Promise<void>;
}

/**
 * Starts a server, waits until it accepts and is at rest, does the work, and stops it, whatever happens. Gives the result
 * of the work. Throws RuntimeFailure for a server that does not come up, UntrustedMeasurement BAD_ENDING for a wrapped
 * one that had to be killed: what its tracer counted is lost.
 */
export async function withServer<Result>(
  start: ServerStart,
  work: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const { host, port, wrapper = [] } = start;
  const [file = '', ...args] = [...wrapper, ...start.words];
  const child = await OwnedChild.start({ name: start.name, file, args, env: childEnvironment() });
  let pid = child.pid;
  try {
    pid = await waitUntilListening({ child, port, timeoutMs: start.readyTimeoutMs, signal: start.signal });
    const signal = AbortSignal.any([start.signal, child.died]);
    const server = runningServer(child.pid, { host, port, signal });
    const probe = { requests: 1, concurrency: 1, keepAlive: false };
    await drive({ host, port, exchange: connectExchange, ...probe, signal });
    await server.settle();
    const result = await work(server);
    const { forced } = await child.stop({ pid });
    if (forced && wrapper.length > 0) throw badEnding(start.name);
    return result;
  } catch (error) {
    throw await causeOf(error, child, start.signal);
  } finally {
    // Not through the wrapper: a tracer that is stopped before what it traces loses its summary.
    await child.stop({ pid });
  }
}

function runningServer(
  rootPid: number,
  { host, port, signal }: { host: string; port: number; signal: AbortSignal },
): RunningServer {
  const readCpuNs = () => {
    const { onCpuNs, userTicks, systemTicks } = new TreeLedger(rootPid).read();
    return onCpuNs ?? (userTicks + systemTicks) * TICK_NS;
  };
  return {
    ...{ host, port, rootPid, signal },
    pids: () => processTree(rootPid),
    settle: () => settle({ pid: rootPid, signal, readCpuNs }),
  };
}

/** What to tell the user when this went wrong: a server's end comes before what followed from it, but a wrong answer is its own. */
async function causeOf(error: unknown, child: OwnedChild, signal: AbortSignal): Promise<unknown> {
  if (error instanceof UntrustedMeasurement) return error;
  // Whoever reads procfs learns first that a process has ended, but not how.
  if (isGone(error) || isPortTaken(error)) {
    await sleep(DEATH_NEWS_MS, AbortSignal.any([child.died, signal])).catch(() => {});
  }
  if (signal.aborted || !child.died.aborted) return error;
  const { code } = await child.ended;
  return code === 0 ? inBackground(child) : child.died.reason;
}

/** Who holds the port may be the child's own child, of which it has just taken leave. */
function isPortTaken(error: unknown): boolean {
  return error instanceof RuntimeFailure && error.code === 'PORT_TAKEN';
}

/** A server that ended well has most likely gone into the background. It may have been ready, or even served, before. */
function inBackground(child: OwnedChild): RuntimeFailure {
  return new RuntimeFailure({
    code: 'CHILD_DIED',
    message: `${child.name} ended unasked, with exit 0: it seems to have gone into the background`,
    remedy: `Have it stay in the foreground (nginx: -g 'daemon off;', redis: --daemonize no). ${child.lastWords}`,
    cause: child.died.reason,
  });
}

function badEnding(name: string): UntrustedMeasurement {
  return new UntrustedMeasurement({
    code: 'BAD_ENDING',
    message: `${name} did not end when asked to and had to be killed, and what its tracer counted is lost`,
    remedy: 'No artifact is written. Run the server by hand, send it SIGTERM and see what it does.',
  });
}
