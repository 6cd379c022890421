import { formatAmount, formatNumber } from '../artifact/format.ts';
import { printable } from '../artifact/printable.ts';
import { layOut } from '../artifact/text-table.ts';
import type { Snapshot } from './snapshot.ts';

export interface Size {
  columns: number;
  rows: number;
}

export interface Rendering {
  /** What is watched, in words. */
  described: string;
  /** What fits; undefined for everything. */
  size?: Size;
  bold?: (text: string) => string;
}

const INDENT = '  ';

/** A refresh as lines of text, cut to what fits: of many connections the fullest are shown. */
export function render(snapshot: Snapshot, { described, size, bold = (text) => text }: Rendering): string[] {
  const opening = `qsl-profiler top: ${described} (${printable(snapshot.name)}), ${snapshot.utcDate}`;
  const head = [opening, '', ...describeUsage(snapshot), '', ...describeListeners(snapshot)];
  const [title = '', ...table] = describeConnections(snapshot);
  const [header, rows] = [table.slice(0, 1), table.slice(1)];
  const room = size === undefined ? rows.length : Math.max(0, size.rows - head.length - 4);
  const hidden = rows.length - Math.min(room, rows.length);
  const more = hidden > 0 ? [`${INDENT}and ${formatNumber(hidden)} more`] : [];
  const lines = [...head, title, ...header, ...rows.slice(0, room), ...more];
  // Cut before it is styled, so that no escape sequence is.
  const fitting = size === undefined ? lines : lines.slice(0, size.rows - 1).map((line) => line.slice(0, size.columns));
  return fitting.map((line, i) => (i === 0 || i === head.length ? bold(line) : line));
}

function describeUsage({ usage, elapsedMs }: Snapshot): string[] {
  const perSecond = (amount: number) => `${formatNumber(amount / (elapsedMs / 1000))}/s`;
  const share = (ms: number | null) => (ms === null ? 'unavailable' : `${((ms / elapsedMs) * 100).toFixed(1)} %`);
  const ns = (amount: number | null) => (amount === null ? null : amount / 1e6);
  const rows = [
    ['on CPU', share(ns(usage.onCpuNs)), 'waiting for a CPU', share(ns(usage.runQueueDelayNs)), 'of one core'],
    ['user', share(usage.userMs), 'system', share(usage.systemMs), `sampled at ticks of ${usage.tickMs} ms`],
    [
      'switches',
      `${perSecond(usage.voluntarySwitches)} voluntary`,
      '',
      `${perSecond(usage.involuntarySwitches)} involuntary`,
      '',
    ],
    ['faults', `${perSecond(usage.minorFaults)} minor`, '', `${perSecond(usage.majorFaults)} major`, ''],
    [
      'memory',
      formatAmount(usage.residentBytes, 'bytes'),
      'threads',
      formatNumber(usage.threads),
      usage.processes === 1 ? 'in one process' : `in ${formatNumber(usage.processes)} processes`,
    ],
  ];
  return layOut(rows, ['l', 'r', 'l', 'r', 'l'], INDENT);
}

function describeListeners({ listeners, datagramSockets }: Snapshot): string[] {
  const rows = [
    ...listeners.map(({ port, waiting, backlog, drops }) => [
      `TCP ${port}`,
      `${formatNumber(waiting)} of ${formatNumber(backlog)} wait to be accepted`,
      describeDrops(drops),
    ]),
    ...datagramSockets.map(({ port, receiveQueueBytes, drops }) => [
      `UDP ${port}`,
      `${formatAmount(receiveQueueBytes, 'bytes')} wait to be read`,
      describeDrops(drops),
    ]),
  ];
  return rows.length === 0 ? [] : [...layOut(rows, ['l', 'l', 'l'], INDENT), ''];
}

function describeDrops(drops: number | null): string {
  return drops === null ? 'drops unknown' : `${formatNumber(drops)} dropped`;
}

function describeConnections({ connections }: Snapshot): string[] {
  if (connections.length === 0) return ['no connections'];
  const rows = connections.map((row) => [
    `${row.localPort} ← ${row.remotePort}`,
    row.state,
    formatAmount(row.receiveQueueBytes, 'bytes'),
    formatAmount(row.sendQueueBytes, 'bytes'),
    row.rttUs === null ? '-' : formatAmount(row.rttUs * 1000, 'ns'),
    row.retransmits === null ? '-' : formatNumber(row.retransmits),
    row.drops === null ? '-' : formatNumber(row.drops),
  ]);
  const header = ['ports', 'state', 'to read', 'to be acked', 'rtt', 'sent again', 'dropped'];
  return [
    `${formatNumber(connections.length)} connections, the fullest first`,
    ...layOut([header, ...rows], ['l', 'l', 'r', 'r', 'r', 'r', 'r'], INDENT),
  ];
}
