import { readdirSync } from 'node:fs';
import { getDescriptorLimit } from '@qsl/posix';
import { ProcfsError, readMachineTime, readSwapping } from '@qsl/procfs';
import type { Quantity } from '../artifact/quantity.ts';
import { type ClockFrequency, readClockFrequency } from './frequency.ts';

/** What the machine did while an experiment ran, and what it allowed. */
export interface MachineProfile {
  busyShare: Quantity;
  stolenShare: Quantity;
  swappedPages: Quantity;
  governors: string[] | null;
  frequencyChange: Quantity;
  /** Descriptors that the profiler held at the end, of those it may hold. */
  descriptorShare: Quantity;
}

/** Begins to watch the machine; the function it gives tells what happened until then. */
export function watchMachine(): () => MachineProfile {
  const before = readMachine();
  return () => describe(before, readMachine());
}

interface Reading {
  time: { totalTicks: number; idleTicks: number; stolenTicks: number } | null;
  swappedPages: number | null;
  clock: ClockFrequency;
}

function readMachine(): Reading {
  return {
    time: ifOffered(readMachineTime),
    swappedPages: ifOffered(() => {
      const { pagesIn, pagesOut } = readSwapping();
      return pagesIn + pagesOut;
    }),
    clock: readClockFrequency(),
  };
}

function ifOffered<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProcfsError) return null;
    throw error;
  }
}

function describe(before: Reading, after: Reading): MachineProfile {
  const shareOf = (field: 'idleTicks' | 'stolenTicks') => {
    if (before.time === null || after.time === null) return null;
    const total = after.time.totalTicks - before.time.totalTicks;
    return total <= 0 ? null : (after.time[field] - before.time[field]) / total;
  };
  const idle = shareOf('idleTicks');
  const [early, late] = [before.clock.meanKhz, after.clock.meanKhz];
  const share = (value: number | null, source: string): Quantity => ({
    value,
    unit: 'share',
    source,
    resolution: null,
  });
  return {
    busyShare: share(idle === null ? null : 1 - idle, '/proc/stat cpu: all but idle and iowait, of all CPUs'),
    stolenShare: share(shareOf('stolenTicks'), '/proc/stat cpu: steal, of all CPUs'),
    swappedPages: {
      value:
        before.swappedPages === null || after.swappedPages === null ? null : after.swappedPages - before.swappedPages,
      unit: 'pages',
      source: '/proc/vmstat pswpin + pswpout',
      resolution: 1,
    },
    governors: after.clock.governors,
    frequencyChange: share(
      early === null || late === null || early === 0 ? null : late / early - 1,
      'cpufreq scaling_cur_freq, mean of all CPUs, at the end against the beginning',
    ),
    descriptorShare: share(openDescriptorShare(), 'descriptors open in the profiler / RLIMIT_NOFILE'),
  };
}

function openDescriptorShare(): number | null {
  try {
    return readdirSync('/dev/fd').length / getDescriptorLimit().soft;
  } catch {
    return null;
  }
}
