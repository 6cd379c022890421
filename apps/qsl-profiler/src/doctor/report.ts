import { formatNumber } from '../artifact/format.ts';
import { layOut, wrap } from '../artifact/text-table.ts';
import { formatProvenance } from '../provenance/header.ts';
import type { EnvironmentArtifact } from './environment.ts';
import { type Finding, GROUPS, type Group } from './finding.ts';
import type { BypassGate } from './kernel-bypass.ts';

const WIDTH = 100;
const MARKS: Readonly<Record<Finding['verdict'], string>> = { yes: 'yes', limited: 'limited', no: 'NO', unknown: '?' };
const INDENT = ' '.repeat(12);

/** The artifact for people to read. `json` names the file with the same data, if there is one. */
export function reportEnvironment(artifact: EnvironmentArtifact, json?: { name: string; sha256: string }): string {
  const groups = Object.keys(GROUPS) as Group[];
  const lines = [
    'QSL doctor: what this machine can and cannot measure',
    artifact.claim,
    '',
    ...formatProvenance(artifact.provenance),
    '',
    ...groups.flatMap((group) => [
      GROUPS[group].toUpperCase(),
      ...artifact.findings.filter((finding) => finding.group === group).flatMap(reportFinding),
      '',
    ]),
    'KERNEL BYPASS (DPDK)',
    ...layOut(bypassRows(artifact.kernelBypass), ['l', 'l'], '  '),
    '',
    'WHAT THIS DOES NOT PROVE',
    ...artifact.doesNotProve.flatMap((item) => wrap(item, { width: WIDTH, first: '  - ', rest: '    ' })),
    ...(json === undefined ? [] : ['', `The same as data: ${json.name},`, `SHA-256 ${json.sha256}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function reportFinding({ verdict, title, found, meaning, remedy }: Finding): string[] {
  const opening = `  ${MARKS[verdict].padEnd(8)}  `;
  const rest = { width: WIDTH, first: INDENT, rest: INDENT };
  return [
    ...wrap(`${title}: ${found}`, { width: WIDTH, first: opening, rest: INDENT }),
    ...wrap(meaning, rest),
    ...(remedy === null ? [] : wrap(remedy, { width: WIDTH, first: `${INDENT}→ `, rest: `${INDENT}  ` })),
  ];
}

/** The gate for kernel bypass: its class, what is missing, and the facts that it rests on. */
export function bypassRows({ class: evidence, missing, facts }: BypassGate): [name: string, value: string][] {
  return [
    ['class', evidence],
    ['missing', missing.length === 0 ? 'nothing' : missing.join('; ')],
    ['libdpdk', facts.dpdkVersion ?? 'unknown to pkg-config'],
    ['C compiler', facts.compiler ?? 'none'],
    ['huge pages set aside', formatNumber(facts.hugePages)],
    ['IOMMU groups, vfio', `${formatNumber(facts.iommuGroups)}, ${facts.hasVfio ? 'yes' : 'no'}`],
  ];
}
