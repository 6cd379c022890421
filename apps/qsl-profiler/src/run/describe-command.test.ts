import t from 'tap';
import { describeWords, withoutFolders } from './describe-command.ts';

t.test('paths are cut to their last name, wherever they stand', async (t) => {
  const cases: [text: string, wanted: string][] = [
    ['/usr/sbin/nginx', 'nginx'],
    ['--dir=/var/lib/redis', '--dir=redis'],
    ['nginx -c /etc/nginx/x.conf -p {folder}/logs', 'nginx -c x.conf -p {folder}/logs'],
    ['http://host/a/b', 'http://host/a/b'],
    ['/', '/'],
    ['/status', '/status'],
  ];
  for (const [text, wanted] of cases) t.equal(withoutFolders(text), wanted);
});

t.test('words are quoted where a shell would split them', async (t) => {
  t.equal(describeWords(['/bin/sh', '-c', `echo 'a b'`, '{port}']), String.raw`sh -c 'echo '\''a b'\''' {port}`);
});
