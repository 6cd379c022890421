import os from 'node:os';
import { getCpuAffinity } from '@qsl/posix';
import { readCpuFlags, readLoadavg, readMeminfo } from '@qsl/procfs';
import { formatAmount } from '../../artifact/format.ts';
import type { Check } from '../finding.ts';
import { readSysfs } from '../sysfs.ts';

/** Clock sources whose reading costs nanoseconds and no exit to a hypervisor. */
const FAST_CLOCKS = ['tsc', 'kvm-clock', 'hyperv_clocksource_tsc_page', 'arch_sys_counter'];
/** Runnable threads for each CPU beyond which a measurement shares its CPU with somebody. */
const BUSY_SHARE = 0.5;

const hypervisor: Check = {
  id: 'hypervisor',
  group: 'stability',
  title: 'hypervisor',
  look: () => {
    const type = readSysfs('hypervisor/type');
    const product = [readSysfs('class/dmi/id/sys_vendor'), readSysfs('class/dmi/id/product_name')].filter(Boolean);
    const isGuest = type !== undefined || readCpuFlags().includes('hypervisor');
    if (!isGuest) {
      return {
        verdict: 'yes',
        found: `none seen${product.length === 0 ? '' : ` (${product.join(' ')})`}`,
        meaning: 'Cores are not shared with other machines, as far as this one can tell.',
      };
    }
    return {
      verdict: 'limited',
      found: ['a guest', type ?? product.join(' ')].filter((word) => word !== '').join(': '),
      meaning: 'Neighbours take time that looks like slowness; counters of the processor may be hidden.',
      remedy: 'Compare only what was measured interleaved on the same guest; for absolute figures use bare metal.',
    };
  },
};

const governor: Check = {
  id: 'governor',
  group: 'stability',
  title: 'frequency scaling',
  look: () => {
    const name = readSysfs('devices/system/cpu/cpu0/cpufreq/scaling_governor');
    if (name === undefined) {
      return {
        verdict: 'unknown',
        found: 'the kernel shows no governor',
        meaning: 'The frequency is set elsewhere (firmware, hypervisor) and may change unseen.',
      };
    }
    if (name === 'performance') {
      return { verdict: 'yes', found: name, meaning: 'Cores run at full frequency whatever the load.' };
    }
    return {
      verdict: 'limited',
      found: name,
      meaning: 'Cores change frequency with load: a first trial runs slower than those after it.',
      remedy: '"cpupower frequency-set -g performance" for the time of measuring.',
    };
  },
};

const clockSource: Check = {
  id: 'clock-source',
  group: 'stability',
  title: 'clock source',
  look: () => {
    const name = readSysfs('devices/system/clocksource/clocksource0/current_clocksource');
    if (name === undefined) {
      return { verdict: 'unknown', found: 'not shown', meaning: 'What reading the clock costs is unknown.' };
    }
    if (FAST_CLOCKS.includes(name)) {
      return { verdict: 'yes', found: name, meaning: 'Reading the clock is no system call and costs nanoseconds.' };
    }
    return {
      verdict: 'limited',
      found: name,
      meaning: 'Reading the clock is slow and may be a system call, which shows in what is measured.',
      remedy: 'Let the kernel use tsc (see the boot messages for why it does not).',
    };
  },
};

const cpus: Check = {
  id: 'cpus',
  group: 'stability',
  title: 'CPUs',
  look: () => {
    const online = os.cpus().length;
    const allowed = process.platform === 'linux' ? getCpuAffinity().length : online;
    const threads = readSysfs('devices/system/cpu/smt/active') === '1' ? ', hyper-threads counted' : '';
    const found = `${online}${threads}; this process may use ${allowed}`;
    if (allowed >= 4) return { verdict: 'yes', found, meaning: 'Server and load need not share a core.' };
    return {
      verdict: 'limited',
      found,
      meaning: 'Server, load and tracer share cores: rates are bounded by all of them together.',
      remedy: 'Read CPU time per request rather than rates, or use a machine with four cores or more.',
    };
  },
};

const load: Check = {
  id: 'load',
  group: 'stability',
  title: 'other load',
  look: () => {
    const { oneMinute } = readLoadavg();
    const share = oneMinute / os.cpus().length;
    const found = `${oneMinute.toFixed(2)} runnable threads over the last minute, ${os.cpus().length} CPUs`;
    if (share <= BUSY_SHARE) return { verdict: 'yes', found, meaning: 'The machine is quiet.' };
    return {
      verdict: 'limited',
      found,
      meaning: 'Something else computes: times are too long, counts are not.',
      remedy: 'Stop it or wait; repeat what was measured meanwhile.',
    };
  },
};

const swap: Check = {
  id: 'swap',
  group: 'stability',
  title: 'swap',
  look: () => {
    const { swapTotalBytes, swapFreeBytes } = readMeminfo();
    const used = swapTotalBytes - swapFreeBytes;
    if (used === 0) {
      return {
        verdict: 'yes',
        found: swapTotalBytes === 0 ? 'none' : `${formatAmount(swapTotalBytes, 'bytes')}, unused`,
        meaning: 'No page of a server waits on a disk.',
      };
    }
    return {
      verdict: 'limited',
      found: `${formatAmount(used, 'bytes')} of ${formatAmount(swapTotalBytes, 'bytes')} used`,
      meaning: 'Pages may have to come back from disk: major faults in milliseconds.',
      remedy: 'Free memory, then "swapoff -a" for the time of measuring.',
    };
  },
};

export const stabilityChecks: readonly Check[] = [hypervisor, cpus, governor, clockSource, load, swap];
