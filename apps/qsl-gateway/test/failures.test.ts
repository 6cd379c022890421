/** Early ends: threads that block in system calls must not keep the process. */
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { listening, outcome, spawnGateway, spawnProgram, transports, withPatience } from './harness.ts';
import { Peer } from './peer.ts';

const crashing = fileURLToPath(new URL('fixtures/crashing-gateway.ts', import.meta.url));

for (const transport of transports) {
  const flags = transport === 'epoll' ? ['--epoll'] : [];

  t.test(`${transport}: when a serving thread fails, the gateway ends with status 1 and says why`, async (t) => {
    const child = spawnProgram([process.execPath, '--conditions=@qsl/source', crashing, ...flags]);
    t.teardown(() => child.kill('SIGKILL'));
    const ended = outcome(child);
    const address = await listening(child, ended);
    const peers = [1, 2].map(() => Peer.connect(t, address));
    for (const peer of peers) peer.roundTrip();
    child.stdin.write('now\n');
    const { code, signal, stderr } = await withPatience(ended, 'the crash');
    t.same({ code, signal }, { code: 1, signal: null });
    t.match(stderr, /^crashing-gateway: accept4: .* \(EINVAL\)$/m);
    t.equal(stderr.split('\n').length, 2, 'said once');
  });

  t.test(`${transport}: when nobody reads its output, the gateway ends`, async (t) => {
    const child = spawnGateway(['0', ...flags]);
    t.teardown(() => child.kill('SIGKILL'));
    child.stdout.destroy();
    const { code, signal, stderr } = await withPatience(outcome(child), 'the end');
    t.same({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
  });
}
