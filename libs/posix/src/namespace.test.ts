import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { enterNetworkNamespace } from './namespace.ts';
import { openPacketSocket } from './packet-socket.ts';
import { platform } from './platform.ts';

const skip = platform === 'linux' ? false : 'needs Linux';

t.test('what is no namespace cannot be entered', { skip }, async (t) => {
  const fd = openSync('/dev/null', 'r');
  t.teardown(() => closeSync(fd));
  t.throws(() => enterNetworkNamespace(fd), { code: 'EINVAL', message: /^setns/ });
});

t.test('an interface that does not exist has no frames', { skip }, async (t) => {
  // Without the right to packet sockets it fails earlier, which is as good.
  t.throws(() => openPacketSocket(2 ** 30), { name: 'PosixError' });
});
