import { RuntimeFailure } from '@qsl/cli';
import { diagnoseTcpSockets, PosixError } from '@qsl/posix';
import { readSocketDescriptors, readTcpSockets, unlessGone } from '@qsl/procfs';
import { currentSite } from '../site/site.ts';
import type { OwnedChild } from './owned-child.ts';
import { portTaken } from './port.ts';
import { processTree } from './process-tree.ts';
import { sleep } from './sleep.ts';

const POLL_MS = 10;
/** The socket table of a busy machine is long: reading it must not take a core from the child that starts. */
const LOOKING_SHARE = 0.2;

export interface ListeningOptions {
  child: OwnedChild;
  port: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Waits until the port accepts connections and it is the child, or a process it started, that accepts them; gives that
 * process's pid. Looks in the kernel's socket table instead of connecting, so that the process is not touched.
 * Throws RuntimeFailure: PORT_TAKEN if somebody else listens there, CHILD_DIED, CHILD_NOT_READY after the timeout.
 */
export async function waitUntilListening({ child, port, timeoutMs, signal }: ListeningOptions): Promise<number> {
  const until = AbortSignal.any([signal, child.died]);
  const deadline = performance.now() + timeoutMs;
  let pauseMs = POLL_MS;
  while (performance.now() < deadline) {
    await sleep(pauseMs, until);
    const lookedAt = performance.now();
    const inodes = listeningInodes(port);
    pauseMs = Math.max(POLL_MS, (performance.now() - lookedAt) / LOOKING_SHARE);
    if (inodes.length === 0) continue;
    const owners = findOwners(child.pid, inodes);
    if (owners.length === inodes.length && owners[0] !== undefined) return owners[0];
    // The child may have ended while being looked at: then its end is the message.
    await sleep(POLL_MS, until);
    if (listeningInodes(port).some((inode) => inodes.includes(inode))) throw portTaken(port);
  }
  throw new RuntimeFailure({
    code: 'CHILD_NOT_READY',
    message: `${child.name} does not listen on port ${port} after ${timeoutMs / 1000} s`,
    remedy: `Start it by hand to see what it waits for. ${child.lastWords}`,
  });
}

/** TCP_LISTEN as a bit of a dump's states. */
const LISTENING = 1 << 10;

/** By sock_diag, which walks only what listens; by procfs where the kernel has none, which lists every connection. */
export function listeningInodes(port: number): number[] {
  const { pid } = currentSite();
  try {
    if (pid !== undefined) return inodesFromProcfs(port, pid);
    const all = ([4, 6] as const).flatMap((family) =>
      diagnoseTcpSockets({ family, localPort: port, states: LISTENING }),
    );
    return all.map(({ inode }) => inode);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
  }
  return inodesFromProcfs(port, pid);
}

/** `pid` is of any process in the network namespace; undefined for this one's. */
function inodesFromProcfs(port: number, pid: number | undefined): number[] {
  return readTcpSockets({ pid })
    .filter(({ state, local }) => state === 'LISTEN' && local.port === port)
    .map(({ inode }) => inode);
}

/** The processes of a tree that hold these sockets: one entry for each socket that is held. */
function findOwners(rootPid: number, inodes: number[]): number[] {
  const tree = processTree(rootPid);
  return inodes.flatMap((inode) => tree.find((pid) => holdsSocket(pid, inode)) ?? []);
}

function holdsSocket(pid: number, inode: number): boolean {
  const sockets = unlessGone(() => readSocketDescriptors({ pid })) ?? [];
  return sockets.some((socket) => socket.inode === inode);
}
