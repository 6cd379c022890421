/** What --metrics says of a live gateway is what was sent to it, in the format that Prometheus reads. */
import { join } from 'node:path';
import { AckFrame, FillFrame, RejectFrame } from '@qsl/wire-protocol';
import t, { type Test } from 'tap';
import { cancelOrder, newOrder, Side } from './frames.ts';
import { type RunningGateway, runGateway, startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';
import { parsePrometheusText, type Samples } from './prometheus-text.ts';

const URL_LINE = /^qsl-gateway metrics on (http:\/\/127\.0\.0\.1:\d+)\/metrics$/m;

async function scrape(url: string): Promise<Samples> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return parsePrometheusText(text);
}

/** A value of the gateway's own. */
const of = (samples: Samples, name: string) => samples.get(`qsl_gateway_${name}`);

const ACCEPTED = 20;
const UNKNOWN = 3;

/** Orders that rest, one that fills two of them, rejects of two kinds, a cancel and heartbeats. */
function traffic(t: Test, gateway: RunningGateway): Peer[] {
  const peers = [Peer.connect(t, gateway), Peer.connect(t, gateway)];
  const [peer] = peers as [Peer, Peer];
  const resting = Array.from({ length: ACCEPTED }, (_, i) => newOrder({ id: BigInt(i), quantity: 2 }));
  const unknown = Array.from({ length: UNKNOWN }, () => newOrder({ id: 99n, symbol: 7 }));
  const rest = [newOrder({ id: 50n, side: Side.Sell, quantity: 4 }), cancelOrder({ id: 5n }), cancelOrder({ id: 5n })];
  peer.send(Buffer.concat([...resting, ...unknown, ...rest]));
  const acks = ACCEPTED + 2;
  peer.receive(acks * AckFrame.frameSize + 2 * FillFrame.frameSize + (UNKNOWN + 1) * RejectFrame.frameSize);
  for (const each of peers) each.roundTrip();
  if (Peer.connect(t, gateway).receiveToEnd().length > 0) t.fail('a connection beyond the cap');
  return peers;
}

for (const transport of transports) {
  t.test(`${transport}: a scrape tells what was sent`, async (t) => {
    const args = ['--metrics', '0', '--max-connections', '2', '--journal', join(t.testdir(), 'journal')];
    const gateway = await startGateway(t, { transport, args });
    const url = await gateway.printed(URL_LINE);
    const before = await scrape(url);
    t.equal(of(before, 'orders_total'), 0);
    traffic(t, gateway);
    const after = await scrape(url);
    const frames = ACCEPTED + UNKNOWN + 3 + 2;
    const due: Record<string, number> = {
      'connections{state="open"}': 2,
      'connections{state="draining"}': 0,
      connections_accepted_total: 2,
      connections_shed_total: 1,
      'connections_closed_total{cause="peer"}': 0,
      connections_high_water: 2,
      frames_total: frames,
      orders_total: ACCEPTED + UNKNOWN + 1,
      cancels_total: 2,
      heartbeats_total: 2,
      fills_total: 2,
      'rejects_total{reason="UnknownSymbol"}': UNKNOWN,
      'rejects_total{reason="UnknownOrder"}': 1,
      'rejects_total{reason="InvalidPrice"}': 0,
      resting_orders: ACCEPTED - 3,
      received_bytes_total: (ACCEPTED + UNKNOWN + 1) * 43 + 2 * 28 + 2 * 24,
      replied_bytes_total:
        (ACCEPTED + 2) * AckFrame.frameSize + 2 * FillFrame.frameSize + (UNKNOWN + 1) * RejectFrame.frameSize + 2 * 24,
      journal_commands_total: ACCEPTED + 2,
      journal_bytes_total: (ACCEPTED + 1) * 40 + 28,
    };
    t.same(Object.fromEntries(Object.keys(due).map((name) => [name, of(after, name)])), due);
    const commits = of(after, 'journal_commit_seconds_count')!;
    t.ok(commits >= 1 && commits <= ACCEPTED + 2, `${commits} commits`);
    t.ok(after.has('nodejs_eventloop_lag_seconds') && after.get('process_open_fds')! > 0, 'and of the main thread');
    await gateway.stop();
  });
}

t.test('nothing else is answered, and without --metrics there is nothing', async (t) => {
  const gateway = await startGateway(t, { transport: 'threaded', args: ['--metrics', '0'] });
  const url = await gateway.printed(URL_LINE);
  t.equal((await fetch(url)).status, 404);
  t.equal((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status, 404);
  t.equal(
    [...(await scrape(url)).keys()].some((name) => name.includes('journal')),
    false,
    'no journal, no figures of it',
  );
  const port = url.split(':').at(-1)!;
  t.match(await runGateway(['0', '--metrics', port]), {
    code: 1,
    stderr: /^qsl-gateway: --metrics: .*EADDRINUSE.*\nChoose another port/,
  });
  t.match(await runGateway(['0', '--metrics', '99999']), { code: 2, stderr: /--metrics: "99999" is not a port/ });
  const { stdout } = await gateway.stop();
  t.match(stdout, URL_LINE);
});

t.test('the check of the format finds what is wrong with it', async (t) => {
  const meta = '# HELP a b\n# TYPE a counter\n';
  const wrong: [text: string, message: RegExp][] = [
    [`${meta}a 1`, /line feed/],
    ['a 1\n', /before its HELP/],
    [`${meta}a one\n`, /no sample/],
    [`${meta}a{b=c} 1\n`, /no sample/],
    [`${meta}a 1\na 1\n`, /twice/],
    [`${meta}b 1\n`, /among those of a/],
    [`${meta}a -1\n`, /negative/],
    [`${meta}a 1\n# HELP c d\n# TYPE c gauge\n${meta}a{b="c"} 1\n`, /not together/],
    ['# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n', /do not add up/],
    ['# HELP a b\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_count 2\n', /not the count/],
  ];
  for (const [text, message] of wrong) t.throws(() => parsePrometheusText(text), { message });
});
