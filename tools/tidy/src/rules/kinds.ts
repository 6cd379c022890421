import { isText, type Rule } from '../tree.ts';

/** What is no text of people's, but at home in these places. */
const AT_HOME =
  /^(?:apps\/qsl-profiler\/fixtures\/nginx\.conf|libs\/procfs\/fixtures\/.+|tools\/fuzz\/corpus\/.+|tools\/yardsticks\/[^/]+\.(?:c|cpp|h)|.+\/\.taprc)$/;

export const everyFileBelongs: Rule = {
  // What programs leave behind, a dump or a profile, is committed before anybody notices.
  name: 'every file is of a kind that the house has, in its place',
  check: (tree) => [...tree.keys()].filter((file) => !isText(file) && !AT_HOME.test(file)),
};
