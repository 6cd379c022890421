import { getCpuAffinity, platform, setCpuAffinity } from '@qsl/posix';

/** The CPUs that measured programs are put on. */
export interface Placement {
  /** undefined: programs are not pinned. */
  readonly serverCpu: number | undefined;
  readonly driverCpu: number | undefined;
  /** What a reader should know about it. */
  readonly note: string;
}

/** Server and driver apart, on the two last CPUs of those allowed: the first is where a system does its own work. */
export function choosePlacement(allowed: readonly number[]): Placement {
  const [serverCpu, driverCpu] = allowed.toReversed();
  if (serverCpu === undefined) return { serverCpu, driverCpu, note: 'this system cannot pin programs to CPUs' };
  if (driverCpu === undefined)
    return { serverCpu, driverCpu: serverCpu, note: 'one CPU for server and driver together' };
  return { serverCpu, driverCpu, note: `servers on CPU ${serverCpu}, drivers on CPU ${driverCpu}` };
}

export const allowedCpus: readonly number[] = platform === 'linux' ? getCpuAffinity() : [];

/** Has `start` start a child on one CPU: a child inherits the CPUs of the thread that starts it. */
export function onCpu<Child>(cpu: number | undefined, start: () => Child): Child {
  if (cpu === undefined) return start();
  setCpuAffinity([cpu]);
  try {
    return start();
  } finally {
    setCpuAffinity(allowedCpus);
  }
}
