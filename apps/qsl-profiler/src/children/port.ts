import { randomInt } from 'node:crypto';
import { RuntimeFailure } from '@qsl/cli';
import { bindTcp, type Listener, listenTcp, PosixError, raw } from '@qsl/posix';
import { readSysctl } from '@qsl/procfs';

/** Below are ports of well-known services. */
const FIRST_PORT = 10_000;
const ATTEMPTS = 20;

/**
 * A port nobody listens on: `wanted`, or for 0 any free one. Throws RuntimeFailure PORT_TAKEN. Until the child listens
 * anybody may take it: so it is none that the kernel gives to programs that ask for any, or to connections (ip(7),
 * ip_local_port_range), and who does listen in the end is checked by `waitUntilListening`.
 */
export function freePort(host: string, wanted: number): number {
  return (
    (wanted === 0 ? portNotGiven(host) : undefined) ?? close(bound(wanted, () => listenTcp({ host, port: wanted })))
  );
}

/** A port below those that the kernel gives, which nobody is bound to; undefined where there is hardly any. */
function portNotGiven(host: string): number | undefined {
  const [firstGiven = 0] = (readSysctl({ name: 'net.ipv4.ip_local_port_range' }) ?? []).map(Number);
  for (let attempt = 0; firstGiven > FIRST_PORT && attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST_PORT, firstGiven);
    try {
      return close(bindTcp({ host, port, reuseAddress: false }));
    } catch (error) {
      if (!(error instanceof PosixError && error.code === 'EADDRINUSE')) throw error;
    }
  }
  return undefined;
}

/**
 * Keeps a port for a child until `release`: nobody who looks for a free one finds it while the child starts. The child
 * must set SO_REUSEADDR, as Node and the gateway do. Throws RuntimeFailure PORT_TAKEN.
 */
export function holdPort(host: string, port: number): { release(): void } {
  const holder = bound(port, () => bindTcp({ host, port }));
  return { release: () => close(holder) };
}

function close({ fd, port }: Listener): number {
  raw.close(fd);
  return port;
}

function bound(port: number, bind: () => Listener): Listener {
  try {
    return bind();
  } catch (error) {
    if (error instanceof PosixError && error.code === 'EADDRINUSE') throw portTaken(port, error);
    throw error;
  }
}

export function portTaken(port: number, cause?: unknown): RuntimeFailure {
  return new RuntimeFailure({
    code: 'PORT_TAKEN',
    message: `port ${port} is held by another program, which must not be measured in its place`,
    remedy: "Choose another with --port or the experiment's PORT variable, or give none to take a free one.",
    cause,
  });
}
