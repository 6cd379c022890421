import { getDescriptorLimit, getIntOption, listenTcp, os, platform, raw, setDescriptorLimit } from '@qsl/posix';
import t from 'tap';
import { deferAccept, letSilentIn } from './deferred-accept.ts';

const cases = [
  { maxConnections: 0, idleTimeoutMs: 60_000, defers: true },
  { maxConnections: 0, idleTimeoutMs: 0, defers: true },
  { maxConnections: 100, idleTimeoutMs: 60_000, defers: false },
  { maxConnections: 0, idleTimeoutMs: 3000, defers: false },
];

for (const { defers, ...options } of cases) {
  const skip = platform !== 'linux' && 'needs Linux';
  t.test(`${defers ? 'deferral' : 'none'} with ${JSON.stringify(options)}`, { skip }, async (t) => {
    const listener = listenTcp({ host: '127.0.0.1', port: 0 });
    t.teardown(() => raw.close(listener.fd));
    t.equal(deferAccept(listener, options), defers);
    t.equal(getIntOption(listener.fd, os.IPPROTO_TCP, os.TCP_DEFER_ACCEPT) > 0, defers);
  });
}

t.test('nobody waits to be let in: the end comes at once; where that cannot be asked, a little later', async (t) => {
  const listener = listenTcp({ host: '127.0.0.1', port: 0 });
  t.teardown(() => raw.close(listener.fd));
  let ends = 0;
  letSilentIn(listener, () => ends++);
  t.equal(ends, 1);
  const { soft } = getDescriptorLimit();
  setDescriptorLimit(3); // no descriptor for the question
  t.teardown(() => setDescriptorLimit(soft));
  await new Promise<void>((resolve) => {
    letSilentIn(listener, () => {
      ends++;
      resolve();
    });
    t.equal(ends, platform === 'linux' ? 1 : 2);
    setDescriptorLimit(soft);
  });
  t.equal(ends, 2);
});
