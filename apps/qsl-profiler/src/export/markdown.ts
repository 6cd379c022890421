import { formatAmount } from '../artifact/format.ts';
import type { Metric } from '../artifact/metric.ts';
import { warningsOf } from '../check/check.ts';
import type { Exported } from './exporter.ts';
import { figuresOf } from './figures.ts';

/** The metrics, the warnings and the provenance, for an issue or a pull request. */
export function exportMarkdown({ artifact, json }: Exported): string {
  const { kind, claim, provenance } = artifact;
  const metrics = figuresOf(artifact);
  const warnings = warningsOf(artifact);
  const facts = Object.entries(provenance.facts).map(([name, value]) => [name, value]);
  const tunables = Object.entries(provenance.tunables).map(([name, { value, from }]) => [name, `${value} (${from})`]);
  return `${[
    `# ${kind}`,
    '',
    claim,
    '',
    ...table(['metric', 'what', 'value', '95 % interval', 'repetitions', 'better'], metrics.map(asRow)),
    '',
    '## Warnings',
    '',
    ...(warnings.length === 0
      ? ['None.']
      : warnings.map(({ code, text, remedy }) => `- **${code}** ${cellText(text)} *${cellText(remedy)}*`)),
    '',
    '## Provenance',
    '',
    ...table(['fact', 'value'], [...facts, ...tunables, [`SHA-256 of ${json.name}`, json.sha256]]),
  ].join('\n')}\n`;
}

function asRow({ name, label, value, unit, interval, repetitions, better }: Metric): string[] {
  const amount = (number: number | null) => {
    const text = formatAmount(number, unit);
    return number === null || /[a-zµ]/i.test(text) ? text : `${text} ${unit}`;
  };
  const range = interval === null ? 'none' : `${amount(interval.low)} to ${amount(interval.high)}`;
  return [`\`${name}\``, label, amount(value), range, String(repetitions.length), better ?? 'not judged'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
