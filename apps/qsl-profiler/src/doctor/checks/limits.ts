import { getDescriptorLimit } from '@qsl/posix';
import { readNetCore, readSysctl } from '@qsl/procfs';
import { formatAmount, formatNumber } from '../../artifact/format.ts';
import type { Check } from '../finding.ts';

/** What socket-stress asks for as its large buffer. */
const LARGE_BUFFER_BYTES = 8 * 1024 ** 2;
/** A thousand concurrent connections, both ends in one process, with room. */
const MANY_DESCRIPTORS = 4096;
/** Linux's default since 5.4. */
const MANY_WAITING = 4096;
const MANY_PORTS = 16_384;

const receiveBuffer: Check = {
  id: 'rmem-max',
  group: 'limits',
  title: 'receive buffers',
  look: () => {
    const { rmemMaxBytes, rmemDefaultBytes } = readNetCore();
    if (rmemMaxBytes === undefined) {
      return { verdict: 'unknown', found: 'not shown in this namespace', meaning: 'Ask and see what is granted.' };
    }
    const found = `net.core.rmem_max ${formatAmount(rmemMaxBytes, 'bytes')}, default ${formatAmount(rmemDefaultBytes ?? null, 'bytes')}`;
    if (rmemMaxBytes >= LARGE_BUFFER_BYTES) {
      return { verdict: 'yes', found, meaning: 'The large buffer of socket-stress is granted in full.' };
    }
    return {
      verdict: 'limited',
      found,
      meaning: 'A larger SO_RCVBUF is clamped to this without an error; artifacts show requested and granted.',
      remedy: `"sysctl net.core.rmem_max=${LARGE_BUFFER_BYTES}" as root.`,
    };
  },
};

const sendBuffer: Check = {
  id: 'wmem-max',
  group: 'limits',
  title: 'send buffers',
  look: () => {
    const { wmemMaxBytes } = readNetCore();
    const found = `net.core.wmem_max ${formatAmount(wmemMaxBytes ?? null, 'bytes')}`;
    if (wmemMaxBytes === undefined) return { verdict: 'unknown', found, meaning: 'Ask and see what is granted.' };
    return { verdict: 'yes', found, meaning: 'A larger SO_SNDBUF is clamped to this; the feed needs far less.' };
  },
};

const descriptors: Check = {
  id: 'descriptors',
  group: 'limits',
  title: 'descriptors',
  look: () => {
    const { hard } = getDescriptorLimit();
    const found = `${Number.isFinite(hard) ? formatNumber(hard) : 'any number'} a process (hard limit, which Node takes)`;
    if (hard >= MANY_DESCRIPTORS) return { verdict: 'yes', found, meaning: 'Thousands of connections at once.' };
    return {
      verdict: 'limited',
      found,
      meaning: 'Loads of many connections will be refused before they start.',
      remedy: `"ulimit -Hn ${MANY_DESCRIPTORS}" as root.`,
    };
  },
};

const backlog: Check = {
  id: 'somaxconn',
  group: 'limits',
  title: 'listen backlog',
  look: () => {
    const { somaxconn } = readNetCore();
    if (somaxconn === undefined) {
      return {
        verdict: 'unknown',
        found: 'not shown',
        meaning: 'How many connections may wait for accept is unknown.',
      };
    }
    const found = `net.core.somaxconn ${formatNumber(somaxconn)}`;
    if (somaxconn >= MANY_WAITING) {
      return { verdict: 'yes', found, meaning: 'So many connections may wait for accept.' };
    }
    return {
      verdict: 'limited',
      found,
      meaning: 'Bursts of more connections are dropped and retried a second later: it shows as latency.',
      remedy: `"sysctl net.core.somaxconn=${MANY_WAITING}" as root.`,
    };
  },
};

const ports: Check = {
  id: 'ports',
  group: 'limits',
  title: 'local ports',
  look: () => {
    const [first, last] = (readSysctl({ name: 'net.ipv4.ip_local_port_range' }) ?? []).map(Number);
    if (first === undefined || last === undefined) {
      return { verdict: 'unknown', found: 'not shown', meaning: 'How many connections can linger is unknown.' };
    }
    const room = last - first + 1;
    const found = `${first} to ${last}: ${formatNumber(room)} ports`;
    const meaning = 'So many short connections to one address may linger in TIME_WAIT (a minute each).';
    if (room >= MANY_PORTS) return { verdict: 'yes', found, meaning };
    return { verdict: 'limited', found, meaning, remedy: 'Widen net.ipv4.ip_local_port_range.' };
  },
};

export const limitChecks: readonly Check[] = [receiveBuffer, sendBuffer, descriptors, backlog, ports];
