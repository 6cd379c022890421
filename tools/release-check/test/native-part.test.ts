/** The native part finds room, leaves nothing behind, and is in nobody's way. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { startGateway } from './support/jobs.ts';
import { bareSurroundings, binFolder, emptyFolder, stage } from './support/release.ts';
import { run, start } from './support/run.ts';

const STARTS = 20;

t.test(`${STARTS} first starts at the same moment, of different programs, in one folder`, async (t) => {
  const files = stage(t, ['qsl-gateway', 'qsl-mdfeed']);
  const TMPDIR = emptyFolder(t, 0o777);
  // What a start that was killed half-way may leave, and one of long ago.
  const leftBehind = ['qsl-1-0-1', 'qsl-2-0-2'];
  for (const name of leftBehind) writeFileSync(path.join(TMPDIR, name), '\x7fELF, and no more');
  const surroundings = bareSurroundings(t, { TMPDIR });
  const running = Array.from({ length: STARTS }, (_, index) =>
    index % 2 === 0
      ? start(t, [files('qsl-gateway'), '0', '--epoll'], surroundings)
      : start(t, [files('qsl-mdfeed'), 'subscribe', '0', '0', '--idle-timeout', '0'], surroundings),
  );
  await Promise.all(running.map(({ said }) => said(/listening/)));
  t.strictSame(readdirSync(TMPDIR).sort(), leftBehind);
  for (const { kill } of running) kill('SIGTERM');
  const endings = await Promise.all(running.map(({ ended }) => ended));
  t.strictSame(new Set(endings.map(({ code }) => code)), new Set([0]));
});

t.test('threads use the library of their process', async (t) => {
  const files = stage(t, ['qsl-gateway']);
  const { pid, kill, ended } = await startGateway(t, files('qsl-gateway'), [], bareSurroundings(t));
  const maps = spawnSync('cat', [`/proc/${pid}/maps`], { encoding: 'utf8' }).stdout;
  const libraries = new Set(Array.from(maps.matchAll(/^.*? (\d+) +(\/.*\/qsl-\d.*)$/gm), ([, inode]) => inode));
  t.equal(libraries.size, 1);
  kill('SIGTERM');
  t.match(await ended, { code: 0 });
});

/** Where the executables stay visible when the folders around them are covered, the workspace perhaps among them. */
const UNCOVERED = '/mnt';

/** A file system of one's own in place of each folder where the native part could go. */
const inMounts = (options: string, folders: readonly string[]): [string, ...string[]] => [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  [
    `mount --bind "$1" ${UNCOVERED}`,
    ...folders.map((folder) => `mount -t tmpfs -o ${options} none ${folder}`),
    'shift',
    'exec "$@"',
  ].join(' && '),
  'sh',
  binFolder,
];

const trial = inMounts('ro', ['/tmp']);
const cannotMount = spawnSync(trial[0], [...trial.slice(1), 'true']).status === 0 ? false : 'unshare(1) may not mount';

t.test('where nothing can be written', { skip: cannotMount }, async (t) => {
  const folders = ['/tmp', '/var/tmp', '/dev/shm'];
  const gateway = path.join(UNCOVERED, 'qsl-gateway');
  const surroundings = { env: { PATH: process.env.PATH }, cwd: '/' };
  const { code, stdout, stderr } = await run(t, [...inMounts('ro', folders), gateway, '0', '--epoll'], surroundings);
  t.strictSame({ code, stdout }, { code: 2, stdout: '' });
  for (const said of [...folders, 'Set TMPDIR to a folder']) t.ok(stderr.includes(said), `${said}: ${stderr}`);
  const { code: helped } = await run(t, [...inMounts('ro', folders), gateway, '--help'], surroundings);
  t.equal(helped, 0, 'help needs no native part');
});

t.test('where programs may not run from the first folder, the next is taken', { skip: cannotMount }, async (t) => {
  const command = inMounts('noexec', ['/tmp']);
  const surroundings = { env: { PATH: process.env.PATH }, cwd: '/' };
  const gateway = start(t, [...command, path.join(UNCOVERED, 'qsl-gateway'), '0', '--epoll'], surroundings);
  await gateway.said(/listening/);
  gateway.kill('SIGTERM');
  t.match(await gateway.ended, { code: 0, stderr: '' });
});
