/** --md-port: what a gateway sends about its orders, as a socket that shares nothing with it receives it. */
import { join } from 'node:path';
import { TimeInForce as EngineTimeInForce, Side } from '@qsl/matching-engine';
import { orderFlow } from '@qsl/order-flow';
import { deadUdpPort } from '@qsl/posix/testing';
import { decodeMessage, MessageType } from '@qsl/wire-protocol';
import t from 'tap';
import { ExpectedFeed, requestOf, type WireCommand } from './expected-feed.ts';
import { FeedCapture } from './feed-capture.ts';
import { decodeAll, heartbeats } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';

const SYMBOLS = ['A', 'B', 'C'];
const hex = (datagrams: readonly Buffer[]) => datagrams.map((datagram) => datagram.toString('hex'));

/** Sends the requests and a heartbeat, and reads the answers up to the heartbeat's: all of them have been applied then. */
function answered(peers: readonly Peer[], requests: readonly Buffer[]): ReturnType<typeof decodeAll>[] {
  for (const [i, peer] of peers.entries()) peer.send(Buffer.concat([requests[i]!, heartbeats(1)]));
  return peers.map((peer) => {
    let bytes = Buffer.alloc(0);
    const isWhole = () => bytes.length >= 24 && bytes.readUInt32BE(bytes.length - 24) === (6 << 16) + 1;
    while (!isWhole()) {
      const part = peer.receiveSome();
      if (part === undefined)
        throw new Error(`end of stream after ${bytes.length} bytes, before the heartbeat's answer`);
      bytes = Buffer.concat([bytes, part]);
    }
    return decodeAll(bytes);
  });
}

/** Limits that all want the same few prices: most of them trade, or move the top. */
function contested(connection: number, round: number): WireCommand[] {
  return Array.from({ length: 24 }, (_, i) => ({
    kind: 'limit',
    symbol: 0,
    id: connection * 1_000_000 + round * 100 + i + 1,
    side: (connection + i) % 2 === 0 ? Side.Buy : Side.Sell,
    price: 100 + ((i * 7 + connection) % 4),
    quantity: 1 + (i % 2),
    timeInForce: EngineTimeInForce.GoodTillCancel,
  }));
}

for (const transport of transports) {
  t.test(`${transport}: the datagrams are those of the library for the same commands`, async (t) => {
    const capture = await FeedCapture.open(t);
    const args = ['--symbols', SYMBOLS.join(','), '--md-port', String(capture.port)];
    const gateway = await startGateway(t, { transport, args });
    const peer = Peer.connect(t, gateway);
    const expected = new ExpectedFeed(SYMBOLS.length);
    const commands = [...orderFlow({ seed: 42n, symbols: SYMBOLS.length, orders: 2000 })].filter(
      (command): command is WireCommand => command.kind !== 'register' && command.kind !== 'modify',
    );
    let published = 0;
    let ended: ReturnType<typeof gateway.stop> | undefined;
    for (let from = 0; from < commands.length; from += 200) {
      const batch = commands.slice(from, from + 200);
      answered([peer], [Buffer.concat(batch.map(requestOf))]);
      if (from + 200 >= commands.length) ended = gateway.stop(); // what has been published is sent all the same
      for (const command of batch) expected.apply(command);
      const datagrams = expected.take();
      t.same(hex(await capture.take(datagrams.length)), hex(datagrams), `commands from ${from} on`);
      published += datagrams.length;
    }
    peer.close();
    const { stats, stdout } = await ended!;
    t.ok(published > 1000);
    t.same(stats.marketData, { published, sent: published, dropped: 0, failed: 0 });
    t.match(stdout, `market data goes to 127.0.0.1:${capture.port}\n`);
    t.match(stdout, `; ${published} market data messages, ${published} sent, 0 dropped, 0 failed\n`);
    t.same(await capture.rest(), [], 'and nothing else');
  });

  t.test(`${transport}: connections at once make one feed, in the order of the engine`, async (t) => {
    const capture = await FeedCapture.open(t);
    const gateway = await startGateway(t, { transport, args: ['--md-port', String(capture.port)] });
    const peers = Array.from({ length: 6 }, () => Peer.connect(t, gateway));
    const expected = new ExpectedFeed(2);
    let published = 0n;
    let previous = 0n;
    for (let round = 0; round < 15; round++) {
      const commands = peers.map((_, connection) => contested(connection, round));
      const byId = new Map(commands.flat().map((command) => [BigInt(command.id), command]));
      const replies = answered(
        peers,
        commands.map((list) => Buffer.concat(list.map(requestOf))),
      ).flat();
      const acks = replies.flatMap((reply) => ('engineSequence' in reply && 'orderId' in reply ? [reply] : []));
      t.equal(acks.length, byId.size, 'all were taken');
      for (const ack of acks.toSorted((a, b) => (a.engineSequence < b.engineSequence ? -1 : 1))) {
        if (ack.engineSequence <= previous) t.fail('an engine sequence that does not rise');
        previous = ack.engineSequence;
        expected.apply(byId.get(ack.orderId)!);
      }
      const datagrams = expected.take();
      const received = await capture.take(datagrams.length);
      t.same(hex(received), hex(datagrams), `round ${round}`);
      for (const datagram of received)
        if (datagram.readBigUInt64BE(8) !== ++published) t.fail(`no md_seq ${published}`);
    }
    for (const peer of peers) peer.close();
    const { marketData } = (await gateway.stop()).stats;
    t.match(marketData, { published: Number(published), sent: Number(published), dropped: 0 });
  });

  t.test(`${transport}: the first change of a recovered book is published, to empty included`, async (t) => {
    const capture = await FeedCapture.open(t);
    const args = ['--journal', join(t.testdir(), 'journal'), '--durability', 'none'];
    const [bid] = contested(0, 0);
    const before = await startGateway(t, { transport, args });
    const trader = Peer.connect(t, before);
    answered([trader], [requestOf(bid!)]);
    trader.close();
    await before.stop();
    const gateway = await startGateway(t, { transport, args: [...args, '--md-port', String(capture.port)] });
    const peer = Peer.connect(t, gateway);
    answered([peer], [requestOf({ kind: 'cancel', symbol: 0, id: bid!.id })]);
    peer.close();
    const { marketData } = (await gateway.stop()).stats;
    t.match(marketData, { published: 1, sent: 1 });
    const messages = (await capture.rest()).map((datagram) => decodeMessage(datagram));
    t.match(messages, [
      { ok: true, message: { type: MessageType.MdTopOfBook, symbol: 0, sequence: 1n, bid: null, ask: null } },
    ]);
  });

  t.test(`${transport}: where nobody listens, that is counted, and orders are served`, async (t) => {
    const gateway = await startGateway(t, { transport, args: ['--md-port', String(deadUdpPort(t))] });
    const peer = Peer.connect(t, gateway);
    const [first, , better] = contested(0, 0);
    for (const bid of [first!, better!]) answered([peer], [requestOf(bid)]);
    peer.close();
    const { marketData } = (await gateway.stop()).stats;
    t.same(marketData, { published: 2, sent: 2, dropped: 0, failed: 2 });
  });
}

t.test('without --md-port nothing is said of market data', async (t) => {
  const gateway = await startGateway(t, { transport: 'threaded' });
  const { stdout, stats } = await gateway.stop();
  t.notMatch(stdout, /market/);
  t.notOk('marketData' in stats);
});
