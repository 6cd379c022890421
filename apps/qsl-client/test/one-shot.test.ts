/** `qsl-client` as a process: over a real gateway, and over servers that are none. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { behaviours } from './support/behaviours.ts';
import { type ClientRun, runClient } from './support/client.ts';
import { startGateway } from './support/gateway.ts';

/** Serves one behaviour on a free port. */
async function serve(t: Test, behaviour: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => {}));
    behaviour(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return String((server.address() as { port: number }).port);
}

t.test('a real gateway answers, and the answers are printed', async (t) => {
  const { port } = await startGateway(t);
  const steps: [string[], string][] = [
    [[], '  Ack order=1 seq=1\n  HeartbeatAck token=42\n'],
    [[], '  Reject order=1 reason=DuplicateOrderId\n  HeartbeatAck token=42\n'],
    [
      ['--id', '2', '--side', 'sell', '--price', '99', '--quantity', '7', '--token', '7'],
      '  Ack order=2 seq=2\n  Fill taker=2 maker=1 price=100 qty=5\n  HeartbeatAck token=7\n',
    ],
    [['--id', '2', '--cancel', '--no-heartbeat'], '  Ack order=2 seq=4\n'],
    [
      ['--symbol', '9', '--count', '2', '--no-heartbeat'],
      '  Reject order=1 reason=UnknownSymbol\n  Reject order=2 reason=UnknownSymbol\n',
    ],
    [['--price', '-1', '--no-heartbeat'], '  Reject order=1 reason=InvalidPrice\n'],
    [
      ['--id', '18446744073709551615', '--type', 'market', '--tif', 'ioc', '--no-heartbeat'],
      '  Ack order=18446744073709551615 seq=5\n',
    ],
    [['--no-order', '--token', '18446744073709551615'], '  HeartbeatAck token=18446744073709551615\n'],
  ];
  for (const [args, replies] of steps) {
    t.strictSame(await runClient(String(port), ...args), { status: 0, stdout: `responses:\n${replies}`, stderr: '' });
  }
});

const shared = await startGateway(t, '--epoll');

t.test('--json is one document', async (t) => {
  const { port } = shared;
  const { status, stdout } = await runClient(String(port), '--json');
  t.equal(status, 0);
  t.match(JSON.parse(stdout), {
    schema: 'qsl-client-exchange/1',
    ok: true,
    gateway: { host: '127.0.0.1', port },
    sent: { orders: 1, cancels: 0, heartbeats: 1 },
    replies: [
      { type: 'Ack', order: '1', seq: '1' },
      { type: 'HeartbeatAck', token: '42' },
    ],
  });
});

t.test('a hundred thousand orders in one session are all answered', async (t) => {
  const { status, stdout } = await runClient(String(shared.port), '--count', '100000', '--symbol', '1', '--tif', 'ioc');
  t.equal(status, 0);
  t.equal(stdout.match(/^ {2}Ack order=\d+ seq=\d+$/gm)?.length, 100_000);
  t.match(stdout, /\n {2}Ack order=100000 seq=\d+\n {2}HeartbeatAck token=42\n$/);
});

t.test('a server that is no gateway is found out', async (t) => {
  const quick = ['--timeout', '1s'];
  const cases: [string, (socket: Socket) => unknown, Partial<Record<keyof ClientRun, unknown>>, string[]?][] = [
    [
      'closes at once',
      behaviours.closesAtOnce,
      { stdout: '', stderr: /closed the connection after 0 of 2 answers|broke the connection/ },
    ],
    [
      'resets',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      { stderr: /broke the connection: .*ECONNRESET/ },
    ],
    ['sends garbage', behaviours.speaksHttp, { stdout: '', stderr: /what came is no frame \(UnsupportedVersion\)/ }],
    ['sends half a frame', behaviours.sendsHalfAFrame, { stderr: /after 0 of 2 answers, in the middle of a reply/ }],
    ['never answers', behaviours.neverAnswers, { stderr: /sent nothing for 1000 ms\nIf it is only slow/ }, quick],
    [
      'answers in part',
      behaviours.ignoresHeartbeats,
      { stdout: 'responses:\n  Ack order=1 seq=1\n', stderr: /after 1 of 2 answers/ },
    ],
    [
      'answers twice',
      behaviours.acksTwice,
      { stdout: 'responses:\n  Ack order=1 seq=1\n', stderr: /unexpected Ack orderId=1/ },
    ],
    ['answers another', behaviours.acksAnother, { stdout: '', stderr: /unexpected Ack orderId=2 .*order 1 was due/ }],
    ['goes on talking', behaviours.saysTooMuch, { stderr: /unexpected HeartbeatAck/ }],
    [
      'never reads',
      (socket) => socket.pause(),
      { stderr: /sent nothing for 1000 ms/ },
      [...quick, '--count', '100000'],
    ],
  ];
  await Promise.all(
    cases.map(async ([name, behaviour, expected, args = []]) => {
      t.match(await runClient(await serve(t, behaviour), ...args), { status: 1, ...expected }, name);
    }),
  );
});

t.test('a failed exchange is a document too', async (t) => {
  const { status, stdout, stderr } = await runClient(await serve(t, behaviours.ignoresHeartbeats), '--json');
  t.equal(status, 1);
  t.match(stderr, /after 1 of 2 answers/);
  t.match(JSON.parse(stdout), { ok: false, failure: { code: 'CLOSED_EARLY' }, replies: [{ type: 'Ack', order: '1' }] });
});

t.test('nobody listens', async (t) => {
  const remedy = 'Is qsl-gateway running there, on this port?\n';
  const stderr = `qsl-client: connect ECONNREFUSED 127.0.0.1:1\n${remedy}`;
  t.strictSame(await runClient('1'), { status: 1, stdout: '', stderr });
});

t.test('a command line that is not exactly right is exit status 2', async (t) => {
  const cases: [string[], RegExp][] = [
    [['x'], /port: "x" is not a port/],
    [['0'], /port: "0" is not a port to send to/],
    [['--side', 'long'], /--side: "long" is not one of: buy, sell/],
    [['--price', '1.5'], /--price: "1.5" is not/],
    [['--cancel', '--tif', 'ioc'], /--tif has no meaning with --cancel/],
    [['--host', 'example.org'], /--host: "example.org" is not a numeric/],
    [['--nonsense'], /unknown argument: --nonsense/],
  ];
  const runs = await Promise.all(cases.map(([args]) => runClient(...args)));
  for (const [i, [args, message]] of cases.entries()) {
    t.match(runs[i], { status: 2, stdout: '', stderr: message }, args.join(' '));
  }
});
