import type { EnvironmentArtifact } from '../../doctor/environment.ts';
import { GROUPS, type Group } from '../../doctor/finding.ts';
import { type Cell, table } from '../html.ts';
import type { Section } from '../section.ts';

/** What the machine can and cannot measure. */
export function describeEnvironment({ findings, kernelBypass }: EnvironmentArtifact): Section {
  const groups = Object.keys(GROUPS) as Group[];
  const tables = groups.map((group) =>
    table({
      caption: GROUPS[group],
      head: ['what', 'verdict', 'found', 'what that means', 'what to do'],
      rows: findings
        .filter((finding) => finding.group === group)
        .map(({ title, verdict, found, meaning, remedy }): Cell[] => [title, verdict, found, meaning, remedy ?? '-']),
    }),
  );
  const limits = findings.filter(({ verdict }) => verdict === 'limited' || verdict === 'no');
  return {
    title: 'environment: what this machine can and cannot measure',
    headline:
      limits.length === 0
        ? 'Nothing limits what can be measured here.'
        : `Limited or missing here: ${limits.map(({ title }) => title).join(', ')}.`,
    body: `${tables.join('\n')}
${table({
  caption: 'Kernel bypass (DPDK): a gate for work to begin, not a result',
  head: ['class', 'missing'],
  rows: [[kernelBypass.class, kernelBypass.missing.join('; ') || 'nothing']],
})}`,
  };
}
