import { formatAmount, formatNumber, formatRate } from '../artifact/format.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import type { ComparedMetric, Comparison, SideSummary } from './compare.ts';
import type { Change } from './judge.ts';

const WIDTH = 110;
const COMMIT_CHARS = 12;

/** A comparison for people to read. */
export function reportComparison(comparison: Comparison): string {
  const { baseline, candidate, metrics, obstacles, overridden, alpha, margin } = comparison;
  const indent = { width: WIDTH, first: '  ! ', rest: '    ' };
  const plain = { width: WIDTH, first: '  ', rest: '  ' };
  const rows = metrics.map((metric) => [
    metric.name,
    formatAmount(metric.baseline, metric.unit),
    formatAmount(metric.candidate, metric.unit),
    ...describeChange(metric.change, metric),
    metric.why === null ? metric.verdict : `${metric.verdict}: ${metric.why}`,
  ]);
  const head = ['metric', 'baseline', 'candidate', 'change', 'interval', 'verdict'];
  const percent = (share: number) => `${formatRate(share * 100).replace(/\.00$/, '')} %`;
  const note =
    `Change: of the ratio to the yardstick where marked *, a fixed piece of work measured in turn, so that the speed of the ` +
    `machine cancels. All intervals together hold at ${percent(1 - alpha)} (Holm); a difference is claimed when ` +
    `one lies beyond ${percent(margin)}. "No difference shown" is not "no difference".`;
  return `${[
    conclusion(comparison),
    ...[...obstacles, ...overridden.map((text) => `compared despite ${text}`)].flatMap((text) => wrap(text, indent)),
    '',
    ...layOut(
      [
        ['baseline', describeSide(baseline)],
        ['candidate', describeSide(candidate)],
      ],
      ['l', 'l'],
      '  ',
    ),
    '',
    ...layOut([head, ...rows], ['l', 'r', 'r', 'r', 'r', 'l'], '  '),
    ...wrap(note, plain),
  ].join('\n')}\n`;
}

function conclusion({ verdict, metrics, experiment }: Comparison): string {
  const named = (wanted: ComparedMetric['verdict']) =>
    metrics.filter((metric) => metric.verdict === wanted).map(({ name }) => name);
  const [worse, better] = [named('worse'), named('better')];
  if (verdict === 'not comparable') return `NOT COMPARABLE: ${experiment}`;
  const found = [
    worse.length > 0 ? `worse: ${worse.join(', ')}` : '',
    better.length > 0 ? `better: ${better.join(', ')}` : '',
  ];
  const what = found.filter((text) => text !== '').join('; ') || 'no difference shown';
  return `${verdict === 'regression' ? 'REGRESSION' : 'NO REGRESSION SHOWN'}: ${experiment}; ${what}`;
}

function describeSide({ files, gitCommit, utcDate, dirtyInputs }: SideSummary): string {
  return `${files.join(', ')} (${utcDate}, commit ${gitCommit.slice(0, COMMIT_CHARS)}, dirty inputs: ${dirtyInputs})`;
}

function describeChange(change: Change | null, { by, unit }: ComparedMetric): [string, string] {
  if (change === null) return ['-', '-'];
  const show = (value: number) =>
    change.as === 'ratio' ? percentage(value) : `${value > 0 ? '+' : ''}${formatAmount(value, unit)}`;
  const interval = change.interval === null ? '-' : `[${show(change.interval.low)}, ${show(change.interval.high)}]`;
  return [`${show(change.value)}${by === 'yardstick' ? ' *' : ''}`, interval];
}

/** From here on a factor reads better than per cent. */
const FACTOR = 10;

function percentage(ratio: number): string {
  if (ratio >= FACTOR) return `× ${formatNumber(ratio)}`;
  const percent = ((ratio - 1) * 100).toFixed(1);
  return `${Number(percent) > 0 ? '+' : ''}${percent === '-0.0' ? '0.0' : percent} %`;
}
