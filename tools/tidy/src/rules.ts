import { noDeadFiles } from './rules/dead-files.ts';
import { linksResolve, oneTitle } from './rules/documents.ts';
import { everyFileBelongs } from './rules/kinds.ts';
import { dependenciesAreImports, lockNamesNoOtherRegistry, versionsAreExact } from './rules/manifests.ts';
import { oneRoomForProc } from './rules/proc.ts';
import { samplesAreArtifacts } from './rules/samples.ts';
import { filesAreSmall } from './rules/size.ts';
import { optionsAreNotShared } from './rules/tests.ts';
import { arrowsPointDown, namesNotPaths, oneRoomForLibc, pureRooms } from './rules/walls.ts';
import { noConsole, noMachinePaths, nothingLeftForLater } from './rules/words.ts';
import type { Rule } from './tree.ts';

/** Every rule that the workspace is held to. */
export const rules: Rule[] = [
  arrowsPointDown,
  namesNotPaths,
  pureRooms,
  oneRoomForLibc,
  oneRoomForProc,
  dependenciesAreImports,
  versionsAreExact,
  lockNamesNoOtherRegistry,
  filesAreSmall,
  noConsole,
  nothingLeftForLater,
  noMachinePaths,
  oneTitle,
  linksResolve,
  samplesAreArtifacts,
  noDeadFiles,
  everyFileBelongs,
  optionsAreNotShared,
];
