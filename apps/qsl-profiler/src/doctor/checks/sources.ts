import { readSchedstat, readStat, readSysctl, readTcpSockets, readUdpSockets } from '@qsl/procfs';
import { formatNumber } from '../../artifact/format.ts';
import { findPerfEvidence } from '../../cpu/evidence.ts';
import { whyPerfMayNotTrace } from '../../tracing/perf.ts';
import { assertStraceWorks, straceVersion } from '../../tracing/strace.ts';
import type { Check, Look } from '../finding.ts';

const self = { pid: process.pid };

const procfs: Check = {
  id: 'procfs',
  group: 'sources',
  title: 'procfs',
  look: () => {
    const { userTicks } = readStat(self);
    return {
      verdict: 'yes',
      found: `mounted, and this process may read its own counters (${userTicks} user ticks so far)`,
      meaning: 'CPU time in ticks, context switches, faults and memory of every process of the same user.',
    };
  },
};

const schedstat: Check = {
  id: 'schedstat',
  group: 'sources',
  title: 'scheduling statistics',
  look: () => {
    if (readSchedstat(self).timeslices > 0) {
      return {
        verdict: 'yes',
        found: 'kept for each thread, in ns',
        meaning: 'CPU time is exact and the time spent waiting for a CPU is known.',
      };
    }
    return {
      verdict: 'no',
      found: 'kept at zero',
      meaning: 'CPU time is known in ticks only, waiting for a CPU not at all.',
      remedy: 'Use a kernel with CONFIG_SCHED_INFO.',
    };
  },
};

const socketTables: Check = {
  id: 'socket-tables',
  group: 'sources',
  title: 'socket tables',
  look: () => {
    const tcp = readTcpSockets().length;
    const drops = readUdpSockets().every((socket) => socket.drops !== undefined);
    return {
      verdict: drops ? 'yes' : 'limited',
      found: `${formatNumber(tcp)} TCP socket${tcp === 1 ? '' : 's'} listed; drops of each UDP socket ${drops ? 'listed' : 'not listed'}`,
      meaning: 'Queues of connections, and datagrams dropped at a socket, can be read.',
    };
  },
};

const strace: Check = {
  id: 'strace',
  group: 'sources',
  title: 'strace',
  look: async () => {
    await assertStraceWorks();
    return {
      verdict: 'yes',
      found: `strace ${straceVersion()} traces a child`,
      meaning: 'The system calls of a server that the profiler starts can be counted.',
    };
  },
};

/** What attaching means under each value of Yama's ptrace_scope: Documentation/admin-guide/LSM/Yama.rst. */
const SCOPES: Readonly<Record<string, Look>> = {
  0: { verdict: 'yes', found: 'ptrace_scope 0', meaning: 'Processes of the same user may be traced.' },
  1: {
    verdict: 'limited',
    found: 'ptrace_scope 1',
    meaning: 'A tracer may follow its own children, which is how the experiments run; attaching needs root.',
  },
  2: {
    verdict: 'limited',
    found: 'ptrace_scope 2',
    meaning: 'Only root may trace anything.',
    remedy: 'Run as root, or "sysctl kernel.yama.ptrace_scope=1" until the next boot.',
  },
  3: {
    verdict: 'no',
    found: 'ptrace_scope 3',
    meaning: 'Nothing may be traced until the next boot.',
    remedy: 'Boot with kernel.yama.ptrace_scope below 3.',
  },
};

const ptraceScope: Check = {
  id: 'ptrace-scope',
  group: 'sources',
  title: 'ptrace',
  look: () => {
    const [scope] = readSysctl({ name: 'kernel.yama.ptrace_scope' }) ?? [];
    if (scope === undefined) {
      return {
        verdict: 'yes',
        found: 'the kernel has no Yama',
        meaning: 'The classic rule applies: processes of the same user may be traced.',
      };
    }
    return SCOPES[scope] ?? { verdict: 'unknown', found: `ptrace_scope ${scope}`, meaning: 'A value unknown here.' };
  },
};

const perfTrace: Check = {
  id: 'perf-trace',
  group: 'sources',
  title: 'perf trace',
  look: async () => {
    const refusal = await whyPerfMayNotTrace();
    if (refusal === undefined) {
      return {
        verdict: 'yes',
        found: 'counts system calls, thread by thread',
        meaning: 'The system-call mix gets its cross-check at less overhead than strace.',
      };
    }
    return {
      verdict: 'no',
      found: refusal,
      meaning: 'The system-call mix rests on strace alone.',
      remedy: 'Install perf for this kernel and run as root, or with CAP_PERFMON and access to tracefs.',
    };
  },
};

const perfEvents: Check = {
  id: 'perf-events',
  group: 'sources',
  title: 'perf counters',
  look: () => {
    const { class: evidence, found } = findPerfEvidence();
    const [paranoid = 'unknown'] = readSysctl({ name: 'kernel.perf_event_paranoid' }) ?? [];
    const told = { found: `${evidence} evidence: ${found} (perf_event_paranoid ${paranoid})` };
    if (evidence === 'full') {
      return { verdict: 'yes', ...told, meaning: 'Cycles, instructions and samples by cycles can be had.' };
    }
    if (evidence === 'partial') {
      return {
        verdict: 'limited',
        ...told,
        meaning: 'Where CPU time goes can be sampled; why it takes so long (cache, branches, IPC) cannot be told.',
        remedy: 'Use a machine, or a virtual machine, that shows its performance counters to the guest.',
      };
    }
    return {
      verdict: 'no',
      ...told,
      meaning: "CPU profiles come from the runtime itself (V8's sampler) and end at the system call.",
      remedy: 'Install perf for this kernel; run as root or lower kernel.perf_event_paranoid.',
    };
  },
};

export const sourceChecks: readonly Check[] = [
  procfs,
  schedstat,
  socketTables,
  strace,
  ptraceScope,
  perfTrace,
  perfEvents,
];
