import type { Exported } from './exporter.ts';
import { figuresOf } from './figures.ts';

const HEAD = [
  ...['kind', 'metric', 'label', 'unit', 'value', 'low', 'high', 'level', 'repetitions', 'better', 'rank'],
  ...['yardstick', 'source', 'git_commit', 'utc_date'],
];

/** A line a figure, RFC 4180: fields quoted where they must be, lines end in CR LF. */
export function exportCsv({ artifact }: Exported): string {
  const { kind, provenance } = artifact;
  const metrics = figuresOf(artifact);
  const { gitCommit, utcDate } = provenance.facts;
  const rows = metrics.map(({ name, label, unit, value, interval, repetitions, better, rank, yardstick, source }) => [
    ...[kind, name, label, unit, value, interval?.low, interval?.high, interval?.level],
    ...[repetitions.join(' '), better, rank, yardstick?.join(' '), source, gitCommit, utcDate],
  ]);
  return [HEAD, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
