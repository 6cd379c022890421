import type { Rule } from '../tree.ts';

const MAX_LINES = 400;
const CODE = /\.(?:[cm]?[jt]s|sh)$/;

export const filesAreSmall: Rule = {
  name: `no code file is longer than ${MAX_LINES} lines`,
  check: (tree) =>
    [...tree].flatMap(([file, text]) => {
      const lines = text.replace(/\n$/, '').split('\n').length;
      return CODE.test(file) && lines > MAX_LINES ? [`${file}: ${lines} lines; divide it by concept`] : [];
    }),
};
