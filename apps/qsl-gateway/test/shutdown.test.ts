/** Ends by signal: what was sent is answered, everybody gets the end of the stream, and the process goes, whatever blocks it. */
import { bindTcp, type Endpoint, raw } from '@qsl/posix';
import t from 'tap';
import { PATIENCE_MS as SILENT_PATIENCE_MS } from '../src/transports/threaded/deferred-accept.ts';
import { heartbeatAcks, heartbeats } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { PATIENCE_MS, Peer, type Teardown } from './peer.ts';

const MORE_THAN_BUFFERS_HOLD = 256 * 2 ** 20;

/** A peer that sends until nothing moves, and reads nothing: the gateway cannot get rid of its answers. */
function stuckPeer(t: Teardown, gateway: Endpoint): { peer: Peer; sentBytes: number; witnessBytes: number } {
  const peer = Peer.connect(t, gateway);
  const witness = Peer.connect(t, gateway);
  let [sentBytes, witnessBytes] = [0, 0];
  for (let quiet = 0; quiet < 50; quiet++) {
    for (let sent = -1; sent !== 0; sentBytes += sent) {
      const stream = heartbeats(10_000, Math.floor(sentBytes / 24)).subarray(sentBytes % 24);
      sent = peer.sendSome(stream);
      if (sent > 0) quiet = 0;
      if (sentBytes > MORE_THAN_BUFFERS_HOLD) throw new Error(`${sentBytes} bytes were taken, and no answer was read`);
    }
    witness.roundTrip();
    witnessBytes += 24;
  }
  witness.close();
  return { peer, sentBytes, witnessBytes };
}

/** Whether `bytes` are the answers to the first heartbeats, in whole frames. */
function areAnswers(bytes: Buffer): boolean {
  return bytes.length % 24 === 0 && bytes.equals(heartbeatAcks(bytes.length / 24));
}

for (const transport of transports) {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    t.test(`${transport}: ${signal} with live connections`, async (t) => {
      const gateway = await startGateway(t, { transport });
      const [idle, halfway, busy] = [1, 2, 3].map(() => Peer.connect(t, gateway));
      for (const peer of [idle!, halfway!, busy!]) peer.roundTrip();
      halfway!.send(heartbeats(2).subarray(0, 30));
      busy!.send(heartbeats(2000));
      const stopped = gateway.stop(signal);
      t.ok(busy!.receiveToEnd().equals(heartbeatAcks(2000)), 'what was sent before is answered');
      t.same(halfway!.receiveToEnd(), heartbeatAcks(1), 'the whole frame too');
      t.equal(idle!.receiveToEnd().length, 0);
      for (const peer of [idle!, halfway!, busy!]) peer.close();
      const { stdout, stats } = await stopped;
      t.match(stdout, /^qsl-gateway stopped: 3 connections, 2004 frames, 0 orders, 0 fills, 0 rejects$/m);
      t.equal(stats.closed.shutdown, 3);
    });
  }

  t.test(
    `${transport}: peers that keep their side open are not waited for, and further signals change nothing`,
    async (t) => {
      const gateway = await startGateway(t, { transport });
      for (const peer of [1, 2, 3].map(() => Peer.connect(t, gateway))) peer.roundTrip();
      const stopped = gateway.stop();
      let signals = 0;
      const again = setInterval(() => process.kill(gateway.pid, ++signals % 2 === 0 ? 'SIGTERM' : 'SIGINT'), 1);
      gateway.ended.then(() => clearInterval(again));
      t.match(await stopped, { stats: { closed: { shutdown: 3 } } });
      t.ok(signals > 0);
    },
  );

  t.test(`${transport}: nor are those that do not read their answers`, async (t) => {
    const gateway = await startGateway(t, { transport });
    stuckPeer(t, gateway);
    const { closed } = (await gateway.stop()).stats;
    t.equal(closed.shutdown! + closed.peer!, 2);
  });

  t.test(`${transport}: a peer that begins to read when the gateway stops loses nothing`, async (t) => {
    const gateway = await startGateway(t, { transport });
    const { peer, sentBytes, witnessBytes } = stuckPeer(t, gateway);
    const stopped = gateway.stop();
    const answers = peer.receiveToEnd();
    peer.close();
    t.ok(areAnswers(answers), `${answers.length} bytes of answers to ${sentBytes}`);
    const { stats } = await stopped;
    t.equal(answers.length, stats.bytesOut - witnessBytes, 'every answer that was given arrived');
  });

  t.test(`${transport}: a peer that goes on sending gets every answer that was given`, async (t) => {
    const gateway = await startGateway(t, { transport });
    const peer = Peer.connect(t, gateway);
    peer.roundTrip(0);
    const stopped = gateway.stop();
    const endsAt = performance.now() + PATIENCE_MS;
    const answers: Buffer[] = [heartbeatAcks(1)];
    let error: unknown;
    try {
      for (let token = 1; performance.now() < endsAt; token += 100) {
        peer.send(heartbeats(100, token));
        const part = peer.receiveSome();
        if (part === undefined) break;
        answers.push(part);
      }
    } catch (reason) {
      error = reason;
    }
    answers.push(peer.receiveToEnd());
    peer.close();
    const { stats } = await stopped;
    const got = Buffer.concat(answers);
    t.ok(areAnswers(got), `${got.length} bytes; ${error}`);
    t.equal(got.length, stats.bytesOut);
  });

  t.test(`${transport}: the port can be listened on again at once`, async (t) => {
    const { fd, port } = bindTcp({ host: '127.0.0.1', port: 0 }); // keeps it for them
    t.teardown(() => raw.close(fd));
    const first = await startGateway(t, { transport, port });
    const peer = Peer.connect(t, first);
    peer.roundTrip();
    const stopped = first.stop();
    t.equal(peer.receiveToEnd().length, 0);
    peer.close();
    await stopped; // it closed first, so its end of the connection is the one in TIME_WAIT
    const second = await startGateway(t, { transport, port });
    t.equal(second.port, port);
    const next = Peer.connect(t, second);
    next.roundTrip();
    next.close();
    await second.stop();
  });
}

t.test('threaded: peers that connected just before, and have said nothing, get the end of the stream', async (t) => {
  const gateway = await startGateway(t, { transport: 'threaded' });
  const peers = [1, 2, 3].map(() => Peer.connect(t, gateway));
  const [stopped, stoppedAt] = [gateway.stop(), performance.now()];
  for (const peer of peers) {
    try {
      t.equal(peer.receiveToEnd().length, 0);
    } catch (error) {
      // Where the machine stalls they are not waited for.
      t.ok(performance.now() - stoppedAt >= SILENT_PATIENCE_MS, String(error));
    }
    peer.close();
  }
  t.match(await stopped, { stats: { frames: 0 } });
});

t.test('threaded: while the silent are let in, nobody is served any more', async (t) => {
  // In one of three tries the kernel has to let a silent peer wait for half a second, as it does unless the machine stalls.
  const outcomes: string[] = [];
  for (let attempt = 0; attempt < 3 && !outcomes.includes('first'); attempt++) {
    const gateway = await startGateway(t, { transport: 'threaded' });
    const trading = Peer.connect(t, gateway);
    trading.roundTrip();
    const silent = Peer.connect(t, gateway);
    const stopped = gateway.stop();
    t.equal(trading.receiveToEnd().length, 0);
    trading.close();
    outcomes.push(silent.endsWithin(500) ? 'at the same time' : 'first');
    silent.close();
    await stopped;
  }
  t.ok(outcomes.includes('first'), `whoever was served got the end of the stream ${outcomes}`);
});
