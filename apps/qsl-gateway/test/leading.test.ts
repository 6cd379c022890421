/**
 * Threads that all share one CPU, of which so one at a time waits for connections: it must have passed that on before
 * anything keeps it, whatever peers do. Each connection here would otherwise be the last that is served.
 */
import { getCpuAffinity, platform } from '@qsl/posix';
import t, { type Test } from 'tap';
import { heartbeatAcks, heartbeats, newOrder } from './frames.ts';
import { type RunningGateway, startGateway } from './harness.ts';
import { Peer } from './peer.ts';

const skip = platform !== 'linux' && 'pinning threads needs Linux';

/** What a peer may do for as long as it likes. */
const HABITS: Record<string, (peer: Peer, witness: Peer) => void> = {
  'says nothing': () => {},
  'stops within a frame': (peer) => peer.send(heartbeats(1).subarray(0, 20)),
  'goes silent after its first frame': (peer) => peer.roundTrip(),
  'goes on sending and does not read': (peer, witness) => {
    const stream = heartbeats(10_000);
    for (let quiet = 0; quiet < 20; quiet++) {
      for (let sent = -1, at = 0; sent !== 0; at = (at + sent) % stream.length) {
        sent = peer.sendSome(stream.subarray(at));
        if (sent > 0) quiet = 0;
      }
      witness.roundTrip();
    }
  },
  'keeps its side open after its last frame was wrong': (peer) => {
    peer.send(Buffer.alloc(16, 0xff));
    peer.receiveToEnd();
  },
};

function gatewayOnOneCpu(t: Test): Promise<RunningGateway> {
  return startGateway(t, { transport: 'threaded', args: ['--cpu', String(getCpuAffinity()[0])] });
}

t.test('no peer keeps others from being served', { skip }, async (t) => {
  const gateway = await gatewayOnOneCpu(t);
  const witness = Peer.connect(t, gateway);
  for (const [habit, indulge] of Object.entries(HABITS)) {
    indulge(Peer.connect(t, gateway), witness);
    Peer.connect(t, gateway).roundTrip();
    t.pass(`one that ${habit}`);
  }
  await gateway.stop();
});

t.test('short sessions, many at once, are all served', { skip }, async (t) => {
  const gateway = await gatewayOnOneCpu(t);
  const [rounds, atOnce] = [20, 16];
  let answered = 0;
  for (let round = 0; round < rounds; round++) {
    const peers = Array.from({ length: atOnce }, () => Peer.connect(t, gateway));
    for (const [i, peer] of peers.entries()) {
      peer.send(Buffer.concat([heartbeats(1, i), newOrder({ id: BigInt(round * atOnce + i) })]), i % 2 ? [10] : []);
      peer.halfClose();
    }
    for (const [i, peer] of peers.entries()) {
      if (peer.receiveToEnd().subarray(0, 24).equals(heartbeatAcks(1, i))) answered++;
      peer.close();
    }
  }
  t.equal(answered, rounds * atOnce);
  t.match(await gateway.stop(), { stats: { accepted: answered, closed: { peer: answered }, orders: answered } });
});
