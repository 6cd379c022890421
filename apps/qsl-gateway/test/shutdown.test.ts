/** Ends by signal: what was sent is answered, everybody gets the end of the stream, and the process goes, whatever blocks it. */
import t from 'tap';
import { heartbeatAcks, heartbeats } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { Peer } from './peer.ts';
import { StuckPeer } from './stuck-peer.ts';

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
    new StuckPeer(t, gateway);
    const { closed } = (await gateway.stop()).stats;
    t.equal(closed.shutdown! + closed.peer!, 2);
  });

  t.test(
    `${transport}: a peer that reads only when the gateway stops, and goes on sending, loses nothing`,
    async (t) => {
      const gateway = await startGateway(t, { transport });
      const stuck = new StuckPeer(t, gateway);
      const stopped = gateway.stop();
      const answers: Buffer[] = [];
      let mayWrite = true;
      for (let part = stuck.peer.receiveSome(); part !== undefined; part = stuck.peer.receiveSome(16 * 1024)) {
        answers.push(part);
        try {
          if (mayWrite) stuck.sendMore();
        } catch {
          mayWrite = false; // the gateway has gone; what it sent is still to be read
        }
      }
      stuck.peer.close();
      const got = Buffer.concat(answers);
      t.ok(areAnswers(got), `${got.length} bytes`);
      const { stats } = await stopped;
      t.equal(got.length, stats.bytesOut - stuck.witnessBytes, 'every answer that was given arrived');
    },
  );

  t.test(`${transport}: a peer that goes on sending gets every answer that was given`, async (t) => {
    const gateway = await startGateway(t, { transport });
    const peer = Peer.connect(t, gateway);
    peer.roundTrip(0);
    const stopped = gateway.stop();
    const answers: Buffer[] = [heartbeatAcks(1)];
    let error: unknown;
    try {
      for (let token = 1; ; token += 100) {
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
    const first = await startGateway(t, { transport });
    const peer = Peer.connect(t, first);
    peer.roundTrip();
    const stopped = first.stop();
    t.equal(peer.receiveToEnd().length, 0);
    peer.close();
    await stopped; // it closed first, so its end of the connection is the one in TIME_WAIT
    const second = await startGateway(t, { transport, port: first.port });
    t.equal(second.port, first.port);
    const next = Peer.connect(t, second);
    next.roundTrip();
    next.close();
    await second.stop();
  });
}
