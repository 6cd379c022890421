import { describeMachineLoad, describeProvenance, layOut, type Provenance } from '@qsl/bench';
import type { Run } from './torture.ts';

/** Everything that a run of this program found out. */
export interface Report {
  readonly schema: 'qsl-torture/1';
  readonly provenance: Provenance;
  readonly commandLine: string;
  readonly gateway: string;
  readonly minutes: number;
  /** Less of everything in a round: what it says is not for the record. */
  readonly short: boolean;
  readonly runs: readonly Run[];
}

/** Whether there was nothing wrong. */
export function isClean({ runs }: Report): boolean {
  return runs.every(({ failures, defects }) => failures.length === 0 && defects.length === 0);
}

/** The report as text for people. */
export function formatReport(report: Report): string {
  const { provenance, commandLine, gateway, minutes, short, runs } = report;
  const form = short ? 'short form, not for the record' : 'full form';
  const head = [
    ...describeProvenance('qsl torture', provenance),
    commandLine,
    `${gateway}, ${form}, ${minutes} minutes a transport; ${describeMachineLoad(provenance)}`,
  ];
  return `${[head, ...runs.map(formatRun)].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function formatRun({ transport, seed, seconds, tally, growth, counts, failures, defects }: Run): string[] {
  const crashes = failures.filter(({ finding }) => finding.startsWith('the gateway ended')).length;
  const rows: [string, string][] = [
    ['rounds', `${number(tally.rounds)} in ${number(seconds)} s, on one process`],
    ['connections', `${number(tally.connections)}: ${list(tally.clients)}`],
    ['their ends', list(tally.endings)],
    ['frames sent', `${number(tally.framesSent)} (${number(tally.bytesSent)} bytes)`],
    ['no frames', list(tally.malformed)],
    [
      'answers checked',
      `${number(tally.answersChecked)} (${number(tally.bytesChecked)} bytes): ${list(tally.answers)}`,
    ],
    [
      'commands accepted',
      `${number(tally.commands)}, ${number(tally.unanswered)} of them with the answer lost to a reset`,
    ],
    ['turned away', `${number(tally.shed)}, and up to ${number(tally.perhapsShed)} that did not wait to see it`],
    ['late', lateEnds(tally.late)],
    ['faults', list(tally.faults)],
    ...(counts
      ? ([['accepting paused', `${number(counts.acceptBackoffs)} times, for want of descriptors`]] as const)
      : []),
    ['wrong bytes', String(failures.length - crashes)],
    ['crashes', String(crashes)],
    ...(growth
      ? ([
          ['descriptors', range(growth.warm.descriptors, growth.last.descriptors, growth.most.descriptors)],
          ['threads', range(growth.warm.threads, growth.last.threads, growth.most.threads)],
          ['memory', memory(growth.residentBytes, growth.most.residentBytes)],
        ] as [string, string][])
      : []),
  ].map(([what, text]) => [what!, text!]);
  return [
    `${transport}, seed ${seed}: ${failures.length + defects.length === 0 ? 'nothing wrong' : 'WRONG'}`,
    ...layOut(rows).map((line) => `  ${line}`),
    ...defects.map((defect) => `  defect: ${defect}`),
    ...failures.flatMap(({ round, finding, isReproduced, replay }) => [
      `  ${round}: ${finding}`,
      `  ${isReproduced ? 'again' : 'it did not happen again; its script'}: ${replay}`,
    ]),
  ];
}

function lateEnds(late: Readonly<Record<string, number>>): string {
  const count = Object.values(late).reduce((sum, each) => sum + each, 0);
  return count === 0 ? 'none' : `${number(count)} ended at a deadline missed for a measured cause: ${list(late)}`;
}

function range(warm: number, last: number, most: number): string {
  return `${warm} when warm, ${last} at the end, ${most} at most`;
}

function memory({ first, last }: { first: number; last: number }, most: number): string {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return `${mib(first)} MiB resident in the first quarter, ${mib(last)} in the last (medians), ${mib(most)} at most`;
}

function list(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return entries.map(([what, count]) => `${number(count)} ${what}`).join(', ') || 'none';
}

function number(value: number): string {
  return value.toLocaleString('en');
}
