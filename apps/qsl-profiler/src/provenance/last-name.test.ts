import os from 'node:os';
import t from 'tap';
import { describeWords, withoutFolders } from '../run/describe-command.ts';
import { commandWithoutFolders } from './command-line.ts';

t.test('no command line tells the name of a user by a home folder', async (t) => {
  t.intercept(os, 'homedir', { value: () => '/srv/people/carol' });
  const [linux, mac, root] = ['home/alice', 'Users/alice', 'root'].map((name) => `/${name}`);
  for (const home of [`${linux}`, `${linux}/`, `${mac}`, `${root}`, '/srv/people/carol', `${linux}/.`]) {
    for (const shown of [
      commandWithoutFolders(['doctor', '--out', home]),
      commandWithoutFolders(['doctor', `--out=${home}`]),
      withoutFolders(`serve --root ${home} --root=${home} '${home}'`),
      describeWords(['serve', home, `--root=${home}`]),
    ]) {
      t.notMatch(shown, /alice|carol|root$|root[/' ]*$/, `${home}: ${shown}`);
      t.match(shown, /…/, home);
    }
  }
  t.equal(commandWithoutFolders(['doctor', '--out', `${linux}/results`]), 'qsl-profiler doctor --out results');
  t.equal(withoutFolders(`${linux}/bin/server /rooted ${root}/x`), 'server /rooted x');
});
