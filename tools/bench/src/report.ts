import { describeMachineLoad, describeProvenance, type Provenance } from './provenance.ts';
import type { Curve, Row } from './row.ts';
import { LEAST_RUNS } from './statistics.ts';
import { type Figure, isWide, type Target } from './verdict.ts';

/** Everything that a run found out. */
export interface Report {
  readonly schema: 'qsl-bench/1';
  readonly provenance: Provenance;
  readonly settings: {
    readonly commandLine: string;
    readonly runs: number;
    readonly quick: boolean;
    readonly sections: readonly string[];
    readonly placement: string;
  };
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
}

const HEADINGS = ['what', 'ours', 'against', 'theirs', 'figure', 'interval', 'target', 'verdict'];

/** The report as text for people. */
export function formatReport({ provenance, settings, rows, curves }: Report): string {
  const sizes = settings.quick ? 'quick sizes' : 'full sizes';
  const head = [
    ...describeProvenance('qsl bench', provenance),
    settings.commandLine,
    `${settings.runs} runs in turn, ${sizes}; ${settings.placement}; ${describeMachineLoad(provenance)}`,
    'Ratios are medians of the ratios of neighbouring runs, intervals are order statistics of them.',
    ...(settings.runs < LEAST_RUNS ? [`${settings.runs} runs judge nothing that varies: it takes ${LEAST_RUNS}.`] : []),
  ];
  const table = layOut([HEADINGS, ...rows.map(cellsOf)]);
  const notes = rows.flatMap(({ what, notes: list }) => list.map((note) => `  ${what}: ${note}`));
  const parts = [head, table, notes.length > 0 ? ['Notes', ...notes] : [], ...curves.map(formatCurve)];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function cellsOf(row: Row): string[] {
  const { what, ours = '', against, theirs = '', figure, target, verdict, unit } = row;
  const verdictText =
    figure !== undefined && isWide(figure) && verdict !== 'too noisy to say' ? `${verdict} (wide)` : verdict;
  return [
    what,
    ours,
    against,
    theirs,
    figureText(figure, unit),
    rangeOf(figure),
    targetOf(target, unit),
    verdictText.trim(),
  ];
}

function figureText(figure: Figure | undefined, unit: string): string {
  if (figure === undefined) return '';
  return unit === '×' ? `${figure.value.toFixed(2)} ×` : `${number(figure.value)} ${unit}`;
}

function rangeOf(figure: Figure | undefined): string {
  if (figure?.interval === undefined) return '';
  const { low, high, level } = figure.interval;
  return `[${low.toFixed(2)}, ${high.toFixed(2)}] ${(level * 100).toFixed(0)} %`;
}

function targetOf(target: Target | undefined, unit: string): string {
  if (target === undefined) return '';
  const sign = target.bound === 'at most' ? '≤' : '≥';
  return `${sign} ${unit === '×' ? target.value.toFixed(2) : target.value} ${unit}`;
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function formatCurve({ title, columns, points }: Curve): string[] {
  const cells = points.map((point) =>
    point.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  return [title, ...layOut([[...columns], ...cells], 'right').map((line) => `  ${line}`)];
}

/** Rows of cells as lines whose columns stand one below the other. */
export function layOut(rows: readonly (readonly string[])[], side: 'left' | 'right' = 'left'): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (side === 'left' ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
