import type { Artifact } from '../artifact/artifact.ts';
import { isolationChecks } from './checks/isolation.ts';
import { limitChecks } from './checks/limits.ts';
import { sourceChecks } from './checks/sources.ts';
import { stabilityChecks } from './checks/stability.ts';
import { carryOutCheck, type Finding } from './finding.ts';
import { type BypassGate, gatherBypassFacts, judgeBypass } from './kernel-bypass.ts';

export const SCHEMA = 'urn:qsl:schema:environment:1';

/** The JSON artifact. docs/schemas/environment.v1.schema.json describes it; change both or neither. */
export interface EnvironmentArtifact extends Artifact {
  kind: 'environment';
  findings: Finding[];
  kernelBypass: BypassGate;
  doesNotProve: string[];
}

const CHECKS = [...sourceChecks, ...stabilityChecks, ...limitChecks, ...isolationChecks];

const DOES_NOT_PROVE = [
  'That a measurement on this machine is good: it says what can be measured, not how well.',
  'That it stays so: governors, limits and neighbours change.',
  'Anything about kernel bypass: the class is a gate for work to begin, not a result.',
];

/** Looks at everything, one check after the other, and changes nothing. */
export async function examineEnvironment(provenance: Artifact['provenance']): Promise<EnvironmentArtifact> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(await carryOutCheck(check));
  return {
    schema: SCHEMA,
    kind: 'environment',
    claim: 'What this machine can and cannot measure: a description, not a measurement.',
    provenance,
    findings,
    kernelBypass: judgeBypass(gatherBypassFacts()),
    doesNotProve: DOES_NOT_PROVE,
  };
}
