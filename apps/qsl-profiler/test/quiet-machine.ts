import type { MachineProfile } from '../src/machine/watch.ts';

const share = (value: number | null) => ({ value, unit: 'share', source: 's', resolution: null });

/** A machine on which nothing else happens. */
export const QUIET_MACHINE: MachineProfile = {
  ...{ busyShare: share(0.5), stolenShare: share(0), frequencyChange: share(null), descriptorShare: share(0.1) },
  ...{ swappedPages: { value: 0, unit: 'pages', source: 's', resolution: 1 }, governors: null },
};
