import t from 'tap';
import { samplesAreArtifacts } from './samples.ts';

const check = (block: string, artifact = 'one\n  two: 2\nthree\n') =>
  samplesAreArtifacts.check(
    new Map([
      [
        'README.md',
        `# A\n\nFrom [it](results/a.txt), on\na machine:\n\n\`\`\`\n${block}\n\`\`\`\n\n\`\`\`\nno sample\n\`\`\`\n`,
      ],
      ['results/a.txt', artifact],
    ]),
  );

t.test('a sample is whole lines of its artifact, in their order', async (t) => {
  for (const part of ['one', '  two: 2\nthree', 'one\n  two: 2\nthree']) t.strictSame(check(part), [], part);
  for (const other of ['  two: 3', 'one\nthree', 'two: 2', 'thre', '']) t.equal(check(other).length, 1, other);
  t.equal(check('one', '').length, 1, 'an artifact that is gone');
});
