import type { EnvironmentArtifact } from '../doctor/environment.ts';
import type { Exported } from './exporter.ts';
import { figuresOf } from './figures.ts';
import { findingsOf } from './findings.ts';

type Row = readonly (string | number | null | undefined)[];

const FIGURE = [
  ...['metric', 'label', 'unit', 'value', 'low', 'high', 'level', 'repetitions', 'better', 'rank', 'yardstick'],
  'source',
];
const FINDING = ['group', 'id', 'title', 'verdict', 'found', 'meaning', 'remedy'];

/** A line a figure, or a finding: RFC 4180, fields quoted where they must be, lines end in CR LF. */
export function exportCsv({ artifact }: Exported): string {
  const { kind, provenance } = artifact;
  const { gitCommit, utcDate } = provenance.facts;
  const [head, rows] =
    kind === 'environment'
      ? [FINDING, findingRows(artifact as EnvironmentArtifact)]
      : [FIGURE, figuresOf(artifact).map(figureRow)];
  return [['kind', ...head, 'git_commit', 'utc_date'], ...rows.map((row) => [kind, ...row, gitCommit, utcDate])]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
}

function figureRow(figure: ReturnType<typeof figuresOf>[number]): Row {
  const { name, label, unit, value, interval, repetitions, better, rank, yardstick, source } = figure;
  return [
    ...[name, label, unit, value, interval?.low, interval?.high, interval?.level],
    ...[repetitions.join(' '), better, rank, yardstick?.join(' '), source],
  ];
}

function findingRows(artifact: EnvironmentArtifact): Row[] {
  return findingsOf(artifact).map(({ group, id, title, verdict, found, meaning, remedy }) => [
    ...[group, id, title, verdict, found, meaning, remedy],
  ]);
}

function field(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
