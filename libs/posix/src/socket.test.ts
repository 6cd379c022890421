import { openSync } from 'node:fs';
import t from 'tap';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { closedOnFailure, openSocket, socketAddress } from './socket.ts';

t.test('a descriptor whose set-up fails is closed, and the failure goes on', async (t) => {
  const fd = openSocket({ family: 4, type: os.SOCK_STREAM, nonblocking: false });
  const failure = new Error('set-up');
  t.throws(
    () =>
      closedOnFailure(fd, () => {
        throw failure;
      }),
    failure,
  );
  t.equal(raw.close(fd), -os.EBADF);
});

t.test('a socket that is not bound has the wildcard address', async (t) => {
  const fd = openSocket({ family: 4, type: os.SOCK_DGRAM, nonblocking: false });
  t.same(socketAddress(fd), { host: '0.0.0.0', port: 0, family: 4 });
  raw.close(fd);
});

t.test('only sockets have addresses', async (t) => {
  const fd = openSync('/dev/null', 'r');
  t.throws(() => socketAddress(fd), { code: 'ENOTSOCK', call: 'getsockname' });
  raw.close(fd);
});
