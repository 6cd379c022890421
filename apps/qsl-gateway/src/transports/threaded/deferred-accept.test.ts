import { getIntOption, listenTcp, os, platform, raw } from '@qsl/posix';
import t from 'tap';
import { deferAccept } from './deferred-accept.ts';

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
