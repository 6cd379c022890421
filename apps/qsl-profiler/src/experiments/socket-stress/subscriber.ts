import { UntrustedMeasurement } from '@qsl/cli';
import { childEnvironment } from '../../children/environment.ts';
import { OwnedChild } from '../../children/owned-child.ts';
import { sleep } from '../../children/sleep.ts';
import type { Program } from '../../programs/program.ts';
import { currentSite, hostOptions, pathDrained } from '../../site/site.ts';
import { type ListeningReport, parseListening, parseSummary, type SubscribeReport } from './feed-reports.ts';
import { readOwnSocket } from './own-socket.ts';

const POLL_MS = 5;
const READY_TIMEOUT_MS = 60_000;
/** A subscriber that takes longer to empty its buffer has come to a stop. */
const DRAIN_TIMEOUT_MS = 30_000;
/** Where the buffer cannot be looked into: a subscriber takes a full one in a fraction of this. */
const BLIND_DRAIN_MS = 1_000;

export interface SubscriberStart {
  program: Program;
  /** 0 for a free one. */
  port: number;
  /** null: the system's default. */
  requestedBytes: number | null;
  signal: AbortSignal;
}

export interface Subscriber {
  port: number;
  grantedBytes: number;
  /** Aborts at the user's wish or when the subscriber dies. */
  signal: AbortSignal;
  /** Lets it take what waits in its buffer, stops it, and gives what it counted, with the drops as procfs told them just before. */
  finish(): Promise<{ report: SubscribeReport; observedDrops: number | null }>;
}

/** Starts a subscriber, does the work once it listens, and leaves nothing of it behind, whatever happens. */
export async function withSubscriber<Result>(
  { program, port, requestedBytes, signal }: SubscriberStart,
  work: (subscriber: Subscriber) => Promise<Result>,
): Promise<Result> {
  const limits = requestedBytes === null ? [] : [String(requestedBytes)];
  const args = [...program.args, 'subscribe', String(port), '0', ...limits, '--quiet', '--json', '--idle-timeout', '0'];
  const [file = '', ...words] = [...currentSite().wrapper, program.file, ...args, ...hostOptions()];
  const child = await OwnedChild.start({ name: 'the subscriber', file, args: words, env: childEnvironment() });
  try {
    const until = AbortSignal.any([signal, child.died]);
    const listening = await readyLine(child, until);
    return await work({
      port: listening.port,
      grantedBytes: listening.receiveBuffer.grantedBytes,
      signal: until,
      finish: () => finish(child, listening.port, until),
    });
  } finally {
    await child.stop();
  }
}

async function readyLine(child: OwnedChild, signal: AbortSignal): Promise<ListeningReport> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!child.stdout.includes('\n')) {
    if (performance.now() > deadline) throw stuck(`does not listen after ${READY_TIMEOUT_MS / 1000} s`);
    await sleep(POLL_MS, signal);
  }
  return parseListening(child.stdout.split('\n')[0] as string);
}

async function finish(child: OwnedChild, port: number, signal: AbortSignal) {
  // Of a socket whose buffer is empty more may be on its way.
  await pathDrained(signal);
  const observedDrops = await drained(child.pid, port, signal);
  await child.stop();
  return { report: parseSummary(child.stdout.trim().split('\n').at(-1) as string), observedDrops };
}

/** Waits until nothing waits in the buffer any more, and gives the drops then. */
async function drained(pid: number, port: number, signal: AbortSignal): Promise<number | null> {
  for (const deadline = performance.now() + DRAIN_TIMEOUT_MS; performance.now() < deadline; ) {
    const socket = readOwnSocket({ pid, port });
    if (socket === undefined) {
      await sleep(BLIND_DRAIN_MS, signal);
      return null;
    }
    if (socket.waitingBytes === 0) return socket.drops;
    await sleep(POLL_MS, signal);
  }
  throw stuck(`has not emptied its buffer ${DRAIN_TIMEOUT_MS / 1000} s after the last datagram`);
}

function stuck(what: string): UntrustedMeasurement {
  return new UntrustedMeasurement({
    code: 'SUBSCRIBER_STUCK',
    message: `the subscriber ${what}`,
    remedy: 'No artifact is written. Run qsl-mdfeed subscribe by hand to see what it waits for.',
  });
}
