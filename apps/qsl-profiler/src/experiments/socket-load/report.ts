import { formatAmount, formatNumber, formatRate } from '../../artifact/format.ts';
import { bar } from '../../artifact/plot.ts';
import { layOut, wrap } from '../../artifact/text-table.ts';
import { formatProvenance } from '../../provenance/header.ts';
import { mediumOf } from '../../site/site.ts';
import type { Comparison, SocketLoadArtifact } from './result.ts';

const WIDTH = 110;
const BAR_CHARS = 8;
const ITEM = { width: WIDTH, first: '  - ', rest: '    ' };
const WARNING = { width: WIDTH, first: '  ! ', rest: '    ' };
const PLAIN = { width: WIDTH, first: '  ', rest: '  ' };

const NOTES = [
  'wall: from the first connect to the end of the last stream. Latency: of one client, connect to end of stream; p50 and ' +
    'p99 are those of the median trial, max is of all trials. With few clients p99 is the slowest of them.',
  'Each cell has fresh gateways of both transports. Before its trials each served as many long sessions at once and one ' +
    'burst that does not count, so that no start of a thread is in the times; threads: when warm, and after the trials.',
  'The ratio is the geometric mean over pairs of trials made next to each other (A B, B A, …), with the 95 % interval ' +
    'of its logarithm by Student; below 1, epoll took less time. An interval that contains 1 shows no difference.',
];

/** The artifact for people to read. `json` is the file with the same data. */
export function reportSocketLoad(artifact: SocketLoadArtifact, json: { name: string; sha256: string }): string {
  const lines = [
    ...(artifact.partial ? [artifact.headline] : []),
    `QSL socket-load: concurrent short-lived clients against both transports of the order gateway, over ${mediumOf(artifact)}`,
    artifact.claim,
    '',
    'RESULT',
    ...wrap(artifact.headline, PLAIN),
    ...reportComparisons(artifact.comparisons),
    '',
    ...formatProvenance(artifact.provenance),
    '',
    ...reportCells(artifact),
    ...NOTES.flatMap((note) => wrap(note, PLAIN)),
    ...artifact.warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, WARNING)),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, ITEM)),
    '',
    `Every number with its unit, source and resolution, and every trial: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}

function reportComparisons(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.map(({ clients, wallRatio: { value, interval }, verdict }) => [
    String(clients),
    value === null ? '-' : formatRate(value),
    interval ? `[${formatRate(interval.low)}, ${formatRate(interval.high)}]` : 'none',
    verdict,
  ]);
  const head = ['clients', 'epoll/threaded', '95 % interval', 'wall time'];
  return layOut([head, ...rows], ['r', 'r', 'r', 'l'], '  ');
}

function reportCells({ cells, driver }: SocketLoadArtifact): string[] {
  const ns = (value: number) => formatAmount(value, 'ns');
  const longest = Math.max(...cells.rows.map(({ medianWall }) => medianWall));
  const rows = cells.rows.map((row) => [
    String(row.clients),
    row.transport,
    `${row.completed}/${row.clients}`,
    ns(row.bestWall),
    ns(row.medianWall),
    bar(row.medianWall / longest, BAR_CHARS),
    formatNumber(Math.round(row.connectionsPerSecond)),
    ...[row.latencyP50, row.latencyP99, row.latencyMax].map(ns),
    row.threadsBefore === row.threadsAfter ? String(row.threadsBefore) : `${row.threadsBefore} to ${row.threadsAfter}`,
  ]);
  const head = [
    ...['clients', 'transport', 'served', 'wall, best', 'median', '', 'connections/s'],
    ...['latency p50', 'p99', 'max', 'threads'],
  ];
  const who = driver === 'single' ? 'all clients in one process' : 'a process a client: this measures the spawning';
  return [
    `CELLS, ${cells.rows[0]?.trials ?? 0} trials each; served: in the worst trial; ${who}`,
    ...layOut([head, ...rows], ['r', 'l', 'r', 'r', 'r', 'l', ...Array(5).fill('r')], '  '),
  ];
}
