import type { Artifact } from '../artifact/artifact.ts';
import { formatAmount } from '../artifact/format.ts';
import type { Metric } from '../artifact/metric.ts';
import { warningsOf } from '../check/check.ts';
import type { EnvironmentArtifact } from '../doctor/environment.ts';
import type { Exported } from './exporter.ts';
import { figuresOf } from './figures.ts';
import { findingsOf, TITLES } from './findings.ts';

/** The metrics and the warnings, or the findings; and the provenance, for an issue or a pull request. */
export function exportMarkdown({ artifact, json }: Exported): string {
  const { kind, claim, provenance } = artifact;
  const body = kind === 'environment' ? describeFindings(artifact as EnvironmentArtifact) : describeFigures(artifact);
  const facts = Object.entries(provenance.facts).map(([name, value]) => [name, value]);
  const tunables = Object.entries(provenance.tunables).map(([name, { value, from }]) => [name, `${value} (${from})`]);
  return `${[
    `# ${kind}`,
    '',
    claim,
    '',
    ...body,
    '',
    '## Provenance',
    '',
    ...table(['fact', 'value'], [...facts, ...tunables, [`SHA-256 of ${json.name}`, json.sha256]]),
  ].join('\n')}\n`;
}

function describeFigures(artifact: Artifact): string[] {
  const warnings = warningsOf(artifact);
  return [
    ...table(['metric', 'what', 'value', '95 % interval', 'repetitions', 'better'], figuresOf(artifact).map(asRow)),
    '',
    '## Warnings',
    '',
    ...(warnings.length === 0
      ? ['None.']
      : warnings.map(({ code, text, remedy }) => `- **${code}** ${cellText(text)} *${cellText(remedy)}*`)),
  ];
}

function describeFindings(artifact: EnvironmentArtifact): string[] {
  const findings = findingsOf(artifact);
  const tables = Object.entries(TITLES).map(([wanted, title]) => {
    const rows = findings
      .filter(({ group }) => group === wanted)
      .map(({ id, title, verdict, found, meaning, remedy }) => [
        ...[`\`${id}\``, title, verdict, found, meaning, remedy ?? 'nothing'],
      ]);
    return [`## ${title}`, '', ...table(['check', 'what', 'verdict', 'found', 'what that means', 'what to do'], rows)];
  });
  return tables.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
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
