import { RuntimeFailure } from '@qsl/cli';
import { sleep } from '../children/sleep.ts';
import type { RunningGateway } from '../gateway/running-gateway.ts';
import { type InspectedThread, withInspector } from '../inspector/live.ts';
import { failed, type InspectorSession } from '../inspector/session.ts';

/** Of libs/posix: the one object among all variables that has these. */
interface RawCalls {
  send: (...call: unknown[]) => unknown;
  recv: unknown;
  accept4: unknown;
  epollWait: unknown;
}

/** Where a thread stands, in the Chrome DevTools Protocol, as far as it is used. */
interface Stop {
  callFrames: { scopeChain: { type: string; object: { objectId: string } }[] }[];
}

/** Round trips that wake a sleeping thread; even, which leaves the book empty. */
const WAKING = 2;
const WAKING_PAUSE_MS = 5;
const STOP_PATIENCE_MS = 10_000;

/**
 * Makes every serving thread of a gateway that runs spin for so long before each send: a real slow-down, of a known size,
 * on the path that serves. 0 ns puts the same code there and slows nothing. It goes through the inspector, and so works on
 * a packed gateway as on one from source. Threads that the gateway starts afterwards are not slowed.
 * Throws what withInspector does, and RuntimeFailure NO_SENDS if no thread sends through libs/posix.
 */
export async function slowSends(gateway: RunningGateway, spinNs: number): Promise<void> {
  const { pid, signal } = gateway;
  const subject = { pid, described: 'the gateway', wantedBy: 'calibrate' };
  const changed = await withInspector(subject, signal, ([, ...workers]) => slowThreads(workers, spinNs, gateway));
  if (changed > 0) return;
  throw new RuntimeFailure({
    code: 'NO_SENDS',
    message: 'the gateway cannot be slowed down: none of its threads sends through libs/posix',
    remedy: 'calibrate measures the gateway of this project: leave it beside the profiler as it was built.',
  });
}

/** One after the other: a thread that stands still must not hold up the round trips that wake the next. */
async function slowThreads(
  workers: readonly InspectedThread[],
  spinNs: number,
  gateway: RunningGateway,
): Promise<number> {
  let changed = 0;
  for (const { session } of workers) changed += await slowThread(session, spinNs, gateway);
  return changed;
}

/**
 * Stops the thread wherever it is, and looks for the calls among the variables that its functions see: a thread that serves
 * never comes to rest in an event loop, which all other ways of finding an object need. Gives how many it changed.
 */
async function slowThread(session: InspectorSession, spinNs: number, gateway: RunningGateway): Promise<number> {
  const waking = new AbortController();
  const woken = wake(gateway, waking.signal);
  // It is awaited below.
  woken.catch(() => {});
  try {
    const { callFrames } = await stopThread(session, gateway.signal);
    waking.abort();
    return await slowAmong(session, callFrames, spinNs);
  } finally {
    waking.abort();
    await woken;
  }
}

/** A thread that waits for connections hears nothing until one comes. */
async function wake(gateway: RunningGateway, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await gateway.drive(WAKING);
    await sleep(WAKING_PAUSE_MS, gateway.signal);
  }
}

async function stopThread(session: InspectorSession, signal: AbortSignal): Promise<Stop> {
  const stopped = new Promise<Stop>((resolve) => session.on('Debugger.paused', (stop) => resolve(stop as never)));
  await session.ask('Debugger.enable');
  await session.ask('Debugger.pause');
  const over = new AbortController();
  const patience = sleep(STOP_PATIENCE_MS, AbortSignal.any([signal, over.signal])).then(() => {
    throw failed('INSPECTOR_SILENT', 'a thread does not stop');
  });
  return Promise.race([stopped, patience]).finally(() => over.abort());
}

async function slowAmong(session: InspectorSession, frames: Stop['callFrames'], spinNs: number): Promise<number> {
  // Of a module from source, or of the function around a bundle.
  const scopes = frames.flatMap(({ scopeChain }) => scopeChain.filter(({ type }) => /^(?:module|closure)$/.test(type)));
  let changed = 0;
  for (const { object } of scopes) {
    changed = await slowIn(session, object.objectId, spinNs);
    // The innermost that has them does: the further out a function, the more of it V8 has to make up.
    if (changed > 0) break;
  }
  // By that the thread goes on.
  await session.ask('Debugger.disable');
  return changed;
}

/** Reads the variables of one scope, and no other. */
async function slowIn(session: InspectorSession, objectId: string, spinNs: number): Promise<number> {
  const { result } = (await session.ask('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: String(spinBeforeSend),
    arguments: [{ value: spinNs }],
    returnByValue: true,
  })) as { result: { value?: number } };
  return result.value ?? 0;
}

/**
 * Runs in the gateway, so that it may use nothing from outside of itself. `this` is an object with variables by name, of
 * which several may hold the same. Gives how many it changed.
 */
export function spinBeforeSend(this: object, spinNs: number): number {
  const calls = ['send', 'recv', 'accept4', 'epollWait'];
  const variables = new Set<unknown>();
  for (const name of Object.keys(this)) {
    try {
      variables.add((this as Record<string, unknown>)[name]);
    } catch {
      // Not initialised yet where the thread stands.
    }
  }
  const found = [...variables].filter((variable) =>
    calls.every((name) => typeof (variable as Record<string, unknown> | null | undefined)?.[name] === 'function'),
  ) as RawCalls[];
  const spin = BigInt(spinNs);
  for (const raw of found) {
    const { send } = raw;
    raw.send = (...call) => {
      const end = process.hrtime.bigint() + spin;
      while (process.hrtime.bigint() < end);
      return send(...call);
    };
  }
  return found.length;
}
