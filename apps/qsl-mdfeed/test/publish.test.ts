/** `qsl-mdfeed publish` where things are not as they should be, by the clock, and to a group. */
import { deadUdpPort } from '@qsl/posix/testing';
import t from 'tap';
import { capture } from './support/capture.ts';
import { jsonLines, publish, run, startSubscriber } from './support/mdfeed.ts';

const GROUP = '239.255.71.83';

t.test('where nobody listens, every datagram is reported as failed, and the publisher ends well', async (t) => {
  for (const batch of ['1', '64']) {
    const port = deadUdpPort(t);
    const report = await publish(port, '42', '200', '--batch', batch);
    t.match(report, { published: 162, sent: 162, failed: 162, failures: { ECONNREFUSED: 162 } }, `--batch ${batch}`);
    const { status, stdout } = await run('publish', String(port), '42', '200', '--batch', batch);
    t.equal(status, 0);
    t.match(stdout, 'failed sends: 162 (ECONNREFUSED 162)\npublished market data (md_seq up to 162) to ');
  }
});

t.test('a subscriber that leaves early makes the rest fail, and only the rest', async (t) => {
  let failures = 0;
  // However slowly it leaves: each round publishes ten times as long, the last for more than a minute.
  for (const rate of ['20000', '2000', '200', '20']) {
    const subscriber = await startSubscriber(t, '--count', '100', '--json', '--quiet');
    const { published, failed } = await publish(subscriber.port, '42', '2000', '--rate', rate);
    const { summary } = await jsonLines(subscriber);
    t.equal(summary.received, 100);
    t.ok(failed <= published - 100, `${failed} of ${published} failed, at ${rate} a second`);
    failures += failed;
    if (failures > 0) break;
  }
  t.ok(failures > 0);
});

t.test('--rate keeps to its timetable', async (t) => {
  const { port, datagrams } = await capture(t);
  const ratePerSecond = 2000;
  const { published, elapsedMs, lateness, settings } = await publish(port, '7', '200', '--rate', String(ratePerSecond));
  t.equal((await datagrams()).length, published);
  t.equal(settings.ratePerSecond, ratePerSecond);
  t.ok(elapsedMs >= ((published - 1) / ratePerSecond) * 1000, 'no message before its time');
  t.ok(lateness!.p50Us <= lateness!.p99Us && lateness!.p99Us <= lateness!.maxUs);
  const { stdout } = await run('publish', String(port), '7', '50', '--rate', '100000');
  t.match(stdout, /^late by p50 [\d.]+ us, p99 [\d.]+ us, max [\d.]+ us$/m);
});

t.test('a multicast group, on the loopback interface', async (t) => {
  const subscriber = await startSubscriber(t, '162', '--group', GROUP, '--interface', '127.0.0.1', '--json');
  const report = await publish(subscriber.port, '42', '200', '--group', GROUP);
  t.match(report, { published: 162, failed: 0, settings: { host: GROUP, interfaceHost: '127.0.0.1' } });
  const { listening, summary } = await jsonLines(subscriber);
  t.match(listening, { host: GROUP, port: subscriber.port });
  t.match(summary, { end: 'count', received: 162, gaps: { count: 0 } });
});

t.test('an interface that is none', async (t) => {
  const where = ['--group', GROUP, '--interface', '192.0.2.1'];
  for (const [command = '', ...rest] of [
    ['publish', '9100'],
    ['subscribe', '0'],
  ]) {
    const { status, stdout, stderr } = await run(command, ...rest, ...where);
    t.strictSame({ status, stdout }, { status: 1, stdout: '' }, command);
    t.match(stderr, /no interface that can do multicast has the address 192\.0\.2\.1/);
  }
});

t.test('a port in use', async (t) => {
  const { port } = await capture(t);
  const { status, stdout, stderr } = await run('subscribe', String(port));
  t.strictSame({ status, stdout }, { status: 1, stdout: '' });
  t.match(stderr, /EADDRINUSE[\s\S]*choose another port/);
});

t.test('bad arguments: usage on stderr, exit status 2', async (t) => {
  const cases: [string[], RegExp][] = [
    [['publish'], /an argument is missing/],
    [['subscribe'], /an argument is missing/],
    [['publish', '0'], /port: "0"/],
    [['publish', '65536'], /port: "65536"/],
    [['publish', 'x'], /port: "x"/],
    [['publish', '9100', '-1'], /seed: "-1" is not a seed/],
    [['publish', '9100', '42', '-7'], /orders: "-7" is not a whole number from/],
    [['publish', '9100', '18446744073709551616'], /seed: "18446744073709551616"/],
    [['publish', '9100', '1.5'], /seed: "1.5"/],
    [['publish', '9100', '42', '2147483648'], /orders: "2147483648"/],
    [['publish', '9100', '42', '200', '1'], /unknown argument: 1/],
    [['publish', '9100', '--rate', '0'], /--rate: "0"/],
    [['publish', '9100', '--batch', '1025'], /--batch: "1025"/],
    [['publish', '9100', '--host', 'localhost'], /--host: "localhost"/],
    [['publish', '9100', '--group', '127.0.0.1'], /--group: "127.0.0.1"/],
    [['publish', '9100', '--interface', '127.0.0.1'], /--interface goes with --group/],
    [['publish', '9100', '--host', '::1', '--group', GROUP], /exclude each other/],
    [['subscribe', '9100', 'x'], /messages: "x"/],
    [['subscribe', '9100', '20', '0'], /rcvbuf: "0"/],
    [['subscribe', '9100', '20', '--count', '20'], /give one of them/],
    [['subscribe', '9100', '--idle-timeout', 'soon'], /--idle-timeout: "soon"/],
    [['publish', '9100', '--quiet'], /unknown argument: --quiet/],
    [['gossip'], /gossip/],
  ];
  const runs = await Promise.all(cases.map(([args]) => run(...args)));
  for (const [i, [args, reason]] of cases.entries()) {
    const { status, stdout, stderr } = runs[i]!;
    t.strictSame({ status, stdout }, { status: 2, stdout: '' }, args.join(' '));
    t.match(stderr, reason);
    t.match(stderr, /^Usage: qsl-mdfeed publish <port>/m);
  }
});

t.test('--help tells both commands, --version the version', async (t) => {
  const { status, stdout } = await run('--help');
  t.equal(status, 0);
  t.match(stdout, /qsl-mdfeed publish <port>[\s\S]*qsl-mdfeed subscribe <port>/);
  t.match(await run('--version'), { status: 0, stdout: /^\d+\.\d+\.\d+\n$/ });
});
