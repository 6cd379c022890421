import { describeMachineLoad, describeProvenance, layOut, type Provenance } from '@qsl/bench';
import { ATTACKS } from './attacks.ts';
import type { Finding, Limit } from './finding.ts';
import type { TransportName } from './gateway.ts';

/** What one attack on one transport found. */
export interface Result {
  readonly attack: string;
  readonly transport: TransportName;
  readonly findings: readonly Finding[];
}

/** Everything that a run found out. */
export interface Report {
  readonly schema: 'qsl-siege/1';
  readonly provenance: Provenance;
  readonly settings: {
    readonly commandLine: string;
    readonly runs: number;
    /** Less of everything: what it says is not for the record. */
    readonly short: boolean;
    /** `source`, or `executable`. */
    readonly gateway: string;
    readonly tookSeconds: number;
  };
  readonly results: readonly Result[];
}

const SIGNS: Readonly<Record<Limit['bound'], string>> = { 'at most': '≤', 'at least': '≥', exactly: '=' };

/** The report as text for people. */
export function formatReport({ provenance, settings, results }: Report): string {
  const { commandLine, runs, short, gateway, tookSeconds } = settings;
  const form = short ? 'short form, not for the record' : 'full form';
  const head = [
    ...describeProvenance('qsl siege', provenance),
    commandLine,
    `gateway from ${gateway}; ${form}; ${runs} pairs of latencies in turn; ${tookSeconds} s; ${describeMachineLoad(provenance)}`,
    'Ratios are medians of the ratios of neighbouring runs, with the interval that order statistics give.',
  ];
  return `${[head.join('\n'), ...results.map(formatResult)].join('\n\n')}\n`;
}

function formatResult({ attack, transport, findings }: Result): string {
  const table = layOut(findings.map(cellsOf)).map((line) => `  ${line}`);
  const notes = findings.flatMap(({ what, notes: list }) => list.map((note) => `    ${what}: ${note}`));
  return [`${attack}, ${transport}: ${ATTACKS[attack]?.describe ?? ''}`, ...table, ...notes].join('\n');
}

function cellsOf({ what, figure, unit, limit, verdict }: Finding): string[] {
  const isRatio = unit === '×';
  const withUnit = (text: string) => `${text} ${unit}`.trim();
  const interval = figure?.interval;
  const range = interval === undefined ? '' : `[${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
  const measured = figure === null ? '' : withUnit(isRatio ? figure.value.toFixed(2) : number(figure.value));
  const bound = limit === null ? '' : withUnit(`${SIGNS[limit.bound]} ${number(limit.value)}`);
  return [what, measured, range, bound, verdict];
}

function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
