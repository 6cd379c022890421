import { PrerequisiteError, UsageError } from '@qsl/cli';
import {
  type DescriptorLimit,
  getDescriptorLimit,
  hasEpoll,
  PosixError,
  setCpuAffinity,
  setDescriptorLimit,
} from '@qsl/posix';
import type { LoadPlan } from './plan.ts';

/** What Node and this program hold open besides the connections: about 25, and room. */
const OTHER_DESCRIPTORS = 64;

/** Checks and arranges what the load needs of the machine. Throws UsageError or PrerequisiteError. */
export function prepareMachine({ connections, cpu }: LoadPlan): void {
  if (!hasEpoll) {
    throw new PrerequisiteError({
      code: 'NO_EPOLL',
      message: `the load driver is an epoll(7) loop, and ${process.platform} has no epoll`,
      remedy: 'Run it on Linux. One order at a time works everywhere: qsl-client [port].',
    });
  }
  const limit = getDescriptorLimit();
  const wanted = softLimitFor(connections, limit);
  if (wanted > limit.soft) setDescriptorLimit(wanted);
  if (cpu !== undefined) pinTo(cpu);
}

/** The soft limit on descriptors that this many connections need. Throws PrerequisiteError above the hard limit. */
export function softLimitFor(connections: number, { soft, hard }: DescriptorLimit): number {
  const needed = connections + OTHER_DESCRIPTORS;
  if (needed > hard) {
    throw new PrerequisiteError({
      code: 'TOO_FEW_DESCRIPTORS',
      message: `${connections} connections need ${needed} descriptors, and this process may have ${hard}`,
      remedy: `Raise the hard limit ("ulimit -Hn ${needed}" as root) or ask for at most ${hard - OTHER_DESCRIPTORS} --connections.`,
    });
  }
  return Math.max(soft, needed);
}

function pinTo(cpu: number): void {
  try {
    setCpuAffinity([cpu]);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    throw new UsageError(`--cpu: ${cpu} is no CPU that this process may run on (${error.code})`);
  }
}
