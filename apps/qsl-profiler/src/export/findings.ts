import type { EnvironmentArtifact } from '../doctor/environment.ts';
import { type Finding, GROUPS } from '../doctor/finding.ts';
import { bypassRows } from '../doctor/report.ts';

/** A finding as a row of a table; that of the gate for kernel bypass has a class in place of a verdict. */
export type FindingRow = Omit<Finding, 'group' | 'verdict'> & { group: string; verdict: string };

/** The tables of an environment, in the order of its report, by the group of their rows. */
export const TITLES: Readonly<Record<string, string>> = { ...GROUPS, 'kernel-bypass': 'Kernel bypass (DPDK)' };

/** What a table of an environment has as its rows: its findings, and last the gate for kernel bypass. */
export function findingsOf({ findings, kernelBypass }: EnvironmentArtifact): FindingRow[] {
  const { class: verdict, missing } = kernelBypass;
  const [, , ...facts] = bypassRows(kernelBypass);
  const gate = {
    ...{ id: 'kernel-bypass', group: 'kernel-bypass', title: 'DPDK', verdict },
    found: facts.map(([name, value]) => `${name}: ${value}`).join('; '),
    meaning: 'A gate for work to begin, not a result.',
    remedy: missing.length === 0 ? null : `Missing: ${missing.join('; ')}.`,
  };
  const byGroup = Object.keys(GROUPS).flatMap((group) => findings.filter((finding) => finding.group === group));
  return [...byGroup, gate];
}
