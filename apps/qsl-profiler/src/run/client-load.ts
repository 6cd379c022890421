import { RuntimeFailure } from '@qsl/cli';
import { diagnoseTcpSockets, PosixError } from '@qsl/posix';
import { isGone } from '@qsl/procfs';
import { childEnvironment } from '../children/environment.ts';
import { runToEnd } from '../children/run-to-end.ts';
import { sleep } from '../children/sleep.ts';
import type { LoadTarget, TcpSample } from './load.ts';

const SAMPLE_MS = 20;
/** Listing sockets walks the kernel's whole table: it must not take a core from the load. */
const LOOKING_SHARE = 0.1;
const NS_PER_MS = 1e6;

/**
 * Runs a client to its end. Its sockets are not ours to ask, so the server's ends of its connections are sampled while
 * it runs: a connection that comes and goes between two looks is not seen.
 * Throws RuntimeFailure CLIENT_FAILED if it ends otherwise than with exit 0.
 */
export async function driveClient(
  words: readonly string[],
  { host, port, signal, onPause }: LoadTarget,
): Promise<{ wallNs: number; tcp: TcpSample }> {
  const [file = '', ...args] = words;
  const family = host.includes(':') ? 6 : 4;
  const seen = new Map<string, { rttUs: number; retransmits: number }>();
  const startedAt = performance.now();
  const over = new AbortController();
  const client = runToEnd({ name: 'the client', file, args, env: childEnvironment() }, signal).finally(() =>
    over.abort(),
  );
  const watching = watch(() => {
    for (const { cookie, info } of diagnoseTcpSockets({ family, localPort: port, states: ESTABLISHED })) {
      if (info !== null && info.rttUs > 0) {
        seen.set(cookie, { rttUs: info.rttUs, retransmits: info.totalRetransmits });
      }
    }
    onPause?.();
  }, over.signal);
  const [{ ending, failure }] = await Promise.all([client, watching]);
  const wallNs = (performance.now() - startedAt) * NS_PER_MS;
  if (ending.code !== 0) throw clientFailed(failure);
  const connections = Array.from(seen.values());
  return {
    wallNs,
    tcp: {
      from: 'sock_diag',
      rttUs: connections.map(({ rttUs }) => rttUs),
      retransmits: connections.reduce((sum, { retransmits }) => sum + retransmits, 0),
    },
  };
}

/** TCP_ESTABLISHED as a bit of a dump's states. */
const ESTABLISHED = 1 << 1;

async function watch(look: () => void, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const lookedAt = performance.now();
    try {
      look();
    } catch (error) {
      // A kernel that lists no sockets leaves them unseen; of a server that has died its owner has more to say.
      if (!(error instanceof PosixError) && !isGone(error)) throw error;
    }
    const pauseMs = Math.max(SAMPLE_MS, (performance.now() - lookedAt) / LOOKING_SHARE);
    await sleep(pauseMs, until).catch(() => {});
  }
}

function clientFailed(failure: Error): RuntimeFailure {
  return new RuntimeFailure({
    code: 'CLIENT_FAILED',
    message: failure.message,
    remedy: `${(failure as RuntimeFailure).remedy ?? ''}\nA client must end with exit 0 when it is done.`.trim(),
    cause: failure,
  });
}
