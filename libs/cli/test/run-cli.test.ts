import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import t from 'tap';

const APP = path.join(import.meta.dirname, 'trial-app.ts');
const ARGS = ['--conditions=@qsl/source', APP];

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [...ARGS, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBUG: '', ...env },
  });
}

t.test('valid options reach the command as values', async (t) => {
  const cases: [string[], object][] = [
    [[], { port: 9009, epoll: false, idleTimeout: 30_000 }],
    [['--epoll', '0'], { port: 0, epoll: true, idleTimeout: 30_000 }],
    [['1', '--idle-timeout', '2'], { port: 1, epoll: false, idleTimeout: 2000 }],
    [
      ['--count=3', '--buffer=64KiB', '--id=18446744073709551615', '--price=-5'],
      { port: 9009, epoll: false, idleTimeout: 30_000, count: 3, buffer: 65536, id: { high: -1, low: -1 }, price: -5 },
    ],
  ];
  for (const [args, expected] of cases) {
    const { stdout, stderr, status } = run(args);
    t.strictSame([JSON.parse(stdout), stderr, status], [expected, '', 0], args.join(' '));
  }
});

t.test('a command line that is not exactly right is answered on stderr, with status 2', async (t) => {
  const cases: [string[], RegExp][] = [
    [['99999'], /^trial: port: "99999" is not a port/],
    [['-1'], /^trial: port: "-1" is not a port/],
    [['1', '-1'], /^trial: unknown argument: -1\n/],
    [['--epoll', '-1'], /^trial: unknown argument: -1\n/],
    [['http'], /^trial: port: "http" is not a port/],
    [[''], /^trial: port: "" is not a port/],
    [['1', '2'], /^trial: unknown argument: 2\n/],
    [['1', '--port', '2'], /^trial: port is given as an argument, without --port/],
    [['--port=2', '--port=3'], /^trial: port: given 2 times/],
    [['--bogus-flag=7'], /^trial: unknown argument: --bogus-flag=7\n/],
    [['--no-epoll'], /^trial: unknown argument: --no-epoll\n/],
    [['--epoll=yes'], /^trial: --epoll takes no value/],
    [['--constructor'], /^trial: unknown argument: --constructor\n/],
    [['-x'], /^trial: unknown argument: -x\n/],
    [['--idle-timeout'], /^trial: --idle-timeout needs a value\n/],
    [['--idle-timeout='], /^trial: --idle-timeout: "" is not a duration/],
    [['--idle-timeout', '1s', '--idle-timeout', '2s'], /^trial: --idle-timeout: given 2 times; give it once/],
    [['--count', '10'], /^trial: --count: "10" is not a whole number from 1 to 9/],
    [['--', '9009'], /^trial: nothing may follow "--": 9009/],
    [['end'], /^trial: an argument is missing\n/],
    [['end', 'well'], /^trial: how: "well" is none of posix, prerequisite, /],
    [['regress', '--colour', 'red'], /^trial: --colour: "red" is none of green, blue\n/],
    [['regress', '--colour=red'], /^trial: --colour: "red" is none of green, blue\n/],
    [['need'], /^trial: --this is missing\n/],
    [['regress', 'now'], /^trial: unknown argument: now\n/],
  ];
  for (const [args, message] of cases) {
    const { stdout, stderr, status } = run(args);
    const line = args.join(' ');
    t.strictSame([stdout, status], ['', 2], line);
    t.match(stderr, message, line);
    t.match(stderr, /\nUsage: trial \[port\] \[options\]\n {7}trial end <how> \[options\]\n/, line);
  }
});

t.test('help and version go to stdout, with status 0', async (t) => {
  const help = run(['--help']);
  t.strictSame([help.stderr, help.status], ['', 0]);
  for (const part of [
    'a program on trial',
    'trial 0 --epoll',
    'serve on a free port',
    'Notes.',
    'Exit status: 0 success, 1 failure, 2 usage or missing prerequisite, 10 regression found.',
  ]) {
    t.match(help.stdout, part);
  }
  t.match(run(['end', '--help']).stdout, /throw, now or from a callback/);
  const version = run(['--version']);
  t.strictSame([version.stdout, version.stderr, version.status], ['1.2.3\n', '', 0]);
});

t.test('whatever a command throws, at once or from a callback, becomes one message and its status', async (t) => {
  const cases: [string, number, string][] = [
    ['posix', 1, 'trial: bind 127.0.0.1:9: in use (EADDRINUSE from bind)\n'],
    ['prerequisite', 2, 'trial: no tracer\nInstall one.\n'],
    ['runtime', 1, 'trial: it broke\n'],
    ['untrusted', 3, 'trial: too few ticks\n'],
    ['defect', 1, 'trial: unexpected error: oops\nThis is a defect. DEBUG=qsl:* shows where it comes from.\n'],
    ['text', 1, 'trial: unexpected error: just text\n'],
  ];
  for (const [how, exitCode, message] of cases) {
    for (const late of [[], ['--late']]) {
      const { stdout, stderr, status } = run(['end', how, ...late]);
      t.strictSame([stdout, stderr, status], ['before\n', message, exitCode], [how, ...late].join(' '));
    }
  }
});

t.test('the stack is for those who debug', async (t) => {
  t.match(run(['end', 'defect'], { DEBUG: 'qsl:*' }).stderr, /TypeError: oops\n +at .*trial-app/);
});

t.test('a command chooses its own exit status, and diagnoses on stderr', async (t) => {
  const { stdout, stderr, status } = run(['regress'], { DEBUG: 'qsl:trial' });
  t.strictSame([stdout, status], ['', 10]);
  t.match(stderr, /qsl:trial looked at 2 runs/);
});

t.test('a reader that goes away ends the program in peace', async (t) => {
  const child = spawn(process.execPath, [...ARGS, 'flood'], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [status, signal] = await once(child, 'close');
  t.strictSame([status, signal, complaint], [0, null, '']);
});

t.test('a program that exits on signals puts its things away, says so, and tells which came first', async (t) => {
  for (const [signal, status, ...more] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130, 'SIGINT', 'SIGTERM'],
    ['SIGTERM', 143, 'SIGTERM', 'SIGINT'],
  ] as const) {
    // Through env(1), which becomes the program, without what tap loads into every child: it listens for signals too.
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...ARGS, 'wait'], { stdio: 'pipe' });
    t.teardown(() => child.kill('SIGKILL'));
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        said[name] += chunk;
      });
    }
    child.stdout.once('data', () => child.kill(signal));
    child.stderr.once('data', () => {
      for (const another of more) child.kill(another);
      child.stdin.end(); // only now can the exit be over
    });
    t.strictSame(await once(child, 'close'), [status, null], [signal, ...more].join(' '));
    t.strictSame(said, {
      stdout: 'ready\nput away\n',
      stderr: `trial: interrupted by ${signal}: no results were written\n`,
    });
  }
});
