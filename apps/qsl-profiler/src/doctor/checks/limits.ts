import { getDescriptorLimit } from '@qsl/posix';
import { readNetCore, readSysctl } from '@qsl/procfs';
import { formatAmount, formatNumber } from '../../artifact/format.ts';
import type { Check, Look } from '../finding.ts';

/** What socket-stress asks for as its large buffer. */
const LARGE_BUFFER_BYTES = 8 * 1024 ** 2;
/** A thousand concurrent connections, both ends in one process, with room. */
const MANY_DESCRIPTORS = 4096;
/** Linux's default since 5.4. */
const MANY_WAITING = 4096;
const MANY_PORTS = 16_384;

/** A limit that is enough for what experiments want, or falls short of it. */
interface Limit {
  /** undefined: this machine does not tell. */
  value: number | undefined;
  wanted: number;
  found: string;
  /** What it means when it is enough, falls short, or is not known. */
  enough: string;
  short: string;
  unknown: string;
  remedy: string;
}

function judgeLimit({ value, wanted, found, enough, short, unknown, remedy }: Limit): Look {
  if (value === undefined) return { verdict: 'unknown', found: 'not shown', meaning: unknown };
  if (value >= wanted) return { verdict: 'yes', found, meaning: enough };
  return { verdict: 'limited', found, meaning: short, remedy };
}

const receiveBuffer: Check = {
  id: 'rmem-max',
  group: 'limits',
  title: 'receive buffers',
  look: () => {
    const { rmemMaxBytes, rmemDefaultBytes } = readNetCore();
    return judgeLimit({
      value: rmemMaxBytes,
      wanted: LARGE_BUFFER_BYTES,
      found: `net.core.rmem_max ${formatAmount(rmemMaxBytes ?? null, 'bytes')}, default ${formatAmount(rmemDefaultBytes ?? null, 'bytes')}`,
      enough: 'The large buffer of socket-stress is granted in full.',
      short: 'A larger SO_RCVBUF is clamped to this without an error; artifacts show requested and granted.',
      unknown: 'Ask and see what is granted.',
      remedy: `"sysctl net.core.rmem_max=${LARGE_BUFFER_BYTES}" as root.`,
    });
  },
};

const sendBuffer: Check = {
  id: 'wmem-max',
  group: 'limits',
  title: 'send buffers',
  look: () => {
    const { wmemMaxBytes } = readNetCore();
    const meaning = 'A larger SO_SNDBUF is clamped to this; the feed needs far less.';
    return judgeLimit({
      ...{ value: wmemMaxBytes, wanted: 0, enough: meaning, short: meaning, remedy: '' },
      found: `net.core.wmem_max ${formatAmount(wmemMaxBytes ?? null, 'bytes')}`,
      unknown: 'Ask and see what is granted.',
    });
  },
};

const descriptors: Check = {
  id: 'descriptors',
  group: 'limits',
  title: 'descriptors',
  look: () => {
    const { hard } = getDescriptorLimit();
    return judgeLimit({
      value: hard,
      wanted: MANY_DESCRIPTORS,
      found: `${Number.isFinite(hard) ? formatNumber(hard) : 'any number'} a process (hard limit, which Node takes)`,
      enough: 'Thousands of connections at once.',
      short: 'Loads of many connections will be refused before they start.',
      unknown: 'How many connections a process may have is unknown.',
      remedy: `"ulimit -Hn ${MANY_DESCRIPTORS}" as root.`,
    });
  },
};

const backlog: Check = {
  id: 'somaxconn',
  group: 'limits',
  title: 'listen backlog',
  look: () => {
    const { somaxconn } = readNetCore();
    return judgeLimit({
      value: somaxconn,
      wanted: MANY_WAITING,
      found: `net.core.somaxconn ${formatNumber(somaxconn ?? 0)}`,
      enough: 'So many connections may wait for accept.',
      short: 'Bursts of more connections are dropped and retried a second later: it shows as latency.',
      unknown: 'How many connections may wait for accept is unknown.',
      remedy: `"sysctl net.core.somaxconn=${MANY_WAITING}" as root.`,
    });
  },
};

const ports: Check = {
  id: 'ports',
  group: 'limits',
  title: 'local ports',
  look: () => {
    const [first, last] = (readSysctl({ name: 'net.ipv4.ip_local_port_range' }) ?? []).map(Number);
    const room = first === undefined || last === undefined ? undefined : last - first + 1;
    const meaning = 'So many short connections to one address may linger in TIME_WAIT (a minute each).';
    return judgeLimit({
      ...{ value: room, wanted: MANY_PORTS, enough: meaning, short: meaning },
      found: `${first} to ${last}: ${formatNumber(room ?? 0)} ports`,
      unknown: 'How many connections can linger is unknown.',
      remedy: 'Widen net.ipv4.ip_local_port_range.',
    });
  },
};

export const limitChecks: readonly Check[] = [receiveBuffer, sendBuffer, descriptors, backlog, ports];
