import { parseCount } from './number.ts';
import { type ProcRoot, systemPlace } from './place.ts';
import { readTextIfOffered } from './read.ts';
import { completeText } from './text.ts';

/**
 * Limits and budgets of the network stack, Documentation/admin-guide/sysctl/net.rst. undefined where the kernel or, in a
 * container, the network namespace does not show one.
 */
export type NetCore = {
  /** Receive buffer a socket starts with. */
  rmemDefaultBytes: number | undefined;
  /** Largest receive buffer SO_RCVBUF grants, before the kernel doubles it for its own bookkeeping. */
  rmemMaxBytes: number | undefined;
  wmemDefaultBytes: number | undefined;
  /** The same for SO_SNDBUF. */
  wmemMaxBytes: number | undefined;
  /** Memory for ancillary data and socket options, for each socket. */
  optmemMaxBytes: number | undefined;
  /** Largest backlog listen(2) grants. */
  somaxconn: number | undefined;
  /** Packets that may wait for a CPU before more are dropped; loopback traffic queues here too. */
  netdevMaxBacklog: number | undefined;
  /** Packets one round of receiving may process … */
  netdevBudget: number | undefined;
  /** … and the time it may take. */
  netdevBudgetUs: number | undefined;
  /** How long recv(2) polls the device before it sleeps; 0 is off. */
  busyReadUs: number | undefined;
  /** The same for poll(2) and epoll_wait(2). */
  busyPollUs: number | undefined;
};

/** Reads the files of /proc/sys/net/core. */
export function readNetCore(options: ProcRoot = {}): NetCore {
  const read = (name: string) => {
    const place = systemPlace(options, `sys/net/core/${name}`);
    const text = readTextIfOffered(place);
    return text === undefined ? undefined : parseSysctl(text, place.file);
  };
  return {
    rmemDefaultBytes: read('rmem_default'),
    rmemMaxBytes: read('rmem_max'),
    wmemDefaultBytes: read('wmem_default'),
    wmemMaxBytes: read('wmem_max'),
    optmemMaxBytes: read('optmem_max'),
    somaxconn: read('somaxconn'),
    netdevMaxBacklog: read('netdev_max_backlog'),
    netdevBudget: read('netdev_budget'),
    netdevBudgetUs: read('netdev_budget_usecs'),
    busyReadUs: read('busy_read'),
    busyPollUs: read('busy_poll'),
  };
}

/** Parses the text of a file under /proc/sys that holds one number. */
export function parseSysctl(text: string, file = '/proc/sys'): number {
  return parseCount(completeText(text, file), { file, field: 'value' });
}
