/** What other programs that measure and write artifacts share with the bench. */
export { artifactOf, writeArtifact } from './artifact.ts';
export { inTurn, script } from './bench.ts';
export { type Command, killChildren, runToEnd, type Server, startHolder, startServer } from './children.ts';
export { describeCommandLine } from './command-line.ts';
export { describeMachineLoad, describeProvenance, gatherProvenance, loadNow, type Provenance } from './provenance.ts';
export { layOut } from './report.ts';
export { median } from './statistics.ts';
export { type Figure, figureOf, judge, ratioOf } from './verdict.ts';
