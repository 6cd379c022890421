import t from 'tap';
import { tcpPair } from '../test/sockets.ts';
import { applyTypeFlags } from './descriptor-flags.ts';
import { bind } from './libc.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';

const F_GETFD = 1;
const fcntl = bind('int fcntl(int, int, ...)');

t.test('fcntl does what the type flags of socket and accept4 do, one at a time', async (t) => {
  const { server } = tcpPair(t);
  t.equal(fcntl(server, F_GETFD), 0);
  t.equal(applyTypeFlags(server, os.SOCK_CLOEXEC), 0);
  t.equal(fcntl(server, F_GETFD), os.FD_CLOEXEC);
  t.equal(fcntl(server, os.F_GETFL) & os.O_NONBLOCK, 0);
  t.equal(applyTypeFlags(server, os.SOCK_NONBLOCK), 0);
  t.equal(raw.recv(server, pin(new Uint8Array(1)), 1, 0), -os.EAGAIN);
});

t.test('a descriptor that is not open is -EBADF', async (t) => {
  for (const flag of [os.SOCK_NONBLOCK, os.SOCK_CLOEXEC]) t.equal(applyTypeFlags(-1, flag), -os.EBADF);
});
