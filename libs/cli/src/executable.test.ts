import { chmodSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parseExecutable } from './executable.ts';

t.test('a program that can be run is a file with the permission to execute it', async (t) => {
  const folder = t.testdir({ program: '#!/bin/sh\n', text: '' });
  const inside = (name: string) => path.join(folder, name);
  chmodSync(inside('program'), 0o700);
  chmodSync(inside('text'), 0o600);
  t.equal(parseExecutable(inside('program')), inside('program'));
  const cases: [file: string, why: RegExp][] = [
    [inside('text'), /^".*text" is not a program that can be run: EACCES: /],
    [inside('missing'), /ENOENT: /],
    [inside('text/deep'), /ENOTDIR: /],
    [folder, /it is no file$/],
    ['', /^"" is not a program that can be run: ENOENT: /],
  ];
  for (const [file, message] of cases) t.throws(() => parseExecutable(file), { name: 'UsageError', message }, file);
});
