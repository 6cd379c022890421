import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { makeScratchFolder, parseFolder, parsePath, prepareFolder } from './folder.ts';

t.test('a path is any text but none', async (t) => {
  t.equal(parsePath('a b'), 'a b');
  t.throws(() => parsePath(''), { name: 'UsageError', message: '"" is not the path of a file or a folder' });
});

t.test('a folder to use has to be there', async (t) => {
  const folder = t.testdir({ file: '' });
  t.equal(parseFolder(folder), folder);
  for (const text of ['', path.join(folder, 'file'), path.join(folder, 'nothing')]) {
    t.throws(() => parseFolder(text), { name: 'UsageError', message: `"${text}" is not a folder that exists` });
  }
  symlinkSync('loop', path.join(folder, 'loop'));
  for (const [name, message] of [
    ['loop', /is not a folder that can be used: ELOOP/],
    ['x'.repeat(300), /is not a folder that can be used: ENAMETOOLONG/],
  ] as const) {
    t.throws(() => parseFolder(path.join(folder, name)), { name: 'UsageError', message });
  }
});

t.test('a folder is made with its parents, and one that is there is left alone', async (t) => {
  const folder = t.testdir({ there: { file: '' } });
  prepareFolder(path.join(folder, 'new/deep'));
  t.strictSame(readdirSync(path.join(folder, 'new')), ['deep']);
  prepareFolder(path.join(folder, 'there'));
  t.strictSame(readdirSync(path.join(folder, 'there')), ['file']);
});

t.test('a scratch folder is a new one each time', async (t) => {
  const folder = t.testdir();
  const made = [1, 2].map(() => makeScratchFolder(folder, 'run-'));
  t.strictSame(
    readdirSync(folder)
      .map((name) => path.join(folder, name))
      .sort(),
    made.sort(),
  );
  const parent = path.join(folder, 'nothing');
  t.throws(() => makeScratchFolder(parent, 'run-'), {
    name: 'UsageError',
    message: /^no folder can be made in .*: ENOENT/,
    remedy: /TMPDIR/,
  });
});

t.test('where nothing can be written is said, and what to do', async (t) => {
  const folder = t.testdir({ file: '' });
  symlinkSync('nowhere', path.join(folder, 'dangling'));
  const cases: [string, RegExp][] = [
    [path.join(folder, 'file'), /^--out: nothing can be written to .*file: .*file is no folder$/],
    [path.join(folder, 'file/deep'), /file is no folder$/],
    [path.join(folder, 'dangling'), /EEXIST/],
    // The recursive mkdir of Node never ends here.
    [path.join('/proc', 'x/y'), process.platform === 'linux' ? /ENOENT.*x'$/ : /EROFS|EACCES|ENOENT/],
  ];
  for (const [out, message] of cases) {
    t.throws(
      () => prepareFolder(out),
      { name: 'UsageError', message, remedy: 'Choose another place with --out.' },
      out,
    );
  }
});
