import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { checksumsOf, formatChecksums, parseChecksums } from './checksums.ts';

t.test('sums are what sha256sum makes of them, and can be read again', async (t) => {
  const files = { empty: '', 'with blanks': 'abc\n' };
  const folder = t.testdir(files);
  const sums = checksumsOf(folder, Object.keys(files));
  t.equal(sums[0]?.sha256, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  t.strictSame(parseChecksums(formatChecksums(sums)), sums);
  writeFileSync(path.join(folder, 'SHA256SUMS'), formatChecksums(sums));
  t.equal(
    execFileSync('shasum', ['-a', '256', '-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }),
    'empty: OK\nwith blanks: OK\n',
  );
});
