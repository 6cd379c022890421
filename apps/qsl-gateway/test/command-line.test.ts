/** What the program says, and with which status it ends, when it does not serve. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEpoll } from '@qsl/posix';
import t, { type Test } from 'tap';
import manifest from '../package.json' with { type: 'json' };
import { type Ended, runGateway, startGateway } from './harness.ts';
import { Peer } from './peer.ts';

const AT_ONCE = 3;

type Case = [args: string[], code: number, stderr: RegExp];

/** Runs the command lines, a few at a time, and compares their ends. */
async function checkAll(t: Test, cases: readonly Case[]): Promise<void> {
  const left = cases.values();
  const worker = async () => {
    for (const [args, code, stderr] of left) {
      const ended = await runGateway(args);
      t.match(ended, { code, signal: null, stdout: '', stderr }, args.join(' '));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

t.test('a command line that cannot be meant is answered with status 2', async (t) => {
  await checkAll(t, [
    [['99999'], 2, /^qsl-gateway: port: "99999" is not a port/],
    [['0x10'], 2, /port: "0x10" is not a port/],
    [['9009', '9010'], 2, /unknown argument: 9010/],
    [['9009', '--port', '9010'], 2, /port is given as an argument/],
    [['0', '--host', 'localhost'], 2, /host "localhost" is no numeric IPv4 or IPv6 address/],
    [['0', '--host', '127.1'], 2, /host "127.1" is no numeric/],
    [['0', '--host', 'fe80::1%lo'], 2, /zones/],
    [['0', '--spin'], 2, /--spin goes with --epoll/],
    [['0', '--cold'], 2, /--cold goes with --epoll/],
    [['0', '--journal', ''], 2, /--journal: "" is not the path of/],
    [['0', '--cpu', '4095'], 2, /may not run on CPU 4095|needs Linux/],
    [['0', '--symbols', 'AAPL,AAPL'], 2, /--symbols: "AAPL,AAPL" is not a list of different symbols/],
    [['0', '--max-orders', '0'], 2, /--max-orders/],
    [['0', '--max-outbuf-hard', '8192'], 2, /--max-outbuf-hard must be at least 4096 bytes above --max-outbuf/],
    [['0', '--idle-timeout', 'soon'], 2, /--idle-timeout: "soon" is not a duration/],
    [['0', '--md-port', '0'], 2, /--md-port: "0" is not a port to send to: a whole number from 1 to 65535/],
    [['0', '--md-port', '65536'], 2, /--md-port: "65536" is not a port/],
    [['0', '--md-port', '9', '--md-host', 'localhost'], 2, /--md-host: "localhost" is not a numeric/],
    [['0', '--md-host', '::1'], 2, /--md-host goes with --md-port/],
    [['0', '--bogus'], 2, /unknown argument: --bogus/],
    [['serve'], 2, /port: "serve" is not a port/],
    [['replay', ''], 2, /file: "" is not the path of a file/],
  ]);
});

t.test('an address that cannot be listened on is answered with status 1', async (t) => {
  const gateway = await startGateway(t, { transport: 'threaded' });
  const busy = String(gateway.port);
  await checkAll(t, [
    [[busy], 1, /^qsl-gateway: bind 127\.0\.0\.1:\d+: address already in use \(EADDRINUSE\)\. .*choose another port/],
    [[busy, ...(hasEpoll ? ['--epoll'] : [])], 1, /\(EADDRINUSE\)/],
    [['0', '--host', '192.0.2.1'], 1, /\(EADDRNOTAVAIL\)\. The address belongs to no interface/],
  ]);
  Peer.connect(t, gateway).roundTrip();
  await gateway.stop();
});

t.test('--help and --version tell about the program', async (t) => {
  const ok = { code: 0, signal: null, stderr: '' };
  const [help, version] = await Promise.all([runGateway(['--help']), runGateway(['--version'])]);
  t.match(help, ok);
  for (const word of ['[port]', 'replay <file>', '--epoll', '--host', '--frame-timeout']) {
    t.ok(help.stdout.includes(word), word);
  }
  t.match(version, { ...ok, stdout: `${manifest.version}\n` });
});

const TRANSCRIPT = [
  '# by hand',
  'version 1',
  'meta seed 0 symbols 1 orders 2 max_qty 100 max_notional 100000',
  'cmd reg AAPL',
  'cmd limit 0 1 S 100 3 GTC',
  'evt accept 1 0 1',
  'cmd limit 0 18446744073709551615 B 101 5 GTC',
  'evt accept 2 0 18446744073709551615',
  'evt trade 3 0 18446744073709551615 1 100 3',
  'snapshot last_seq 3 trades 1',
  'sym 0 bid 101 ask - orders 1',
  'level 0 B 101 2',
  '',
].join('\n');

t.test('replay', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qsl-replay-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text, 'latin1');
    return file;
  };
  const commands = TRANSCRIPT.replaceAll(/^(?:evt|snapshot|sym|level) .*\n/gm, '');

  await t.test('reads a file or standard input, outcomes or none', async (t) => {
    const runs: [string[], string][] = [
      [[fileOf('whole', TRANSCRIPT)], ''],
      [[fileOf('commands', commands)], ''],
      [['-'], commands],
    ];
    await Promise.all(
      runs.map(async ([args, input]) => {
        const ended = await runGateway(['replay', ...args], input);
        t.same(ended, { code: 0, signal: null, stdout: TRANSCRIPT, stderr: '' } satisfies Ended, args.join(' '));
      }),
    );
  });

  await t.test('says which line it cannot read, and what it expected', async (t) => {
    const bad = fileOf('bad', commands.replace('cmd limit 0 1 S', 'cmd limit 0 1 X'));
    const cases: [string[], string, RegExp][] = [
      [[bad], '', /^qsl-gateway: .*bad:5: /],
      [['-'], 'version 2\n', /^qsl-gateway: .*:1: /],
      [[join(folder, 'absent')], '', /cannot read the transcript: ENOENT/],
      [[folder], '', /cannot read the transcript: EISDIR/],
      [
        [fileOf('two', commands.replace('cmd limit', 'cmd reg B\ncmd limit')), '--max-symbols', '1'],
        '',
        /Raise --max-symbols/,
      ],
    ];
    await Promise.all(
      cases.map(async ([args, input, stderr]) => {
        const ended = await runGateway(['replay', ...args], input);
        t.match(ended, { code: 2, signal: null, stderr }, args.join(' '));
      }),
    );
  });
});
