import { readdirSync } from 'node:fs';
import { UsageError } from '@qsl/cli';
import { ProcfsError, readSocketDescriptors, readStat, readUdpSockets } from '@qsl/procfs';
import { listeningInodes } from '../children/listener.ts';
import { isRunning } from '../children/process-tree.ts';

/** What to watch: a process, and how it was found. */
export interface Target {
  pid: number;
  /** "process 123" or "port 9009, held by process 123". */
  described: string;
}

/** What was typed. A number alone may be either. */
export interface Wanted {
  number: number;
  isPort: boolean;
}

const MAX_PORT = 65_535;

/** `123`, or `:9009` for a port and nothing else. */
export function parseWanted(text: string): Wanted {
  const [, colon, digits] = /^(:?)(\d{1,10})$/.exec(text) ?? [];
  const number = Number(digits);
  if (digits === undefined || number < 1 || (colon === ':' && number > MAX_PORT)) {
    throw new UsageError(
      `"${text}" is neither the number of a process nor a port (9009, or :9009 to mean a port only)`,
    );
  }
  return { number, isPort: colon === ':' };
}

/** The process of that number, or else the one that holds that port. Throws UsageError NO_TARGET. */
export function findTarget({ number, isPort }: Wanted): Target {
  if (!isPort && isRunning(number)) return { pid: number, described: `process ${number}` };
  const pid = number > MAX_PORT ? undefined : findHolder(number);
  if (pid !== undefined) return { pid, described: `port ${number}, held by process ${pid}` };
  throw new UsageError(
    isPort ? `nothing listens on port ${number}` : `there is no process ${number}, and nothing listens on that port`,
    { code: 'NO_TARGET', remedy: 'A process of another user is seen by root alone.' },
  );
}

/** The process that holds a listening TCP socket or a UDP socket on a port: of several, the one that the others descend from. */
function findHolder(port: number): number | undefined {
  const udp = readUdpSockets().filter(({ local }) => local.port === port);
  const inodes = new Set([...listeningInodes(port), ...udp.map(({ inode }) => inode)]);
  if (inodes.size === 0) return undefined;
  const holders = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => holdsAny(pid, inodes));
  return holders.find((pid) => !holders.includes(readStat({ pid }).ppid));
}

function holdsAny(pid: number, inodes: ReadonlySet<number>): boolean {
  try {
    return readSocketDescriptors({ pid }).some(({ inode }) => inodes.has(inode));
  } catch (error) {
    // Gone, or somebody else's.
    if (error instanceof ProcfsError) return false;
    throw error;
  }
}
