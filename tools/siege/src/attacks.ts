import { besiegeByNonReaders } from './attacks/non-reader.ts';
import { besiegeByLorises } from './attacks/slow-loris.ts';
import { besiegeByDescriptors, besiegeByStorm } from './attacks/storm.ts';
import { besiegeBySweeps } from './attacks/sweep.ts';
import { besiegeByHalfOpen, besiegeByStoppedPeers } from './attacks/vanishing.ts';
import type { Finding } from './finding.ts';
import type { Siege } from './gateway.ts';

export interface Attack {
  readonly describe: string;
  readonly besiege: (siege: Siege) => Promise<Finding[]>;
}

/** What a gateway is besieged with, by name, in the order of the report. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'non-reader': { describe: '100 MB of orders, no answer read', besiege: besiegeByNonReaders },
  sweep: { describe: 'an order whose answer is over the hard limit of 8 MiB', besiege: besiegeBySweeps },
  'storm-cap': { describe: '10,000 connections against a cap of 100', besiege: besiegeByStorm },
  'storm-descriptors': {
    describe: '10,000 connections against a limit of 64 descriptors',
    besiege: besiegeByDescriptors,
  },
  'slow-loris': { describe: '1,000 connections that send a byte each 5 s', besiege: besiegeByLorises },
  'half-open': { describe: 'peers whose network is cut', besiege: besiegeByHalfOpen },
  'stopped-peer': { describe: 'peers stopped by SIGSTOP', besiege: besiegeByStoppedPeers },
};
