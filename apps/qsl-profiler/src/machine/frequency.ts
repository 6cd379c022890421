import { globSync, readFileSync } from 'node:fs';

/** What the CPUs' clocks are doing; see Documentation/admin-guide/pm/cpufreq.rst. */
export interface ClockFrequency {
  /** The policies in force, "performance" for one: null where the machine, often a virtual one, does not tell. */
  governors: string[] | null;
  /** The mean over all CPUs, in kHz. */
  meanKhz: number | null;
}

const POLICIES = '/sys/devices/system/cpu/cpufreq/policy*';

/** Reads the governors and frequencies of all CPUs. */
export function readClockFrequency(policies: string = POLICIES): ClockFrequency {
  const governors = readAll(`${policies}/scaling_governor`);
  const khz = readAll(`${policies}/scaling_cur_freq`).map(Number).filter(Number.isFinite);
  return {
    governors: governors.length === 0 ? null : [...new Set(governors)].sort(),
    meanKhz: khz.length === 0 ? null : khz.reduce((sum, value) => sum + value, 0) / khz.length,
  };
}

function readAll(pattern: string): string[] {
  try {
    return globSync(pattern).map((file) => readFileSync(file, 'utf8').trim());
  } catch {
    return [];
  }
}
