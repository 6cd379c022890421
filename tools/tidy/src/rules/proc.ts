import { stringsOf } from '../code.ts';
import { isSource, isTest, projectOf, type Rule } from '../tree.ts';

const PROCFS_ROOM = 'libs/procfs';
/** Its reports tell people which file a figure came from. */
const MAY_MENTION_IN_PROSE = 'apps/qsl-profiler';

function isPath(text: string): boolean {
  return text.startsWith('/proc/') && !/\s/.test(text);
}

export const oneRoomForProc: Rule = {
  name: 'only libs/procfs knows the files of procfs',
  check: (tree) =>
    [...tree]
      .filter(([file]) => isSource(file) && !isTest(file) && projectOf(file) !== PROCFS_ROOM)
      // This rule has to name what it forbids.
      .filter(([file]) => file !== 'tools/tidy/src/rules/proc.ts')
      .flatMap(([file, text]) =>
        stringsOf(text)
          .filter((string) => string.includes('/proc/') && (projectOf(file) !== MAY_MENTION_IN_PROSE || isPath(string)))
          .map((string) => `${file}: "${string}"; libs/procfs is the room for it`),
      ),
};
