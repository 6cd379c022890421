import { formatAmount, formatNumber } from '../artifact/format.ts';
import { bar } from '../artifact/plot.ts';
import { printable } from '../artifact/printable.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { formatProvenance } from '../provenance/header.ts';
import type { CpuArtifact, Profile } from './result.ts';

const WIDTH = 100;
const SHOWN = 25;
const BAR_CHARS = 10;
const KINDS = { js: 'JavaScript', native: 'native', kernel: 'kernel' } as const;

/** The artifact for people to read. `json` is the file with the same data. */
export function reportCpu(artifact: CpuArtifact, json: { name: string; sha256: string }): string {
  const { subject, evidence, counters, profile, warnings } = artifact;
  const lines = [
    `QSL cpu: where the CPU time of ${printable(subject.described)} went`,
    artifact.claim,
    '',
    ...formatProvenance(artifact.provenance),
    '',
    ...wrap(`Evidence: ${evidence.class.toUpperCase()}. ${evidence.found}.`, { width: WIDTH, first: '', rest: '  ' }),
    `Watched for ${formatAmount(subject.elapsed.value, subject.elapsed.unit)}.`,
    '',
    ...(counters === null ? [] : reportCounters(artifact)),
    ...(profile === null ? [] : reportProfile(profile)),
    ...warnings.flatMap(({ text, remedy }) => wrap(`${text} ${remedy}`, { width: WIDTH, first: '  ! ', rest: '    ' })),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, { width: WIDTH, first: '  - ', rest: '    ' })),
    '',
    `Every number with its unit, source and resolution${profile === null ? '' : ', and all stacks'}: ${json.name},`,
    `SHA-256 ${json.sha256}`,
  ];
  return `${lines.join('\n')}\n`;
}

function reportCounters({ counters, subject }: CpuArtifact): string[] {
  const countOf = (name: string) =>
    counters?.find((counter) => counter.name.replace(/:.*$/, '') === name)?.quantity.value ?? null;
  const rows = (counters ?? []).map(({ name, quantity, countedShare }) => [
    name,
    formatAmount(quantity.value, quantity.unit),
    countedShare < 1 ? `counted ${(countedShare * 100).toFixed(0)} % of the time` : '',
  ]);
  const [instructions, cycles, clockMs] = [countOf('instructions'), countOf('cycles'), countOf('task-clock')];
  const derived = [
    ...(instructions !== null && cycles
      ? [['instructions per cycle', formatNumber(instructions / cycles), 'calculated']]
      : []),
    ...(clockMs !== null && subject.elapsed.value
      ? [['CPUs used', formatNumber(clockMs / subject.elapsed.value), 'calculated, task-clock / time watched']]
      : []),
  ];
  return ['COUNTERS', ...layOut([...rows, ...derived], ['l', 'r', 'l'], '  '), ''];
}

function reportProfile({ samples, frequency, idle, functions }: Profile): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const most = Math.max(Number.MIN_VALUE, ...functions.map(({ selfShare }) => selfShare));
  const rows = functions
    .filter(({ selfShare }) => selfShare > 0)
    .slice(0, SHOWN)
    .map(({ name, kind, selfShare, totalShare }) => [
      percent(selfShare),
      bar(selfShare / most, BAR_CHARS),
      percent(totalShare),
      KINDS[kind],
      name.slice(0, 70),
    ]);
  const waiting = idle === null ? '' : `; ${formatNumber(idle.value ?? 0)} more of waiting threads are left out`;
  return [
    'FUNCTIONS, by the time that they took themselves',
    `  ${formatNumber(samples.value ?? 0)} samples, ${formatNumber(frequency.value ?? 0)} a second ${frequency.source.replace('asked for, ', '')}${waiting}`,
    ...layOut([['self', '', 'with callees', 'code', 'function'], ...rows], ['r', 'l', 'r', 'l', 'l'], '  '),
    '',
  ];
}
