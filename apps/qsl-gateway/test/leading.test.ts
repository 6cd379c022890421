/**
 * Threads that all share one CPU, of which so one at a time waits for connections: it must have passed that on before
 * anything keeps it, whatever peers do. Each connection here would otherwise be the last that is served.
 */
import {
  diagnoseTcpSockets,
  getCpuAffinity,
  os,
  PosixError,
  platform,
  setIntOption,
  withForeignDescriptor,
} from '@qsl/posix';
import { readSocketDescriptors } from '@qsl/procfs';
import t, { type Test } from 'tap';
import { heartbeatAcks, heartbeats, newOrder, Side } from './frames.ts';
import { type RunningGateway, startGateway } from './harness.ts';
import { Peer } from './peer.ts';

const skip = platform !== 'linux' && 'pinning threads needs Linux';
/** Of include/net/tcp_states.h. */
const LISTENING = 10;

function gatewayOnOneCpu(t: Test): Promise<RunningGateway> {
  return startGateway(t, { transport: 'threaded', args: ['--cpu', String(getCpuAffinity()[0])] });
}

/** What a peer may do for as long as it likes. */
const HABITS: Record<string, (peer: Peer) => void> = {
  'says nothing': () => {},
  'stops within a frame': (peer) => peer.send(heartbeats(1).subarray(0, 20)),
  'goes silent after its first frame': (peer) => peer.roundTrip(),
};

t.test('no peer that goes silent keeps others from being served', { skip }, async (t) => {
  const gateway = await gatewayOnOneCpu(t);
  for (const [habit, indulge] of Object.entries(HABITS)) {
    indulge(Peer.connect(t, gateway));
    Peer.connect(t, gateway).roundTrip();
    t.pass(`one that ${habit}`);
  }
  await gateway.stop();
});

t.test('nor does one that does not read what its first requests are answered with', { skip }, async (t) => {
  const gateway = await gatewayOnOneCpu(t);
  try {
    shrinkSendBuffers(gateway);
  } catch (error) {
    // A container may forbid it, even to root.
    if (!(error instanceof PosixError)) throw error;
    return void t.plan(0, `the gateway's sockets cannot be reached: ${error.message}`);
  }
  // Stopped, so that it finds as many requests at once as it reads at a time: their answers are half as much again.
  process.kill(gateway.pid, 'SIGSTOP');
  const peer = Peer.connect(t, gateway);
  t.ok(peer.sendSome(crossingOrders(4000)) > 64 * 1024);
  process.kill(gateway.pid, 'SIGCONT');
  for (let i = 0; i < 3; i++) Peer.connect(t, gateway).roundTrip();
  t.ok(peer.receive(32).length, 'its answers come when it reads');
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

function crossingOrders(count: number): Buffer {
  const side = (i: number) => (i % 2 === 0 ? Side.Buy : Side.Sell);
  return Buffer.concat(Array.from({ length: count }, (_, i) => newOrder({ id: BigInt(i), side: side(i) })));
}

/** Gives the connections to come the smallest send buffer that the kernel has: they inherit the listener's. */
function shrinkSendBuffers({ pid, port }: RunningGateway): void {
  const [listener] = diagnoseTcpSockets({ family: 4, localPort: port, states: 1 << LISTENING });
  const { fd } = readSocketDescriptors({ pid }).find(({ inode }) => inode === listener!.inode)!;
  withForeignDescriptor({ pid, fd }, (ours) => setIntOption(ours, os.SOL_SOCKET, os.SO_SNDBUF, 1));
}
