/** More connections than there may be: by --max-connections, and by the descriptors of the process. */
import { clockTicksPerSecond } from '@qsl/posix';
import { readStat } from '@qsl/procfs';
import t from 'tap';
import { heartbeatAcks, heartbeats } from './frames.ts';
import { startGateway, transports } from './harness.ts';
import { PATIENCE_MS, Peer, readable } from './peer.ts';

const STORM = 120;
const DESCRIPTORS = 64;
/** So long without another answer, and the gateway has taken all that it can. */
const QUIET_MS = 500;

/** Whether a new connection is served; if not, it was closed at once. */
function isServed(peer: Peer): boolean {
  try {
    peer.roundTrip();
    return true;
  } catch {
    peer.close(); // many of them may be tried
    return false;
  }
}

function cpuMs(pid: number): number {
  const { userTicks, systemTicks } = readStat({ pid });
  return ((userTicks + systemTicks) * 1000) / clockTicksPerSecond();
}

for (const transport of transports) {
  t.test(`${transport}: --max-connections closes what is beyond it at once, and counts it`, async (t) => {
    const gateway = await startGateway(t, { transport, args: ['--max-connections', '3'] });
    const served = Array.from({ length: 3 }, () => Peer.connect(t, gateway));
    for (const peer of served) peer.roundTrip();
    for (let i = 0; i < 20; i++) t.equal(Peer.connect(t, gateway).receiveToEnd().length, 0, 'shed');
    for (const peer of served) peer.roundTrip();

    served[0]!.halfClose();
    t.equal(served[0]!.receiveToEnd().length, 0);
    const endsAt = performance.now() + PATIENCE_MS;
    let tries = 1;
    for (; !isServed(Peer.connect(t, gateway)); tries++) {
      if (performance.now() > endsAt) throw new Error(`a place that is free again was given to none of ${tries}`);
    }

    const { stats } = await gateway.stop();
    t.equal(stats.accepted, 4);
    t.equal(stats.shed, 20 + tries - 1);
    t.equal(stats.highWater.connections, 3);
  });

  t.test(`${transport}: a storm that takes the last descriptor is survived`, async (t) => {
    const wrapper = ['sh', '-c', `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`];
    const gateway = await startGateway(t, { transport, wrapper });
    const waiting = new Set(Array.from({ length: STORM }, () => Peer.connect(t, gateway)));
    for (const peer of waiting) peer.send(heartbeats(1));
    const served: Peer[] = [];
    const takeAnswers = (timeoutMs: number) => {
      const answered = readable([...waiting], timeoutMs);
      for (const peer of answered) {
        if (!peer.receive(24).equals(heartbeatAcks(1))) t.fail('a wrong answer');
        waiting.delete(peer);
        served.push(peer);
      }
      return answered.length > 0;
    };

    while (takeAnswers(served.length === 0 ? PATIENCE_MS : QUIET_MS));
    t.ok(served.length > 0 && waiting.size > 0, `${served.length} are served, ${waiting.size} wait`);
    for (const peer of served) peer.roundTrip();

    // Threads that it has begun to start may still be at it.
    const shares: number[] = [];
    do {
      const [cpuBefore, before] = [cpuMs(gateway.pid), performance.now()];
      served[0]!.endsWithin(QUIET_MS);
      shares.push((cpuMs(gateway.pid) - cpuBefore) / (performance.now() - before));
    } while (shares.at(-1)! >= 0.5 && shares.length * QUIET_MS < PATIENCE_MS);
    const percent = shares.map((share) => (share * 100).toFixed(0));
    t.ok(shares.at(-1)! < 0.5, `it comes to rest, and waits for descriptors: ${percent} % of a processor`);

    while (waiting.size > 0) {
      served.pop()?.close();
      const isLast = served.length === 0;
      if (!takeAnswers(isLast ? PATIENCE_MS : 0) && isLast) throw new Error(`${waiting.size} were never served`);
    }
    t.pass('as descriptors came free, all others were served');
    for (const peer of served) peer.roundTrip();
    const { stats } = await gateway.stop();
    t.equal(stats.accepted, STORM);
    if (transport === 'epoll') t.ok(stats.acceptBackoffs >= 1, 'accepting paused');
  });
}
