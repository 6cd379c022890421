/** The program itself, on a gateway of each transport: a round of the short form. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');
const LYING_GATEWAY = [
  process.execPath,
  '--conditions=@qsl/source',
  ...['--import', path.resolve(import.meta.dirname, 'fixtures/lie.ts')],
  path.resolve(import.meta.dirname, '../../../apps/qsl-gateway/src/main.ts'),
];
const linuxOnly = process.platform !== 'linux' && 'needs Linux';

function torture(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@qsl/source', MAIN, ...args], { encoding: 'utf8' });
}

for (const transport of ['epoll', 'threaded']) {
  t.test(`${transport}: nothing wrong, and all of it written`, { skip: linuxOnly }, async (t) => {
    const folder = t.testdir();
    const args = ['--short', '--minutes', '0', '--seed', '2', '--transport', transport, '--json', '--out', folder];
    const { status, stdout, stderr } = torture(...args);
    t.equal(status, 0, `${stderr}${stdout}`);
    const report = JSON.parse(stdout);
    t.match(report, {
      schema: 'qsl-torture/1',
      short: true,
      runs: [{ transport, seed: 2, failures: [], defects: [] }],
    });
    const { tally } = report.runs[0];
    t.equal(tally.rounds, 1);
    t.ok(tally.answersChecked > 100 && tally.connections > 10 && tally.commands > 50, JSON.stringify(tally));
    t.strictSame(readdirSync(folder).sort(), [`torture_${transport}.json`, `torture_${transport}.txt`]);
    t.match(
      readFileSync(path.join(folder, `torture_${transport}.txt`), 'utf8'),
      new RegExp(`^${transport}, seed 2: nothing wrong$`, 'm'),
    );
  });
}

t.test(
  'a gateway that says something else is found out, and a script shows it again',
  { skip: linuxOnly },
  async (t) => {
    const folder = t.testdir({ gateway: `#!/bin/sh\nexec '${LYING_GATEWAY.join("' '")}' "$@"\n` });
    const program = path.join(folder, 'gateway');
    chmodSync(program, 0o700);
    const given = ['--gateway', program, '--transport', 'epoll'];
    const { status, stdout, stderr } = torture('--short', '--minutes', '0', ...given, '--json', '--out', folder);
    t.equal(status, 1, stderr);
    const [failure] = JSON.parse(stdout).runs[0].failures;
    t.match(failure, { finding: /differs from its byte/, isReproduced: true });
    const { clients } = JSON.parse(readFileSync(failure.script, 'utf8')).round;
    t.equal(clients.length, 1, 'one client is enough for it');
    t.ok(clients[0].connections[0].requests.length <= 4, JSON.stringify(clients));
    const again = torture('--replay', failure.script, '--gateway', program, '--times', '3');
    t.equal(again.status, 1, again.stderr);
    t.match(again.stdout, /differs from its byte/);
    const honest = torture('--replay', failure.script, '--times', '1');
    t.match([honest.status, honest.stdout], [0, /nothing wrong in 1 plays/], 'the gateway itself does nothing wrong');
  },
);

t.test('what cannot be meant is refused before anything is started', async (t) => {
  const folder = t.testdir({ 'no.json': '{"schema":"another/1"}', 'bare.json': '{"schema":"qsl-torture-script/1"}' });
  writeFileSync(path.join(folder, 'broken.json'), '{');
  const cases: [args: string[], message: RegExp][] = [
    [['--minutes', 'ten'], /--minutes: "ten" is not a number of minutes/],
    [['--transport', 'udp'], /--transport: "udp" is not epoll, threaded or both/],
    [['--gateway', 'no-such-file'], /--gateway: .*no-such-file" is not a program that can be run: ENOENT/],
    [['--gateway', folder], /is not a program that can be run: it is no file/],
    [['--gateway', MAIN], /is not a program that can be run: EACCES/],
    [['--replay', 'no-such-file'], /--replay: .* is not a file that exists/],
    [['--replay', path.join(folder, 'no.json')], /is no script of this program/],
    [['--replay', path.join(folder, 'bare.json')], /is no script of this program/],
    [['--replay', path.join(folder, 'broken.json')], /cannot be read/],
    [['--out', ''], /--out: "" is not the path of/],
    [['--out', MAIN], /--out: nothing can be written to .*main\.ts: .* is no folder/],
    [['deep'], /unknown argument: deep/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = torture(...args);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, message);
  }
});
