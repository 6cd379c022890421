/** The load driver over a real gateway, as a process: its counts are the gateway's own. */
import t from 'tap';
import { runClient } from './support/client.ts';
import { startGateway } from './support/gateway.ts';

for (const transport of ['threaded', 'epoll']) {
  const flags = transport === 'epoll' ? ['--epoll'] : [];

  t.test(`${transport}: what the driver says it did is what the gateway says was done`, async (t) => {
    const gateway = await startGateway(t, ...flags);
    const load = (...args: string[]) => runClient('load', String(gateway.port), '--json', ...args);
    const runs = [
      await load('--connections', '5', '--depth', '9', '--orders', '20000', '--warmup', '20ms'),
      await load('--connections', '3', '--duration', '50ms', '--warmup', '0', '--spin'),
      await load('--connections', '2', '--rate', '5000', '--orders', '1000', '--warmup', '100ms'),
      await load('--churn', '--connections', '4', '--orders', '100'),
      await load('--churn', '--rate', '500', '--orders', '50'),
    ];
    const stats = await gateway.stop();
    for (const { status, stderr } of runs) t.equal(status, 0, stderr);
    const reports = runs.map(({ stdout }) => JSON.parse(stdout));
    const sum = (value: (report: (typeof reports)[0]) => number) => reports.map(value).reduce((a, b) => a + b, 0);

    t.ok(reports.every(({ ok }) => ok));
    t.strictSame(
      reports.map(({ orders }) => orders.rejected),
      [0, 0, 0, 0, 0],
    );
    t.strictSame(
      reports.map(({ orders, latency }) => orders.answered === latency.count),
      [true, true, true, true, true],
    );
    t.equal(
      stats.orders,
      sum(({ orders, warmup }) => orders.sent + (warmup?.orders ?? 0)),
    );
    t.equal(stats.accepted, 5 + 3 + 2 + 100 + 50);
    t.equal(stats.heartbeats, 2 * 5 + 3 + 2 * 2 + 100 + 50);
    t.match(reports[0].orders, { sent: 20000, acked: 20000 });
    t.match(reports[2].orders, { sent: 1000, acked: 1000 });
    t.match(reports[3].connections, { begun: 100, completed: 100, failed: {} });
    // Of all orders a half are buys and are taken by the other half; a connection can be one buy ahead when it ends.
    t.ok(stats.restingOrders <= 5 + 3 + 2 + 1 + 1, `the book stays small: ${stats.restingOrders}`);
    t.equal(stats.fills * 2 + stats.restingOrders, stats.orders);
  });
}

t.test('people get text, and rejects are counted by reason', async (t) => {
  const gateway = await startGateway(t, '--epoll', '--symbols', 'A');
  const { port } = gateway;
  const { status, stdout } = await runClient(
    'load',
    String(port),
    '--orders',
    '1000',
    '--warmup',
    '0',
    '--connections',
    '1',
  );
  t.equal(status, 0);
  t.match(
    stdout,
    new RegExp(`^load on 127.0.0.1:${port}: 1 connections?, 64 orders deep, closed loop\n  latency µs   p50 `),
  );
  t.match(
    stdout,
    '  orders       1,000 sent, 500 acked, 500 rejected\n  rejects      UnknownSymbol 500\n  fills        250\n',
  );
});

t.test('a thousand connections', async (t) => {
  const gateway = await startGateway(t, '--epoll');
  const args = ['--connections', '1000', '--depth', '4', '--orders', '50000', '--warmup', '0', '--json'];
  const { status, stdout, stderr } = await runClient('load', String(gateway.port), ...args);
  t.equal(status, 0, stderr);
  t.match(JSON.parse(stdout), { ok: true, orders: { acked: 50000 } });
  t.equal((await gateway.stop()).accepted, 1000);
});

t.test('what cannot be is refused with exit status 2, before anything is sent', async (t) => {
  const cases: [string[], RegExp][] = [
    [['--connections', '0'], /--connections: "0" is not a whole number from 1/],
    [['--connections', '1000000'], /1000000 connections need 1000064 descriptors.*\n.*ulimit/],
    [['--churn', '--depth', '2'], /--depth has no meaning with --churn/],
    [['--orders', '5', '--duration', '1s'], /--orders and --duration both say when to end/],
    [['--cpu', '8000'], /--cpu: 8000 is no CPU/],
    [['--host', 'localhost'], /--host: "localhost" is not a numeric/],
  ];
  const runs = await Promise.all(cases.map(([args]) => runClient('load', '1', ...args)));
  for (const [i, [args, message]] of cases.entries()) {
    t.match(runs[i], { status: 2, stdout: '', stderr: message }, args.join(' '));
  }
});

t.test('a failed load is exit status 1, a message, and with --json a document all the same', async (t) => {
  const text = await runClient('load', '1');
  t.match(text, { status: 1, stdout: '', stderr: /^qsl-client: connect 127\.0\.0\.1:1: .*\nIs qsl-gateway running/ });
  const json = await runClient('load', '1', '--json');
  t.equal(json.status, 1);
  t.match(JSON.parse(json.stdout), { schema: 'qsl-client-load/1', ok: false, failure: { code: 'CONNECT_FAILED' } });
});
