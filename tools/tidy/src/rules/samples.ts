import { resolveFrom } from '../code.ts';
import type { Rule } from '../tree.ts';

/** A paragraph that names a text artifact, and the block that follows it at once. */
const SAMPLE = /\]\(((?:\.\.\/)*results\/[\w-]+\.txt)\)(?:(?!\n\n)[\s\S])*\n\n```\n([\s\S]*?)\n```/g;

export const samplesAreArtifacts: Rule = {
  name: 'a sample of an artifact is a part of it, as it is now',
  check: (tree) =>
    [...tree]
      .filter(([file]) => file.endsWith('.md'))
      .flatMap(([file, text]) =>
        Array.from(text.matchAll(SAMPLE), ([, target = '', sample = '']) => {
          const isPart = `\n${tree.get(resolveFrom(file, target)) ?? ''}`.includes(`\n${sample}\n`);
          return isPart ? [] : [`${file}: its sample is no part of ${target}; copy it anew`];
        }).flat(),
      ),
};
